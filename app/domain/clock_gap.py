"""Sleep and a clock that was set, told apart by comparing clocks."""

from __future__ import annotations

from typing import NamedTuple

SLEPT_S = 10.0
"""Shorter than that nobody sleeps; a busy computer may hold a tick up for seconds."""
JUMP_S = 60.0
"""A smaller step is the network time putting a clock right, and worth no question."""


class Clocks(NamedTuple):
    """Readings in seconds: the clock on the wall, which can be set; one that nobody sets and that goes on in sleep;
    one that stands still in sleep.
    """

    wall: float
    steady: float
    awake: float


class Gap(NamedTuple):
    """What happened between two readings: seconds asleep, and by how much the wall clock was set; 0 for not at all."""

    slept_s: float = 0.0
    set_by_s: float = 0.0


def compare(last: Clocks, now: Clocks) -> Gap:
    """Tell sleep and a clock that was set apart: the steady clock knows nothing of the second."""
    slept = (now.steady - last.steady) - (now.awake - last.awake)
    set_by = (now.wall - last.wall) - (now.steady - last.steady)
    return Gap(slept if slept >= SLEPT_S else 0.0, set_by if abs(set_by) >= JUMP_S else 0.0)
