"""Changing a draft or a refused invoice by its own request, one act made once, and what became of a sent one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.billing.grouping import Group
from app.billing.manual import parse_tax
from app.billing.rounding import parse_policy
from app.domain.ids import EntryId, InvoiceId, ProjectId, new_id
from app.domain.invoices import InvoiceSync
from app.domain.refusals import Refusal
from app.errors import LockBusy, Refused
from app.services.invoice_outcome import SendState, outcome, settled_outcome
from app.services.invoice_request import InvoiceRequest
from app.services.invoice_request_json import read_request, request_json
from app.storage.invoices import InvoiceRepository
from app.storage.outbox import CHECKING, PARKED
from app.sync.result import SyncResult
from tests.services.invoice_making import ACME, Desk, desk_at

FULL = InvoiceRequest(
    ACME,
    (ProjectId("webshop"),),
    "2026-03-01",
    "2026-03-31",
    Group.TITLE,
    parse_policy("15up/day,min=30"),
    no_hours=False,
    rate=Decimal("95.50"),
    taxes=(parse_tax("VAT=21"), parse_tax("IRPF=-15")),
    compound=True,
    manual=("Domain; renewal;1;24;notax",),
    number="2026-7",
    date="2026-03-05",
    due="2026-03-20",
    note="Thank you",
    po="PO 1",
    left_out=(EntryId("other"),),
    titles=(("title\x1f'Call'\x1f0", "What we discussed"),),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as desk:
        desk.entry("call", 3600)
        yield desk


def test_a_request_survives_as_json() -> None:
    assert read_request(request_json(FULL)) == FULL
    assert read_request(request_json(InvoiceRequest(ACME))) == InvoiceRequest(ACME)
    older = {
        name: value for name, value in json.loads(request_json(FULL)).items() if name not in ("left_out", "titles")
    }
    assert read_request(json.dumps(older)) == replace(FULL, left_out=(), titles=())
    assert read_request("{}") is read_request("[1]") is read_request("no") is None
    assert read_request(request_json(FULL).replace('"title"', '"colour"')) is None


def test_the_request_is_kept_with_the_invoice(desk: Desk) -> None:
    row = desk.invoices.create(FULL, draft=False)
    assert desk.invoices.request_of(row.invoice.id) == FULL


def test_without_a_kept_request_head_and_typed_lines_come_back(desk: Desk) -> None:
    row = desk.invoices.create(FULL, draft=False)
    with desk.db.write():
        InvoiceRepository(desk.db).keep_request(row.invoice.id, "from another version")
    again = desk.invoices.request_of(row.invoice.id)
    assert (again.client_id, again.number, again.date, again.due) == (ACME, "2026-7", "2026-03-05", "2026-03-20")
    assert (again.taxes, again.compound, again.manual) == (FULL.taxes, True, FULL.manual)
    assert not again.no_hours


def test_a_draft_is_revised_with_its_own_hours(desk: Desk) -> None:
    draft = desk.invoices.create(InvoiceRequest(ACME), draft=True)
    desk.entry("more", 1800)
    wanted = InvoiceRequest(ACME, group=Group.ENTRY)
    with pytest.raises(Refused):
        desk.invoices.create(InvoiceRequest(ACME, day_to="2026-03-01"), draft=True)
    assert len(desk.invoices.preview(wanted).invoice.lines) == 1
    assert len(desk.invoices.preview(wanted, draft.invoice.id).invoice.lines) == 2
    again = desk.invoices.revise(draft.invoice.id, wanted, draft=True)
    assert sorted(e for line in again.invoice.lines for e in line.entries) == ["call", "more"]
    assert [head.id for head in desk.invoices.heads()] == [again.invoice.id]
    assert (desk.ledger("call"), desk.ledger("more")) == ("reserved", "reserved")


def test_a_revision_that_is_refused_leaves_everything_as_it_was(desk: Desk) -> None:
    draft = desk.invoices.create(InvoiceRequest(ACME), draft=True)
    with pytest.raises(Refused, match="nothing to bill"):
        desk.invoices.revise(draft.invoice.id, InvoiceRequest(ACME, day_from="2026-04-01"), draft=False)
    assert desk.invoices.row(draft.invoice.id) == draft
    assert desk.ledger("call") == "reserved"


def test_a_refused_invoice_may_keep_its_number_when_it_is_revised(desk: Desk) -> None:
    row = desk.invoices.create(InvoiceRequest(ACME, number="A-1"), draft=False)
    desk.set_state(row.invoice.id, PARKED, "currency is invalid")
    wanted = InvoiceRequest(ACME, number="A-1", note="corrected")
    assert desk.invoices.preview(wanted, row.invoice.id).invoice.number == "A-1"
    again = desk.invoices.revise(row.invoice.id, wanted, draft=False)
    assert (again.invoice.number, again.invoice.note, again.sync) == ("A-1", "corrected", InvoiceSync.WAITING)
    assert desk.operations(row.invoice.id) == []


@pytest.mark.parametrize(("number", "draft"), [("A-2", False), (None, True)])
def test_a_number_that_left_on_a_pdf_is_not_lost_by_a_revision(desk: Desk, number: str | None, *, draft: bool) -> None:
    row = desk.invoices.create(InvoiceRequest(ACME, number="A-1"), draft=False)
    desk.invoices.note_given_out(row.invoice.id, "A-1.pdf")
    desk.set_state(row.invoice.id, PARKED, "currency is invalid")
    with pytest.raises(Refused, match=r"A-1\.pdf") as refused:
        desk.invoices.revise(row.invoice.id, InvoiceRequest(ACME, number=number), draft=draft)
    assert refused.value.facts["given_out"] == "A-1.pdf"
    assert desk.invoices.row(row.invoice.id).invoice.number == "A-1", "nothing was changed"
    again = desk.invoices.revise(row.invoice.id, InvoiceRequest(ACME, number="A-1", note="corrected"), draft=False)
    assert (again.invoice.number, again.given_out) == ("A-1", "A-1.pdf")


def test_what_is_on_its_way_is_not_revised(desk: Desk) -> None:
    row = desk.invoices.create(InvoiceRequest(ACME), draft=False)
    desk.set_state(row.invoice.id, CHECKING)
    with pytest.raises(Refused, match="can only be made void"):
        desk.invoices.revise(row.invoice.id, InvoiceRequest(ACME), draft=False)


def test_one_act_makes_one_invoice(desk: Desk) -> None:
    act = InvoiceId(new_id())
    typed = InvoiceRequest(ACME, no_hours=True, manual=("Domain;1;24",))
    first = desk.invoices.create(typed, draft=False, invoice_id=act)
    assert desk.invoices.create(typed, draft=False, invoice_id=act) == first
    draft = desk.invoices.create(typed, draft=True)
    other = InvoiceId(new_id())
    second = desk.invoices.revise(draft.invoice.id, typed, draft=False, new_id=other)
    assert desk.invoices.revise(draft.invoice.id, typed, draft=False, new_id=other) == second
    assert len(desk.invoices.heads()) == 2


def test_the_list_says_what_matters(desk: Desk) -> None:
    desk.pulled("R-7", due="2026-03-04")
    draft = desk.invoices.create(InvoiceRequest(ACME, po="PO 77", date="2026-03-05"), draft=True)
    first, second = desk.invoices.heads()
    assert (first.id, first.number, first.sync, first.client_name) == (draft.invoice.id, None, "draft", "Acme")
    assert (second.number, second.sync, second.balance_minor, second.differs) == ("R-7", "synced", 10_000, False)
    assert "po 77" in first.folded
    (line,) = desk.invoices.row(draft.invoice.id).invoice.lines
    (entry,) = desk.invoices.entries_of(line)
    assert (entry.title, entry.date, entry.seconds, entry.project_name) == ("Call", "2026-03-04", 3600, "Webshop")


def test_what_became_of_it(desk: Desk) -> None:
    row = desk.invoices.create(InvoiceRequest(ACME), draft=False)
    invoice_id = row.invoice.id
    offline = outcome(desk.invoices, invoice_id, SyncResult("offline", "no route"), undo=True)
    assert (offline.state, offline.sync_state, offline.reason) == (SendState.WAITING, "offline", "no route")
    assert outcome(desk.invoices, invoice_id, LockBusy("busy"), undo=True).state is SendState.WAITING
    assert settled_outcome(desk.invoices, invoice_id) is None
    desk.set_state(invoice_id, CHECKING)
    assert outcome(desk.invoices, invoice_id, SyncResult("idle"), undo=True).state is SendState.CHECKING
    desk.confirm(invoice_id)
    created = outcome(desk.invoices, invoice_id, None, undo=True)
    assert (created.state, created.differs) == (SendState.CREATED, False)
    assert settled_outcome(desk.invoices, invoice_id) == created


@pytest.mark.parametrize("undo", [True, False])
def test_a_refusal_that_another_cycle_met(desk: Desk, undo: bool) -> None:
    row = desk.invoices.create(InvoiceRequest(ACME), draft=False)
    desk.set_state(row.invoice.id, PARKED, "number is taken")
    refused = outcome(desk.invoices, row.invoice.id, SyncResult("idle"), undo=undo)
    assert (refused.state, refused.refusal.words, refused.row is None) == (SendState.REFUSED, "number is taken", undo)
    assert (desk.ledger("call") is None) is undo


def test_a_refusal_that_was_undone_already(desk: Desk) -> None:
    row = desk.invoices.create(InvoiceRequest(ACME), draft=False)
    desk.invoices.undo_refused(row.invoice.id, 0)
    answer = SyncResult("idle", refused={row.invoice.id: Refusal("client is archived")})
    refused = outcome(desk.invoices, row.invoice.id, answer, undo=True)
    assert (refused.state, refused.refusal.words, refused.row) == (SendState.REFUSED, "client is archived", None)


@pytest.mark.parametrize("state", [None, PARKED])
def test_a_discarded_invoice_comes_back_as_a_draft(desk: Desk, state: str | None) -> None:
    row = desk.invoices.create(InvoiceRequest(ACME), draft=state is None)
    if state is not None:
        desk.set_state(row.invoice.id, state, "refused")
    desk.invoices.discard(row.invoice.id)
    back = desk.invoices.restore(row.invoice.id)
    assert (back.sync, back.invoice.number, back.invoice.lines) == (InvoiceSync.DRAFT, None, row.invoice.lines)
    assert desk.ledger("call") == "reserved"
    with pytest.raises(Refused, match="nothing to bring back"):
        desk.invoices.restore(row.invoice.id)


def test_hours_that_were_billed_meanwhile_do_not_come_back(desk: Desk) -> None:
    row = desk.invoices.create(InvoiceRequest(ACME), draft=True)
    desk.invoices.discard(row.invoice.id)
    desk.invoices.create(InvoiceRequest(ACME), draft=True)
    with pytest.raises(Refused, match="already on another invoice"):
        desk.invoices.restore(row.invoice.id)
    assert len(desk.invoices.heads()) == 1
