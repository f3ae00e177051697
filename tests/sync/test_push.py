"""What a person does reaches the server once, in the right order, and nothing else does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.entries import EntrySync
from app.sync.merge import sent_hours
from tests.sync.desk import BACKEND, WEBSHOP, Desk, last_seq, untouched, writes


def test_the_first_sync_brings_what_is_there(desk: Desk) -> None:
    assert desk.synced().pulled["clients"] == 0
    desk.web_hours("Old work", "1.25")
    assert desk.synced().pulled["hours"] == 1
    row = desk.titled("Old work")
    assert (row.entry.seconds, row.sync, row.project_name) == (4500, EntrySync.SYNCED, WEBSHOP)
    desk.quiet()


def test_a_new_entry_arrives_once_and_exactly(desk: Desk) -> None:
    entry = desk.log("Checkout", 1 * 3600 + 23 * 60 + 45, notes="first\nsecond")
    result = desk.synced()
    assert (result.created, result.updated, result.deleted, result.adopted) == (1, 0, 0, 0)
    record = desk.hour("Checkout")
    assert (record["hours"], record["description"], record["date"]) == ("1.3958", "first\nsecond", "2026-03-04")
    assert desk.row(entry).remote_id == str(record["id"])
    assert desk.events(entry) == ["queued", "sent", "confirmed"]
    desk.quiet()


def test_every_second_survives_the_way_there_and_back(desk: Desk) -> None:
    lengths = [1, 59, 61, 1199, 3599, 3601, 86_399, 360_000 - 1]
    for seconds in lengths:
        desk.log(f"{seconds} s", seconds)
    desk.synced()
    desk.context.db.run("delete from remote_link where kind = 'entry'")  # as a colleague's computer sees them
    desk.context.db.run("delete from entry")
    desk.synced(full=True)
    assert sorted(row.entry.seconds for row in desk.rows()) == lengths


def test_an_edit_sends_only_what_changed(desk: Desk) -> None:
    entry = desk.log("Before", notes="kept")
    desk.synced()
    before, seen = desk.hours(), last_seq(desk.server)
    desk.edit(entry, title="After")
    assert desk.synced().updated == 1
    [write] = writes(desk.server, seen)
    assert write["clientary"]["body"] == '{"project_item":{"title":"After"}}'
    assert desk.hour("After")["id"] == before[0]["id"]
    assert desk.hour("After")["description"] == "kept"
    desk.quiet()


def test_edits_before_the_first_send_fold_into_it(desk: Desk) -> None:
    entry = desk.log("One", 60)
    desk.edit(entry, title="Two")
    desk.edit(entry, seconds=120, project=BACKEND)
    assert desk.synced().created == 1
    desk.holds(("Two", "0.0333", BACKEND))


def test_an_entry_deleted_before_it_was_sent_never_leaves(desk: Desk) -> None:
    entry, seen = desk.log("Nothing"), last_seq(desk.server)
    desk.delete(entry)
    assert desk.operations() == []
    desk.synced()
    assert writes(desk.server, seen) == []


def test_a_move_makes_a_record_in_the_new_project_and_then_drops_the_old(desk: Desk) -> None:
    entry, stays = desk.log("Moves"), desk.log("Stays")
    desk.synced()
    before, seen = desk.hours(), last_seq(desk.server)
    desk.edit(entry, project=BACKEND)
    result = desk.synced()
    assert (result.created, result.deleted) == (1, 1)
    assert [w["clientary"]["method"] for w in writes(desk.server, seen)] == ["POST", "DELETE"]
    desk.holds(("Moves", "1", BACKEND), ("Stays", "1", WEBSHOP))
    old = next(int(r["id"]) for r in before if r["title"] == "Moves")
    untouched(before, [r for r in desk.hours() if r["title"] == "Stays"], old)
    assert desk.row(stays).remote_id != desk.row(entry).remote_id
    desk.quiet()


def test_moving_there_and_back_leaves_one_record(desk: Desk) -> None:
    entry = desk.log("Wanders")
    desk.synced()
    desk.edit(entry, project=BACKEND)
    desk.edit(entry, project=WEBSHOP)
    desk.synced()
    desk.holds(("Wanders", "1", WEBSHOP))
    for project in (BACKEND, WEBSHOP, BACKEND):
        desk.edit(entry, project=project)
        desk.synced()
        desk.holds(("Wanders", "1", project))
    desk.quiet()


def test_without_a_project_it_is_deleted_there_and_kept_here(desk: Desk) -> None:
    entry = desk.log("Private")
    desk.synced()
    desk.edit(entry, clear=frozenset({"project"}))
    assert desk.synced().deleted == 1
    desk.holds()
    assert (desk.state(entry), desk.row(entry).remote_id) == (EntrySync.LOCAL, None)
    desk.quiet()
    desk.edit(entry, project=BACKEND)
    assert desk.synced().created == 1
    desk.holds(("Private", "1", BACKEND))


def test_deletes_are_sent(desk: Desk) -> None:
    gone, kept = desk.log("Gone"), desk.log("Kept")
    desk.synced()
    before = desk.hours()
    desk.delete(gone)
    assert desk.synced().deleted == 1
    desk.holds(("Kept", "1", WEBSHOP))
    untouched(before, desk.hours(), next(int(r["id"]) for r in before if r["title"] == "Gone"))
    assert desk.row(kept).sync is EntrySync.SYNCED
    desk.quiet()


def test_undoing_a_confirmed_delete_makes_a_new_record(desk: Desk) -> None:
    entry = desk.log("Regretted", notes="n")
    desk.synced()
    first = desk.row(entry).remote_id
    desk.delete(entry)
    desk.synced()
    desk.undo()
    desk.synced()
    desk.holds(("Regretted", "1", WEBSHOP))
    assert desk.row(entry).remote_id not in (None, first)
    desk.quiet()


def test_undoing_an_unsent_delete_changes_nothing_there(desk: Desk) -> None:
    entry = desk.log("Regretted")
    desk.synced()
    before = desk.hours()
    desk.delete(entry)
    desk.undo()
    desk.synced()
    assert desk.hours() == before
    assert desk.state(entry) is EntrySync.SYNCED


def test_a_running_entry_is_not_sent_before_it_stops(desk: Desk) -> None:
    started = desk.start("Running")
    seen = last_seq(desk.server)
    desk.synced()
    assert (writes(desk.server, seen), desk.state(started)) == ([], EntrySync.LOCAL)
    desk.clock.ahead_s = 90
    row = desk.entries.stop()
    desk.synced()
    assert Decimal(desk.hour("Running")["hours"]) == sent_hours(row.entry.seconds)
    assert 90 <= desk.row(started).entry.seconds == row.entry.seconds


@pytest.mark.parametrize("how", ["edit", "delete", "move"])
def test_what_happens_while_a_create_is_unsettled_follows_it(desk: Desk, how: str) -> None:
    entry = desk.log("First words")
    fault = desk.server.fault(kind="hang", method="POST", path="/projects/*/hours")
    desk.sync_into_doubt()
    assert desk.server.struck(fault) == 1
    if how == "edit":
        desk.edit(entry, title="Second words")
    elif how == "delete":
        desk.delete(entry)
    else:
        desk.edit(entry, project=BACKEND)
    desk.synced()
    expected = {"edit": [("Second words", "1", WEBSHOP)], "delete": [], "move": [("First words", "1", BACKEND)]}
    desk.holds(*expected[how])
    desk.quiet()


@pytest.mark.parametrize("how", ["edit", "delete", "move"])
def test_what_happens_while_an_applied_create_is_unsettled_follows_it(desk: Desk, how: str) -> None:
    """The record exists, nobody here knows it yet; what is done meanwhile must end up on that one record."""
    entry = desk.log("First words")
    fault = desk.server.fault(kind="cut_after", method="POST", path="/projects/*/hours")
    blind = desk.server.fault(
        kind="status", status=500, layer="clientary", method="GET", path="/projects/*/hours", skip=1, times=None
    )
    assert desk.sync().checking == 1
    assert desk.server.struck(fault) == 1
    assert 1 <= desk.server.struck(blind) <= 9  # a list that cannot be read is not asked for again and again
    desk.server.control("DELETE", "faults")
    if how == "edit":
        desk.edit(entry, title="Second words")
    elif how == "delete":
        desk.delete(entry)
    else:
        desk.edit(entry, project=BACKEND)
    result = desk.synced()
    assert result.adopted == 1
    expected = {"edit": [("Second words", "1", WEBSHOP)], "delete": [], "move": [("First words", "1", BACKEND)]}
    desk.holds(*expected[how])
    desk.quiet()
