"""The timer page: what was done, day by day, what needs a decision, and the figures of the day beside it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.storage.changes import Changes
from ui.bridge import Bridge
from ui.entry_acts import EntryActs
from ui.i18n import tr
from ui.in_turns import InTurns, loading
from ui.models.entry_list import EntryListModel
from ui.session import Session
from ui.theme import Theme, space
from ui.widgets.button import Button
from ui.widgets.entry_stack import EntryStack
from ui.widgets.entry_view import EntryView
from ui.widgets.matter_panels import MatterPanels
from ui.widgets.plain_label import PlainLabel
from ui.widgets.side_area import SideArea

if TYPE_CHECKING:
    from app.services.status import Unbilled
    from ui.entry_tools import EntryTools
    from ui.widgets.absence_card import AbsenceCard
    from ui.widgets.attention_bar import AttentionBar
    from ui.widgets.day_summary import DaySummary
    from ui.widgets.who_card import WhoCard

_SIDE, _UNBOUNDED = 264, 16_777_215
_NARROW, _ROOM_FOR_HINTS = 860, 900
_LATER_MS = 250
_AROUND = (
    "app.domain.clients", "app.storage.clients", "app.services.people", "app.storage.projects", "ui.entry_tools",
    "app.services.absences", "app.billing.amounts", "ui.widgets.day_summary",
)  # fmt: skip
"""What stands around the list comes from these; loaded at once they would hold the window up for 50 ms."""
ADD = ("new", None)
"""Argument of `TimerPage.open` that asks for a new entry."""


class TimerPage(QWidget):
    """Reads again when it is visible and something changed; the figures follow a little later than the list, so that a
    burst of commits during a sync costs little. At first there is only the list: what stands around it is made after
    the first paint.
    """

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        del theme  # its colours arrive by style sheet and palette
        self._session, self._bridge = session, bridge
        self._stale, self._narrow, self._complete, self._surrounded = True, False, False, False
        self._minute = session.now // 60
        self.setProperty("role", "page")
        self.setAccessibleName(tr("timer_page", "Timer"))
        self.model = EntryListModel(session, self)
        self.view = EntryView(self.model)
        self.acts = EntryActs(session, bridge, self)
        self.panels = MatterPanels(session)
        self.add_button = Button(tr("timer_page", "Add entry"), "secondary", "plus")
        self.add_button.setToolTip(tr("timer_page", "Add an entry for time that is over (Ctrl+N)"))
        self.invoice_button = Button(tr("timer_page", "Invoice unbilled time…"))
        self.invoice_button.setEnabled(False)  # until it is known that there is some
        self._hints = QWidget()
        self.body = EntryStack(self.view, session, bridge, self.acts)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER_MS)
        self._following = InTurns(self, self.model.reload_in_turns, self._look_on)
        self._figures = InTurns(self, self._add_up_unbilled, self._show_figures)
        self._unbilled: tuple[Unbilled, ...] = ()
        self._look_around = InTurns(self, self._show_attention, self._show_absences, self._ask)
        steps = (self._add_tools, self._add_summary, self._look_around.begin, self._figures.begin)
        self._surround = InTurns(self, *loading(*_AROUND), *steps)
        self._lay_out()
        self._connect()

    def open(self, argument: object) -> None:
        """Show an entry (its id), or ask for a new one (`ADD`)."""
        if argument == ADD:
            self.acts.add()
        elif isinstance(argument, str):
            self._show_entry(argument)

    @cached_property
    def tools(self) -> EntryTools:
        """What is done with entries besides opening one: in place, several at once, by dragging."""
        from ui.entry_tools import EntryTools

        return EntryTools(self._session, self._bridge, self.acts, self.view, self.model, self._column, self)

    @cached_property
    def summary(self) -> DaySummary:
        """The figures beside the list."""
        from ui.widgets.day_summary import DaySummary

        made = DaySummary()
        made.invoice_button.clicked.connect(self.acts.invoice)
        made.timeline.mend_requested.connect(self.tools.mend)
        made.timeline.fill_requested.connect(self.acts.fill)
        made.set_narrow(self._narrow)
        self._side.setWidget(made)  # instead of the empty ground
        return made

    @cached_property
    def attention(self) -> AttentionBar:
        """The line above the list."""
        from ui.widgets.attention_bar import AttentionBar

        made = AttentionBar(self._session)
        made.show_requested.connect(self._show_entry)
        self._column.insertWidget(1, made)
        self.setTabOrder(self.add_button, made.banner.action)  # made last, it would come last
        return made

    @cached_property
    def absences(self) -> AbsenceCard:
        """What waits for a decision about time away."""
        from ui.widgets.absence_card import AbsenceCard

        made = AbsenceCard(self._session, self._bridge)
        self._column.insertWidget(1, made)
        self.setTabOrder(self.add_button, made.keep_all)
        self.setTabOrder(made.keep_all, made.list)
        return made

    @cached_property
    def who(self) -> WhoCard:
        """The question above the list whose hours are whose."""
        from ui.widgets.who_card import WhoCard

        made = WhoCard(self._session, self._bridge)
        holder = QHBoxLayout()
        holder.setContentsMargins(0, 0, space(4), 0)
        holder.addWidget(made)
        self._column.insertLayout(1, holder)
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._complete:
            self._complete = True
            self._surround.begin()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, space(4), 0)
        head.setSpacing(space(3))
        head.addWidget(PlainLabel(tr("timer_page", "Your time"), "title", elide=True), 1)
        for part in (self._hints, self.invoice_button, self.add_button):
            head.addWidget(part)
        self._column = column = QVBoxLayout()
        column.setContentsMargins(space(5), space(4), space(1), 0)
        column.setSpacing(space(2))
        column.addLayout(head)
        column.addWidget(self.body, 1)
        column.addWidget(self.panels)
        self._line = QFrame()
        self._line.setProperty("role", "side-line")
        self._side = SideArea()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(column, 1)
        self._row.addWidget(self._line)
        self._row.addWidget(self._side)
        self._arrange()

    def _arrange(self) -> None:
        """Beside each other, or in a narrow window below each other."""
        narrow, has_summary = self.width() < _NARROW, "summary" in self.__dict__
        self._hints.setVisible(self.width() >= _ROOM_FOR_HINTS)
        if narrow != self._narrow:
            self._narrow = narrow
            if has_summary:
                self.summary.set_narrow(narrow)
        self._line.setVisible(not narrow)
        self.invoice_button.setVisible(narrow)
        direction = QBoxLayout.Direction.BottomToTop if narrow else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(direction)
        row_height = self.summary.row_height(self.width()) if narrow and has_summary else 0
        self._side.set_scrolling(not narrow)
        self._side.setMinimumSize(0 if narrow else _SIDE, row_height)
        self._side.setMaximumSize(_UNBOUNDED if narrow else _SIDE, row_height if narrow else _UNBOUNDED)

    def _connect(self) -> None:
        bridge, acts, view = self._bridge, self.acts, self.view
        bridge.changed.connect(self._follow)
        bridge.settings_changed.connect(self._reload)
        bridge.clock_tick.connect(self._tick)
        self._later.timeout.connect(self._figures.begin)
        for turns in (self._surround, self._following, self._look_around, self._figures):
            bridge.destroyed.connect(turns.stop)
        self.model.refreshed.connect(self._choose_body)
        self.body.retry_requested.connect(self._reload)
        self.model.failed.connect(self._show_failure)
        view.continue_requested.connect(acts.start_again)
        view.edit_requested.connect(acts.edit)
        view.delete_requested.connect(acts.delete)
        view.details_requested.connect(self.panels.show_row)
        view.chosen.connect(self.panels.show_row)
        self.panels.settled.connect(acts.settle)
        self.panels.edit_requested.connect(acts.decide_by_edit)
        self.panels.try_again_requested.connect(acts.try_again)
        self.add_button.clicked.connect(acts.add)
        self.invoice_button.clicked.connect(acts.invoice)

    def _add_tools(self) -> None:
        """Make what the first paint could do without."""
        from ui.widgets.key_cap import KeyHint

        keys = QHBoxLayout(self._hints)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setSpacing(space(3))
        keys.addWidget(KeyHint("Ctrl+K", tr("timer_page", "find")))
        keys.addWidget(KeyHint("Ctrl+N", tr("timer_page", "add entry")))
        _ = self.tools  # made now
        self.view.ensurePolished()  # the first entries may arrive while much else goes on

    def _add_summary(self) -> None:
        _ = self.summary  # made now
        self._arrange()
        self._surrounded = True

    def _show_attention(self) -> None:
        """The line is made with the first matter that waits."""
        try:
            standing = self._session.status.standing()
        except AppError:
            return  # the list itself says that nothing can be read
        if standing.conflicts + standing.parked:
            self.attention.reload()
        elif "attention" in self.__dict__:
            self.attention.hide()

    def _show_absences(self) -> None:
        """The card is made with the first absence that waits."""
        try:
            wanted = "absences" in self.__dict__ or self._session.absences.count() > 0
        except AppError:
            return  # the list itself says that nothing can be read
        if wanted:
            self.absences.reload()

    def _ask(self) -> None:
        """Ask who the person is where that is not known."""
        try:
            asked = self._session.people.must_ask()
        except AppError:
            return  # the list itself says that nothing can be read
        if asked or "who" in self.__dict__:
            self.who.reload()

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if not changes.concern("entries", "projects", "clients", "tasks", "invoices", "sync"):
            return
        if self.isVisible():
            self._following.begin()  # others follow too: not all in one turn
        else:
            self._stale = True

    @Slot()
    def _reload(self) -> None:
        self.model.reload()
        self._look_on()

    def _look_on(self) -> None:
        """The list is read, or about to be; now what stands around it."""
        self._stale = False
        self.panels.check()
        if not self._surrounded:
            return
        self._look_around.begin()
        if not self._later.isActive():
            self._later.start()

    @Slot()
    def _tick(self) -> None:
        if self.isVisible():
            self.model.tick()
            minute = self._session.now // 60
            if minute != self._minute and not self._later.isActive() and self._surrounded:
                self._minute = minute
                self._later.start()

    def _add_up_unbilled(self) -> None:
        """Apart from the other figures: with ten thousands of hours it takes as long as all of them."""
        try:
            self._unbilled = self._session.status.unbilled()
        except AppError as error:
            self._show_failure(error)

    def _show_figures(self) -> None:
        if not self.isVisible():
            self._stale = True
            return
        from ui.widgets.day_summary import read_figures

        try:
            self.summary.show_figures(read_figures(self._session, self._unbilled))
            self.invoice_button.setEnabled(bool(self._unbilled))
            self._arrange()
        except AppError as error:
            self._show_failure(error)

    @Slot()
    def _choose_body(self) -> None:
        self.body.show_entries(some=self.model.rowCount() > 0)

    @Slot(object)
    def _show_failure(self, error: AppError) -> None:
        self.body.show_failure(error)

    @Slot(str)
    def _show_entry(self, entry_id: str) -> None:
        """Choose an entry in the list, and say what is the matter with it."""
        if self._stale or not self.model.rowCount():
            self._reload()
        if self.view.choose(entry_id):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        try:
            self.panels.show_row(self._session.entries.row(entry_id))
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
