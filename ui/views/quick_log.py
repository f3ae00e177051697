"""The quick log: a small window with one line that is read as one types. Opened from the tray, by key or by action."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.errors import AppError, UserInputError
from app.services.entries import Switched
from app.services.quicklog import QuickLogService, record
from app.storage.changes import Changes
from app.storage.entries import EntryRow
from app.storage.titles import TitleRow
from ui.bridge import Bridge
from ui.format import spoken
from ui.i18n import tr
from ui.messages import sentence
from ui.requests import Notice
from ui.session import Session
from ui.theme import Theme, space
from ui.type_ahead import TypeAhead, warm_up
from ui.widgets.floating_window import FloatingWindow
from ui.widgets.plain_label import PlainLabel
from ui.widgets.quick_line import QuickLine
from ui.widgets.read_band import ReadBand
from ui.widgets.suggestion_list import SuggestionList
from ui.widgets.worked_footer import WorkedFooter

_CONTEXT = "quick_log"
_WIDTH = 480


class QuickLog(FloatingWindow):
    """Enter logs (or starts, without a time), Shift+Enter starts, Alt+1 to 4 start a title of before, Tab completes
    the name of a project or task, Esc closes. It closes by itself when another window is chosen; what was typed is
    then still there the next time.
    """

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(tr(_CONTEXT, "Quick log"), parent)
        self._session, self._bridge = session, bridge
        self._service: QuickLogService | None = None
        self._running: EntryRow | None = None
        self._minute = -1
        self.line = QuickLine()
        self.band = ReadBand()
        self.list = SuggestionList(tr(_CONTEXT, "Start again"))
        self.ahead = TypeAhead(self.line, self.list, self)
        self.again = QWidget()
        self.nothing = PlainLabel(
            tr(_CONTEXT, "What you log or start here can be started again from this list."), "small", "muted", wrap=True
        )
        self.footer = WorkedFooter()
        self._lay_out()
        self._connect(theme)

    def open_at(self, anchor: QRect, screen: QRect) -> None:
        """As of a floating window, with all that it shows read anew and the line ready to be typed over."""
        self.line.setReadOnly(self.line.isReadOnly() and self._bridge.saving)  # a bug may have ended what it waited for
        self._renew()
        warm_up(self._bridge)
        super().open_at(anchor, screen)
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bridge.set_followed(True)
        self._bridge.tick.connect(self._tick)
        self._bridge.changed.connect(self._follow)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._bridge.set_followed(False)
        self._bridge.tick.disconnect(self._tick)
        self._bridge.changed.disconnect(self._follow)
        self._service = self.ahead.source = None

    def leave(self) -> None:
        """Esc: close, and forget what was typed."""
        self.line.clear()
        super().leave()

    def _lay_out(self) -> None:
        self.line.setPlaceholderText(tr(_CONTEXT, "1h30 project: what you did yesterday #tag"))
        self.line.setAccessibleName(tr(_CONTEXT, "What did you work on?"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        self.line.setContentsMargins(space(4), space(3), space(4), space(3))
        inset = QVBoxLayout(self.again)
        inset.setContentsMargins(space(2), space(2), space(2), space(2))
        inset.addWidget(self.list)
        self.nothing.setContentsMargins(space(4), space(4), space(4), space(4))
        for part in (self.line, self.band, self.again, self.nothing):
            whole.addWidget(part)
        rule = QFrame()
        rule.setProperty("role", "line")
        whole.addWidget(rule)
        whole.addWidget(self.footer)
        self.setFixedWidth(max(_WIDTH, self.fontMetrics().averageCharWidth() * 64))

    def _connect(self, theme: Theme) -> None:
        self.line.textChanged.connect(self._read)
        self.line.entered.connect(self._enter)
        self.line.start_entered.connect(self._start)
        self.ahead.picked.connect(self._choose)
        self.footer.stop_requested.connect(self._stop)
        theme.changed.connect(self._read)

    @Slot()
    def _renew(self) -> None:
        """Read names, titles and totals anew."""
        try:
            self._service = self.ahead.source = self._session.quick_log()
            self._running = self._session.status.running_entry()
        except AppError as error:
            self.band.fail(sentence(error))
            return
        self.footer.show_running(self._running)
        self._minute = -1
        self._tick()
        self._read()

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if changes.concern("entries", "projects", "clients", "tasks"):
            self._renew()

    @Slot()
    def _tick(self) -> None:
        now = self._session.now
        if self._running is not None:
            self.footer.show_elapsed(self._running.entry.seconds_at(now))
        if now // 60 != self._minute:
            self._minute = now // 60
            try:
                self.footer.show_worked(self._session.status.worked())
            except AppError as error:
                self.band.fail(sentence(error))

    @Slot()
    def _read(self) -> None:
        """Show what the line says now."""
        if self._service is None:
            return
        text = self.line.text()
        try:
            read = self._service.read(text)
            self.ahead.offer(read)
        except AppError as error:
            self.band.fail(sentence(error), unread=True)
        else:
            self.band.show_read(read if text.strip() else None, self._session.context.zone)
            self.again.setVisible(self.list.count > 0)
            self.nothing.setVisible(self.list.count == 0)
        self.line.setAccessibleDescription(self.band.spoken())
        self.fit()

    @Slot()
    def _enter(self) -> None:
        """Log or start what the line says."""
        if self._service is None:
            return
        try:
            draft = self._service.draft(self.line.text())
        except AppError as error:
            self._refuse(error)
        else:
            self._do(lambda on: record(on.entries, draft))

    @Slot()
    def _start(self) -> None:
        if self._service is None:
            return
        try:
            draft = self._service.draft_to_start(self.line.text())
        except AppError as error:
            self._refuse(error)
        else:
            self._do(lambda on: on.entries.start(draft))

    def _do(self, act: Callable[[Session], EntryRow | Switched]) -> None:
        """Once: while another program writes, the line keeps what was typed and takes nothing more."""
        if self.line.isReadOnly():
            return
        typed = self.line.text()

        def refused(error: AppError) -> None:
            self.line.setReadOnly(False)
            if not self.line.text():
                self.line.setText(typed)  # Esc took it away meanwhile
            self._refuse(error)
            if not self.isVisible():
                self._bridge.requests.error_reported.emit(error)

        self.line.setReadOnly(True)
        if not self._bridge.writes.do(lambda on: (act(on), on.undo.latest()), self._finish, refused):
            self.band.wait()

    @Slot(object)
    def _choose(self, chosen: object) -> None:
        """A line of the list, by click or key: a name goes into the line, a title is started."""
        if isinstance(chosen, TitleRow):
            self._start_again(chosen)
        else:
            self.ahead.take(chosen)

    def _start_again(self, past: TitleRow) -> None:
        self._do(lambda on: on.entries.start_again(past.entry_id))

    @Slot()
    def _stop(self) -> None:
        self._bridge.writes.do(lambda on: on.entries.stop(), self._stay, self._refuse)

    @Slot(object)
    def _stay(self, _stopped: EntryRow) -> None:
        """Something else may be typed."""
        self._renew()
        self.line.setFocus()

    @Slot(object)
    def _refuse(self, error: AppError) -> None:
        no_title = isinstance(error, UserInputError) and error.facts.get("field") == "title"
        self.band.fail(tr(_CONTEXT, "Say what the time was for.") if no_title else sentence(error))
        self.fit()

    @Slot(object)
    def _finish(self, made: tuple[EntryRow | Switched, int | None]) -> None:
        done, step = made
        if isinstance(done, Switched):
            text = tr(_CONTEXT, "Started: {title}", title=done.started.entry.title)
        else:
            entry = done.entry
            text = tr(_CONTEXT, "Logged: {title}, {duration}", title=entry.title, duration=spoken(entry.seconds))
        requests = self._bridge.requests
        undo = partial(requests.undo_requested.emit, step)
        requests.notice_requested.emit(Notice(text, tr(_CONTEXT, "Undo"), undo))
        self.line.setReadOnly(False)
        self.line.clear()
        self.hide()
