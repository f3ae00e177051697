"""Which act is taken back: none on an entry that is billed by now, which must not stand in the way of those before it;
and which one is done again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.context import AppContext, build
from app.errors import Refused
from app.services.entries import EntryDraft, EntryService
from app.services.undo import UndoService
from app.storage.hours_marks import HoursMarkRepository


@pytest.fixture
def context(tmp_path: Path) -> Iterator[AppContext]:
    made = build({"STINT_DATA_DIR": str(tmp_path), "STINT_TRANSPORT": "none"})
    yield made
    made.close()


@pytest.fixture
def service(context: AppContext) -> EntryService:
    return EntryService(context.db, context.clock, context.zone)


@pytest.fixture
def undo(context: AppContext) -> UndoService:
    return UndoService(context.db, context.clock)


@pytest.fixture
def older(service: EntryService) -> str:
    return service.log(EntryDraft("older", seconds=3600)).entry.id


@pytest.fixture
def billed(context: AppContext, service: EntryService, older: str) -> str:
    """Logged after `older`, and said in Clientary to be billed."""
    del older
    made = service.log(EntryDraft("billed", seconds=3600)).entry.id
    with context.db.write():
        HoursMarkRepository(context.db).seen(made, None, flag=True)
    return made


def test_undo_goes_past_what_is_billed(service: EntryService, undo: UndoService, older: str, billed: str) -> None:
    undone = undo.undo()
    assert undone.entry_ids == (older,)
    assert undone.passed == ('Log "billed"',)
    assert service.row(older).deleted
    assert not service.row(billed).deleted
    with pytest.raises(Refused):
        undo.undo()


def test_a_billed_entry_that_was_deleted_all_the_same_comes_back(
    service: EntryService, undo: UndoService, older: str, billed: str
) -> None:
    service.delete(billed, unlock="a slip")
    undone = undo.undo()
    assert (undone.entry_ids, undone.passed) == ((billed,), ())
    row = service.row(billed)
    assert (row.deleted, row.entry.billed_there, service.row(older).deleted) == (False, True, False)


def test_redo_does_the_act_again_that_it_is_offered_for(service: EntryService, undo: UndoService, older: str) -> None:
    step = undo.latest()
    newer = service.log(EntryDraft("newer", seconds=3600)).entry.id
    undo.undo(step)  # by the message that told of it
    assert undo.undo().entry_ids == (newer,)
    assert undo.redo(undo.steps()[0].seq).entry_ids == (newer,)
    assert (service.row(older).deleted, service.row(newer).deleted) == (True, False)
    with pytest.raises(Refused):
        undo.redo(undo.steps()[0].seq)
