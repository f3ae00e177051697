"""A stretch of time in which nobody was there while a timer ran: what it is, and from when on it is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

USUAL_S = 600
"""From when on sleep is worth a question where nobody asks about idling."""


class Cause(StrEnum):
    """Why nobody is believed to have worked, as the table `absence` names it."""

    IDLE = "idle"
    LOCKED = "locked"
    SLEPT = "slept"
    OFF = "off"
    CRASH = "crash"
    CLOCK = "clock"


_TELLING = (Cause.SLEPT, Cause.OFF, Cause.CRASH, Cause.LOCKED, Cause.IDLE)


def telling(causes: frozenset[Cause]) -> Cause:
    """Of several causes of one absence the one that says most."""
    return next(cause for cause in _TELLING if cause in causes)


class Rules(NamedTuple):
    """What a person wants to be asked about. `idle_s`: the shortest absence that counts, 0 for none but sleep."""

    idle_s: int = USUAL_S
    ask_after_sleep: bool = True

    @property
    def shortest_s(self) -> int:
        return self.idle_s or USUAL_S


@dataclass(frozen=True, slots=True)
class Absence:
    """A span in which nobody was there while `entry_id` ran; `ended_at` None while it lasts.

    `number` tells the absences of one run of the program apart: the same one is told again when it changed.
    """

    number: int
    entry_id: str
    began_at: int
    causes: frozenset[Cause]
    ended_at: int | None = None
    slept_s: int = 0

    @property
    def cause(self) -> Cause:
        """The one that says most."""
        return telling(self.causes)


class ClockJump(NamedTuple):
    """The clock was set while the entry ran: its elapsed time grew or shrank by `by_s`."""

    entry_id: str
    at: int
    by_s: int


Told = Absence | ClockJump
