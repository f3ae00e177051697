"""What is left of projects' budgets, in words. Read off the GUI thread, as it sums up whole projects."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.ids import ProjectId
from app.errors import AppError
from app.services.budgets import Budget, BudgetService
from ui.bridge import Bridge
from ui.format import hours, money
from ui.i18n import tr
from ui.session import Session

_CONTEXT = "budgets"


class BudgetsLeft(QObject):
    """Of the projects that were asked for last; nothing of those without a budget."""

    came = Signal()

    def __init__(self, session: Session, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge = session, bridge
        self._budgets: dict[ProjectId, Budget] = {}

    def read(self, projects: Collection[ProjectId]) -> None:
        """Read them anew; `came` follows, unless none of them has a budget."""
        wanted = sorted(projects)
        try:
            some = self._session.budgets.has_any(wanted)
        except AppError:
            return  # the tray goes on with what it knows; who reads the same file says what is wrong with it
        if not some:
            self._budgets = {}
            return

        def work(context: AppContext, cancel: CancelToken) -> dict[ProjectId, Budget]:
            del cancel  # a sum or two
            return BudgetService(context.db).of(wanted)

        self._bridge.tasks.run(work).done.connect(self._take)

    def words(self, elapsed: Mapping[ProjectId | None, int]) -> dict[ProjectId, tuple[str, bool]]:
        """What is left of each, and whether that is a warning; `elapsed` are the seconds of what runs."""
        return {
            project_id: (budget_words(budget, more), budget.nearly_used(more))
            for project_id, budget in self._budgets.items()
            for more in (0 if budget.currency else elapsed.get(project_id, 0),)
        }

    @Slot(object)
    def _take(self, budgets: dict[ProjectId, Budget]) -> None:
        self._budgets = budgets
        self.came.emit()


def budget_words(budget: Budget, more: int = 0) -> str:
    """`12:30 left`, `0:40 of 10:00 left`, `1:10 over budget`; amounts likewise."""
    left = budget.left(more)
    shown = _amount(abs(left), budget.currency)
    if left < 0:
        return tr(_CONTEXT, "{amount} over budget", amount=shown)
    if budget.nearly_used(more):
        return tr(_CONTEXT, "{amount} of {total} left", amount=shown, total=_amount(budget.total, budget.currency))
    return tr(_CONTEXT, "{amount} left", amount=shown)


def _amount(value: int, currency: str) -> str:
    return money(value, currency) if currency else hours(value)
