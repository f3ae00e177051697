"""How far a cycle is, for whoever watches: what is being done, and how much of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

RECORDS, HOURS, SETTLING, WAITING, SENDING = "records", "hours", "settling", "waiting", "sending"
"""Steps: lists of clients, projects and the like; hours, project by project; finding out what became of lost answers;
waiting until a request can no longer arrive; sending changes.
"""

OFTEN_S = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` pieces of a step (lists, projects, operations; seconds while waiting), `elapsed_s` since the
    step began.
    """

    step: str
    done: int
    total: int
    elapsed_s: float = 0.0

    @property
    def remaining_s(self) -> float | None:
        """How long the rest of the step may take, by what it took so far; None while that says nothing."""
        if self.step == WAITING:
            return float(self.total - self.done)
        if self.done <= 0 or self.total <= self.done or self.elapsed_s < 1:
            return None
        return self.elapsed_s / self.done * (self.total - self.done)


@dataclass(slots=True)
class Reporter:
    """Hands progress on, not oftener than a person can see; each new step at once. On the cycle's thread."""

    tell: Callable[[Progress], None] | None = None
    _step: str = ""
    _began: float = 0.0
    _told: float = field(default=float("-inf"))

    def __call__(self, step: str, done: int, total: int) -> None:
        """Note how far a step is."""
        if self.tell is None:
            return
        now = time.monotonic()
        if step != self._step:
            self._step, self._began = step, now
        elif now - self._told < OFTEN_S and done < total:
            return
        self._told = now
        self.tell(Progress(step, done, total, now - self._began))
