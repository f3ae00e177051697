"""An edit of an invoice that meets the unexpected there: hours are free only once no invoice there bills them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.billing.extras import Section
from app.domain.ids import EntryId
from app.domain.invoices import InvoiceStatus
from app.errors import Refused
from app.services.catalog import Catalog
from app.services.invoice_request import InvoiceRequest
from app.storage.invoices import InvoiceRow
from app.storage.ledger import BillingLedger
from tests.sync.desk import CLIENT, DAY, Desk
from tests.sync.test_invoice_edits import amounts, billed, edits, only, states, without

__all__ = ["billed"]


def test_hours_taken_off_stay_spoken_for_while_the_invoice_there_still_has_them(
    billed: tuple[Desk, InvoiceRow, str, str],
) -> None:
    desk, row, first, second = billed
    record = only(desk)
    without(desk, row, second)
    desk.server.fault(kind="cut_before", method="PUT", path="/invoices/*", times=None)
    desk.sync()
    desk.server.control("DELETE", "faults")
    desk.server.control("PUT", f"records/invoices/{record['id']}", {"po": "from the web"})
    desk.clock.ahead_s += 2
    desk.sync()
    assert sorted(amounts(only(desk))) == [90, 180]
    assert states(desk, first, second) == ["billed", "billed"]
    assert "changed in Clientary" in (desk.invoices.row(row.invoice.id).message or "")
    desk.sync(retry_parked=True)
    assert amounts(only(desk)) == [90, 21]
    assert states(desk, first, second) == ["billed", None]


def test_an_edit_of_an_invoice_that_is_cancelled_there_binds_no_hours_again(
    billed: tuple[Desk, InvoiceRow, str, str],
) -> None:
    desk, row, first, second = billed
    without(desk, row, second)
    desk.server.control("PUT", f"records/invoices/{only(desk)['id']}", {"status": 3})
    assert desk.sync().parked == 1
    assert states(desk, first, second) == [None, None]
    again = desk.bill_hours()
    desk.invoices.acknowledge(str(row.invoice.number))
    desk.synced()
    assert states(desk, first, second) == ["billed", "billed"]
    assert desk.invoices.row(row.invoice.id).invoice.status == InvoiceStatus.CANCELLED
    assert set(BillingLedger(desk.context.db).entries_of(again.invoice.id)) == {first, second}


def test_what_an_edit_took_off_and_another_invoice_bills_by_now_is_shown_when_the_edit_is_taken_back(
    billed: tuple[Desk, InvoiceRow, str, str],
) -> None:
    desk, row, first, second = billed
    record = only(desk)
    without(desk, row, second)
    desk.server.control("PUT", f"records/invoices/{record['id']}", {"status": 3})
    assert desk.sync().parked == 1
    client = Catalog(desk.context.db).client_named(CLIENT)
    other = desk.invoices.create(InvoiceRequest(client, date=DAY, left_out=(EntryId(first),)), draft=False).invoice.id
    desk.server.control("PUT", f"records/invoices/{record['id']}", {"status": 1})
    desk.sync()
    desk.invoices.take_edit_back(row.invoice.id)
    assert BillingLedger(desk.context.db).entries_of(other) == [second]
    assert (desk.sync().mismatches, states(desk, first, second)) == (1, ["billed", "billed"])
    assert "second" in (desk.invoices.row(row.invoice.id).differs or "")


def test_an_edit_without_answer_ends_with_an_invoice_that_is_deleted_there(
    billed: tuple[Desk, InvoiceRow, str, str],
) -> None:
    desk, row, first, second = billed
    record = only(desk)
    without(desk, row, second)
    desk.server.fault(kind="cut_before", method="PUT", path="/invoices/*", times=None)
    desk.sync(timeout_s=5)
    desk.server.control("DELETE", f"records/invoices/{record['id']}")
    desk.server.control("DELETE", "faults")
    desk.clock.ahead_s += 2
    desk.sync(full=True)
    desk.sync(full=True)
    assert (desk.operations(), states(desk, first, second)) == ([], [None, None])


def test_a_heading_that_becomes_a_line_has_its_amount(desk: Desk) -> None:
    client = Catalog(desk.context.db).client_named(CLIENT)
    request = InvoiceRequest(client, no_hours=True, manual=("Advice;1;90",), sections=(Section("Work", 1),), date=DAY)
    row = desk.invoices.create(request, draft=False)
    desk.synced()
    request = replace(edits(desk).request_of(row.invoice.id), sections=(), manual=("Setup;2;10.50", "Advice;1;90"))
    edits(desk).amend(row.invoice.id, request)
    desk.synced()
    after = desk.invoices.row(row.invoice.id)
    assert (after.invoice.server_total_minor, after.differs) == (11100, None)


def test_what_an_edit_took_off_a_draft_does_not_come_back_with_it(desk: Desk) -> None:
    first, second = desk.log("first"), desk.log("second")
    request = InvoiceRequest(Catalog(desk.context.db).client_named(CLIENT), date=DAY)
    row = desk.invoices.create(request, draft=True)
    edits(desk).amend(row.invoice.id, replace(request, left_out=(EntryId(second),)))
    edits(desk).amend(row.invoice.id, request)
    edits(desk).amend(row.invoice.id, replace(request, left_out=(EntryId(second),)))
    desk.invoices.discard(row.invoice.id)
    desk.invoices.restore(row.invoice.id)
    assert states(desk, first, second) == ["reserved", None]


def test_an_edit_changes_no_number_that_left_on_paper(desk: Desk) -> None:
    row = desk.bill("Advice;1;90", number="7")
    desk.invoices.note_given_out(row.invoice.id, "out/invoice-7.pdf")
    request = edits(desk).request_of(row.invoice.id)
    with pytest.raises(Refused, match=r"invoice-7\.pdf"):
        edits(desk).amend(row.invoice.id, replace(request, number="8"))
    assert edits(desk).amend(row.invoice.id, replace(request, note="thanks")).invoice.number == "7"
