"""Medians of runs taken in turn, and lines that put a figure beside its budget."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

WARM_UPS = 3


class Pair(NamedTuple):
    """Median seconds of two things that were run in turn."""

    ours_s: float
    floor_s: float


def seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def side_by_side(ours: Callable[[], object], floor: Callable[[], object], runs: int) -> Pair:
    """Both are run `runs` times, alternating, so that whatever else the machine does hits both alike."""
    for _ in range(WARM_UPS):
        ours()
        floor()
    taken = [(seconds(ours), seconds(floor)) for _ in range(runs)]
    return Pair(median(pair[0] for pair in taken), median(pair[1] for pair in taken))


def heading(text: str) -> None:
    print(f"\n{text}", flush=True)


def line(what: str, figure: str, budget: str, met: bool) -> None:
    """One figure; what misses its budget is marked."""
    print(f"  {what:<44} {figure:<42} {'' if met else 'OVER '}({budget})", flush=True)


def ms(value_s: float) -> str:
    return f"{value_s * 1000:.2f} ms"
