"""Many records vanish or change over there at once: nothing is applied before a person was asked."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.entries import EntrySync
from app.services.conflicts import Kept
from app.storage.ledger import ELSEWHERE
from app.sync.result import SyncResult
from tests.sync.desk import DAY, WEBSHOP, Desk, last_seq, writes

pytestmark = pytest.mark.logs_warnings("the guard says in the log that it asks first")


def fill(desk: Desk, count: int, title: str = "Entry") -> list[str]:
    entries = [desk.log(f"{title} {n}", 60 * (n + 1)) for n in range(count)]
    desk.synced()
    return entries


def asked(desk: Desk, result: SyncResult, *, vanished: int = 0, overwritten: int = 0) -> None:
    """One question is open, a backup was made, and nothing was applied."""
    question = desk.conflicts.questions()["deletions"]
    assert (result.questions, question["vanished"], question["overwritten"]) == (1, vanished, overwritten)
    changes = question["changes"]  # what a person is shown before it happens
    assert isinstance(changes, dict)
    assert len(changes) == overwritten
    assert len(backups(desk)) == 1
    assert result.conflicts == 0


def backups(desk: Desk) -> list[str]:
    return [file.name for file in desk.context.config.folder.backups.glob("*guard*")]


def bulk(desk: Desk, count: int, **fields: Any) -> None:
    project = desk.project_id(WEBSHOP)
    records = [{"title": f"Web {n}", "hours": "1", "date": DAY, "project_id": project, **fields} for n in range(count)]
    desk.server.control("POST", "records/hours/bulk", {"records": records})


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "theirs"])
def test_more_than_twenty_deleted_there(desk: Desk, ours: bool) -> None:
    entries = fill(desk, 25)
    for record in desk.hours()[:21]:
        desk.web_delete(record)
    seen = last_seq(desk.server)
    result = desk.sync()
    asked(desk, result, vanished=21)
    assert not any(desk.row(entry).deleted for entry in entries)
    asked(desk, desk.sync(), vanished=21)  # asked once, backed up once, however often it is looked at
    assert writes(desk.server, seen) == []

    desk.conflicts.resolve_deletions(ours=ours)
    desk.synced()
    deleted = [entry for entry in entries if desk.row(entry).deleted]
    assert (len(deleted), len(desk.hours())) == ((0, 25) if ours else (21, 4))
    assert sorted(r["title"] for r in desk.hours()) == sorted(row.entry.title for row in desk.rows())
    desk.quiet()


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "theirs"])
def test_more_than_twenty_overwritten_there(desk: Desk, ours: bool) -> None:
    fill(desk, 24)
    for record in desk.hours()[:22]:
        desk.web_edit(record, title="Overwritten", hours="9")
    asked(desk, desk.sync(), overwritten=22)
    assert all(row.entry.title.startswith("Entry") for row in desk.rows())
    desk.log("New work goes on meanwhile")
    asked(desk, desk.sync(), overwritten=22)
    desk.hour("New work goes on meanwhile")

    desk.conflicts.resolve_deletions(ours=ours)
    desk.synced()
    here = sorted((row.entry.title, row.entry.seconds) for row in desk.rows())
    there = sorted((r["title"], round(float(r["hours"]) * 3600)) for r in desk.hours())
    assert sum(title == "Overwritten" for title, _seconds in here) == (0 if ours else 22)
    assert [title for title, _seconds in there] == [title for title, _seconds in here]
    assert all(abs(a[1] - b[1]) <= 1 for a, b in zip(here, there, strict=True))
    desk.quiet()


@pytest.mark.parametrize(("entries", "lost", "guarded"), [(99, 5, True), (101, 5, False), (8, 4, False), (8, 5, True)])
def test_five_percent_and_at_least_five(desk: Desk, entries: int, lost: int, guarded: bool) -> None:
    bulk(desk, entries)
    desk.synced()
    for record in desk.hours()[:lost]:
        desk.web_delete(record)
    assert desk.sync().questions == int(guarded)
    assert len(desk.rows()) == (entries if guarded else entries - lost)


def test_facts_that_only_the_server_knows_are_no_loss(desk: Desk) -> None:
    bulk(desk, 25)
    desk.synced()
    for record in desk.hours():
        desk.web_edit(record, billed=True)
    desk.synced()
    assert {row.entry.billed_there for row in desk.rows()} == {True}


def test_a_project_deleted_there_with_many_entries_is_asked_about(desk: Desk) -> None:
    entries = fill(desk, 22)
    desk.server.control("DELETE", f"records/projects/{desk.project_id(WEBSHOP)}")
    result = desk.sync(full=True)
    asked(desk, result, vanished=22)
    assert not any(desk.row(entry).deleted for entry in entries)
    desk.conflicts.resolve_deletions(ours=False)
    desk.synced()
    assert all(desk.row(entry).deleted for entry in entries)


def test_what_is_made_again_stays_billed_and_colleagues_hours_are_let_go(desk: Desk) -> None:
    ours, staff = fill(desk, 6), desk.server.add("staff", name="Eva", email="eva@acme.example")
    hers = [desk.web_hours(f"Hers {n}", user_id=staff["id"]) for n in range(3)]
    desk.web_edit(desk.hour("Entry 0"), billed=True)
    desk.synced()
    for record in [*desk.hours()[:2], *hers]:
        desk.web_delete(record)
    assert desk.sync().questions == 1
    assert desk.conflicts.resolve_deletions(ours=True) == Kept(ours=2, others=3, billed=1)
    desk.synced()
    assert sorted(record["title"] for record in desk.hours()) == [f"Entry {n}" for n in range(6)]
    assert sorted(row.entry.title for row in desk.rows()) == [f"Entry {n}" for n in range(6)]
    assert [desk.row(entry).ledger for entry in ours] == [ELSEWHERE, *[None] * 5]
    assert "stays billed" in desk.steps(ours[0])[0].detail
    desk.quiet()


def test_our_own_deletions_do_not_count(desk: Desk) -> None:
    entries = fill(desk, 24)
    for record in desk.hours():
        desk.web_delete(record)
    for entry in entries:
        desk.delete(entry)
    assert desk.synced().questions == 0
    assert desk.hours() == []


def test_a_person_who_keeps_ours_gets_nothing_twice(desk: Desk) -> None:
    """The list was wrong, not the records: "ours" must not make them again."""
    fill(desk, 60)
    before = desk.hours()
    shorter = '{"hours": [], "page_count": 1, "total_count": 0}'
    desk.server.fault(
        kind="status", status=200, layer="clientary", method="GET", path="/projects/*/hours", body=shorter, times=None
    )
    result = desk.sync(full=True)
    assert result.questions == 1
    desk.conflicts.resolve_deletions(ours=True)
    desk.sync(full=True)
    desk.server.control("DELETE", "faults")
    desk.synced(full=True)
    assert desk.hours() == before
    assert {row.sync for row in desk.rows()} == {EntrySync.SYNCED}
