"""What a measured window tells the process that measures it. Without Qt: nothing may be loaded just for measuring."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def say(**facts: float) -> None:
    """One JSON line on standard output."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def memory() -> dict[str, float]:
    """This process's memory: its proportional share, and all of it, as if it were alone with its libraries."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}
    return {"pss_kib": found["Pss"], "rss_kib": found["Rss"]}
