"""How much of a project's budget is left, by what Clientary said of it and what is recorded here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.billing.amounts import SECONDS_PER_HOUR
from app.domain.ids import ProjectId
from app.domain.money import exponent, rounded
from app.storage.budgets import BudgetRow, budgets_of, seconds_of
from app.storage.database import Database

NEARLY_USED = Decimal("0.8")
_HOURS, _AMOUNT = 0, 1
_LARGEST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds, or with `currency` minor units of it. An amount is as of the last sync."""

    project_id: ProjectId
    total: int
    spent: int
    currency: str = ""

    def nearly_used(self, more: int = 0) -> bool:
        """From 80 % on, with `more` spent since."""
        return self.spent + more >= self.total * NEARLY_USED

    def left(self, more: int = 0) -> int:
        """Negative where it is overdrawn."""
        return self.total - self.spent - more


@dataclass(frozen=True, slots=True)
class BudgetService:
    """Reads only. Sums up whole projects: not for the thread that paints."""

    db: Database

    def has_any(self, project_ids: Sequence[ProjectId]) -> bool:
        """Whether one of them has a budget; quick."""
        return any(_usable(row) for row in budgets_of(self.db, project_ids))

    def of(self, project_ids: Sequence[ProjectId]) -> dict[ProjectId, Budget]:
        """Those that have one."""
        rows = [row for row in budgets_of(self.db, project_ids) if _usable(row)]
        return {row.project_id: self._budget(row) for row in rows}

    def _budget(self, row: BudgetRow) -> Budget:
        budget = row.budget or Decimal(0)
        if row.kind == _AMOUNT and row.currency:
            scale = Decimal(10) ** exponent(row.currency)
            spent = rounded((row.cost or Decimal(0)) * scale)
            return Budget(row.project_id, rounded(budget * scale), spent, row.currency)
        there = int((row.worked_hours or Decimal(0)) * SECONDS_PER_HOUR)  # more than ours where colleagues are unseen
        return Budget(row.project_id, int(budget * SECONDS_PER_HOUR), max(there, seconds_of(self.db, row.project_id)))


def _usable(row: BudgetRow) -> bool:
    """A budget of 0 is none; an amount needs its currency, and what was spent of it."""
    if row.budget is None or not 0 < row.budget < _LARGEST or not row.enabled:
        return False
    return row.kind == _HOURS or (row.kind == _AMOUNT and row.cost is not None and row.currency is not None)
