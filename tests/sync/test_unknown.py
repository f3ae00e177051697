"""Lost replies: for each write and each way of losing its answer, the server ends up with exactly what we meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.domain.entries import EntrySync
from app.domain.invoices import InvoiceSync
from tests.sandbox.process import wait_until
from tests.sync.desk import BACKEND, WEBSHOP, Desk, Record, untouched

PAGE = "<html><body>Bad gateway</body></html>"
FAULTS: dict[str, dict[str, Any]] = {
    "cut before it was applied": {"kind": "cut_before"},
    "cut after it was applied": {"kind": "cut_after"},
    "applied after the connection was cut": {"kind": "late", "seconds": 0.5},
    "500 of Clientary, not applied": {"kind": "status", "status": 500, "layer": "clientary"},
    "500 of Clientary, applied": {"kind": "status", "status": 500, "layer": "clientary", "apply": True},
    "500 of Membrane, applied": {"kind": "status", "status": 500, "layer": "membrane", "apply": True},
    "502, not applied": {"kind": "status", "status": 502, "body": PAGE, "content_type": "text/html"},
    "502, applied": {"kind": "status", "status": 502, "body": PAGE, "content_type": "text/html", "apply": True},
    "504, applied": {"kind": "status", "status": 504, "layer": "clientary", "apply": True},
    "garbage, applied": {"kind": "garbage"},
    "garbage, not applied": {"kind": "garbage", "apply": False},
    "empty 200, applied": {"kind": "status", "status": 200, "body": "", "apply": True},
    "empty 200, not applied": {"kind": "status", "status": 200, "body": ""},
    "another page, applied": {"kind": "garbage", "body": PAGE, "content_type": "text/html"},
}
HELD: dict[str, dict[str, Any]] = {
    "no answer before our deadline": {"kind": "hang"},
    "no answer, and applied after we hung up": {"kind": "late", "seconds": 0.3, "hold": True},
}
COUNT = len(FAULTS)


@contextmanager
def each_fault(desk: Desk, method: str, path: str) -> Iterator[None]:
    """The first request of that kind meets the first fault, the second the second, and so on; all must strike."""
    ids = {name: desk.server.fault(**rule, method=method, path=path) for name, rule in FAULTS.items()}
    yield
    assert {name: desk.server.struck(one) for name, one in ids.items()} == dict.fromkeys(FAULTS, 1)


@contextmanager
def held(desk: Desk, rule: dict[str, Any], method: str, path: str) -> Iterator[None]:
    """One request gets no answer; our deadline is shorter than the settle time, which the fault respects."""
    fault = desk.server.fault(**rule, method=method, path=path)
    desk.sync_into_doubt()
    assert desk.server.struck(fault) == 1
    yield


def settled(desk: Desk) -> None:
    """Cycles until nothing is left; a server that keeps failing may need more than one."""
    wait_until(lambda: desk.sync().checking == 0, 20, "settling")
    desk.synced()


def entries(desk: Desk, count: int = COUNT) -> list[str]:
    return [desk.log(f"Entry {n}", 600 + 60 * n, notes=f"notes {n}") for n in range(count)]


def same_on_both_sides(desk: Desk) -> None:
    """Every entry has one record, and every record one entry, with the same values."""
    here = {row.remote_id: (row.entry.title, row.entry.notes, row.entry.date, row.project_name) for row in desk.rows()}
    names = {int(project["id"]): project["name"] for project in desk.server.records("projects")}
    there = {
        str(r["id"]): (r["title"], r.get("description") or "", r["date"], names[int(r["project_id"])])
        for r in desk.hours()
    }
    assert here == there
    seconds = {str(r["id"]): float(r["hours"]) * 3600 for r in desk.hours()}
    assert all(abs(row.entry.seconds - seconds[row.remote_id or ""]) < 0.5 for row in desk.rows())
    assert {row.sync for row in desk.rows()} <= {EntrySync.SYNCED}


def test_creates(desk: Desk) -> None:
    bystander = desk.web_hours("Somebody else's", "3")
    entries(desk)
    with each_fault(desk, "POST", "/projects/*/hours"):
        settled(desk)
    assert len(desk.hours()) == COUNT + 1
    untouched([bystander], [r for r in desk.hours() if r["id"] == bystander["id"]])
    same_on_both_sides(desk)
    desk.quiet()


def test_updates(desk: Desk) -> None:
    made = entries(desk)
    desk.synced()
    bystander = desk.web_hours("Somebody else's", "3")
    for n, entry in enumerate(made):
        desk.edit(entry, title=f"Edited {n}", seconds=5000 + n)
    with each_fault(desk, "PUT", "/hours/*"):
        settled(desk)
    assert sorted(r["title"] for r in desk.hours()) == sorted(
        [f"Edited {n}" for n in range(COUNT)] + [bystander["title"]]
    )
    untouched([bystander], [r for r in desk.hours() if r["id"] == bystander["id"]])
    same_on_both_sides(desk)
    desk.quiet()


def test_deletes(desk: Desk) -> None:
    made = entries(desk)
    desk.synced()
    kept = [desk.web_hours("Somebody else's", "3"), desk.web_hours("Entry 0", "0.1667")]
    for entry in made:
        desk.delete(entry)
    with each_fault(desk, "DELETE", "/hours/*"):
        settled(desk)
    assert [r["id"] for r in desk.hours()] == [r["id"] for r in kept]
    untouched(kept, desk.hours())
    same_on_both_sides(desk)
    desk.quiet()


def test_drops_after_a_move(desk: Desk) -> None:
    made = entries(desk)
    desk.synced()
    bystander = desk.web_hours("Entry 1", "0.1833")
    for entry in made:
        desk.edit(entry, project=BACKEND)
    with each_fault(desk, "DELETE", "/hours/*"):
        settled(desk)
    webshop = [r for r in desk.hours() if int(r["project_id"]) == desk.project_id(WEBSHOP)]
    untouched([bystander], webshop)
    assert len(desk.hours()) == COUNT + 1
    same_on_both_sides(desk)
    desk.quiet()


def test_creates_of_a_move(desk: Desk) -> None:
    made = entries(desk)
    desk.synced()
    for entry in made:
        desk.edit(entry, project=BACKEND)
    with each_fault(desk, "POST", "/projects/*/hours"):
        settled(desk)
    assert {int(r["project_id"]) for r in desk.hours()} == {desk.project_id(BACKEND)}
    assert len(desk.hours()) == COUNT
    same_on_both_sides(desk)
    desk.quiet()


def invoices(desk: Desk) -> list[Record]:
    return desk.server.records("invoices")


def test_invoices(desk: Desk) -> None:
    rows = [desk.bill(f"Work {n};1.5;{100 + n}") for n in range(COUNT)]
    with each_fault(desk, "POST", "/invoices"):
        settled(desk)
    assert sorted(i["number"] for i in invoices(desk)) == sorted(row.invoice.number or "" for row in rows)
    for n, row in enumerate(rows):
        [there] = [i for i in invoices(desk) if i["number"] == row.invoice.number]
        assert [(item["title"], float(item["quantity"]), float(item["price"])) for item in there["items"]] == [
            (f"Work {n}", 1.5, 100 + n)
        ]
        after = desk.invoices.row(row.invoice.id)
        assert (after.sync, after.remote_id) == (InvoiceSync.SYNCED, str(there["id"]))
        assert after.invoice.server_total_minor == after.invoice.total_minor == 15_000 + 150 * n
    desk.quiet()


def test_voided_invoices(desk: Desk) -> None:
    rows = [desk.bill(f"Work {n};1;{100 + n}") for n in range(COUNT)]
    kept = desk.bill("Stays;1;1")
    desk.synced()
    before = [i for i in invoices(desk) if i["number"] == kept.invoice.number]
    for row in rows:
        desk.invoices.void(row.invoice.id)
    with each_fault(desk, "DELETE", "/invoices/*"):
        settled(desk)
    assert invoices(desk) == before
    desk.quiet()


@pytest.mark.parametrize("rule", HELD.values(), ids=HELD.keys())
@pytest.mark.parametrize("write", ["create", "update", "delete", "drop", "invoice", "void"])
def test_no_answer(desk: Desk, write: str, rule: dict[str, Any]) -> None:
    bystander = desk.web_hours("Somebody else's", "3")
    expected = [("Somebody else's", "3", WEBSHOP)]
    row, method, path = None, "DELETE", "/hours/*"
    if write in ("create", "update", "delete", "drop"):
        entry = desk.log("Ours", 5400)
        if write != "create":
            desk.synced()
        match write:
            case "create":
                method, path = "POST", "/projects/*/hours"
                expected.append(("Ours", "1.5", WEBSHOP))
            case "update":
                desk.edit(entry, title="Edited")
                method = "PUT"
                expected.append(("Edited", "1.5", WEBSHOP))
            case "delete":
                desk.delete(entry)
            case _:
                desk.edit(entry, project=BACKEND)
                expected.append(("Ours", "1.5", BACKEND))
    else:
        row, method, path = desk.bill("Work;1;50"), "POST", "/invoices"
        if write == "void":
            desk.synced()
            desk.invoices.void(row.invoice.id)
            method, path = "DELETE", "/invoices/*"
    with held(desk, rule, method, path):
        settled(desk)
    desk.holds(*expected)
    untouched([bystander], [r for r in desk.hours() if r["id"] == bystander["id"]])
    assert len(invoices(desk)) == int(write == "invoice")
    desk.quiet()


def test_an_identical_record_made_on_the_web_stays_a_second_entry(desk: Desk) -> None:
    twin = desk.web_hours("Standup", "0.25", description="")
    entry = desk.log("Standup", 900)
    fault = desk.server.fault(kind="cut_after", method="POST", path="/projects/*/hours")
    desk.synced()
    assert desk.server.struck(fault) == 1
    desk.holds(("Standup", "0.25", WEBSHOP), ("Standup", "0.25", WEBSHOP))
    assert desk.row(entry).remote_id != str(twin["id"])
    assert len([row for row in desk.rows() if row.entry.title == "Standup"]) == 2
    desk.quiet()


@pytest.mark.parametrize("kind", ["cut_after", "cut_before"])
@pytest.mark.parametrize("lost", [1, 2, 3])
def test_identical_entries_of_ours(desk: Desk, kind: str, lost: int) -> None:
    made = [desk.log("Standup", 900) for _ in range(3)]
    fault = desk.server.fault(kind=kind, method="POST", path="/projects/*/hours", skip=3 - lost, times=lost)
    desk.synced()
    assert desk.server.struck(fault) == lost
    desk.holds(*[("Standup", "0.25", WEBSHOP)] * 3)
    assert len({desk.row(entry).remote_id for entry in made} - {None}) == 3
    desk.quiet()


def test_a_reply_with_only_an_id_whose_reading_back_fails(desk: Desk) -> None:
    """What was done must not turn into "nothing was done" because the next read is refused or cut."""
    desk.server.speak(write_reply="id")
    for kind in ({"kind": "cut_before"}, {"kind": "status", "status": 429}, {"kind": "status", "status": 401}):
        desk.log(f"Entry {kind}")
        fault = desk.server.fault(**kind, method="GET", path="/hours/*", times=3)
        settled(desk)
        assert desk.server.struck(fault) >= 1
        desk.server.control("DELETE", "faults")
    assert len(desk.hours()) == 3
    same_on_both_sides(desk)
    desk.quiet()


def test_a_create_in_a_project_that_is_deleted_meanwhile_is_parked_with_words(desk: Desk) -> None:
    entry = desk.log("Homeless")
    desk.server.fault(kind="hang", method="POST", path="/projects/*/hours")
    desk.sync_into_doubt()
    desk.server.control("DELETE", f"records/projects/{desk.project_id(WEBSHOP)}")
    wait_until(lambda: desk.sync(full=True).checking == 0, 10, "settling")
    assert desk.state(entry) is EntrySync.PARKED
    assert "project" in (desk.row(entry).message or "")
    desk.edit(entry, project=BACKEND)
    desk.synced()
    desk.holds(("Homeless", "1", BACKEND))


def test_a_404_while_the_project_is_there_is_no_refusal(desk: Desk) -> None:
    desk.log("Sent again")
    desk.server.fault(kind="status", status=404, layer="clientary", method="POST", path="/projects/*/hours")
    desk.synced()
    desk.holds(("Sent again", "1", WEBSHOP))
