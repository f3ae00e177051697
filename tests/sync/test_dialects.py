"""Every way in which the server may answer and keep things: one record, no fight, no loop."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.domain.entries import EntrySync
from tests.sync.desk import BACKEND, WEBSHOP, Desk

REPLIES: list[dict[str, Any]] = [
    {"write_reply": "wrapped", "put_reply": "wrapped", "get_reply": "wrapped"},
    {"write_reply": "id", "put_reply": "empty", "delete_reply": "204"},
    {"write_reply": "empty_location", "delete_reply": "object"},
    {"missing_reply": "html", "error_body": "list"},
    {"missing_reply": "empty"},
    {"path_prefix": "/api/v2"},
    {"path_prefix": "/api/v2", "connector_sends_accept": False, "missing_reply": "html"},
    {"action_output": "C", "action_case": "camel", "action_nested": True, "invoice_items_key": "lineItems"},
    {"hidden_actions": ["create-invoice"]},
    {"list_invoice_items": False, "action_output": "F"},
    {"project_touched_by_hours": False},
    {"move_hours_by_put": True, "hours_rate_writable": True},
]


@pytest.mark.parametrize("dialect", REPLIES, ids=lambda d: ",".join(f"{k}={v}" for k, v in d.items()))
@pytest.mark.parametrize("lost", [False, True], ids=["answered", "lost"])
def test_whatever_it_answers(desk: Desk, dialect: dict[str, Any], lost: bool) -> None:
    desk.server.speak(**dialect)
    entry = desk.log("Created", 5400, notes="notes")
    other = desk.log("To delete")
    invoice = desk.bill("Work;1.5;100")
    if lost:
        for method, path in (("POST", "/projects/*/hours"), ("POST", "/invoices")):
            desk.server.fault(kind="cut_after", method=method, path=path)
    desk.synced()
    desk.holds(("Created", "1.5", WEBSHOP), ("To delete", "1", WEBSHOP))
    assert [i["number"] for i in desk.server.records("invoices")] == [invoice.invoice.number]
    desk.edit(entry, title="Edited", seconds=1800)
    desk.delete(other)
    if lost:
        for method in ("PUT", "DELETE"):
            desk.server.fault(kind="cut_after", method=method, path="/hours/*")
    desk.synced()
    desk.holds(("Edited", "0.5", WEBSHOP))
    desk.edit(entry, project=BACKEND)
    desk.synced()
    desk.holds(("Edited", "0.5", BACKEND))
    desk.invoices.void(invoice.invoice.id)
    desk.synced()
    assert desk.server.records("invoices") == []
    assert desk.state(entry) is EntrySync.SYNCED
    desk.quiet()


@pytest.mark.parametrize("decimals", [0, 1, 2, 3, 6])
@pytest.mark.parametrize("lost", [False, True], ids=["answered", "lost"])
def test_fewer_decimals_are_recorded_and_not_fought(desk: Desk, decimals: int, lost: bool) -> None:
    desk.server.speak(hours_decimals=decimals)
    lengths = [1200, 2400, 3600, 3661] if decimals else [3600, 7200]
    entries = [desk.log(f"{seconds} s", seconds) for seconds in lengths]
    if lost and decimals >= 2:
        desk.server.fault(kind="cut_after", method="POST", path="/projects/*/hours", times=2)
    desk.synced()
    assert len(desk.hours()) == len(lengths)
    desk.quiet()
    desk.synced(full=True)
    assert [desk.row(entry).entry.seconds for entry in entries] == lengths
    desk.edit(entries[0], notes="an edit of another field")
    desk.synced()
    assert desk.row(entries[0]).entry.seconds == lengths[0]
    desk.quiet()
    step = Decimal(1).scaleb(-decimals)
    for seconds in lengths:
        kept = Decimal(desk.hour(f"{seconds} s")["hours"])
        assert abs(kept - Decimal(seconds) / 3600) <= max(step / 2, Decimal("0.00005"))


@pytest.mark.parametrize("lost", [False, True], ids=["answered", "lost"])
def test_truncated_titles_are_recorded_and_not_fought(desk: Desk, lost: bool) -> None:
    desk.server.speak(title_max=40)
    title = "A title that is a good deal longer than what the server keeps"
    entry = desk.log(title, notes=title * 3)
    if lost:
        desk.server.fault(kind="cut_after", method="POST", path="/projects/*/hours")
    desk.synced()
    assert [r["title"] for r in desk.hours()] == [title[:40]]
    assert desk.row(entry).entry.title == title
    desk.quiet()
    desk.edit(entry, title=title + " and longer")
    if lost:
        desk.server.fault(kind="cut_after", method="PUT", path="/hours/*")
    desk.synced()
    assert desk.row(entry).entry.title == title + " and longer"
    desk.quiet()
    desk.web_edit(desk.hours()[0], title="Changed there")
    desk.synced()
    assert desk.row(entry).entry.title == "Changed there"
    desk.quiet()


def test_a_server_that_cuts_titles_short_gets_nothing_twice_and_asks_nothing(desk: Desk) -> None:
    desk.server.speak(title_max=20)
    desk.log("The first of them shows where titles end")
    desk.synced()
    entry = desk.log("Another one that is cut")
    created = desk.server.fault(kind="cut_after", method="POST", path="/projects/*/hours")
    desk.synced()
    desk.edit(entry, title="Renamed to something longer")
    changed = desk.server.fault(kind="cut_after", method="PUT", path="/hours/*")
    desk.synced()
    assert desk.server.struck(created) == desk.server.struck(changed) == 1
    desk.holds(("The first of them sh", "1", WEBSHOP), ("Renamed to something", "1", WEBSHOP))
    assert desk.row(entry).entry.title == "Renamed to something longer"
    desk.quiet()


TEXTS = [
    "<script>alert('x')</script> & <b>bold</b>",
    "\"quotes\" 'single' `back` $HOME %s {0} \\n",
    "--project=evil -x",
    "🍣 naïve Zürich 日本語 עברית",
    "=1+1",
    "ends with a backslash \\",
    "x" * 10_000,
    "word " * 1_999 + "end",
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:12]))
def test_any_text_survives_the_round_trip(desk: Desk, text: str) -> None:
    notes = f"{text}\nsecond line\n\n  indented\ttabbed"
    entry = desk.log(text, notes=notes)
    fault = desk.server.fault(kind="cut_after", method="POST", path="/projects/*/hours")
    desk.synced()
    assert desk.server.struck(fault) == 1
    [record] = desk.hours()
    assert (record["title"], record["description"]) == (text, notes)
    desk.synced(full=True)
    assert (desk.row(entry).entry.title, desk.row(entry).entry.notes) == (text, notes)
    desk.quiet()
