"""Whose pattern numbers an invoice, and what another number needs; copies and edits of what Clientary does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.billing_terms import BillingTerms, TermsKind
from app.domain.invoices import InvoiceSync
from app.errors import Refused
from app.services.invoice_copies import InvoiceCopies
from app.services.invoice_edits import InvoiceEdits, Kept
from app.services.invoice_request import InvoiceRequest
from app.storage.invoices import InvoiceRow
from app.storage.outbox import CHECKING, PARKED
from app.storage.terms import TermsRepository
from tests.services.invoice_making import ACME, Desk, desk_at


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as desk:
        desk.entry("call", 3600)
        yield desk


def typed(desk: Desk, **more: str) -> InvoiceRow:
    request = InvoiceRequest(ACME, no_hours=True, manual=("Advice;1;90",), number=more.get("number"))
    return desk.invoices.create(replace(request, date=more.get("date")), draft=False)


def test_the_clients_pattern_counts_by_the_year_of_the_invoice(desk: Desk) -> None:
    with desk.db.write():
        TermsRepository(desk.db).save(TermsKind.CLIENT, ACME, BillingTerms(number_pattern="AC-{YYYY}-{NN}"))
    desk.pulled("R-07")
    assert typed(desk, date="2025-12-31").invoice.number == "AC-2025-01"
    assert typed(desk, date="2025-12-31").invoice.number == "AC-2025-02"
    assert typed(desk, date="2026-01-01").invoice.number == "AC-2026-01"
    assert desk.invoices.next_number(None, ACME, "2026-02-02") == "AC-2026-02"
    assert desk.invoices.next_number() == "R-08"


def test_an_invoice_that_is_changed_in_clientary_keeps_its_number(desk: Desk) -> None:
    there = desk.pulled("R-07")
    desk.pulled("R-09")
    assert (desk.invoices.next_number(there.id), desk.invoices.next_number()) == ("R-07", "R-10")


def test_another_number_passes_over_the_one_that_is_taken(desk: Desk) -> None:
    row = typed(desk, number="A-7")
    desk.set_state(row.invoice.id, PARKED, "taken")
    again = desk.invoices.renumber(row.invoice.id)
    assert (again.invoice.number, again.sync) == ("A-8", InvoiceSync.WAITING)
    desk.set_state(row.invoice.id, CHECKING)
    with pytest.raises(Refused, match="may be in Clientary"):
        desk.invoices.renumber(row.invoice.id)


def test_a_file_that_left_is_named_before_its_number_changes(desk: Desk) -> None:
    row = typed(desk, number="A-7")
    desk.invoices.note_given_out(row.invoice.id, "A-7.pdf")
    desk.set_state(row.invoice.id, PARKED, "taken")
    with pytest.raises(Refused, match="--renumber-given-out") as refused:
        desk.invoices.send(row.invoice.id, "A-9")
    assert refused.value.facts["given_out"] == "A-7.pdf"
    assert desk.invoices.send(row.invoice.id, "A-7").invoice.number == "A-7"
    desk.set_state(row.invoice.id, PARKED, "taken")
    assert desk.invoices.send(row.invoice.id, "A-9", given_out_seen=True).invoice.number == "A-9"


def test_a_waiting_invoice_is_edited_where_it_stands(desk: Desk) -> None:
    row = desk.invoices.create(InvoiceRequest(ACME, number="A-7"), draft=False)
    edits = InvoiceEdits(desk.invoices)
    request = replace(edits.request_of(row.invoice.id), note="hello", manual=("Trip;1;5",))
    edited = edits.amend(row.invoice.id, request, Kept.UNTYPED)
    assert (edited.invoice.number, edited.invoice.note, edited.sync) == ("A-7", "hello", InvoiceSync.WAITING)
    assert edited.invoice.lines[0] == row.invoice.lines[0]
    assert (edited.edited, desk.ledger("call")) == (False, "reserved")
    desk.set_state(row.invoice.id, CHECKING)
    with pytest.raises(Refused, match="being sent"):
        edits.amend(row.invoice.id, request)


def test_work_since_then_is_no_part_of_an_edit(desk: Desk) -> None:
    row = desk.invoices.create(InvoiceRequest(ACME, number="A-7"), draft=False)
    desk.entry("later", 1800)
    edits = InvoiceEdits(desk.invoices)
    request = replace(edits.request_of(row.invoice.id), rate=None)
    kept = edits.amend(row.invoice.id, edits.hours_as_they_are(row.invoice.id, request))
    assert [line.entries for line in kept.invoice.lines] == [("call",)]
    more = edits.amend(row.invoice.id, request)
    assert {one for line in more.invoice.lines for one in line.entries} == {"call", "later"}


def test_what_clientary_does_not_have_is_not_credited(desk: Desk) -> None:
    row = typed(desk)
    with pytest.raises(Refused, match="not in Clientary"):
        InvoiceCopies(desk.invoices).credit(row.invoice.id)
