"""What waits for a person: conflicts, refusals, unknown outcomes and the question of the guard."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Refused
from app.services.attention import AttentionService
from app.services.mass_change import AtRisk, MassChange
from app.services.versions import Side
from app.storage.conflicts import Conflict, ConflictRepository
from app.storage.entries import EntryRepository
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
            detail: dict[str, object] = {
                "vanished": 21, "overwritten": 2, "remote_ids": ["91", "92"], "kinds": {"entry": 23},
                "changes": {"91": {"seconds": 120, "title": "Omega"}},
            }  # fmt: skip
            ConflictRepository(desk.db).ask("deletions", detail, NOW)
        asked = _service(desk).mass_change()
        sides = (Side("title", "Alpha", "Omega"), Side("seconds", 60, 120))
        row = EntryRepository(desk.db).row("alpha")
        assert row is not None
        at_risk = AtRisk("entry", "alpha", "Alpha", sides, row.entry.date, 60, row.project_name or "")
        assert asked == MassChange(21, 2, (("entry", 23),), (at_risk,))


def test_both_versions_of_a_conflict_and_what_differs(tmp_path: Path) -> None:
    base = (
        '{"ours": {"title": "Alpha", "notes": "", "date": "2026-03-04", "seconds": 60, "project": "7"}, "theirs":'
        ' {"title": "Alpha", "notes": "", "date": "2026-03-04", "hours": "0.0167", "project": "7"}}'
    )
    theirs: dict[str, object] = {
        "title": "Alpha", "notes": "read this", "date": "2026-03-04", "hours": "1.5", "project": "7"
    }  # fmt: skip
    with desk_at(tmp_path) as desk:
        desk.entry("alpha", 60)
        with desk.db.write():
            links = LinkRepository(desk.db)
            links.save(Link(ENTRY, "91", "alpha", base, "{}"), NOW)
            links.save(Link("project", "7", "webshop", "{}", "{}"), NOW)
        for deleted_here, differing in ((None, {"seconds"}), (True, {"notes", "seconds"}), (False, set())):
            one = "seconds" if deleted_here is None else "deleted"
            sides: dict[str, dict[str, object]] = {one: {"ours": deleted_here, "theirs": deleted_here is False}}
            with desk.db.write():
                values = {} if deleted_here is False else theirs
                ConflictRepository(desk.db).save(Conflict(ENTRY, "alpha", "91", sides, values, NOW))
            (matter,) = _service(desk).matters()
            both = matter.versions
            assert both is not None
            assert both.differing == differing, deleted_here
            assert (both.ours is None, both.theirs is None) == (deleted_here is True, deleted_here is False)
            if both.theirs is not None:
                assert (both.theirs.seconds, both.theirs.project) == (5400, "Webshop")
