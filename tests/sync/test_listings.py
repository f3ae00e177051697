"""Lists that lie: refused, cut off, paged in silence, shorter than they should be. Nothing is believed deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.entries import EntrySync
from app.errors import Cancelled
from app.storage.changes import Changes
from app.sync.cycle import RECORDS_AT_ONCE
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import BACKEND, DAY, WEBSHOP, Desk, Desks, last_seq, writes

HOURS = "/projects/*/hours"


def bulk(desk: Desk, count: int, hours: str = "1", project: str = WEBSHOP, date: str = DAY) -> None:
    pid = desk.project_id(project)
    records = [{"title": f"Web {n}", "hours": hours, "date": date, "project_id": pid} for n in range(count)]
    desk.server.control("POST", "records/hours/bulk", {"records": records})


def first_hours(desk: Desk, count: int, project: str = WEBSHOP) -> str:
    """What a server would say that shows only so many of its hours."""
    found: list[dict[str, Any]] = desk.server.clientary("GET", f"/projects/{desk.project_id(project)}/hours")["hours"]
    return json.dumps({"hours": found[:count]}, default=str)


@pytest.mark.parametrize("shown", [0, 1, 20, 30, 37])
def test_a_shortened_list_deletes_nothing(desk: Desk, shown: int) -> None:
    bulk(desk, 40)
    desk.synced()
    body = first_hours(desk, shown)
    fault = desk.server.fault(
        kind="status", status=200, layer="clientary", method="GET", path=HOURS, body=body, times=None
    )
    result = desk.sync(full=True)
    assert desk.server.struck(fault) > 0
    assert (result.conflicts, result.questions) == (0, 0)
    assert len(desk.rows()) == 40
    desk.server.control("DELETE", "faults")
    assert desk.synced(full=True).pulled["hours"] == 0


def test_what_waits_for_a_list_that_does_not_come_whole_is_told(desk: Desk) -> None:
    desk.synced()
    counted = json.dumps({"hours": [], "page_count": 1, "page_size": 100, "total_count": 3})
    desk.server.fault(kind="status", status=200, layer="clientary", method="GET", path=HOURS, body=counted, times=None)
    desk.log("Waits until nobody can doubt what is there")
    result = desk.sync()
    assert result.waiting == 1
    assert any("nothing new was sent" in words for words in result.problems)
    desk.server.control("DELETE", "faults")
    desk.synced()
    assert len(desk.hours()) == 1


def test_records_too_small_for_the_sum_to_tell_are_asked_for(desk: Desk) -> None:
    bulk(desk, 12, hours="0.01")
    desk.synced()
    body = first_hours(desk, 9)
    desk.server.fault(kind="status", status=200, layer="clientary", method="GET", path=HOURS, body=body, times=None)
    desk.synced(full=True)
    assert len(desk.rows()) == 12


def test_a_tiny_record_deleted_there_is_noticed(desk: Desk) -> None:
    bulk(desk, 12, hours="0.01")
    desk.synced()
    desk.web_delete(desk.hours()[0])
    desk.synced()
    assert len(desk.rows()) == 11


@pytest.mark.parametrize("paging", ["silent", "envelope"])
def test_paged_hours_come_whole(desk: Desk, paging: str) -> None:
    desk.server.speak(hours_paging=paging)
    bulk(desk, 130)
    desk.synced()
    assert len(desk.rows()) == 130
    for record in desk.hours()[100:103]:
        desk.web_delete(record)
    desk.synced()
    assert len(desk.rows()) == 127
    desk.quiet()


@pytest.mark.parametrize(("size", "ignored"), [(7, False), (30, True), (37, False)])
def test_silent_pages_of_any_size_delete_nothing_and_double_nothing(desk: Desk, size: int, ignored: bool) -> None:
    desk.server.speak(hours_paging="silent", page_size_max=size, ignore_page_size=ignored)
    bulk(desk, 3 * size)
    desk.sync()
    for n in range(4):  # with lost replies, on a day that such a list shows last
        desk.log(f"Ours {n}", date="2020-01-01")
    fault = desk.server.fault(kind="cut_after", method="POST", path=HOURS, times=2)
    desk.sync(full=True)
    assert desk.server.struck(fault) == 2
    desk.sync(full=True)
    titles = [record["title"] for record in desk.hours()]
    assert sorted(t for t in titles if t.startswith("Ours")) == [f"Ours {n}" for n in range(4)]
    assert len(titles) == 3 * size + 4
    assert not any(row.deleted for row in desk.rows())


@pytest.mark.parametrize("trouble", ["403", "cut", "garbage", "html"])
def test_one_list_in_trouble_blocks_only_itself(desk: Desk, trouble: str) -> None:
    there = desk.log("There already")
    desk.synced()
    webshop = desk.project_id(WEBSHOP)
    rules: dict[str, dict[str, Any]] = {
        "403": {"kind": "status", "status": 403, "layer": "clientary"},
        "html": {"kind": "status", "status": 500, "layer": "clientary"},
        "cut": {"kind": "cut_before"},
        "garbage": {"kind": "garbage"},
    }
    rule = rules[trouble]
    # cut off once more than reads are tried again, or for good
    times = 3 if trouble == "cut" else None
    fault = desk.server.fault(**rule, method="GET", path=f"/projects/{webshop}/hours", times=times)
    desk.web_hours("Web in the other project", project=BACKEND)
    desk.web_hours("Web in this project")
    ours = desk.log("Ours in the other project", project=BACKEND)
    if trouble != "403":
        desk.log("Ours in this project")
    result = desk.sync()
    assert result.state == "idle"
    assert desk.server.struck(fault) >= 1
    assert desk.state(ours) is EntrySync.SYNCED
    desk.titled("Web in the other project")
    assert desk.state(there) is EntrySync.SYNCED
    if trouble == "403":  # a known refusal is no error
        assert result.problems == ()
        desk.log("Ours in this project")
        assert desk.sync().parked == 1  # without the list nobody could tell what became of it
    desk.server.control("DELETE", "faults")
    desk.synced()
    desk.titled("Web in this project")
    desk.hour("Ours in this project")
    desk.quiet()


@pytest.mark.parametrize("path", ["/staff", "/clients", "/tasks", "/invoices"])
def test_a_kind_that_may_not_be_read_is_no_error(desk: Desk, path: str) -> None:
    fault = desk.server.fault(kind="status", status=403, layer="clientary", method="GET", path=path, times=None)
    entry = desk.log("Goes on")
    desk.synced(full=True)
    assert desk.server.struck(fault) >= 1
    assert desk.state(entry) is EntrySync.SYNCED


def test_projects_in_trouble_let_the_rest_go_on(desk: Desk) -> None:
    entry = desk.log("Goes on")
    fault = desk.server.fault(kind="status", status=500, layer="clientary", method="GET", path="/projects", times=None)
    result = desk.sync(full=True)
    assert (result.state, desk.server.struck(fault) > 0) == ("error", True)  # and said so, not taken for a success
    assert desk.state(entry) is EntrySync.SYNCED
    assert desk.row(entry).project_name == WEBSHOP
    assert [p for p in result.problems if "project" in p] != []


def test_an_account_that_seems_empty_deletes_nothing(desk: Desk) -> None:
    for n in range(3):
        desk.log(f"Entry {n}")
    desk.synced()
    nothing = '{"page_count": 0, "page_size": 100, "total_count": 0, "KIND": []}'
    for kind in ("clients", "projects", "invoices"):
        body = nothing.replace("KIND", kind)
        desk.server.fault(
            kind="status", status=200, layer="clientary", method="GET", path=f"/{kind}", body=body, times=None
        )
    desk.sync(full=True)
    desk.server.control("DELETE", "faults")
    desk.synced(full=True)
    assert {row.project_name for row in desk.rows()} == {WEBSHOP}
    assert len(desk.rows()) == 3
    assert len(desk.hours()) == 3


def test_gets_that_fail_for_everything_delete_nothing(desk: Desk) -> None:
    """A 404 means something only while another get works."""
    bulk(desk, 3)
    ours = desk.log("To be deleted")
    desk.synced()
    body = first_hours(desk, 1)
    desk.server.fault(kind="status", status=200, layer="clientary", method="GET", path=HOURS, body=body, times=None)
    for path in ("/hours/*", "/projects/*"):
        desk.server.fault(kind="status", status=404, layer="clientary", method="GET", path=path, times=None)
    desk.delete(ours)
    result = desk.sync(full=True)
    assert (result.waiting, result.deleted, len(desk.rows())) == (1, 0, 3), result
    desk.server.control("DELETE", "faults")
    desk.synced()
    assert (len(desk.rows()), len(desk.hours())) == (3, 3)


@pytest.mark.parametrize("count", [20, 250])
def test_nothing_changed_costs_two_requests_and_the_pages_of_projects(
    desks: Desks, server: SandboxProcess, count: int
) -> None:
    client = server.records("clients")[0]["id"]
    more = [{"name": f"Project {n}", "client_id": client, "rate": 1} for n in range(count - 2)]
    server.control("POST", "records/projects/bulk", {"records": more})
    desk = desks.open(server)
    desk.synced()
    desk.web_hours("Something old")
    desk.synced()
    desk.clock.ahead_s = 5  # the second of that change is over
    desk.synced()
    for _ in range(2):
        seen = last_seq(server)
        result = desk.synced()
        asked = [entry["clientary"]["path"] for entry in server.log(seen)]
        assert sorted(asked) == ["/clients", "/invoices"] + ["/projects"] * -(-count // 100)
        assert result.requests == 2 + -(-count // 100)
        assert sum(result.pulled.values()) == 0
    assert writes(server) == []


def test_a_list_that_stays_unwell_costs_no_full_pass_in_every_cycle(desk: Desk) -> None:
    desk.web_hours("A")
    desk.web_hours("B", project=BACKEND)
    desk.sync()
    desk.clock.ahead_s = 25 * 3600
    broken = f"/projects/{desk.project_id(WEBSHOP)}/hours"
    desk.server.fault(kind="status", status=500, layer="clientary", path=broken, times=None)
    desk.sync()
    other = f"/projects/{desk.project_id(BACKEND)}/hours"
    listed = []
    for minutes in (1, 2, 61):
        desk.clock.ahead_s = 25 * 3600 + 60 * minutes
        seen = last_seq(desk.server)
        assert desk.sync().problems
        listed.append(other in [entry["clientary"]["path"] for entry in desk.server.log(seen)])
    assert listed == [False, False, True]
    desk.server.control("DELETE", "faults")
    desk.synced()


def test_a_push_costs_one_listing_and_one_write(desk: Desk) -> None:
    desk.clock.ahead_s = 5
    desk.synced()
    for n in range(3):
        desk.log(f"Entry {n}")
    seen = last_seq(desk.server)
    desk.synced()
    hours = [e for e in desk.server.log(seen) if e["clientary"] and e["clientary"]["path"].endswith("/hours")]
    assert [e["clientary"]["method"] for e in hours] == ["GET", "POST", "POST", "POST"]


def test_many_hours_come_in_short_transactions_and_go_on_where_they_were_stopped(desk: Desk) -> None:
    bulk(desk, 130)
    stored: list[int] = []

    def stop_after_two(changes: Changes) -> None:
        if changes.entries:
            stored.append(len(changes.entries))
            if len(stored) == 2:
                raise Cancelled

    desk.context.db.on_commit(stop_after_two)
    with pytest.raises(Cancelled):
        desk.sync()
    assert len(desk.rows()) == sum(stored)
    assert max(stored) <= RECORDS_AT_ONCE < 130
    desk.synced()
    assert len(desk.rows()) == sum(stored) == 130
    desk.quiet()


def test_an_empty_list_deletes_nothing_even_where_the_total_is_empty_too(desk: Desk) -> None:
    """A person who lost the right to see hours sees neither."""
    desk.log("Kept")
    desk.synced()
    shown = desk.server.ask("GET", desk.server.proxied("/projects"))
    emptied = [project | {"worked_hours": 0, "unbilled_hours": 0} for project in shown["projects"]]
    for path, body in (("/projects", {**shown, "projects": emptied}), ("/projects/*/hours", {"hours": []})):
        desk.server.fault(
            kind="status", status=200, layer="clientary", method="GET", path=path, times=None,
            body=json.dumps(body, default=float), content_type="application/json",
        )  # fmt: skip
    desk.sync(full=True)
    assert [row.entry.title for row in desk.rows()] == ["Kept"]
