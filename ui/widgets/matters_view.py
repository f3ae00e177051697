"""Conflicts, refusals and unknown outcomes: a list, and beside it what to do about the chosen one."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import AppError
from app.services.attention import Matter
from ui.bridge import Bridge
from ui.i18n import tr
from ui.requests import Notice
from ui.session import Session
from ui.sync_story import answers, explanation, matter_lines, name_of, side_rows, state_word
from ui.theme import space
from ui.widgets.beside import Beside
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.line_view import LineView
from ui.widgets.matter_panel import WIDTH, MatterPanel

_CONTEXT = "SyncPage"
_PAGE_OF = {"entry": "timer", "invoice": "invoices"}


class MattersView(QWidget):
    """Reads when it is told to; its answers go to the services at once."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge = session, bridge
        self._matters: dict[str, Matter] = {}
        self.list = LineView(tr(_CONTEXT, "What needs you"), stacked=True, ruled=True)
        self.panel = MatterPanel()
        self.nothing = EmptyState(
            "check-circle",
            tr(_CONTEXT, "Nothing needs you"),
            tr(_CONTEXT, "Conflicts and refused changes are listed here, with what to do about each."),
        )
        self._stack = QStackedWidget()
        self._lay_out()
        self.list.current_changed.connect(self._show)
        self.list.opened.connect(self._open)
        self.panel.ours_chosen.connect(self._keep_ours)
        self.panel.theirs_chosen.connect(self._take_theirs)
        self.panel.retry_requested.connect(self._retry)
        self.panel.open_requested.connect(self._open)

    def refresh(self) -> int:
        """Read anew; returns how many need a person."""
        matters = self._session.attention.matters()
        self._matters = {matter.id: matter for matter in matters}
        self.list.show_lines(matter_lines(matters, self._session.context.zone, self._session.today))
        self._stack.setCurrentIndex(0 if matters else 1)
        if matters and self.list.current_key is None:
            self.list.choose(matters[0].id)
        self._show()
        return sum(matter.state != "checking" for matter in matters)

    def choose_record(self, record_id: str) -> None:
        """Show what is open about that record."""
        found = next((matter.id for matter in self._matters.values() if matter.record_id == record_id), None)
        if found is not None:
            self.list.choose(found)

    def _lay_out(self) -> None:
        card = Card(padded=False)
        card.body.addWidget(self.list)
        beside = Beside(card, self.panel, WIDTH, ruled=False)
        self._stack.addWidget(beside)
        self._stack.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(3), 0, 0)
        column.addWidget(self._stack)

    @property
    def _chosen(self) -> Matter | None:
        return self._matters.get(str(self.list.current_key))

    @Slot(object)
    def _show(self, _key: object = None) -> None:
        matter = self._chosen
        self.panel.setVisible(matter is not None)
        if matter is None:
            return
        name = name_of(matter.kind, matter.title)
        self.panel.show_text(name, state_word(matter), explanation(matter), matter.message)
        self.panel.show_sides(side_rows(matter))
        self.panel.show_buttons(
            answers=answers(matter) if matter.state == "conflict" else None,
            retry=matter.state == "parked",
            shown_elsewhere=not matter.deleted and matter.kind in _PAGE_OF,
        )

    @Slot()
    def _keep_ours(self) -> None:
        self._resolve(ours=True)

    @Slot()
    def _take_theirs(self) -> None:
        self._resolve(ours=False)

    def _resolve(self, *, ours: bool) -> None:
        matter = self._chosen
        if matter is None:
            return
        try:
            self._session.conflicts.resolve(matter.record_id, ours=ours)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        text = tr(_CONTEXT, "Decided: yours holds.") if ours else tr(_CONTEXT, "Decided: Clientary's version holds.")
        self._bridge.requests.notice_requested.emit(Notice(text))

    @Slot()
    def _retry(self) -> None:
        matter = self._chosen
        if matter is None:
            return
        try:
            self._session.attention.retry(matter.id)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)

    @Slot()
    def _open(self, _key: object = None) -> None:
        matter = self._chosen
        if matter is not None and not matter.deleted and matter.kind in _PAGE_OF:
            self._bridge.requests.page_requested.emit(_PAGE_OF[matter.kind], matter.record_id)
