"""The real window with a stop-watch in it. Started by `tests.bench.window`.

`python -m tests.bench.window_probe FOLDER start|gaps|hidden|visible`: prints JSON lines. `start` ends by itself,
`gaps` and the idle modes run until they are terminated; `gaps` then prints what it saw.
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import ui.start
from tests.bench.said import memory, say

if TYPE_CHECKING:
    from ui.session import Session
    from ui.shell import Shell

SETTLE_MS = 2_000
BEAT_MS = 2


class Probe:
    """Looks on; changes nothing that the program does."""

    def __init__(self, shell: Shell, mode: str) -> None:
        self._shell, self._mode = shell, mode
        self._last, self._last_cpu = 0.0, 0.0
        self.gaps: list[float] = []
        self.busy: list[float] = []
        """The processor time that all our threads took in each gap: what the machine's other work cannot blur."""

    def on_paint(self) -> None:
        """The window was painted, and does not do anything else yet."""
        from PySide6.QtCore import QTimer

        if not self._has_content():
            QTimer.singleShot(0, self.on_paint)
            return
        say(shown_at=time.monotonic(), cpu_s=time.process_time())
        if self._mode == "gaps":
            self._beat()
        else:
            QTimer.singleShot(SETTLE_MS, self._settled)

    def _has_content(self) -> bool:
        """Entries are in the list that is shown, or the page says that there are none."""
        from PySide6.QtWidgets import QListView

        lists = [found for found in self._shell.window.findChildren(QListView) if found.isVisible()]
        return not lists or any(found.model() is not None and found.model().rowCount() for found in lists)

    def _settled(self) -> None:
        if self._mode == "hidden":
            self._shell.window.hide()
        say(**memory())
        if self._mode == "start":
            self._shell.quit()

    def _beat(self) -> None:
        """A timer that is due every 2 ms: how much later it comes is how long this thread did something else."""
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer(self._shell)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)
        self._last, self._last_cpu = time.perf_counter(), time.process_time()
        self._timer.start(BEAT_MS)

    def _note(self) -> None:
        now, cpu = time.perf_counter(), time.process_time()
        self.gaps.append(now - self._last)
        self.busy.append(cpu - self._last_cpu)
        self._last, self._last_cpu = now, cpu


def _show(session: Session, clean_up: ExitStack, **_how: bool) -> tuple[int, bool]:
    """As in `ui.start`, with the probe."""
    from ui.shell import Shell, make_application

    begin_background = Shell._begin_background

    def look_then_begin(self: Shell) -> None:
        probe.on_paint()
        begin_background(self)

    # a slot on `painted` would come after this one
    Shell._begin_background = look_then_begin  # type: ignore[method-assign]
    shell = Shell(make_application(), session, clean_up)
    probe = Probe(shell, sys.argv[2])
    code = shell.run()
    clean_up.close()
    if probe.gaps:
        ordered = sorted(probe.gaps)
        say(
            p999_ms=ordered[int(len(ordered) * 0.999)] * 1000,
            busy_p999_ms=sorted(probe.busy)[int(len(ordered) * 0.999)] * 1000,
            over_50=sum(gap > 0.05 for gap in ordered),
            longest_ms=ordered[-1] * 1000,
            turns=len(ordered),
        )
    return code, not shell.stuck


if __name__ == "__main__":
    ui.start._show = _show
    sys.exit(ui.start.run(sys.argv[1], sandbox=False))
