"""An act on an entry that is billed by now cannot be undone, and must not stand in the way of those before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.context import build
from app.errors import Refused
from app.services.entries import EntryDraft, EntryService
from app.services.undo import UndoService
from app.storage.hours_marks import HoursMarkRepository


def test_undo_goes_past_what_is_billed(tmp_path: Path) -> None:
    context = build({"STINT_DATA_DIR": str(tmp_path), "STINT_TRANSPORT": "none"})
    try:
        service = EntryService(context.db, context.clock, context.zone)
        older = service.log(EntryDraft("older", seconds=3600)).entry.id
        billed = service.log(EntryDraft("billed", seconds=3600)).entry.id
        with context.db.write():
            HoursMarkRepository(context.db).seen(billed, None, flag=True)
        undo = UndoService(context.db, context.clock)
        undone = undo.undo()
        assert undone.entry_ids == (older,)
        assert undone.passed == ('Log "billed"',)
        assert service.row(older).deleted
        assert not service.row(billed).deleted
        with pytest.raises(Refused):
            undo.undo()
    finally:
        context.close()
