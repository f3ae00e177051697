"""What somebody does on the web comes in: per field, once, and nothing of ours is lost."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.entries import EntrySync
from app.errors import Refused
from tests.sync.desk import BACKEND, DAY, WEBSHOP, Desk, last_seq, writes


@pytest.mark.parametrize(
    ("field", "there", "here"),
    [
        ("title", "Theirs", "Theirs"),
        ("description", "their notes", "their notes"),
        ("date", "2026-02-01", "2026-02-01"),
        ("hours", "2.5", 9000),
    ],
)
def test_an_edit_on_the_web_comes_in(desk: Desk, field: str, there: str, here: object) -> None:
    entry = desk.log("Ours", notes="our notes")
    desk.synced()
    desk.web_edit(desk.hour("Ours"), **{field: there})
    seen = last_seq(desk.server)
    desk.synced()
    found = desk.row(entry).entry
    shown = {"title": found.title, "description": found.notes, "date": found.date, "hours": found.seconds}
    expected = {"title": "Ours", "description": "our notes", "date": DAY, "hours": 3600} | {field: here}
    assert shown == expected
    assert writes(desk.server, seen) == []
    desk.quiet()


def test_edits_of_different_fields_come_together(desk: Desk) -> None:
    entry = desk.log("Title", notes="notes")
    desk.synced()
    desk.web_edit(desk.hour("Title"), description="their notes", hours="2")
    desk.edit(entry, title="Our title", date="2026-02-02")
    desk.synced()
    record, found = desk.hour("Our title"), desk.row(entry).entry
    assert (record["description"], record["hours"], record["date"]) == ("their notes", "2", "2026-02-02")
    assert (found.title, found.notes, found.seconds, found.date) == ("Our title", "their notes", 7200, "2026-02-02")
    desk.quiet()


def test_clock_times_stay_when_hours_change_there(desk: Desk) -> None:
    start = 1_772_618_400
    desk.clock.ahead_s = 0
    entry = desk.span("Meeting", start, start + 3600)
    desk.synced()
    desk.web_edit(desk.hour("Meeting"), hours="1.5")
    desk.synced()
    found = desk.row(entry).entry
    assert (found.started_at, found.ended_at, found.seconds) == (start, start + 3600, 5400)
    desk.quiet()


def test_a_record_moved_on_the_web_moves_here(desk: Desk) -> None:
    entry = desk.log("Moves")
    desk.synced()
    desk.web_edit(desk.hour("Moves"), project_id=desk.project_id(BACKEND))
    seen = last_seq(desk.server)
    desk.synced()
    assert desk.row(entry).project_name == BACKEND
    assert writes(desk.server, seen) == []
    desk.quiet()


def test_the_billed_flag_comes_in_and_changes_nothing_else(desk: Desk) -> None:
    entry = desk.log("Billed there")
    desk.synced()
    assert desk.row(entry).entry.billed_there is False
    desk.web_edit(desk.hour("Billed there"), billed=True)
    desk.synced()
    assert desk.row(entry).entry.billed_there is True
    desk.quiet()


def test_billed_state_that_is_not_shown_is_unknown(desk: Desk) -> None:
    desk.server.speak(billed_visible=False)
    desk.web_hours("Secret")
    desk.synced()
    assert desk.titled("Secret").entry.billed_there is None


def test_entries_of_other_people_are_read_only(desk: Desk) -> None:
    desk.log("Mine")
    desk.synced()
    colleague = desk.server.add("staff", name="Eva", email="eva@acme.example")["id"]
    desk.web_hours("Hers", user_id=colleague)
    desk.web_hours("Mine too")
    desk.synced(full=True)
    assert desk.titled("Hers").entry.person == str(colleague)
    assert desk.titled("Mine too").entry.person is None
    hers = desk.titled("Hers").entry.id
    with pytest.raises(Refused, match="somebody else"):
        desk.edit(hers, title="x")
    with pytest.raises(Refused, match="somebody else"):
        desk.delete(hers)
    desk.quiet()


def test_who_i_am_is_learned_from_the_first_create(desk: Desk) -> None:
    colleague = desk.server.add("staff", name="Eva", email="eva@acme.example")["id"]
    me = desk.server.records("staff")[0]["id"]
    desk.context.db.run("delete from sync_state where key = 'me'")
    desk.web_hours("Mine from before")
    desk.web_hours("Hers", user_id=colleague)
    desk.synced(full=True)
    assert desk.titled("Mine from before").entry.person == str(me)
    desk.log("First here")
    desk.synced()
    people = {row.entry.title: row.entry.person for row in desk.rows()}
    assert people == {"Mine from before": None, "First here": None, "Hers": str(colleague)}


def test_new_clients_and_projects_come_in_and_gone_ones_go(desk: Desk) -> None:
    client = desk.server.add("clients", name="Bolt")
    project = desk.server.add("projects", name="Shop", client_id=client["id"], rate="25.000", currency_code="KWD")
    result = desk.synced()
    assert (result.pulled["clients"], result.pulled["projects"]) == (1, 1)
    desk.log("Work", project="Bolt/Shop")
    desk.synced()
    desk.server.control("PUT", f"records/projects/{project['id']}", {"name": "Shop 2"})
    desk.synced()
    assert desk.titled("Work").project_name == "Shop 2"


@pytest.mark.parametrize("count", [1, 8])
def test_a_project_deleted_there_takes_its_entries_to_the_deleted(desk: Desk, count: int) -> None:
    entries = [desk.log(f"Old {n}") for n in range(count)]
    other = [desk.log(f"Other {n}", project=BACKEND) for n in range(200 if count > 4 else 3)]
    desk.synced()
    desk.server.control("DELETE", f"records/projects/{desk.project_id(WEBSHOP)}")
    desk.synced(full=True)
    assert all(desk.row(entry).deleted for entry in entries)
    assert not any(desk.row(entry).deleted for entry in other)
    desk.quiet()


def test_records_deleted_there_go_to_the_deleted_and_are_not_made_again(desk: Desk) -> None:
    entry = desk.log("Deleted there")
    desk.log("Stays")
    desk.synced()
    desk.web_delete(desk.hour("Deleted there"))
    desk.synced()
    assert desk.row(entry).deleted
    desk.holds(("Stays", "1", WEBSHOP))
    desk.quiet()


def test_deleted_on_both_sides_is_done(desk: Desk) -> None:
    entry = desk.log("Unwanted")
    desk.log("Stays")
    desk.synced()
    desk.web_delete(desk.hour("Unwanted"))
    desk.delete(entry)
    desk.synced()
    desk.holds(("Stays", "1", WEBSHOP))
    assert desk.row(entry).deleted
    desk.quiet()


def test_the_same_change_on_both_sides_is_an_agreement(desk: Desk) -> None:
    entry = desk.log("Before", 3600)
    desk.synced()
    desk.web_edit(desk.hour("Before"), title="After", hours="0.3333")
    desk.edit(entry, title="After", seconds=1200)
    seen = last_seq(desk.server)
    desk.synced()
    assert writes(desk.server, seen) == []
    assert (desk.row(entry).entry.title, desk.row(entry).entry.seconds) == ("After", 1200)
    desk.quiet()


def test_an_id_given_out_again_is_a_stranger(desk: Desk) -> None:
    """After a restore over there an id may stand for something else: never an edit of ours."""
    desk.server.control("POST", "backup")
    entry = desk.log("Lost by a restore")
    desk.synced()
    was = desk.hour("Lost by a restore")
    desk.server.control("POST", "restore")
    [again] = [desk.web_hours("Somebody else's", "4", BACKEND, date="2026-01-15")]
    assert again["id"] == was["id"]
    desk.server.control("PUT", f"records/hours/{again['id']}", {"hours": "4"})
    result = desk.sync(full=True)
    assert (result.conflicts, result.problems) == (0, ())
    assert desk.row(entry).deleted
    assert desk.titled("Somebody else's").entry.id != entry
    assert desk.titled("Somebody else's").entry.seconds == 4 * 3600


@pytest.mark.parametrize("kind", ["clients", "invoices"])
def test_only_what_changed_since_is_asked_for(desk: Desk, kind: str) -> None:
    seen = last_seq(desk.server)
    desk.synced()
    paths: dict[str, Any] = {e["clientary"]["path"]: e["clientary"]["query"] for e in desk.server.log(seen)}
    assert "updated_since" in paths[f"/{kind}"]
    assert paths["/projects"]["filter"] == "all"


def test_an_update_here_and_a_later_change_of_another_field_there_both_stay(desk: Desk) -> None:
    """Somebody edits the notes while our title is on its way and the reply gets lost."""
    entry = desk.log("Title", notes="notes")
    desk.synced()
    desk.edit(entry, title="Another title")  # by now it is known how a record is read
    desk.synced()
    record = desk.hour("Another title")
    desk.edit(entry, title="Our title")
    fault = desk.server.fault(kind="cut_after", method="PUT", path="/hours/*")
    blind = desk.server.fault(
        kind="status", status=500, layer="clientary", method="GET", path="/hours/*", skip=1, times=None
    )
    assert desk.sync().checking == 1
    assert (desk.server.struck(fault), desk.server.struck(blind) > 0) == (1, True)
    desk.server.control("DELETE", "faults")
    desk.web_edit(record, description="their notes")
    desk.synced()
    desk.synced()
    assert (desk.row(entry).entry.title, desk.row(entry).entry.notes) == ("Our title", "their notes")
    assert desk.row(entry).sync is EntrySync.SYNCED
    assert desk.hour("Our title")["description"] == "their notes"
    desk.quiet()


def test_the_entry_of_a_record_that_a_listing_cannot_show_is_kept(desk: Desk) -> None:
    entry = desk.log("Hidden")
    desk.synced()
    desk.web_hours("Makes the project look changed")
    desk.server.fault(kind="status", status=403, layer="clientary", method="GET", path="/projects/*/hours", times=None)
    result = desk.sync()
    assert (result.state, desk.row(entry).deleted, desk.state(entry)) == ("idle", False, EntrySync.SYNCED)
    desk.server.control("DELETE", "faults")
    desk.synced()
    assert desk.row(entry).project_name == WEBSHOP


def test_hours_without_clock_times_never_get_any(desk: Desk) -> None:
    """Logged as a duration on the web: neither an edit here nor one there invents a start."""
    there = desk.web_hours("On the web", "1.5")
    desk.synced()
    entry = desk.titled("On the web").entry
    desk.edit(entry.id, notes="said here")
    desk.synced()
    desk.web_edit(there, hours="2")
    desk.synced()
    after = desk.row(entry.id).entry
    assert (after.started_at, after.ended_at, after.seconds, after.notes) == (None, None, 7200, "said here")
    assert (after.date, desk.hour("On the web")["id"]) == (DAY, there["id"])
    desk.quiet()
