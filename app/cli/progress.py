"""One line on a terminal that says how far a sync is; nothing where standard error is not one."""

from __future__ import annotations

import shutil
import sys
import time

from app.sync.progress import HOURS, RECORDS, SENDING, SETTLING, Progress
from app.sync.progress import WAITING as WAITING_STEP

QUIET_S = 1.0
"""A sync that is over by then needs no line."""


_STEPS = {
    RECORDS: "Reading lists: {done} of {total}",
    HOURS: "Reading hours: {done} of {total} projects",
    SETTLING: "Checking what became of lost answers: {done} of {total}",
    WAITING_STEP: "Waiting until a request without an answer can no longer arrive",
    SENDING: "Sending: {done} of {total}",
}


class ProgressLine:
    """Writes over itself and leaves nothing behind."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._from = time.monotonic() + QUIET_S
        self._length = 0

    def show(self, progress: Progress) -> None:
        """Say how far it is."""
        if self._shown and time.monotonic() >= self._from:
            self._write(words(progress)[: shutil.get_terminal_size().columns - 1])

    def clear(self) -> None:
        """Take the line away."""
        if self._length:
            self._write("")
            print("\r", end="", file=sys.stderr, flush=True)

    def _write(self, text: str) -> None:
        print("\r" + text.ljust(self._length), end="", file=sys.stderr, flush=True)
        self._length = len(text)


def words(progress: Progress) -> str:
    """`Reading hours: 120 of 300 projects, about 20 s left`."""
    text = _STEPS.get(progress.step, "Syncing").format(done=progress.done, total=progress.total)
    left = progress.remaining_s
    return text if left is None else f"{text}, about {_time(left)} left"


def _time(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 90 else f"{round(seconds / 60)} min"
