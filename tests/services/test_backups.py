"""The list of backups."""

from __future__ import annotations

from pathlib import Path

from app.services.backups import BackupService
from app.storage.backup import Backups
from tests.services.invoice_making import NOW, FixedClock, desk_at


def test_backups_are_listed_newest_first_and_strangers_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    with desk_at(tmp_path) as desk:
        service = BackupService(desk.db, FixedClock(), folder)
        assert service.all() == []
        Backups(folder).make(desk.db, "daily", NOW - 86_400)
        made = service.make()
        (folder / "stint-holiday.sqlite3.gz").write_bytes(b"")
        newest, oldest = service.all()
        assert (newest.path, newest.made_at, newest.reason) == (made, NOW, "by-hand")
        assert newest.size > 0
        assert (oldest.made_at, oldest.reason) == (NOW - 86_400, "daily")
