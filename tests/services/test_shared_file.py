"""The data file between processes: what one commits the others see, however often each opens and closes it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from app.context import build
from app.services.entries import EntryDraft, EntryService
from app.storage.database import Database


def by_command(data: Path, *words: str) -> list[str]:
    """Titles of the entries as another process sees them."""
    done = subprocess.run(
        [sys.executable, "-m", "ui.main", "--data-dir", data, "--json", "entries", *words],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return [entry["title"] for entry in json.loads(done.stdout)["entries"]]


def test_a_second_connection_here_leaves_the_first_its_locks(tmp_path: Path) -> None:
    """As in the window, whose threads have a connection each."""
    data = tmp_path / "data"
    context = build({}, data_dir=str(data))
    try:
        entries = EntryService(context.db, context.clock, "UTC")
        entries.log(EntryDraft("before", seconds=60))
        other = Database(context.db.path)
        assert by_command(data) == ["before"]
        assert context.db.path.with_name(f"{context.db.path.name}-wal").exists(), "a log in use was deleted"
        entries.log(EntryDraft("after", seconds=60))
        assert by_command(data) == ["after", "before"]
        other.close()
        assert by_command(data) == ["after", "before"]
        entries.log(EntryDraft("last", seconds=60))
        assert by_command(data) == ["last", "after", "before"]
    finally:
        context.close()
    assert by_command(data) == ["last", "after", "before"]
