"""Answers that look like a success of which nothing is true: no edit is lost, and nothing deleted comes back."""

from __future__ import annotations

import pytest

from tests.sync.desk import WEBSHOP, Desk, last_seq, writes

BODIES = ['{"message": "locked by payroll"}', '{"title": ["is locked"]}', "{}"]


def answered(desk: Desk, method: str, body: str, times: int) -> str:
    """That many requests are answered with 200 and `body`, and nothing is done."""
    rule = {"kind": "garbage", "apply": False, "content_type": "application/json", "path": "/hours/*"}
    return desk.server.fault(**rule, method=method, body=body, times=times)


@pytest.mark.parametrize("body", BODIES)
def test_a_change_that_was_not_made_is_made(desk: Desk, body: str) -> None:
    entry = desk.log("Before")
    desk.synced()
    desk.edit(entry, title="After", seconds=7200)
    fault = answered(desk, "PUT", body, 1)
    desk.synced()
    assert desk.server.struck(fault) == 1
    desk.holds(("After", "2", WEBSHOP))
    desk.quiet()


def test_a_change_that_is_never_made_is_told(desk: Desk) -> None:
    entry = desk.log("Before")
    desk.synced()
    desk.edit(entry, title="After")
    fault = answered(desk, "PUT", BODIES[0], 2)
    result = desk.sync()
    assert (result.parked, result.checking, desk.server.struck(fault)) == (1, 0, 2)
    assert "kept nothing" in (desk.row(entry).message or "")
    assert desk.row(entry).entry.title == "After"
    desk.synced(retry_parked=True)
    desk.holds(("After", "1", WEBSHOP))


def test_what_always_meets_a_404_although_it_is_there_is_told_and_not_sent_for_ever(desk: Desk) -> None:
    entry, row = desk.log("Before"), desk.bill("Work;1;100")
    desk.synced()
    desk.edit(entry, title="After")
    desk.invoices.void(row.invoice.id)
    for method, path, status in (("PUT", "/hours/*", 404), ("PUT", "/invoice*", 404), ("DELETE", "/invoice*", 422)):
        desk.server.fault(kind="status", layer="clientary", times=None, method=method, path=path, status=status)
    result = desk.sync()
    assert (result.waiting, result.checking, result.parked) == (0, 0, 2)
    assert "404" in (desk.row(entry).message or "")
    seen = last_seq(desk.server)
    desk.sync()
    assert writes(desk.server, seen) == []


@pytest.mark.parametrize("body", BODIES)
def test_a_deletion_that_was_not_made_is_made(desk: Desk, body: str) -> None:
    entry = desk.log("Gone")
    desk.synced()
    desk.delete(entry)
    fault = answered(desk, "DELETE", body, 1)
    desk.synced()
    assert desk.server.struck(fault) == 1
    desk.synced(full=True)
    assert desk.rows() == []
    assert desk.hours() == []


def test_a_deletion_that_meets_a_404_is_believed_only_of_what_is_gone(desk: Desk) -> None:
    entry = desk.log("Gone")
    desk.synced()
    desk.delete(entry)
    rule = {"kind": "status", "status": 404, "layer": "clientary", "path": "/hours/*"}
    fault = desk.server.fault(**rule, method="DELETE", times=1)
    desk.synced()
    assert desk.server.struck(fault) == 1
    assert desk.hours() == []
