"""What needs a person: the question of the guard, conflicts, refusals, unknown outcomes; what to do about each."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError
from app.services.attention import Matter
from app.services.mass_change import MassChange
from app.storage.entries import EntryRow
from ui.asked_acts import settle_asked
from ui.bridge import Bridge
from ui.entry_acts import EntryActs
from ui.guard_words import more_text, question_text, risk_lines
from ui.i18n import tr
from ui.matter_words import ASKED, answers, explanation, lookup_text, needs_answer, side_rows
from ui.session import Session
from ui.sync_story import matter_lines, name_of, state_word
from ui.sync_worker import SyncRequest
from ui.theme import space
from ui.widgets.beside import Beside
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.line_view import LineView
from ui.widgets.matter_panel import WIDTH, MatterPanel
from ui.widgets.page_frame import ShownStack
from ui.widgets.question_card import QuestionCard

_CONTEXT = "SyncPage"
_PAGE_OF = {"entry": "timer", "invoice": "invoices"}


class MattersView(QWidget):
    """Reads when it is told to; its answers go to the services at once. Enter on a line goes to its first answer."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge = session, bridge
        self._matters: dict[str, Matter] = {}
        self._acts = EntryActs(session, bridge, self)
        self.list = LineView(tr(_CONTEXT, "What needs you"), stacked=True, ruled=True)
        self.panel = MatterPanel()
        self.question = QuestionCard(
            tr(_CONTEXT, "Much changed in Clientary at once"),
            tr(_CONTEXT, "What would vanish or be overwritten"),
            tr(_CONTEXT, "Keep what is here and send it again"),
            tr(_CONTEXT, "Let the changes in"),
        )
        self.nothing = EmptyState(
            "check-circle",
            tr(_CONTEXT, "Nothing needs you"),
            tr(_CONTEXT, "Conflicts and refused changes are listed here, with what to do about each."),
        )
        self._stack = ShownStack()
        self._lay_out()
        self._connect()

    def refresh(self) -> int:
        """Read anew; returns how many need a person."""
        change = self._session.attention.mass_change()
        matters = self._session.attention.matters()
        self._ask(change)
        self._matters = {matter.id: matter for matter in matters}
        self.list.show_lines(matter_lines(matters, self._session.context.zone, self._session.today))
        self._stack.setCurrentIndex(0 if matters else 1)
        self._stack.setHidden(change is not None and not matters)
        if matters and self.list.current_key is None:
            self.list.choose(matters[0].id)
        self._show()
        return (change is not None) + sum(matter.state == "parked" or needs_answer(matter) for matter in matters)

    @property
    def first_list(self) -> QWidget:
        """What the open question is about, or else what is listed."""
        return self.list if self.question.isHidden() else self.question.preview

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
        self.question.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(3), 0, 0)
        column.setSpacing(space(3))
        column.addWidget(self.question, 1)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.list.current_changed.connect(self._show)
        self.list.opened.connect(self._go_to_answers)
        panel = self.panel
        panel.ours_chosen.connect(self._keep_ours)
        panel.theirs_chosen.connect(self._take_theirs)
        panel.edit_requested.connect(self._edit)
        panel.retry_requested.connect(self._retry)
        panel.open_requested.connect(self._open)
        self.question.first_chosen.connect(self._keep_all)
        self.question.second_chosen.connect(self._let_in)

    def _ask(self, change: MassChange | None) -> None:
        if change is None:
            self.question.hide()
        else:
            self.question.ask(question_text(change), risk_lines(change.preview), more_text(change))

    @property
    def _chosen(self) -> Matter | None:
        return self._matters.get(str(self.list.current_key))

    @Slot(object)
    def _show(self, _key: object = None) -> None:
        matter = self._chosen
        self.panel.setVisible(matter is not None)
        if matter is None:
            return
        context = self._session.context
        facts = lookup_text(matter, context.zone, self._session.today, context.config.settle_seconds)
        name = name_of(matter.kind, matter.title)
        self.panel.show_text(name, state_word(matter), explanation(matter), quote=matter.message, facts=facts)
        self.panel.show_sides(side_rows(matter))
        undecided = matter.state != "checking"
        self.panel.show_buttons(
            answers=answers(matter) if needs_answer(matter) else None,
            edit=undecided and matter.kind == "entry" and not matter.deleted,
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
        if matter.kind in ASKED:
            settle_asked(self._bridge, matter.kind, matter.record_id, there=ours)
        else:
            self._acts.settle(matter.record_id, ours)
        self.list.setFocus()

    @Slot()
    def _edit(self) -> None:
        matter = self._chosen
        row = None if matter is None else self._row(matter)
        if row is not None:
            self._acts.decide_by_edit(row)

    def _row(self, matter: Matter) -> EntryRow | None:
        try:
            return self._session.entries.row(matter.record_id)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return None

    @Slot()
    def _retry(self) -> None:
        matter = self._chosen
        if matter is None:
            return
        self._bridge.writes.do(
            lambda on: on.attention.retry(matter.id), lambda _queued: None, self._bridge.requests.error_reported.emit
        )

    @Slot()
    def _keep_all(self) -> None:
        self._answer(ours=True)

    @Slot()
    def _let_in(self) -> None:
        self._answer(ours=False)

    def _answer(self, *, ours: bool) -> None:
        requests = self._bridge.requests
        self._bridge.writes.do(
            lambda on: on.conflicts.resolve_deletions(ours=ours),
            lambda _resolved: requests.sync_requested.emit(SyncRequest(id="by-person")),
            requests.error_reported.emit,
        )

    @Slot()
    def _go_to_answers(self, _key: object = None) -> None:
        self.panel.focus_first()

    @Slot()
    def _open(self, _key: object = None) -> None:
        matter = self._chosen
        if matter is not None and not matter.deleted and matter.kind in _PAGE_OF:
            self._bridge.requests.page_requested.emit(_PAGE_OF[matter.kind], matter.record_id)
