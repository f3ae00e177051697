"""How long `stint status` takes, beside a Python that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.bench.measure import heading, line, ms, side_by_side

STINT = Path(sys.executable).with_name("stint")
RUNS = 21
BUDGET = 4.0


def environment(**more: str) -> dict[str, str]:
    """This process's environment without anything that configures Stint or keeps Python from its bytecode, in UTC."""
    unwanted = ("STINT_", "MEMBRANE_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {**kept, "TZ": "UTC", **more}


def run(large: Path, empty: Path) -> None:
    """Print the ratio for a data folder with very many entries and for a new one."""
    heading(f"Start: `stint status` beside `python -c pass` (medians of {RUNS} alternating runs)")
    nothing = [sys.executable, "-c", "pass"]
    for name, folder in (("a new data folder", empty), ("a million entries", large)):
        status = [str(STINT), "--data-dir", str(folder), "status"]
        pair = side_by_side(partial(_call, status), partial(_call, nothing), RUNS)
        ratio = pair.ours_s / pair.floor_s
        figure = f"{ms(pair.ours_s)} / {ms(pair.floor_s)} = {ratio:.2f} x"
        line(f"stint status, {name}", figure, f"at most {BUDGET:g} x", ratio <= BUDGET)


def _call(words: list[str]) -> None:
    subprocess.run(words, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
