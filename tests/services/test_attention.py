"""What waits for a person: conflicts, refusals, unknown outcomes and the question of the guard."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Refused
from app.services.attention import AttentionService, MassChange, Side
from app.storage.conflicts import Conflict, ConflictRepository
from app.storage.links import Link, LinkRepository
from app.storage.outbox import CHECKING, ENTRY, PARKED, SAVE, WAITING, Outbox
from tests.services.invoice_making import NOW, Desk, FixedClock, desk_at


def _service(desk: Desk) -> AttentionService:
    return AttentionService(desk.db, FixedClock())


def _queue(desk: Desk, entry_id: str, state: str, message: str = "") -> str:
    with desk.db.write():
        outbox = Outbox(desk.db)
        outbox.queue(ENTRY, entry_id, SAVE, NOW)
        (operation,) = outbox.of_record(ENTRY, entry_id)
        outbox.set_state(operation.id, state, message)
    return operation.id


def test_what_needs_a_person_comes_first(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        for name in ("alpha", "beta", "gamma"):
            desk.entry(name, 60)
        _queue(desk, "alpha", CHECKING)
        _queue(desk, "beta", PARKED, "Title is too long")
        with desk.db.write():
            sides: dict[str, dict[str, object]] = {"title": {"ours": "Mine", "theirs": "Theirs"}}
            ConflictRepository(desk.db).save(Conflict(ENTRY, "gamma", "7", sides, {}, NOW))
        conflict, parked, checking = _service(desk).matters()
        assert (conflict.state, conflict.title, conflict.sides) == (
            "conflict",
            "Gamma",
            (Side("title", "Mine", "Theirs"),),
        )
        assert (parked.state, parked.title, parked.message) == ("parked", "Beta", "Title is too long")
        assert (checking.state, checking.record_id) == ("checking", "alpha")


def test_a_refused_change_is_tried_again_once(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        desk.entry("alpha", 60)
        operation_id = _queue(desk, "alpha", PARKED, "no")
        _service(desk).retry(operation_id)
        operation = Outbox(desk.db).get(operation_id)
        assert operation is not None
        assert (operation.state, operation.message) == (WAITING, "")
        with pytest.raises(Refused):
            _service(desk).retry(operation_id)


def test_the_question_of_the_guard_names_some_entries(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        assert _service(desk).mass_change() is None
        desk.entry("alpha", 60)
        with desk.db.write():
            LinkRepository(desk.db).save(Link(ENTRY, "91", "alpha", "{}", "{}"), NOW)
            detail: dict[str, object] = {"vanished": 21, "overwritten": 2, "remote_ids": ["91", "92"]}
            ConflictRepository(desk.db).ask("deletions", detail, NOW)
        assert _service(desk).mass_change() == MassChange(21, 2, ("Alpha",))
