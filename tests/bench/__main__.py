"""`python -m tests.bench [PART ...]`: the parts of `ALL` by name, by default all, in one run."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.bench import (
    documents,
    form,
    million,
    queries,
    quicklog,
    start,
    sync_first,
    sync_push,
    sync_quiet,
    ticks,
    transports,
    week,
    window,
)
from tests.bench.measure import heading

ENTRIES = 1_000_000
DATA_FILE = "stint.sqlite3"
ALL = ("start", "sync", "queries", "window", "form", "quicklog", "week", "documents", "ticks", "transports")


def main(chosen: list[str]) -> int:
    """Run the named parts; returns the exit code."""
    unknown = set(chosen) - set(ALL)
    if unknown:
        print(f"known: {', '.join(ALL)}", file=sys.stderr)
        return 2
    wanted = chosen or list(ALL)
    with tempfile.TemporaryDirectory(prefix="stint-bench-") as name:
        folder = Path(name)
        large = folder / "large"
        if {"start", "queries"} & set(wanted):
            _make_large(large)
        if "start" in wanted:
            start.run(large, folder / "new")
        if "sync" in wanted:
            sync_push.run(folder)
            sync_first.run(folder)
            sync_quiet.run(folder)
        if "queries" in wanted:
            queries.run(large / DATA_FILE, ENTRIES)
        if "window" in wanted:
            window.run(folder)
        if "form" in wanted:
            form.run(folder)
        if "quicklog" in wanted:
            quicklog.run(folder)
        if "week" in wanted:
            week.run(folder)
        if "documents" in wanted:
            documents.run()
        if "ticks" in wanted:
            ticks.run(folder)
        if "transports" in wanted:
            transports.run(folder)
    return 0


def _make_large(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    started = time.perf_counter()
    million.build(folder / DATA_FILE, ENTRIES)
    heading(f"Made a data file of {ENTRIES:,} entries in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
