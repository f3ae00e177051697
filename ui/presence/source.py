"""What every source of presence has in common, and the kind that has to be asked again and again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.presence_events import Event, IdleSince, InputSeen

Now = Callable[[], int]
"""The current instant, UTC epoch seconds."""

AWAY_LOOK_S = 3.0
"""How often to see whether somebody is back, while nobody is."""


class Source(QObject):
    """Tells when somebody is there, when the screen is locked, or when the computer sleeps: each kind what it can.

    `settled` follows `start`: whether the source is there. It may come again, with False, when it goes away.
    """

    happened = Signal(object)
    """An event of `app.domain.presence_events`."""
    settled = Signal(bool)

    label = ""
    """As `stint doctor` names it."""

    def __init__(self, now: Now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = now

    def start(self, idle_s: int) -> None:
        """Begin to tell; who tells of idling does so after `idle_s` seconds without input. Returns at once."""
        raise NotImplementedError

    def stop(self) -> None:
        """Tell nothing any more, and let go of everything."""
        raise NotImplementedError

    def tell(self, event: Event) -> None:
        self.happened.emit(event)


class AskedSource(Source):
    """A source that knows for how many seconds nobody did anything, and says so only when asked.

    Asked no oftener than it can matter: while somebody works, when the threshold could be reached at the earliest.
    """

    def __init__(self, now: Now, parent: QObject | None = None) -> None:
        super().__init__(now, parent)
        self._idle_s, self._away_since = 0, 0
        self._away, self._last_idle_s = False, 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def start(self, idle_s: int) -> None:
        self._idle_s, self._away = idle_s, False
        if self.open():
            self.look()
        else:
            self.settled.emit(False)

    def stop(self) -> None:
        self._timer.stop()
        self.close()

    def open(self) -> bool:
        """Get hold of the system's facility; False where there is none."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of it."""

    def ask(self) -> None:
        """Have `answered` called, now or later."""
        raise NotImplementedError

    @Slot()
    def look(self) -> None:
        """Ask now."""
        self.ask()

    def answered(self, idle_s: float | None) -> None:
        """Nobody did anything for so long; None: the facility is gone."""
        if idle_s is None:
            self.stop()
            self.settled.emit(False)
            return
        at = self.now()
        last_input = at - int(idle_s)
        # The second tells of input in whatever direction the clock was set meanwhile, the first of input before sleep.
        if self._away and (last_input > self._away_since + 1 or idle_s < self._last_idle_s):
            self._away = False
            self.tell(InputSeen(last_input))
        if not self._away and idle_s >= self._idle_s:
            self._away, self._away_since = True, last_input
            self.tell(IdleSince(at, last_input))
        self._last_idle_s = idle_s
        self.look_in(AWAY_LOOK_S if self._away else max(1.0, self._idle_s - idle_s))

    def look_in(self, seconds: float) -> None:
        """Ask again after that time."""
        self._timer.start(int(1000 * seconds))


class ReadSource(AskedSource):
    """An asked source whose answer costs next to nothing: `read` gives the seconds, None when it cannot."""

    def read(self) -> float | None:
        raise NotImplementedError

    def start(self, idle_s: int) -> None:
        self._idle_s, self._away = idle_s, False
        works = self.open() and self.read() is not None
        self.settled.emit(works)
        if works:
            self.look()

    def ask(self) -> None:
        self.answered(self.read())
