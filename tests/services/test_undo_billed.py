"""Which act is taken back: none on an entry that is billed by now, which must not stand in the way of those before it;
and which one is done again."""

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


def test_a_billed_entry_that_was_deleted_all_the_same_comes_back(tmp_path: Path) -> None:
    context = build({"STINT_DATA_DIR": str(tmp_path), "STINT_TRANSPORT": "none"})
    try:
        service = EntryService(context.db, context.clock, context.zone)
        older = service.log(EntryDraft("older", seconds=3600)).entry.id
        billed = service.log(EntryDraft("billed", seconds=3600)).entry.id
        with context.db.write():
            HoursMarkRepository(context.db).seen(billed, None, flag=True)
        service.delete(billed, unlock="a slip")
        undone = UndoService(context.db, context.clock).undo()
        assert (undone.entry_ids, undone.passed) == ((billed,), ())
        row = service.row(billed)
        assert (row.deleted, row.entry.billed_there, service.row(older).deleted) == (False, True, False)
    finally:
        context.close()


def test_redo_does_the_act_again_that_it_is_offered_for(tmp_path: Path) -> None:
    context = build({"STINT_DATA_DIR": str(tmp_path), "STINT_TRANSPORT": "none"})
    try:
        service = EntryService(context.db, context.clock, context.zone)
        undo = UndoService(context.db, context.clock)
        older = service.log(EntryDraft("older", seconds=3600)).entry.id
        step = undo.latest()
        newer = service.log(EntryDraft("newer", seconds=3600)).entry.id
        undo.undo(step)  # by the message that told of it
        assert undo.undo().entry_ids == (newer,)
        assert undo.redo(undo.steps()[0].seq).entry_ids == (newer,)
        assert (service.row(older).deleted, service.row(newer).deleted) == (True, False)
        with pytest.raises(Refused):
            undo.redo(undo.steps()[0].seq)
    finally:
        context.close()
