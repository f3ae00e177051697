"""Whether somebody is there: the sources of this desktop, feeding the state machine while a timer runs."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.absence import Rules
from app.domain.presence import Presence, advance, due_s
from app.domain.presence_events import (
    ClockSet,
    Event,
    IdleSince,
    InputSeen,
    Sleeping,
    Tick,
    TimerRuns,
    TimerStopped,
    Woke,
)
from ui.presence.source import Now, Source

log = logging.getLogger(__name__)

FIRST_RETRY_MS, LONGEST_RETRY_MS = 15_000, 600_000
"""A desktop may start later than this program, or its message bus anew: what is not there is looked for again."""
_SETTLED_MS = 500
"""Sources answer one after the other; the last of them counts."""

MakeSource = Callable[[Now, QObject], Source]


class PresenceWatch(QObject):
    """Of the sources of idling the first that works is used; of the others (lock, sleep) all that work.

    They run while a timer does, and let go of everything else.
    """

    told = Signal(object)
    """app.domain.absence.Told"""
    falls_asleep = Signal()
    """The computer is about to sleep; it waits until what is connected directly has returned."""
    sources_changed = Signal(object)
    """Labels of the sources in use, by what they tell of: {"idle": [...], "lock_and_sleep": [...]}."""

    def __init__(
        self,
        now: Now,
        rules: Callable[[], Rules],
        parent: QObject | None = None,
        *,
        compare_clocks: Callable[[], None] | None = None,
    ) -> None:
        """`compare_clocks` has `note_sleep` and `note_clock` called, should there be something to note."""
        super().__init__(parent)
        self._now, self._rules, self._compare_clocks = now, rules, compare_clocks
        self._state = Presence()
        self._idle: list[Source] = []
        self._at, self._retry_ms = 0, FIRST_RETRY_MS
        self._beside: list[Source] = []
        self._live: dict[Source, bool] = {}
        self._watching = Rules(idle_s=-1)
        self._told_of: tuple[list[str], list[str]] | None = None
        self._due, self._again, self._news = QTimer(self), QTimer(self), QTimer(self)
        acts = ((self._due, self._look), (self._again, self._try_again), (self._news, self._tell_sources))
        for timer, act in acts:
            timer.setSingleShot(True)
            timer.timeout.connect(act)

    def use(self, idle: Sequence[MakeSource], beside: Sequence[MakeSource]) -> None:
        """These sources, the ones of idling in the order in which they are tried. To be called once."""
        self._idle = [self._joined(make) for make in idle]
        self._beside = [self._joined(make) for make in beside]

    def follow(self, entry_id: str | None, since: int = 0, *, ended_at: int | None = None) -> None:
        """What runs now: an entry, from `since` on, or nothing, after the last one ended at `ended_at`."""
        rules = self._rules()
        if entry_id is None:
            if self._state.entry_id is not None:
                self.take(TimerStopped(self._now() if ended_at is None else ended_at))
                self.stop()
            return
        if (entry_id, since) != (self._state.entry_id, self._state.runs_since):
            self.take(TimerRuns(since if entry_id != self._state.entry_id else self._now(), entry_id, since))
        if rules != self._watching:
            self._start(rules)

    def stop(self) -> None:
        """Let go of all sources."""
        for timer in (self._due, self._again, self._news):
            timer.stop()
        self._watching, self._told_of = Rules(idle_s=-1), None
        for source in (*self._idle, *self._beside):
            source.stop()
        self._live.clear()

    @Slot(int)
    def note_sleep(self, seconds: int) -> None:
        """The clocks show that the computer slept for so long until now."""
        self.take(Woke(self._now(), seconds))

    @Slot(int)
    def note_clock(self, by_s: int) -> None:
        """The clock was set."""
        self.take(ClockSet(self._now(), by_s))

    @Slot(object)
    def take(self, event: Event) -> None:
        """Something happened. What a source counts as idle may have been sleep, which has rules of its own: the clocks
        are asked first.
        """
        if self._compare_clocks is not None and isinstance(event, IdleSince | InputSeen | Tick):
            self._compare_clocks()
        rules = self._rules()
        self._state, told = advance(self._state, event, rules)
        for one in told:
            self.told.emit(one)
        if isinstance(event, Sleeping):
            self.falls_asleep.emit()
        due = due_s(self._state, event.at, rules)
        if due is None:
            self._due.stop()
        else:
            self._due.start((due + 1) * 1000)

    def _start(self, rules: Rules) -> None:
        self.stop()
        self._watching, self._at, self._retry_ms = rules, 0, FIRST_RETRY_MS
        for source in self._beside:
            source.start(rules.idle_s)
        self._try_idle()

    def _try_idle(self) -> None:
        """The next source of idling, if idling matters at all."""
        if not self._watching.idle_s:
            return
        if self._at < len(self._idle):
            self._idle[self._at].start(self._watching.idle_s)
        else:
            self._news.start(_SETTLED_MS)
            self._look_again()

    def _look_again(self) -> None:
        if not self._again.isActive():
            self._again.start(self._retry_ms)
            self._retry_ms = min(self._retry_ms * 2, LONGEST_RETRY_MS)

    @Slot()
    def _try_again(self) -> None:
        """What was not there may be by now: a source beside the others, or any that tells of idling where none did."""
        for source in [source for source in self._beside if not self._live.get(source)]:
            self._live.pop(source, None)
            source.start(self._watching.idle_s)
        if self._at == len(self._idle):
            self._at = 0
            for source in self._idle:
                self._live.pop(source, None)
            self._try_idle()

    def _joined(self, make: MakeSource) -> Source:
        source = make(self._now, self)
        source.happened.connect(self.take)
        source.settled.connect(_Settled(self, source))
        return source

    def settle(self, source: Source, *, works: bool) -> None:
        """A source said whether it is there."""
        if self._watching.idle_s < 0 or self._live.get(source) == works:
            return
        self._live[source] = works
        if not works and source in self._idle[self._at : self._at + 1]:
            self._at += 1
            self._try_idle()
            return
        self._news.start(_SETTLED_MS)
        if works:
            self._retry_ms = FIRST_RETRY_MS
        else:
            self._look_again()

    @Slot()
    def _tell_sources(self) -> None:
        idle, beside = self._labels(self._idle), self._labels(self._beside)
        if self._told_of == (idle, beside):
            return  # something was looked for again, in vain
        self._told_of = idle, beside
        log.info("idle source: %s; lock and sleep: %s", ", ".join(idle) or "none", ", ".join(beside) or "the clocks")
        self.sources_changed.emit({"idle": idle, "lock_and_sleep": beside})

    def _labels(self, sources: Sequence[Source]) -> list[str]:
        return [source.label for source in sources if self._live.get(source)]

    @Slot()
    def _look(self) -> None:
        self.take(Tick(self._now()))


class _Settled:
    """Remembers which source it belongs to; called on the thread of the watch, where all sources live."""

    def __init__(self, watch: PresenceWatch, source: Source) -> None:
        self._watch, self._source = watch, source

    def __call__(self, works: bool) -> None:
        self._watch.settle(self._source, works=works)


def desktop_sources() -> tuple[list[MakeSource], list[MakeSource]]:
    """What this system may have: sources of idling, best first, and what tells of lock and sleep."""
    if sys.platform == "win32":
        from ui.presence.windows import WindowsIdle

        return [WindowsIdle], []
    if sys.platform == "darwin":
        from ui.presence.macos import MacIdle

        return [MacIdle], []
    from ui.presence.logind import Logind
    from ui.presence.mutter import MutterIdle
    from ui.presence.screen_saver import ScreenSaverIdle, ScreenSaverLock

    idle: list[MakeSource] = [MutterIdle]
    if os.environ.get("WAYLAND_DISPLAY"):
        from ui.presence.wayland import WaylandIdle

        idle.insert(0, WaylandIdle)  # an X server beside it sees only the windows of X programs
    elif os.environ.get("DISPLAY"):
        from ui.presence.x11 import X11Idle

        idle.append(X11Idle)
    return [*idle, ScreenSaverIdle], [Logind, ScreenSaverLock]
