"""Whoever listens to a connection hears of each commit what it touched, with that commit and no later one."""

from __future__ import annotations

from pathlib import Path

from app.context import build
from app.storage.changes import Changes
from app.storage.syncstate import HERE, SyncState


def test_what_sync_remembers_is_told_with_its_own_commit(tmp_path: Path) -> None:
    context = build({}, data_dir=str(tmp_path / "data"))
    try:
        told: list[Changes] = []
        context.db.on_commit(told.append)
        SyncState(context.db).put(HERE, "last_success", 1, 1)
        assert told == [Changes(sync=True)]
    finally:
        context.close()
