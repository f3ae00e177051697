"""What is done about the timer without anybody's asking: the heartbeat, a timer that runs too long, and none at all."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Slot

from app.domain.working_hours import WorkingHours
from app.errors import AppError
from app.services.heartbeat import BEAT_S, HeartbeatService, boot_id
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.format import spoken
from ui.i18n import tr
from ui.notifications import DesktopNote
from ui.requests import StandingNotice
from ui.session import Session
from ui.writes import PATIENCE_MS

log = logging.getLogger(__name__)

_CONTEXT = "timer_watch"
LONG, IDLE = "timer-long", "timer-none"
_HOUR_S = 3600


class TimerWatch(QObject):
    """Made after the first paint. Looks once a minute, window shown or hidden; in all other seconds it compares two
    numbers. A notice stands in the window until the timer changes or a person closes it; the desktop's message beside
    it is for a window that nobody sees.
    """

    def __init__(self, session: Session, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._requests = session, bridge, bridge.requests
        context = session.context
        self._heart = HeartbeatService(context.db, context.clock, boot_id())
        self._next_look = 0
        self._idle_since = session.now
        self._reminded_at: int | None = None
        self._told_long = ""
        self._shown: str | None = None
        self._ask_about_gap()
        bridge.tick.connect(self.tick)
        bridge.changed.connect(self._follow)

    @Slot()
    def tick(self) -> None:
        """A second is over. A clock that was set back is followed at once."""
        now = self._session.now
        if now >= self._next_look or now < self._next_look - BEAT_S:
            self._next_look = now + BEAT_S
            self._look()

    @Slot()
    def end_in_order(self) -> None:
        """The person quits and knows what becomes of the timer. The window is gone by then, and what waits is saved."""
        self._bridge.writes.do(
            lambda on: HeartbeatService(on.context.db, on.context.clock, boot_id()).end(),
            lambda _ended: None,
            lambda error: log.warning("the heartbeat could not be ended: %s", error.detail),
        )

    def _ask_about_gap(self) -> None:
        """Once, at the start: what happened while nobody watched? The question itself is asked where absences are."""
        try:
            shortest_s = self._session.absences.rules.shortest_s
        except AppError as error:
            log.warning("the heartbeat cannot be read: %s", error.detail)
            return
        after_shutdown = self._session.config.settings.presence_ask_after_shutdown

        def ask(on: Session) -> bool:
            heart = HeartbeatService(on.context.db, on.context.clock, boot_id())
            return heart.ask_about_gap(shortest_s, after_shutdown=after_shutdown)

        def tell(found: bool) -> None:
            if found:
                log.info("the program ended while a timer ran; the time since is left to decide")

        self._bridge.writes.do(ask, tell, lambda error: log.warning("the heartbeat cannot be read: %s", error.detail))

    @Slot(object)
    def _follow(self, _changes: object) -> None:
        """What was said may be true no longer: another timer runs, or one does."""
        if self._shown is not None:
            self._look()

    def _look(self) -> None:
        try:
            running = self._session.status.running_entry()
        except AppError as error:
            log.warning("the timer cannot be watched: %s", error.detail)
            return
        if running is None:
            self._watch_idle()
        else:
            self._beat()
            self._idle_since = self._session.now
            self._watch_long(running)

    def _beat(self) -> None:
        """Where another program writes just now, the next minute's does: what waits may ask about the last beat."""
        if self._bridge.saving:
            return
        try:
            with self._session.context.db.patience(PATIENCE_MS):
                self._heart.beat()
        except AppError as error:
            log.info("a heartbeat was left out: %s", error.detail)

    def _watch_long(self, running: EntryRow) -> None:
        most_s = self._session.config.settings.timer_too_long_hours * _HOUR_S
        seconds = running.entry.seconds_at(self._session.now)
        if not most_s or seconds < most_s:
            self._told_long = ""  # its start was corrected: it may run for too long once more
            self._say_nothing()
            return
        if self._told_long == running.entry.id:
            return
        self._told_long = running.entry.id
        title = running.entry.title
        text = tr(
            _CONTEXT, "“{title}” has been running for {duration}. It goes on; stop it, or correct its start, if it was"
            " forgotten.", title=title, duration=spoken(seconds),
        )  # fmt: skip
        self._say(LONG, "warn", text, tr(_CONTEXT, "Show it"), tr(_CONTEXT, "A timer runs for long"))

    def _watch_idle(self) -> None:
        settings, now = self._session.config.settings, self._session.now
        rules = WorkingHours(
            settings.timer_reminder_hours, settings.timer_reminder_days == "all", settings.timer_reminder_minutes * 60
        )
        if self._shown == LONG or not rules.after_s:
            self._say_nothing()
        if not rules.reminder_due(now, self._session.context.zone, self._idle_since, self._reminded_at):
            return
        self._reminded_at = now
        text = tr(_CONTEXT, "No timer is running. Start one, or add the time afterwards.")
        self._say(IDLE, "info", text, tr(_CONTEXT, "Show the timer"), tr(_CONTEXT, "No timer is running"))

    def _say(self, key: str, kind: str, text: str, action: str, title: str) -> None:
        self._say_nothing()
        self._shown = key
        notice = StandingNotice(key, "warn" if kind == "warn" else "info", text, action, self._show_timer)
        self._requests.standing_notice_requested.emit(notice)
        self._requests.desktop_note_requested.emit(DesktopNote(key, title, text, on_action=self._come))

    def _say_nothing(self) -> None:
        key, self._shown = self._shown, None
        if key is not None:
            self._requests.standing_notice_requested.emit(StandingNotice(key, "info", ""))
            self._requests.desktop_note_over.emit(key)

    def _come(self, _action: str) -> None:
        self._requests.raise_requested.emit()
        self._show_timer()

    def _show_timer(self) -> None:
        try:
            running = self._session.status.running_entry()
        except AppError:
            running = None
        self._requests.page_requested.emit("timer", None if running is None else running.entry.id)
