"""Clientary is put back to an old backup and gives ids out again: what is gone there is asked about or kept to be
brought back, what is new there comes in, and nothing of ours is sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.deleted import DeletedService
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import BACKEND, WEBSHOP, Desk, Desks, furnish

FEW, MANY = 3, 12
OTHER_DAY = "2026-02-11"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk on an account of its own: these tests make the account's backup themselves."""
    desks = Desks(tmp_path)
    with SandboxProcess(tmp_path / "server", "--empty") as server:
        furnish(server)
        opened = desks.open(server)
        opened.synced()
        yield opened
        desks.close()


def work_and_put_back(desk: Desk, after: int) -> list[str]:
    """Two entries, a backup there, so many more and changes to the two, then the backup again; somebody logs as many
    hours on the web, which get the ids of those that are gone. Returns the later entries.
    """
    first, second = desk.log("First", 3600), desk.log("Second", 5400)
    desk.synced()
    desk.server.control("POST", "backup")
    later = [desk.log(f"Later {n}", 1200 + 2 * n) for n in range(after)]
    desk.edit(first, title="First, edited")
    desk.delete(second)
    desk.synced()
    ids = {desk.row(entry).remote_id for entry in later}
    desk.server.control("POST", "restore")
    new = [desk.web_hours(f"Web {n}", "2", BACKEND, date=OTHER_DAY) for n in range(after)]
    assert {str(record["id"]) for record in new} == ids
    return later


def web(count: int) -> list[tuple[str, str, str]]:
    return [(f"Web {n}", "2", BACKEND) for n in range(count)]


def test_a_few_records(desk: Desk) -> None:
    later = work_and_put_back(desk, FEW)
    unsettled = desk.log("Unsettled", 900)
    fault = desk.server.fault(kind="cut_before", method="POST", path="/projects/*/hours")
    desk.synced(full=True)
    assert desk.server.struck(fault) == 1
    desk.holds(("First", "1", WEBSHOP), ("Second", "1.5", WEBSHOP), ("Unsettled", "0.25", WEBSHOP), *web(FEW))
    assert sorted(row.entry.title for row in desk.rows()) == sorted(record["title"] for record in desk.hours())
    deleted = DeletedService(desk.context.db, desk.clock)
    assert {row.title for row in deleted.entries()} >= {f"Later {n}" for n in range(FEW)}
    deleted.restore(later[0])
    desk.synced()
    assert desk.hour("Later 0")["hours"] == "0.3333"
    assert desk.state(unsettled) == "synced"
    desk.quiet()


@pytest.mark.logs_warnings("the guard asks about so many")
@pytest.mark.parametrize("ours", [True, False], ids=["keep ours", "take theirs"])
def test_many_records_are_a_question_first(desk: Desk, ours: bool) -> None:
    work_and_put_back(desk, MANY)
    before = {row.entry.title for row in desk.rows()}
    assert desk.sync(full=True).questions == 1
    assert {row.entry.title for row in desk.rows()} == before | {"Second"}  # what is there again comes in at once
    desk.conflicts.resolve_deletions(ours=ours)
    desk.synced(full=True)
    desk.synced(full=True)
    titles = sorted(record["title"] for record in desk.hours())
    later = [f"Later {n}" for n in range(MANY)] if ours else []
    first = "First, edited" if ours else "First"
    assert titles == sorted([first, "Second", *later, *(f"Web {n}" for n in range(MANY))])
    assert sorted(row.entry.title for row in desk.rows()) == titles
    desk.quiet()
