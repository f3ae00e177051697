"""An invoice that is changed, credited or numbered anew: one invoice there, compared, and a true ledger here."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.ids import EntryId
from app.errors import Refused
from app.services.catalog import Catalog
from app.services.invoice_copies import InvoiceCopies
from app.services.invoice_edits import InvoiceEdits, Kept
from app.services.invoice_request import InvoiceRequest
from app.storage.invoices import InvoiceRepository, InvoiceRow
from app.storage.ledger import BillingLedger
from tests.sync.desk import CLIENT, DAY, Desk, last_seq, writes

Record = dict[str, Any]


def edits(desk: Desk) -> InvoiceEdits:
    return InvoiceEdits(desk.invoices)


def only(desk: Desk) -> Record:
    """The one invoice that the server has."""
    found = [record for record in desk.server.records("invoices") if not record.get("deleted_at")]
    assert len(found) == 1, found
    return found[0]


def amounts(record: Record) -> list[int]:
    """Of the lines, all of them whole."""
    return [int(Decimal(item["quantity"]) * Decimal(item["price"])) for item in record["items"]]


def states(desk: Desk, *entry_ids: str) -> list[str | None]:
    return [BillingLedger(desk.context.db).state_of(one) for one in entry_ids]


@pytest.fixture
def billed(desk: Desk) -> tuple[Desk, InvoiceRow, str, str]:
    """A desk with a confirmed invoice over two entries, one line each."""
    first, second = desk.log("first", 3600), desk.log("second", 7200, project="Backend")
    row = desk.bill_hours()
    desk.synced()
    return desk, desk.invoices.row(row.invoice.id), first, second


def without(desk: Desk, row: InvoiceRow, entry_id: str) -> InvoiceRow:
    """The edit that takes an entry off the invoice and adds a line and a note."""
    request = edits(desk).request_of(row.invoice.id)
    changed = replace(request, left_out=(EntryId(entry_id),), manual=("Setup;2;10.50",), note="new note")
    return edits(desk).amend(row.invoice.id, changed)


def test_an_edit_changes_the_one_invoice_and_frees_what_it_takes_off(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    desk, row, first, second = billed
    edited = without(desk, row, second)
    assert (edited.sync.value, edited.edited) == ("waiting", True)
    assert states(desk, first, second) == ["billed", "billed"]
    desk.synced()
    record = only(desk)
    assert (amounts(record), record["note"], record["number"]) == ([90, 21], "new note", row.invoice.number)
    assert states(desk, first, second) == ["billed", None]
    after = desk.invoices.row(row.invoice.id)
    assert (after.sync.value, after.edited, after.invoice.server_total_minor) == ("synced", False, 11100)
    desk.quiet()


def test_hours_that_were_billed_there_since_stay_on_the_invoice(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    """Ticked off by hand, say: worked out anew, the invoice would come to less without a word."""
    desk, row, one, two = billed
    desk.web_edit(desk.hour("first"), billed=True)
    desk.web_edit(desk.hour("second"), description="Invoice B-7")
    desk.synced()
    assert [desk.row(entry_id).entry.billed_there for entry_id in (one, two)] == [True, True]
    request = edits(desk).request_of(row.invoice.id)
    edits(desk).amend(row.invoice.id, replace(request, rate=Decimal(100)))
    desk.synced()
    assert (states(desk, one, two), amounts(only(desk))) == (["billed", "billed"], [100, 200])


def test_another_head_leaves_the_lines_alone(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    desk, row, first, second = billed
    third = desk.log("later work")
    items = only(desk)["items"]
    request = replace(edits(desk).request_of(row.invoice.id), po="PO 7", due="2026-05-01", number="A-1")
    edits(desk).amend(row.invoice.id, request, Kept.ALL)
    desk.synced()
    record = only(desk)
    assert (record["items"], record["po"], record["number"]) == (items, "PO 7", "A-1")
    assert states(desk, first, second, third) == ["billed", "billed", None]


@pytest.mark.parametrize(
    ("fault", "reply"),
    [
        (None, "wrapped"), (None, "empty"), ("cut_after", "object"), ("cut_before", "object"), ("late", "object"),
        ("garbage", "object"),
    ],
)  # fmt: skip
def test_a_lost_answer_to_an_edit_is_settled_by_reading(
    billed: tuple[Desk, InvoiceRow, str, str], fault: str | None, reply: str
) -> None:
    desk, row, first, second = billed
    desk.server.speak(put_reply=reply)
    without(desk, row, second)
    if fault is not None:
        more: dict[str, Any] = {"seconds": 0.3} if fault == "late" else {}
        desk.server.fault(kind=fault, method="PUT", path="/invoices/*", **more)
    _until_done(desk)
    assert amounts(only(desk)) == [90, 21]
    assert states(desk, first, second) == ["billed", None]


def test_a_refused_edit_that_somebody_waits_for_is_taken_back(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    desk, row, first, second = billed
    before, invoice_id = only(desk), row.invoice.id
    with desk.context.db.write():
        InvoiceRepository(desk.context.db).set_differs(invoice_id, "another note")
    row, request = desk.invoices.row(invoice_id), edits(desk).request_of(invoice_id)
    without(desk, row, second)
    desk.server.fault(kind="status", method="PUT", path="/invoices/*", status=422, layer="clientary")
    result = desk.sync(awaited=invoice_id, undo_refused=lambda one: desk.invoices.undo_refused(one, desk.clock.now()))
    assert invoice_id in result.refused
    assert desk.invoices.row(invoice_id) == row
    assert row.unseen_difference
    assert edits(desk).request_of(invoice_id) == request
    assert states(desk, first, second) == ["billed", "billed"]
    assert only(desk) == before
    desk.quiet()


def test_a_parked_edit_is_taken_back_or_sent_again(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    desk, row, _first, second = billed
    without(desk, row, second)
    desk.server.fault(kind="status", method="PUT", path="/invoices/*", status=422, layer="clientary", times=2)
    assert desk.sync().parked == 1
    desk.invoices.send(row.invoice.id)
    assert desk.sync().parked == 1
    assert desk.invoices.acknowledge(str(row.invoice.number)) == row
    desk.synced()
    without(desk, row, second)
    desk.synced()
    assert amounts(only(desk)) == [90, 21]


def test_an_edit_does_not_overwrite_what_somebody_changed_there(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    desk, row, _first, second = billed
    record = only(desk)
    without(desk, row, second)
    desk.server.control("PUT", f"records/invoices/{record['id']}", {"note": "from the web"})
    assert desk.sync().parked == 1
    assert only(desk)["note"] == "from the web"
    assert "changed in Clientary" in (desk.invoices.row(row.invoice.id).message or "")
    desk.sync(retry_parked=True)
    assert only(desk)["note"] == "new note"


def test_what_is_paid_is_not_edited(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    desk, row, _first, second = billed
    without(desk, row, second)
    desk.server.control("POST", "records/payments", {"invoice_id": only(desk)["id"], "amount": "10"})
    desk.sync()
    assert "payments" in (desk.invoices.row(row.invoice.id).message or "")
    desk.invoices.take_edit_back(row.invoice.id)
    desk.synced()
    with pytest.raises(Refused, match="payments"):
        without(desk, row, second)


def test_a_void_takes_the_edit_along(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    desk, row, first, second = billed
    without(desk, row, second)
    desk.invoices.void(row.invoice.id)
    desk.synced()
    assert states(desk, first, second) == [None, None]


def test_a_draft_is_edited_at_once(desk: Desk) -> None:
    first, second = desk.log("first"), desk.log("second")
    request = InvoiceRequest(Catalog(desk.context.db).client_named(CLIENT), date=DAY)
    row = desk.invoices.create(request, draft=True)
    edited = edits(desk).amend(row.invoice.id, replace(request, left_out=(EntryId(second),)))
    assert (edited.invoice.id, edited.sync.value) == (row.invoice.id, "draft")
    assert states(desk, first, second) == ["reserved", None]


def test_a_credit_note_takes_the_whole_back(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    desk, row, first, second = billed
    note = InvoiceCopies(desk.invoices).credit(row.invoice.id)
    desk.synced()
    credit = next(one for one in desk.server.records("invoices") if one["number"] == note.invoice.number)
    assert sorted(amounts(credit)) == [-180, -90]
    assert desk.invoices.row(note.invoice.id).invoice.server_total_minor == -27000
    assert f"invoice {row.invoice.number}" in credit["note"]
    assert states(desk, first, second) == ["billed", "billed"]
    with pytest.raises(Refused, match="credited already"):
        InvoiceCopies(desk.invoices).credit(row.invoice.id)


def test_a_refused_credit_note_stays_here_and_says_so(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    desk, row, _first, _second = billed
    desk.server.speak(negative_lines=False)
    note = InvoiceCopies(desk.invoices).credit(row.invoice.id)
    result = desk.sync()
    kept = desk.invoices.row(note.invoice.id)
    assert (result.state, result.parked, kept.sync.value) == ("idle", 0, "draft")
    assert "greater than or equal" in (kept.kept_local or "")
    desk.server.speak(negative_lines=True)
    assert desk.invoices.send(note.invoice.id).kept_local is None
    desk.synced()
    assert desk.invoices.row(note.invoice.id).remote_id is not None


def test_a_copy_bills_no_hours(billed: tuple[Desk, InvoiceRow, str, str]) -> None:
    desk, row, first, _second = billed
    copy = InvoiceCopies(desk.invoices).duplicate(row.invoice.id)
    assert (copy.sync.value, copy.invoice.number, copy.invoice.total_minor) == ("draft", None, row.invoice.total_minor)
    assert not any(line.entries for line in copy.invoice.lines)
    desk.invoices.send(copy.invoice.id)
    desk.synced()
    assert len(desk.server.records("invoices")) == 2
    assert states(desk, first) == ["billed"]


@pytest.mark.parametrize("seen", [True, False], ids=["found before", "said by the server"])
def test_a_taken_number_waits_for_another_and_a_given_out_file_is_named(desk: Desk, seen: bool) -> None:
    row = desk.bill("Advice;1;90", number="7")
    desk.invoices.note_given_out(row.invoice.id, "out/invoice-7.pdf")
    client = desk.server.records("clients")[0]["id"]
    web = {"client_id": client, "number": "7", "date": "2019-01-01", "due_date": "2019-01-01", "currency_code": "EUR"}
    desk.server.add("invoices", **web)
    if not seen:
        desk.server.fault(kind="status", method="GET", path="/invoices", status=200, layer="clientary", body='{"invoices":[],"page_count":1,"page_size":100,"total_count":0}', content_type="application/json", times=None)  # noqa: E501  # fmt: skip
    desk.sync()
    parked = desk.invoices.row(row.invoice.id)
    assert (parked.sync.value, parked.may_be_there) == ("parked", False)
    assert "already taken" in (parked.message or "")
    with pytest.raises(Refused, match=r"invoice-7\.pdf"):
        desk.invoices.renumber(row.invoice.id, "8")
    desk.server.control("DELETE", "faults")
    desk.invoices.renumber(row.invoice.id, "8", given_out_seen=True)
    seq = last_seq(desk.server)
    desk.synced()
    assert len(writes(desk.server, seq)) == 1
    assert sorted(record["number"] for record in desk.server.records("invoices")) == ["7", "8"]


def _until_done(desk: Desk) -> None:
    for _attempt in range(4):
        result = desk.sync()
        if (result.state, result.waiting, result.checking) == ("idle", 0, 0):
            return
        desk.clock.ahead_s += 2
    raise AssertionError(result)
