"""Refused, not now, not signed in, not there: what each means for the operation, and how it goes on by itself."""

from __future__ import annotations

import time
from typing import Any

import pytest

from app.domain.entries import EntrySync
from app.domain.invoices import InvoiceSync
from tests.sandbox.process import SandboxProcess, wait_until
from tests.sync.desk import WEBSHOP, Desk, Desks, furnish, last_seq, writes

HOURS = "/projects/*/hours"


@pytest.mark.parametrize("status", [400, 403, 409, 413, 422, 426])
def test_a_refusal_parks_with_the_servers_words(desk: Desk, status: int) -> None:
    first, second = desk.log("Refused"), desk.log("Goes on")
    words = '{"error": "Too late for \'that\', says the server & means it"}'
    fault = desk.server.fault(kind="status", status=status, layer="clientary", method="POST", path=HOURS, body=words)
    result = desk.sync()
    assert (result.state, result.parked, result.created, desk.server.struck(fault)) == ("idle", 1, 1, 1)
    row = desk.row(first)
    assert (row.sync, desk.state(second)) == (EntrySync.PARKED, EntrySync.SYNCED)
    assert "Too late for 'that', says the server & means it" in (row.message or "")
    seen = last_seq(desk.server)
    assert desk.sync().parked == 1
    assert writes(desk.server, seen) == []  # not repeated by itself
    desk.edit(first, title="Better")
    desk.synced()
    desk.holds(("Better", "1", WEBSHOP), ("Goes on", "1", WEBSHOP))
    desk.quiet()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_retry_of_what_is_parked(desk: Desk, method: str) -> None:
    entry = desk.log("Before")
    if method != "POST":
        desk.synced()
    if method == "PUT":
        desk.edit(entry, title="After")
    elif method == "DELETE":
        desk.delete(entry)
    desk.server.fault(kind="status", status=422, layer="clientary", method=method)
    assert desk.sync().parked == 1
    desk.synced(retry_parked=True)
    desk.holds(*{"POST": [("Before", "1", WEBSHOP)], "PUT": [("After", "1", WEBSHOP)], "DELETE": []}[method])
    desk.quiet()


def test_deleting_what_is_parked_withdraws_it(desk: Desk) -> None:
    entry = desk.log("Refused")
    desk.server.fault(kind="status", status=422, layer="clientary", method="POST", path=HOURS)
    assert desk.sync().parked == 1
    desk.delete(entry)
    desk.synced()
    desk.holds()


def test_membranes_own_refusal_parks(desk: Desk) -> None:
    entry = desk.log("Refused")
    body = '{"type": "bad_request", "key": "access_denied", "message": "Not allowed", "isUserError": true}'
    desk.server.fault(kind="status", status=403, body=body, method="POST", path=HOURS)
    assert desk.sync().parked == 1
    assert "Not allowed" in (desk.row(entry).message or "")


def test_a_refused_invoice_is_parked_and_its_hours_stay_reserved(desk: Desk) -> None:
    row = desk.bill("Work;1;50")
    desk.server.fault(kind="status", status=422, layer="clientary", method="POST", path="/invoices")
    result = desk.sync()
    assert (result.parked, desk.server.records("invoices")) == (1, [])
    desk.invoices.send(row.invoice.id)
    desk.synced()
    assert [i["number"] for i in desk.server.records("invoices")] == [row.invoice.number]


def test_only_words_of_a_number_that_is_taken_count_as_that(desk: Desk) -> None:
    row = desk.bill("Work;1;50")
    words = {
        '{"errors": {"number": ["has already been taken"]}}': True,
        '{"error": "Duplicate invoice number"}': True,
        '{"error": "Number must be unique"}': True,
        '{"errors": {"number": ["bad"]}}': False,
        '{"error": "Client already archived"}': False,
    }
    found = {}
    for said in words:
        desk.server.fault(kind="status", status=422, layer="clientary", method="POST", path="/invoices", body=said)
        desk.sync()
        kept = desk.invoices.row(row.invoice.id)
        assert kept.refusal is not None
        found[said] = kept.number_taken
        assert ("is already taken in Clientary" in kept.refusal.words) == kept.number_taken
        desk.invoices.send(row.invoice.id)
    assert found == words


def test_a_refused_invoice_that_is_waited_for_is_undone(desk: Desk) -> None:
    row = desk.bill("Work;1;50")
    desk.server.fault(kind="status", status=422, layer="clientary", method="POST", path="/invoices")
    undone: list[str] = []

    def undo(invoice_id: str) -> None:
        undone.append(invoice_id)
        desk.invoices.undo_refused(invoice_id, desk.clock.now())

    result = desk.sync(awaited=row.invoice.id, undo_refused=undo)
    assert undone == [row.invoice.id] == list(result.refused)
    assert (result.parked, result.waiting, desk.server.records("invoices")) == (0, 0, [])


def test_a_number_that_is_taken_there_is_not_used_twice(desk: Desk) -> None:
    client = desk.server.records("clients")[0]["id"]
    taken = desk.server.add(
        "invoices", number="77", client_id=client, date="2026-01-01", due_date="2026-01-31", currency_code="EUR"
    )
    row = desk.bill("Work;1;50", number="77")
    seen = last_seq(desk.server)
    result = desk.sync()
    assert result.parked == 1
    assert "77" in (desk.invoices.row(row.invoice.id).message or "")
    assert writes(desk.server, seen) == []
    assert [i["id"] for i in desk.server.records("invoices")] == [taken["id"]]
    desk.invoices.send(row.invoice.id, number="78")
    desk.synced()
    assert sorted(i["number"] for i in desk.server.records("invoices")) == ["77", "78"]


def test_an_invoice_that_may_be_there_is_not_undone(desk: Desk) -> None:
    """Its number is taken, perhaps by itself: until a person looks, its hours stay reserved."""
    desk.log("Work", date="2026-03-04")
    desk.synced()
    row = desk.bill_hours()
    lost = desk.server.fault(kind="cut_before", method="POST", path="/invoices")
    blind = desk.server.fault(kind="cut_before", method="GET", path="/invoices", skip=2, times=None)
    undone: list[str] = []
    assert desk.sync(awaited=row.invoice.id, undo_refused=undone.append).checking == 1
    assert (desk.server.struck(lost), desk.server.struck(blind) > 0) == (1, True)
    desk.server.control("DELETE", "faults")
    client = desk.server.records("clients")[0]["id"]
    desk.server.add(
        "invoices", number=row.invoice.number, client_id=client, date="2026-01-01", due_date="2026-01-31",
        currency_code="EUR",
    )  # fmt: skip
    assert desk.sync(awaited=row.invoice.id, undo_refused=undone.append).parked == 1
    assert undone == []
    assert len(desk.server.records("invoices")) == 1
    assert desk.invoices.row(row.invoice.id).sync is InvoiceSync.PARKED
    assert desk.titled("Work").ledger == "reserved"
    desk.invoices.send(row.invoice.id, number="another")
    desk.synced()
    assert len(desk.server.records("invoices")) == 2


SIGNED_OUT = {
    "membrane": ("sign_in_needed", None),
    "clientary": ("not_connected", "reconnect"),
    "disconnected": ("not_connected", "reconnect"),
}


@pytest.mark.parametrize("layer", SIGNED_OUT)
def test_signed_out_stops_the_queue_and_loses_nothing(desk: Desk, layer: str) -> None:
    change, back = {
        "membrane": (("login", {"logged_in": False}), ("login", {"logged_in": True})),
        "clientary": (
            ("connection", {"clientary_token_valid": False}),
            ("connection", {"clientary_token_valid": True}),
        ),
        "disconnected": (("connection", {"disconnected": True}), ("connection", {"disconnected": False})),
    }[layer]
    entries = [desk.log(f"Entry {n}") for n in range(3)]
    desk.server.control("POST", *change)
    seen = last_seq(desk.server)
    for _ in range(2):
        result = desk.sync()
        assert (result.state, result.reason) == SIGNED_OUT[layer]
        assert (result.waiting, result.checking, result.parked) == (3, 0, 0)
    assert [entry for entry in writes(desk.server, seen) if entry["applied"]] == []
    desk.server.control("POST", *back)
    desk.synced()
    assert {desk.state(entry) for entry in entries} == {EntrySync.SYNCED}
    assert len(desk.hours()) == 3
    desk.quiet()


@pytest.mark.parametrize("layer", ["membrane", "clientary"])
def test_a_401_in_the_middle_of_a_push(desk: Desk, layer: str) -> None:
    for n in range(3):
        desk.log(f"Entry {n}")
    fault = desk.server.fault(kind="status", status=401, layer=layer, method="POST", path=HOURS, skip=1)
    result = desk.sync()
    assert (result.state, desk.server.struck(fault)) == (SIGNED_OUT[layer][0], 1)
    assert (result.created, result.waiting, result.checking) == (1, 2, 0)
    desk.synced()
    assert len(desk.hours()) == 3


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "30"}, {"Retry-After": "Wed, 01 Jan 2031 00:00:00 GMT"}])
@pytest.mark.parametrize("layer", ["membrane", "clientary"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_too_many_requests(desk: Desk, method: str, layer: str, headers: dict[str, str]) -> None:
    for n in range(3):
        desk.log(f"Entry {n}")
    fault = desk.server.fault(
        kind="status", status=429, layer=layer, method=method, path=HOURS, headers=headers, skip=int(method == "POST")
    )
    began = time.monotonic()
    result = desk.sync()
    assert time.monotonic() - began < 25  # a sync that a person asked for does not wait
    assert (result.state, desk.server.struck(fault), result.parked, result.checking) == ("offline", 1, 0, 0)
    assert result.waiting == (3 if method == "GET" else 2)
    desk.synced()
    assert len(desk.hours()) == 3
    desk.quiet()


def test_offline_and_back_again(desk: Desk) -> None:
    entry = desk.log("Made offline")
    desk.server.control("POST", "offline", {"seconds": 3})
    result = desk.sync()
    assert (result.state, result.waiting, result.checking) == ("offline", 1, 0)
    desk.edit(entry, title="Edited offline")
    wait_until(lambda: desk.sync().state == "idle", 10, "coming back")
    desk.holds(("Edited offline", "1", WEBSHOP))
    desk.quiet()


@pytest.mark.parametrize("point", ["GET", "POST"])
def test_the_server_is_killed_in_the_middle_and_comes_back(desks: Desks, tmp_path: Any, point: str) -> None:
    with SandboxProcess(tmp_path / "server", "--empty") as server:
        furnish(server)
        desk = desks.open(server)
        desk.synced()
        for n in range(5):
            desk.log(f"Entry {n}")
        server.fault(kind="hang", method=point, path=HOURS, skip=2 if point == "POST" else 0, times=None)
        result = desk.sync(timeout_s=4)
        assert (result.parked, result.checking, result.waiting) == ((0, 1, 2) if point == "POST" else (0, 0, 5))
        server.restart(kill=True)
        wait_until(lambda: desk.sync().checking == 0, 10, "settling")
        desk.synced()
        desk.holds(*[(f"Entry {n}", "1", WEBSHOP) for n in range(5)])


def test_a_trickling_or_endless_answer_ends_with_the_time(desk: Desk) -> None:
    desk.log("Waits")
    fault = desk.server.fault(kind="hang", method="GET", path="/clients", times=None)
    began = time.monotonic()
    result = desk.sync(timeout_s=1)
    assert time.monotonic() - began < 20
    assert (desk.server.struck(fault) >= 1, result.waiting, result.created) == (True, 1, 0)
    desk.server.control("DELETE", "faults")
    desk.synced()


def test_a_project_whose_hours_we_may_not_see_gets_nothing_and_says_so(desk: Desk) -> None:
    entry = desk.log("For a closed project")
    desk.server.fault(kind="status", status=403, layer="clientary", method="GET", path=HOURS, times=None)
    result = desk.sync()
    assert (result.state, result.parked, result.problems) == ("idle", 1, ())
    assert "does not let you see" in (desk.row(entry).message or "")
    assert writes(desk.server) == []
    desk.server.control("DELETE", "faults")
    desk.synced()  # by itself, once it may be seen
    desk.holds(("For a closed project", "1", WEBSHOP))
