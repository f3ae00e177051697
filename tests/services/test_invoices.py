"""The life of an invoice on this computer: created, sent, refused, discarded, void; and finding it again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.invoices import InvoiceStatus, InvoiceSync
from app.errors import Ambiguous, NotFound, Refused, UserInputError
from app.services.invoice_request import InvoiceRequest
from app.storage.invoices import InvoiceRepository, InvoiceRow
from app.storage.outbox import CHECKING, DELETE, IN_FLIGHT, PARKED, SAVE
from tests.services.invoice_making import ACME, Desk, desk_at


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as desk:
        desk.entry("call", 3600)
        yield desk


def create(desk: Desk, *, draft: bool = False, number: str | None = None) -> InvoiceRow:
    return desk.invoices.create(InvoiceRequest(ACME, number=number), draft=draft)


def actions(desk: Desk, row: InvoiceRow) -> list[str]:
    return [operation.action for operation in desk.operations(row.invoice.id)]


def test_creating_reserves_hours_and_number_and_queues(desk: Desk) -> None:
    row = create(desk)
    assert (row.invoice.number, row.sync, row.client_name) == ("1", InvoiceSync.WAITING, "Acme")
    assert [line.entries for line in row.invoice.lines] == [("call",)]
    assert (desk.ledger("call"), actions(desk, row)) == ("reserved", [SAVE])
    with pytest.raises(Refused, match="nothing to bill"):
        create(desk)


def test_a_draft_has_hours_but_no_number_and_no_operation(desk: Desk) -> None:
    row = create(desk, draft=True)
    assert (row.invoice.number, row.sync, desk.ledger("call")) == (None, InvoiceSync.DRAFT, "reserved")
    assert actions(desk, row) == []
    with pytest.raises(UserInputError, match="draft has no number"):
        create(desk, draft=True, number="7")


def test_a_draft_gets_its_number_when_it_is_sent(desk: Desk) -> None:
    draft = create(desk, draft=True)
    desk.pulled("R-07")
    sent = desk.invoices.send(draft.invoice.id)
    assert (sent.invoice.number, sent.sync, actions(desk, sent)) == ("R-08", InvoiceSync.WAITING, [SAVE])
    with pytest.raises(Refused, match="waiting to be sent"):
        desk.invoices.send(draft.invoice.id)


def test_a_refused_one_is_sent_again_under_its_number_or_another(desk: Desk) -> None:
    row = create(desk, number="A-1")
    desk.set_state(row.invoice.id, PARKED, "number has already been taken")
    assert desk.invoices.row(row.invoice.id).message == "number has already been taken"
    assert desk.invoices.send(row.invoice.id).invoice.number == "A-1"
    desk.set_state(row.invoice.id, PARKED)
    assert desk.invoices.send(row.invoice.id, "A-1").invoice.number == "A-1"
    desk.set_state(row.invoice.id, PARKED)
    desk.pulled("A-5")
    with pytest.raises(Refused, match="A-6"):
        desk.invoices.send(row.invoice.id, "A-5")
    again = desk.invoices.send(row.invoice.id, "A-9")
    assert (again.invoice.number, again.sync) == ("A-9", InvoiceSync.WAITING)
    assert again.message is None


@pytest.mark.parametrize("state", [None, "waiting", PARKED])
@pytest.mark.parametrize("act", ["discard", "void"])
def test_what_clientary_never_got_is_dropped_at_once(desk: Desk, state: str | None, act: str) -> None:
    row = create(desk, draft=state is None)
    if state is not None:
        desk.set_state(row.invoice.id, state, "refused")
    gone = getattr(desk.invoices, act)(row.invoice.id)
    assert (gone.invoice.status, gone.sync, gone.message) == (InvoiceStatus.CANCELLED, InvoiceSync.DRAFT, None)
    assert (desk.invoices.list(), desk.ledger("call"), actions(desk, row)) == ((), None, [])
    with pytest.raises(NotFound):
        desk.invoices.row(row.invoice.id)
    assert create(desk).invoice.number == "1"


@pytest.mark.parametrize("state", [IN_FLIGHT, CHECKING])
def test_what_may_be_in_clientary_is_not_dropped(desk: Desk, state: str) -> None:
    row = create(desk)
    desk.set_state(row.invoice.id, state)
    with pytest.raises(Refused, match="on its way"):
        desk.invoices.discard(row.invoice.id)
    void = desk.invoices.void(row.invoice.id)
    assert (void.sync, desk.ledger("call"), actions(desk, row)) == (state, "reserved", [SAVE, DELETE])


def test_void_of_a_confirmed_invoice_waits_for_the_server(desk: Desk) -> None:
    row = create(desk)
    desk.confirm(row.invoice.id)
    for refused in (desk.invoices.discard, desk.invoices.send):
        with pytest.raises(Refused, match="in Clientary already"):
            refused(row.invoice.id)
    void = desk.invoices.void(row.invoice.id)
    assert (void.sync, desk.ledger("call"), actions(desk, row)) == (InvoiceSync.WAITING, "billed", [DELETE])
    desk.set_state(row.invoice.id, PARKED, "locked")
    with pytest.raises(Refused, match="in Clientary already"):
        desk.invoices.discard(row.invoice.id)
    with pytest.raises(Refused, match="in Clientary already"):
        desk.invoices.send(row.invoice.id)
    assert desk.invoices.void(row.invoice.id).sync is InvoiceSync.WAITING
    assert actions(desk, row) == [DELETE]


def test_a_paid_invoice_is_not_made_void(desk: Desk) -> None:
    for invoice in (desk.pulled("1", paid_minor=10), desk.pulled("2", status=InvoiceStatus.PAID)):
        with pytest.raises(Refused, match="has payments"):
            desk.invoices.void(invoice.id)
        assert desk.operations(invoice.id) == []


def test_void_of_one_that_clientary_cancelled_frees_its_hours(desk: Desk) -> None:
    row = create(desk)
    desk.confirm(row.invoice.id)
    with desk.db.write():
        desk.db.run("update invoice set status = 3 where id = ?", row.invoice.id)
    desk.invoices.void(row.invoice.id)
    assert (desk.ledger("call"), actions(desk, row)) == (None, [])


@pytest.mark.parametrize("state", [IN_FLIGHT, PARKED, CHECKING])
def test_a_refused_create_that_is_awaited_is_undone(desk: Desk, state: str) -> None:
    row = create(desk)
    desk.set_state(row.invoice.id, state, "currency is unknown")
    with desk.db.write():
        desk.invoices.undo_refused(row.invoice.id, 1)
    assert (desk.invoices.list(), desk.ledger("call"), actions(desk, row)) == ((), None, [])


def test_finding_by_id_and_number(desk: Desk) -> None:
    row = create(desk, number="INV-7")
    desk.pulled("2026/9")
    assert desk.invoices.find(row.invoice.id) == row
    assert desk.invoices.find(" inv-7 ") == row
    assert desk.invoices.find("2026/9").invoice.id == "pulled-2026/9"
    with pytest.raises(NotFound, match="Did you mean INV-7"):
        desk.invoices.find("NV-7")
    with desk.db.write():
        InvoiceRepository(desk.db).set_number("pulled-2026/9", "INV-7")
    with pytest.raises(Ambiguous, match=row.invoice.id):
        desk.invoices.find("INV-7")


def test_listing_by_status(desk: Desk) -> None:
    create(desk)
    desk.pulled("10", due="2026-03-04")
    desk.pulled("11", due="2026-03-05")
    desk.pulled("12", due="2026-03-04", status=InvoiceStatus.PAID, paid_minor=10_000)
    found = {status: [row.invoice.number for row in desk.invoices.list(status)] for status in ("overdue", "sent")}
    assert found == {"overdue": ["10"], "sent": ["11"]}
    assert [row.invoice.number for row in desk.invoices.list("Draft")] == ["1"]
    assert len(desk.invoices.list()) == 4
    with pytest.raises(UserInputError, match="overdue"):
        desk.invoices.list("late")


def test_acknowledging_a_difference(desk: Desk) -> None:
    row = create(desk)
    assert not desk.invoices.acknowledge("1").invoice.acknowledged
    with desk.db.write():
        desk.db.run("update invoice set server_total_minor = 9001 where id = ?", row.invoice.id)
    assert InvoiceRepository(desk.db).unseen_mismatches() == 1
    assert desk.invoices.acknowledge("1").invoice.acknowledged
    assert InvoiceRepository(desk.db).unseen_mismatches() == 0


def test_what_a_new_invoice_begins_with(desk: Desk) -> None:
    assert (desk.invoices.client_to_bill(), desk.invoices.next_number()) == (ACME, "1")
    create(desk)
    assert (desk.invoices.client_to_bill(), desk.invoices.next_number()) == (None, "2")
