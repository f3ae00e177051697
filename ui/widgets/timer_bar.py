"""The bar on top of every page: what runs now, for whom, since when, and the button that starts and stops it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.ids import ProjectId
from app.errors import AppError
from app.storage.changes import Changes
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.i18n import tr
from ui.in_turns import InTurns
from ui.session import Session
from ui.theme import Theme
from ui.widgets.bar_fields import BarFields
from ui.widgets.bar_handover import BarHandover
from ui.widgets.bar_layout import lay_out, share_room
from ui.widgets.bar_note import BarNote
from ui.widgets.clock_face import ClockFace
from ui.widgets.icon_button import IconButton

if TYPE_CHECKING:  # what writes entries is loaded with the first one that is written
    from ui.timer_acts import TimerActs
    from ui.widgets.bar_draft import BarDraft
    from ui.widgets.timer_tools import TimerTools


class TimerBar(QWidget):
    """While nothing runs it holds the draft of the next entry, which Enter starts, or logs if it has a time. While one
    runs, each field changes that entry: the title on Enter or when the focus leaves it, the others at once.
    """

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        del theme  # its colours arrive by the style sheet; bars and pages are made alike
        self._session, self._bridge = session, bridge
        self._running: EntryRow | None = None
        self._offered = False
        self._following = InTurns(self, self.reload)
        self._expected: bool | None = None
        self._since = 0
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("timer", "Timer"))
        self._fields = fields = BarFields()
        self.title, self.chooser, self.tags, self.billable = fields.title, fields.chooser, fields.tags, fields.billable
        self.note = BarNote()
        self.clock = ClockFace()
        self.button = IconButton("play", tr("timer", "Start the timer"), "start")
        self._row = lay_out(
            self, self.title, self.note, (self.chooser, self.tags, self.billable), self.clock, self.button
        )
        self.setFocusProxy(self.title)
        parts = fields, self.clock, self.note
        self._handover = BarHandover(bridge, self, parts, self._restore_start)
        self._connect(bridge)
        self.reload()

    @cached_property
    def tools(self) -> TimerTools:
        """Since when it runs, and the pause; made after the first paint."""
        from ui.widgets.timer_tools import TimerTools

        made = TimerTools(self._session, self._bridge)
        made.mended.connect(self.note.forget)
        made.moved.connect(self.note.forget)
        made.moved.connect(self.reload)
        made.refused.connect(self.note.refuse)
        made.pause_requested.connect(self.pause_or_go_on)
        self._row.insertWidget(self._row.indexOf(self.clock), made)
        return made

    @cached_property
    def draft(self) -> BarDraft:
        """The line while nothing runs; made with its first letter."""
        from ui.widgets.bar_draft import BarDraft

        return BarDraft(self._session, self._bridge, self, self.title, self.chooser, self.note)

    @Slot()
    def toggle(self) -> None:
        """Stop what runs, or start what the bar says; without a title the person is asked for one."""
        if self._runs:
            self._stop()
        elif self._expected is None:  # else the bar still says what was stopped, and that is not saved yet
            self._start()

    @Slot()
    def close_list(self) -> None:
        """Take away what is offered below the bar: the page that it lies over is another one now, or a timer runs."""
        if "draft" in self.__dict__:
            self.draft.close()

    @Slot()
    def save(self) -> None:
        """Commit a title that is being typed for the running entry."""
        row, typed = self._running, self.title.text().strip()
        if row is None or typed == row.entry.title or self._expected is not None:
            return
        if not typed:
            self.title.setText(row.entry.title)
        else:
            self._change(lambda acts, row: acts.rename(row, typed))

    @Slot()
    def reload(self) -> None:
        """Show what runs now. A title that is being typed is left alone unless another entry runs."""
        before = self._running
        self._handover.begin(before)
        try:
            self._running = self._session.status.running_entry()
        except AppError as error:
            self.note.refuse(error)
            return
        if before is not None and not _same(before, self._running):
            self._handover.name(before)
        if self._running is not None:
            self._fields.fill(self._running, before)
        elif before is not None:
            self._fields.bring_back()
        if not _same(before, self._running):
            self._handover.finish(before, self._running)
        self._dress()
        self._show_tools()
        self._show_time()

    def _restore_start(self) -> None:
        self.tools.restore_start()

    @Slot()
    def tick(self) -> None:
        """A second is over. A clock that nobody sees does not go."""
        if self.isVisible():
            self._show_time()

    def _show_time(self) -> None:
        row, now = self._running, self._session.now
        seconds = 0 if row is None else row.entry.seconds_at(now)
        if self._expected is not None:
            seconds = max(0, now - self._since) if self._expected else 0
        self.clock.show_seconds(seconds)
        self.clock.name_minutes(seconds if row else None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_time()

    def complete(self) -> None:
        """Show what stands beside the clock, from now on; what is paused is said where a title is typed."""
        self.tools.show_row(self._running, self.width())
        paused = self.tools.paused_title
        self.title.say_paused(paused)
        if paused:
            self.button.name(tr("timer", "Go on with “{title}” (Ctrl+Shift+Space)", title=paused))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_tools()
        share_room(self.width(), self.tags, self.billable)

    def _connect(self, bridge: Bridge) -> None:
        bridge.clock_tick.connect(self.tick)
        bridge.changed.connect(self._follow)
        bridge.destroyed.connect(self._following.stop)
        bridge.save_requested.connect(self.save)
        bridge.acts_saved.connect(self._saved)
        self.title.returnPressed.connect(self._enter)
        self.title.editingFinished.connect(self.save)
        self.title.textEdited.connect(self._read_draft)
        self.title.left.connect(self._restore_title)
        self.title.list_asked.connect(self._suggest)
        self.chooser.first_opened.connect(self._offer_projects)
        self.chooser.project_changed.connect(self._set_project)
        self.chooser.project_chosen.connect(self._return_to_title)
        self.tags.tags_changed.connect(self._set_tags)
        self.billable.clicked.connect(self._set_billable)
        self.button.clicked.connect(self.toggle)

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if self._offered and changes.concern("projects", "clients"):
            self._offer_projects()
        if changes.concern("entries", "projects", "clients"):
            self._following.begin()  # others follow too: not all in one turn

    @Slot()
    def _offer_projects(self) -> None:
        self._offered = True
        try:
            self.chooser.set_projects(self._session.catalog.projects())
        except AppError as error:
            self.note.refuse(error)

    @Slot()
    def _enter(self) -> None:
        if self._running is None and self._expected is None:  # a field that is locked hears of Enter too
            self._start()

    @Slot()
    def _return_to_title(self) -> None:
        """The draft has its project: Enter starts it now."""
        if self._running is None:
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start(self) -> None:
        if self.tools.paused_title and not self.title.text().strip():
            self.pause_or_go_on()
            return
        runs = self.draft.enter(self.tags.tags, billable=self.billable.isChecked(), done=self._entered)
        if runs is not None:
            self._expect(runs=runs)

    def _entered(self, _logged: EntryRow | None) -> None:
        self._fields.take_draft()
        self._saved()
        if self._running is None:
            self._fields.clear()

    @Slot()
    def _read_draft(self) -> None:
        """What was said is over. It is said what Enter would log or rename, and what a draft may go on as."""
        if self._running is None:
            self.draft.read()
        else:
            self.note.hint_rename(self._running.entry.title, self.title.text().strip())
        self.title.setAccessibleDescription(self.note.text())

    @Slot()
    def _suggest(self) -> None:
        if self._running is None:
            self.draft.suggest()

    def _stop(self) -> None:
        self.save()
        self._write(lambda acts: acts.session.entries.stop(), runs=False)

    def _change(self, act: Callable[[TimerActs, EntryRow], EntryRow]) -> None:
        """Do something to what runs. What cannot be is said, and what is stored is shown again."""
        row = self._running
        if row is not None:
            self._write(lambda acts: act(acts, row), runs=True, since=row.entry.started_at)

    def _write(self, act: Callable[[TimerActs], object], *, runs: bool, since: int | None = None) -> None:
        """Store it; while that is waited for, the bar shows whether a timer `runs` by it, and since when."""
        from ui.timer_acts import TimerActs

        def done(_result: object) -> None:
            self.note.forget()
            self._saved()

        if not self._bridge.writes.do(lambda on: act(TimerActs(on)), done, self._refuse):
            self._expect(runs=runs, since=since)

    def _refuse(self, error: AppError) -> None:
        self._saved()
        self.note.refuse(error)

    def _expect(self, *, runs: bool, since: int | None = None) -> None:
        """It is not stored yet: another program writes. What changes an entry has to wait until there is one."""
        self._expected, self._since = runs, self._session.now if since is None else since
        self._fields.lock(locked=True)
        self.tools.setEnabled(False)
        self._dress()
        self._show_time()

    @Slot()
    def _saved(self) -> None:
        """One act is through. Those of others that still wait may change what runs as well."""
        through = not self._bridge.writes.waiting
        self._expected = None if through else self._expected
        self.reload()  # first: what is locked is not being typed
        if through:
            self._fields.lock(locked=False)
            self.tools.setEnabled(True)

    def _show_tools(self) -> None:
        if "tools" in self.__dict__:
            self.complete()

    @property
    def _runs(self) -> bool:
        """Whether a timer runs once all that was done is stored."""
        return self._running is not None if self._expected is None else self._expected

    @Slot(object)
    def _set_project(self, project_id: ProjectId | None) -> None:
        self._change(lambda acts, row: acts.set_project(row, project_id))

    @Slot(object)
    def _set_tags(self, tags: tuple[str, ...]) -> None:
        self._change(lambda acts, row: acts.set_tags(row, tags))

    @Slot()
    def _set_billable(self) -> None:
        self._change(lambda acts, row: acts.set_billable(row, self.billable.isChecked()))

    @Slot()
    def pause_or_go_on(self) -> None:
        """Pause what runs, or go on with what was paused or worked on last."""
        self.save()
        self._write(lambda acts: acts.pause_or_go_on(), runs=not self._runs)

    @Slot()
    def _restore_title(self) -> None:
        if self._expected is None:  # else it may be refused yet, and is there to be mended then
            self.title.setText("" if self._running is None else self._running.entry.title)
            self.title.setCursorPosition(0)  # where it is long, its beginning is seen
            self.note.forget()

    def _dress(self) -> None:
        runs = self._runs
        if runs:
            self.close_list()
        self.clock.set_running(runs)
        _dress_button(self.button, runs=runs)


def _dress_button(button: IconButton, *, runs: bool) -> None:
    if runs:
        button.become("stop", tr("timer", "Stop the timer (Ctrl+Space)"), "stop")
    else:
        button.become("play", tr("timer", "Start the timer (Ctrl+Space)"), "start")


def _same(one: EntryRow | None, other: EntryRow | None) -> bool:
    """Whether both are the same entry, or none."""
    return (one and one.entry.id) == (other and other.entry.id)
