"""What a measured window tells the process that measures it. Without Qt: nothing may be loaded just for measuring."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def say(**facts: float) -> None:
    """One JSON line on standard output."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def pss_kib() -> int:
    """This process's proportional share of memory."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
