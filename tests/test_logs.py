"""The program log stays small and private."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

from app.logs import start_log, stop_log


def test_a_full_log_is_put_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    handler = start_log(tmp_path)
    log = logging.getLogger("tests.logs")
    try:
        for number in range(60):
            log.info("record %d %s", number, "word " * 20_000)
    finally:
        stop_log(handler)
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["stint.log", "stint.log.1", "stint.log.2", "stint.log.3"]
    assert all(stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 and file.stat().st_size <= 1_000_000 for file in files)
    lines = "".join(file.read_text() for file in files).splitlines()
    kept = sorted(int(line.split("record ")[1].split()[0]) for line in lines)
    assert kept[-1] == 59
    assert kept == list(range(kept[0], 60))
