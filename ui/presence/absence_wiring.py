"""Joins the watch over presence to what is kept of it, and to the question that a person is asked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot

from app.domain.absence import Absence, ClockJump, Told
from app.errors import AppError
from app.services.heartbeat import HeartbeatService, boot_id
from app.services.window_facts import WindowFacts
from app.storage.changes import Changes
from ui.bridge import Bridge
from ui.presence.absence_asker import AbsenceAsker
from ui.presence.clocks import ClockWatch
from ui.presence.watch import MakeSource, PresenceWatch, desktop_sources
from ui.session import Session

log = logging.getLogger(__name__)

Sources = Callable[[], tuple[Sequence[MakeSource], Sequence[MakeSource]]]


class AbsenceWiring(QObject):
    """Made after the first paint. The sources of this desktop are loaded when a timer runs for the first time."""

    def __init__(
        self,
        session: Session,
        bridge: Bridge,
        parent: QObject | None = None,
        *,
        clocks: ClockWatch | None = None,
        sources: Sources = desktop_sources,
        grace_ms: int | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._sources = session, bridge, sources
        self._loaded = self._ending = False
        self._number, self._absence_id, self._beaten = 0, "", ""
        self._asked: set[str] = set()
        self.asker = AbsenceAsker(session, bridge, self, grace_ms=grace_ms)
        self.clocks = clocks or ClockWatch(self)
        self.watch = PresenceWatch(
            lambda: session.now, lambda: session.absences.rules, self, compare_clocks=self.clocks.look
        )
        self.watch.told.connect(self._keep)
        self.watch.falls_asleep.connect(self._beat_last)
        self.watch.sources_changed.connect(self._record)
        self.clocks.slept.connect(self.watch.note_sleep)
        self.clocks.was_set.connect(self.watch.note_clock)
        self.clocks.zone_changed.connect(self._note_zone)
        bridge.tick.connect(self.clocks.tick)
        bridge.changed.connect(self._follow)
        bridge.settings_changed.connect(self._follow_timer)

    @Slot()
    def start(self) -> None:
        """Settle what an earlier run left, ask about what it left just now, and watch if a timer runs."""
        if self._ending:
            return
        self._settle(first=True)
        self.asker.ask_again()
        self._follow_timer()

    @Slot()
    def stop(self) -> None:
        """The program ends: until now, somebody is there who ended it. What nobody decided about waits in the inbox."""
        self._ending = True
        self.watch.follow(None, ended_at=self._session.now)
        self.watch.stop()
        self.asker.close()

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if changes.concern("entries") and not self._ending:
            self._follow_timer()
            self._settle()

    @Slot()
    def _follow_timer(self) -> None:
        if self._ending:
            return
        try:
            running = self._session.entries.running()
        except AppError as error:
            log.warning("the running timer cannot be read: %s", error.detail)
            return
        if running is None or running.started_at is None:
            self.watch.follow(None, ended_at=self._session.now)
            return
        if not self._loaded:
            self._loaded = True
            self.watch.use(*self._sources())
        self.watch.follow(running.id, running.started_at)
        if running.id != self._beaten:
            self._beaten = running.id
            self._beat()

    @Slot()
    def _beat_last(self) -> None:
        """A battery may be empty before anybody wakes the computer."""
        self._beat(last=True)

    def _beat(self, *, last: bool = False) -> None:
        """Between the beats of `ui/timer_watch.py`: of a timer that has just begun nothing would be known."""
        context = self._session.context
        try:
            HeartbeatService(context.db, context.clock, boot_id()).beat(last=last)
        except AppError as error:
            log.warning("the heartbeat could not be kept: %s", error.detail)

    @Slot(object)
    def _keep(self, told: Told) -> None:
        """Store what the watch says, then ask, or show what became of what was asked."""
        absences = self._session.absences
        try:
            match told:
                case Absence():
                    known = self._absence_id if told.number == self._number else None
                    self._number, self._absence_id = told.number, absences.note(told, known)
                    asked_about = self._absence_id
                case ClockJump():
                    asked_about = absences.note_jump(told)
        except AppError as error:
            log.warning("an absence could not be kept: %s", error.detail)
            return
        self._asked.add(asked_about)
        if not self._ending:
            self.asker.ask(asked_about)

    def _settle(self, *, first: bool = False) -> None:
        """Ask once about the times without the program that an earlier run, or the start of this one, left."""
        absences = self._session.absences
        try:
            if not first and self._asked.issuperset(absences.without_program()):
                return
            absences.settle(lasting=self._absence_id)
            news = [one for one in absences.without_program() if one not in self._asked]
        except AppError as error:
            log.warning("absences cannot be read: %s", error.detail)
            return
        self._asked.update(news)
        if news:
            self.asker.ask(news[0])

    @Slot(str, str)
    def _note_zone(self, old: str, new: str) -> None:
        """New entries are of the new zone; the running one keeps its own, and a person may look at it."""
        self._session.context.zone = new
        self._bridge.settings_changed.emit()
        try:
            running = self._session.entries.running()
            if running is not None:
                self.asker.ask(self._session.absences.note_zone(running.id, old, new))
        except AppError as error:
            log.warning("the change of the time zone could not be kept: %s", error.detail)

    @Slot(object)
    def _record(self, sources: dict[str, list[str]]) -> None:
        """For `stint doctor`."""
        texts = {f"{kind}_source": ", ".join(labels) or "none" for kind, labels in sources.items()}
        context = self._session.context
        try:
            WindowFacts(context.db, context.clock).record(**texts)
        except AppError as error:
            log.warning("the sources of presence could not be recorded: %s", error.detail)
