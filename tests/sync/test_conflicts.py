"""Both sides changed the same: nothing is sent, nothing is lost, and either answer is carried out."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from app.domain.entries import EntrySync
from tests.sync.desk import BACKEND, DAY, WEBSHOP, Desk, last_seq, writes

FIELDS: list[tuple[str, dict[str, Any], dict[str, Any], tuple[object, object]]] = [
    ("title", {"title": "Ours"}, {"title": "Theirs"}, ("Ours", "Theirs")),
    ("notes", {"notes": "ours"}, {"description": "theirs"}, ("ours", "theirs")),
    ("date", {"date": "2026-02-01"}, {"date": "2026-02-02"}, ("2026-02-01", "2026-02-02")),
    ("seconds", {"seconds": 7200}, {"hours": "3"}, (7200, 10_800)),
]


def shown(desk: Desk, entry: str) -> dict[str, object]:
    """The entry and its record in the same terms."""
    found = desk.row(entry).entry
    return {"title": found.title, "notes": found.notes, "date": found.date, "seconds": found.seconds}


def there(desk: Desk) -> dict[str, object]:
    [record] = desk.hours()
    seconds = round(float(record["hours"]) * 3600)
    return {"title": record["title"], "notes": record["description"], "date": record["date"], "seconds": seconds}


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "theirs"])
@pytest.mark.parametrize(("field", "here", "web", "sides"), FIELDS, ids=[f[0] for f in FIELDS])
def test_a_conflict_in_one_field(
    desk: Desk, field: str, here: dict[str, Any], web: dict[str, Any], sides: tuple[object, object], ours: bool
) -> None:
    entry = desk.log("Before", notes="before")
    desk.synced()
    desk.web_edit(desk.hour("Before"), **web)
    desk.edit(entry, **here)
    seen = last_seq(desk.server)
    result = desk.sync()
    assert (result.conflicts, result.waiting, writes(desk.server, seen)) == (1, 0, [])
    row = desk.row(entry)
    assert row.sync is EntrySync.CONFLICT
    assert json.loads(row.conflict or "") == {field: {"ours": sides[0], "theirs": sides[1]}}
    assert (shown(desk, entry)[field], there(desk)[field]) == sides
    assert desk.sync(full=True).conflicts == 1  # it stays open, and stays as it is
    assert writes(desk.server, seen) == []

    desk.conflicts.resolve(entry, ours=ours)
    desk.synced()
    winner = sides[0] if ours else sides[1]
    expected = {"title": "Before", "notes": "before", "date": DAY, "seconds": 3600} | {field: winner}
    assert shown(desk, entry) == there(desk) == expected
    assert desk.row(entry).sync is EntrySync.SYNCED
    desk.quiet()


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "theirs"])
def test_a_conflict_about_the_project(desk: Desk, ours: bool) -> None:
    client = desk.server.records("clients")[0]["id"]
    desk.server.add("projects", name="Third", client_id=client, rate=1)
    desk.synced()
    entry = desk.log("Torn")
    desk.synced()
    desk.web_edit(desk.hour("Torn"), project_id=desk.project_id("Third"))
    desk.edit(entry, project=BACKEND)
    result = desk.sync()
    assert (result.conflicts, result.created) == (1, 0)
    assert json.loads(desk.row(entry).conflict or "") == {"project": {"ours": BACKEND, "theirs": "Third"}}
    desk.conflicts.resolve(entry, ours=ours)
    desk.synced()
    desk.holds(("Torn", "1", BACKEND if ours else "Third"))
    assert desk.row(entry).project_name == (BACKEND if ours else "Third")
    desk.quiet()


def test_other_fields_go_on_while_one_is_in_conflict(desk: Desk) -> None:
    entry = desk.log("Before", notes="before")
    desk.synced()
    desk.web_edit(desk.hour("Before"), title="Theirs")
    desk.edit(entry, title="Ours", notes="our notes")
    assert desk.sync().conflicts == 1
    assert (there(desk)["title"], there(desk)["notes"]) == ("Theirs", "our notes")
    desk.edit(entry, date="2026-02-02")
    assert desk.sync().conflicts == 1
    assert (there(desk)["title"], there(desk)["date"]) == ("Theirs", "2026-02-02")
    desk.edit(entry, notes="more notes")
    desk.web_edit(desk.hour("Theirs"), hours="2")
    assert desk.sync().conflicts == 1
    assert there(desk) == {"title": "Theirs", "notes": "more notes", "date": "2026-02-02", "seconds": 7200}
    assert shown(desk, entry) == {"title": "Ours", "notes": "more notes", "date": "2026-02-02", "seconds": 7200}
    desk.conflicts.resolve(entry, ours=True)
    desk.synced()
    assert there(desk) == shown(desk, entry)


def test_a_conflict_ends_when_both_come_to_the_same(desk: Desk) -> None:
    entry = desk.log("Before")
    desk.synced()
    desk.web_edit(desk.hour("Before"), title="Theirs")
    desk.edit(entry, title="Ours")
    assert desk.sync().conflicts == 1
    desk.edit(entry, title="Theirs")
    desk.synced()
    assert there(desk)["title"] == "Theirs"
    desk.quiet()


def test_theirs_changing_again_shows_the_newer_one(desk: Desk) -> None:
    entry = desk.log("Before")
    desk.synced()
    record = desk.hour("Before")
    desk.web_edit(record, title="Theirs")
    desk.edit(entry, title="Ours")
    assert desk.sync().conflicts == 1
    desk.web_edit(record, title="Theirs again", hours="1.5")
    assert desk.sync().conflicts == 1
    desk.conflicts.resolve(entry, ours=False)
    desk.synced()
    assert (shown(desk, entry)["title"], shown(desk, entry)["seconds"]) == ("Theirs again", 5400)
    desk.quiet()


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "theirs"])
def test_deleted_here_and_edited_there(desk: Desk, ours: bool) -> None:
    entry = desk.log("Before")
    desk.synced()
    desk.web_edit(desk.hour("Before"), title="Theirs", hours="2")
    desk.delete(entry)
    result = desk.sync()
    assert (result.conflicts, result.deleted, result.waiting) == (1, 0, 0)
    assert json.loads(desk.row(entry).conflict or "") == {"deleted": {"ours": True, "theirs": False}}
    assert desk.sync(full=True).conflicts == 1
    assert there(desk)["title"] == "Theirs"
    desk.conflicts.resolve(entry, ours=ours)
    desk.synced()
    if ours:
        desk.holds()
        assert desk.row(entry).deleted
    else:
        desk.holds(("Theirs", "2", WEBSHOP))
        assert shown(desk, entry) == there(desk)
        assert not desk.row(entry).deleted
    desk.quiet()


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "theirs"])
def test_project_removed_here_and_edited_there(desk: Desk, ours: bool) -> None:
    entry = desk.log("Before")
    desk.synced()
    desk.web_edit(desk.hour("Before"), title="Theirs")
    desk.edit(entry, clear=frozenset({"project"}))
    assert desk.sync().conflicts == 1
    assert there(desk)["title"] == "Theirs"
    desk.conflicts.resolve(entry, ours=ours)
    desk.synced()
    if ours:
        desk.holds()
        assert (desk.row(entry).sync, desk.row(entry).entry.title) == (EntrySync.LOCAL, "Before")
    else:
        desk.holds(("Theirs", "1", WEBSHOP))
        assert desk.row(entry).project_name == WEBSHOP
    desk.quiet()


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "theirs"])
@pytest.mark.parametrize("noticed_by", ["pull", "push"])
def test_edited_here_and_deleted_there(desk: Desk, ours: bool, noticed_by: str) -> None:
    entry = desk.log("Before")
    desk.log("Keeps the project alive")
    desk.synced()
    record = desk.hour("Before")
    if noticed_by == "push":  # the lists do not show it; the get before the update does
        blind = {"kind": "status", "status": 403, "layer": "clientary", "method": "GET", "path": "/projects/*/hours"}
        desk.server.fault(**blind, times=None)
    desk.web_delete(record)
    desk.edit(entry, title="Ours")
    result = desk.sync()
    assert (result.conflicts, result.created, result.waiting) == (1, 0, 0)
    assert json.loads(desk.row(entry).conflict or "") == {"deleted": {"ours": False, "theirs": True}}
    desk.server.control("DELETE", "faults")
    assert desk.sync(full=True).conflicts == 1
    desk.conflicts.resolve(entry, ours=ours)
    desk.synced()
    kept = ("Keeps the project alive", "1", WEBSHOP)
    if ours:
        desk.holds(("Ours", "1", WEBSHOP), kept)
        assert desk.row(entry).remote_id not in (None, str(record["id"]))
    else:
        desk.holds(kept)
        assert desk.row(entry).deleted
    desk.quiet()


def test_undoing_a_delete_that_was_in_conflict_is_an_edit_again(desk: Desk) -> None:
    entry = desk.log("Before")
    desk.synced()
    desk.web_edit(desk.hour("Before"), title="Theirs")
    desk.delete(entry)
    assert desk.sync().conflicts == 1
    desk.undo()
    desk.synced()
    assert (desk.row(entry).deleted, desk.row(entry).entry.title) == (False, "Theirs")
    desk.holds(("Theirs", "1", WEBSHOP))
    desk.quiet()


def test_a_moved_entry_whose_old_record_was_changed_there_is_not_dropped_unseen(desk: Desk) -> None:
    entry = desk.log("Moves")
    desk.synced()
    old = desk.hour("Moves")
    desk.edit(entry, project=BACKEND)
    fault = desk.server.fault(
        kind="status", status=500, layer="clientary", method="DELETE", path="/hours/*", times=None
    )
    assert desk.sync().checking == 1
    assert desk.server.struck(fault) > 0
    desk.server.control("DELETE", "faults")
    desk.web_edit(old, hours="7")
    result = desk.sync()
    assert {Decimal(record["hours"]) for record in desk.hours()} == {1, 7}
    assert result.parked == 1
    desk.conflicts.try_again(entry)
    assert desk.synced().deleted == 1
    desk.holds(("Moves", "1", BACKEND))
