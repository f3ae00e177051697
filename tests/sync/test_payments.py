"""Payments: sent once, never again by themselves, and asked about where nobody knows what became of one."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from app.domain.clients import RecordSync
from app.domain.invoices import InvoiceStatus
from app.errors import Refused
from app.services.payments import PaymentService
from app.storage.invoices import InvoiceRow
from app.storage.payments import PaymentRow
from tests.sync.desk import DAY, Desk, Record, last_seq, writes


def service(desk: Desk) -> PaymentService:
    return PaymentService(desk.context.db, desk.clock)


def billed(desk: Desk) -> InvoiceRow:
    """An invoice of 100.00 EUR that is in Clientary."""
    made = desk.bill("Design;1;100", number="1007")
    desk.synced()
    return desk.invoices.row(made.invoice.id)


def pay(desk: Desk, invoice: InvoiceRow, amount: str = "40") -> PaymentRow:
    return service(desk).pay(invoice, amount, DAY, "by bank")


def there(desk: Desk) -> list[tuple[Decimal, str]]:
    return [(Decimal(one["amount"]), one["received_on"]) for one in desk.server.records("payments")]


@pytest.mark.parametrize(
    "dialect",
    [{}, {"write_reply": "id"}, {"write_reply": "empty_location"}, {"write_reply": "wrapped", "decimals_as": "text"}],
    ids=str,
)
def test_a_payment_arrives_once_and_the_invoice_shows_what_is_open(desk: Desk, dialect: Record) -> None:
    desk.server.speak(**dialect)
    invoice = billed(desk)
    paid = pay(desk, invoice)
    desk.synced()
    assert there(desk) == [(Decimal(40), DAY)]
    assert desk.server.records("payments")[0]["note"] == "by bank"
    assert desk.invoices.row(invoice.invoice.id).invoice.balance_minor == 6000
    row = service(desk).row(paid.payment.id)
    assert (row.sync, row.invoice_number) == (RecordSync.SYNCED, "1007")
    desk.synced(full=True)
    assert [one.payment.id for one in service(desk).all()] == [paid.payment.id]
    pay(desk, desk.invoices.row(invoice.invoice.id), "60.00")
    desk.synced()
    assert desk.invoices.row(invoice.invoice.id).invoice.status == InvoiceStatus.PAID


def test_more_than_is_open_is_refused_here_and_there(desk: Desk) -> None:
    invoice = billed(desk)
    with pytest.raises(Refused, match=r"only 100\.00 EUR open"):
        pay(desk, invoice, "100.01")
    paid = pay(desk, invoice, "80")
    with pytest.raises(Refused, match=r"only 20\.00 EUR open"):
        pay(desk, invoice, "30")
    desk.server.add("payments", invoice_id=int(invoice.remote_id or 0), amount="50", received_on=DAY)
    assert desk.sync().parked == 1
    assert [amount for amount, _ in there(desk)] == [Decimal(50)]
    assert "only 50" in (service(desk).row(paid.payment.id).message or "")


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
@pytest.mark.parametrize("done", [True, False], ids=["done", "again"])
def test_a_lost_answer_is_asked_about_and_never_repeated(desk: Desk, kind: str, done: bool) -> None:
    invoice = billed(desk)
    paid = pay(desk, invoice)
    desk.server.control("POST", "faults", {"method": "POST", "path": "/invoices/*/payments", "kind": kind})
    assert desk.sync().checking == 1
    arrived = kind == "cut_after"
    seen = last_seq(desk.server)
    for full in (False, True):
        assert desk.sync(full=full).checking == 1
    assert writes(desk.server, seen) == []
    assert [one.payment.id for one in service(desk).all()] == [paid.payment.id], "nothing is imported beside it"
    with pytest.raises(Refused, match="not known yet"):
        pay(desk, invoice, "1")
    service(desk).resolve(paid.payment.id, done=done)
    desk.synced(full=True)
    assert len(there(desk)) == arrived + (not done)
    listed = service(desk).all()
    assert len(listed) == len(there(desk))
    assert all(one.sync is RecordSync.SYNCED for one in listed)


def test_an_answer_that_names_no_payment_is_believed_only_where_less_is_open(desk: Desk) -> None:
    invoice = billed(desk)
    paid = pay(desk, invoice)
    rule = {"kind": "status", "status": 204, "layer": "clientary", "method": "POST", "path": "/invoices/*/payments"}
    fault = desk.server.fault(**rule)
    assert desk.sync().checking == 1
    assert (desk.server.struck(fault), there(desk)) == (1, [])
    assert service(desk).row(paid.payment.id).sync is RecordSync.CHECKING


def test_a_payment_of_another_amount_is_shown_until_somebody_saw_it(desk: Desk) -> None:
    """Also where the invoice was not made here."""
    client, fields = desk.server.records("clients")[0]["id"], {"date": DAY, "due_date": DAY, "currency_code": "EUR"}
    items = [{"title": "Design", "quantity": "1", "price": "100"}]
    desk.server.add("invoices", number="77", client_id=client, invoice_items=items, **fields)
    desk.synced()
    row = desk.invoices.find("77")
    body = json.dumps({"id": 900, "amount": "30", "received_on": DAY})
    desk.server.fault(
        kind="garbage", method="POST", path="/invoices/*/payments", body=body, content_type="application/json"
    )
    pay(desk, row)
    assert (desk.sync().mismatches, len(there(desk))) == (1, 1)
    assert "amount 30, not 40" in (desk.invoices.find("77").differs or "")
    desk.synced(full=True)
    desk.invoices.acknowledge("77")
    assert (desk.sync(full=True).mismatches, len(there(desk))) == (0, 1)


def test_an_account_without_payments_holds_nothing_up(desk: Desk) -> None:
    desk.server.control("POST", "faults", {
        "path": "/payments", "kind": "status", "status": 404, "layer": "clientary", "body": "", "times": None,
    })  # fmt: skip
    desk.log("work")
    assert desk.synced(full=True).created == 1
    seen = last_seq(desk.server)
    desk.synced()
    asked = [one["clientary"]["path"] for one in desk.server.log(seen) if one["clientary"]]
    assert "/payments" not in asked, "not again before an hour is over"
