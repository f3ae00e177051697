"""Joins the watch over presence to what is kept of it, and to the question that a person is asked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.domain.absence import ClockJump, Told
from app.errors import AppError
from app.services.absences import OpenAbsence
from app.services.heartbeat import HeartbeatService, boot_id
from app.storage.changes import Changes
from ui.bridge import Bridge
from ui.in_turns import InTurns, loading
from ui.presence.clocks import ClockWatch
from ui.session import Session
from ui.writes import PATIENCE_MS

if TYPE_CHECKING:
    from ui.presence.absence_asker import AbsenceAsker
    from ui.presence.watch import MakeSource, PresenceWatch

    Sources = Callable[[], tuple[Sequence[MakeSource], Sequence[MakeSource]]]

log = logging.getLogger(__name__)

_WATCH = ("app.domain.presence_events", "app.domain.presence", "ui.presence.source", "ui.presence.watch")
"""What the watch loads, one module a turn: the click that starts a timer does not wait for it."""


class AbsenceWiring(QObject):
    """Made after the first paint. The watch and the sources of this desktop are loaded when a timer runs for the first
    time, what asks with the first question: a window without a timer needs only the clocks.
    """

    def __init__(
        self,
        session: Session,
        bridge: Bridge,
        parent: QObject | None = None,
        *,
        clocks: ClockWatch | None = None,
        sources: Sources | None = None,
        grace_ms: int | None = None,
    ) -> None:
        """`sources` of idling, and of lock and sleep; None for those of this desktop."""
        super().__init__(parent)
        self._session, self._bridge, self._sources, self._grace_ms = session, bridge, sources, grace_ms
        self._ending = False
        self._beaten = ""
        self._latest: dict[int, str] = {}
        """The id under which the latest absence that the watch told of is kept, by its number there. Only acts of
        `Writes` touch it, one at a time."""
        self._asked: set[str] = set()
        self._asker: AbsenceAsker | None = None
        self.watch: PresenceWatch | None = None
        """None until a timer has run."""
        self._loading = InTurns(self, *loading(*_WATCH), self._begin_watch)
        self.clocks = clocks or ClockWatch(self)
        self.clocks.zone_changed.connect(self._note_zone)
        bridge.tick.connect(self.clocks.tick)
        bridge.changed.connect(self._follow)
        bridge.settings_changed.connect(self._follow_timer)
        bridge.requests.absence_requested.connect(self._ask_now)

    @property
    def asker(self) -> AbsenceAsker:
        """Made with the first question."""
        if self._asker is None:
            from ui.presence.absence_asker import AbsenceAsker

            self._asker = AbsenceAsker(self._session, self._bridge, self, grace_ms=self._grace_ms)
            self._asker.decided.connect(self._note_answer)
        return self._asker

    @Slot()
    def start(self) -> None:
        """Settle what an earlier run left, ask about what it left just now, and watch if a timer runs."""
        if self._ending:
            return
        self._settle(first=True)
        self._follow_timer()

    @Slot()
    def stop(self) -> None:
        """The program ends: until now, somebody is there who ended it. What nobody decided about waits in the inbox."""
        self._ending = True
        self._loading.stop()
        if self.watch is not None:
            self.watch.follow(None, ended_at=self._session.now)
            self.watch.stop()
        if self._asker is not None:
            self._asker.close()

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
            if self.watch is not None:
                self.watch.follow(None, ended_at=self._session.now)
            return
        if self.watch is not None:
            self.watch.follow(running.id, running.started_at)
        elif not self._loading.busy:
            self._loading.begin()
        if running.id != self._beaten:
            self._beaten = running.id
            self._beat()

    def _begin_watch(self) -> None:
        from ui.presence.watch import PresenceWatch, desktop_sources

        self.watch = watch = PresenceWatch(
            lambda: self._session.now, lambda: self._session.absences.rules, self, compare_clocks=self.clocks.look
        )
        watch.told.connect(self._keep)
        watch.falls_asleep.connect(self._beat_last)
        watch.sources_changed.connect(self._record)
        self.clocks.slept.connect(watch.note_sleep)
        self.clocks.was_set.connect(watch.note_clock)
        watch.use(*(self._sources or desktop_sources)())
        self._follow_timer()

    @Slot()
    def _beat_last(self) -> None:
        """A battery may be empty before anybody wakes the computer."""
        self._beat(last=True)

    def _beat(self, *, last: bool = False) -> None:
        """Between the beats of `ui/timer_watch.py`: of a timer that has just begun nothing would be known. Where
        another program writes just now, the next of those has to do; the last one is waited for, as nobody is there.
        """
        context = self._session.context
        if self._bridge.saving and not last:
            return
        try:
            with nullcontext() if last else context.db.patience(PATIENCE_MS):
                HeartbeatService(context.db, context.clock, boot_id()).beat(last=last)
        except AppError as error:
            log.log(logging.WARNING if last else logging.INFO, "the heartbeat could not be kept: %s", error.detail)

    @Slot(object)
    def _keep(self, told: Told) -> None:
        """Store what the watch says, then ask, or show what became of what was asked."""

        def keep(on: Session) -> str:
            if isinstance(told, ClockJump):
                return on.absences.note_jump(told)
            kept = on.absences.note(told, self._latest.get(told.number))
            self._latest.clear()
            self._latest[told.number] = kept
            return kept

        self._bridge.writes.do(keep, self._ask, _warns("an absence could not be kept: %s"))

    @Slot(object)
    def _note_answer(self, absence: OpenAbsence) -> None:
        """What follows is another absence, however soon: the time until then is not away."""
        if self.watch is not None and absence.id in self._latest.values():
            from app.domain.presence_events import Answered  # loaded with the watch

            self.watch.take(Answered(self._session.now))

    @Slot(object)
    def _ask_now(self, absence_id: str) -> None:
        """The person wants to decide about it."""
        self.asker.ask(absence_id, active=True)

    def _ask(self, absence_id: str) -> None:
        self._asked.add(absence_id)
        if not self._ending:
            self.asker.ask(absence_id)

    def _settle(self, *, first: bool = False) -> None:
        """Ask once about the times without the program that an earlier run, or the start of this one, left; at the
        start else about what was on the screen when the program was killed.
        """

        def settle(on: Session) -> list[str]:
            on.absences.settle(lasting="".join(self._latest.values()))
            return on.absences.without_program()

        def ask(found: list[str]) -> None:
            news = [one for one in found if one not in self._asked]
            self._asked.update(news)
            if self._ending:
                return
            if news:
                self.asker.ask(news[0])
            if first:
                self._ask_again()

        try:
            if not first and self._asked.issuperset(self._session.absences.without_program()):
                return
        except AppError as error:
            log.warning("absences cannot be read: %s", error.detail)
            return
        self._bridge.writes.do(settle, ask, _warns("absences cannot be settled: %s"))

    def _ask_again(self) -> None:
        """The program began: ask what was on the screen when it was killed, unless something newer is asked."""
        try:
            last = self._session.absences.shown_last()
        except AppError as error:
            log.warning("what was asked last cannot be read: %s", error.detail)
            return
        if last and (self._asker is None or self._asker.prompt is None):
            self.asker.ask(last)

    @Slot(str, str)
    def _note_zone(self, old: str, new: str) -> None:
        """New entries are of the new zone; the running one keeps its own, and a person may look at it."""
        if self._ending:
            return
        self._session.context.zone = new
        self._bridge.settings_changed.emit()

        def note(on: Session) -> str | None:
            running = on.entries.running()
            return None if running is None else on.absences.note_zone(running.id, old, new)

        def ask(absence_id: str | None) -> None:
            if absence_id is not None and not self._ending:
                self.asker.ask(absence_id)

        self._bridge.writes.do(note, ask, _warns("the change of the time zone could not be kept: %s"))

    @Slot(object)
    def _record(self, sources: dict[str, list[str]]) -> None:
        """For `stint doctor`."""
        if self._ending:
            return
        texts = {f"{kind}_source": ", ".join(labels) or "none" for kind, labels in sources.items()}
        self._bridge.writes.do(
            lambda on: on.window_facts.record(**texts),
            lambda _recorded: None,
            _warns("the sources of presence could not be recorded: %s"),
        )


def _warns(text: str) -> Callable[[AppError], None]:
    """What is noted where nobody is to be told."""
    return lambda error: log.warning(text, error.detail)
