"""What would cost somebody money: paid invoices, hours billed twice, an answer that says something else."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.ids import InvoiceId, RemoteId
from app.domain.invoices import Invoice, InvoiceStatus, InvoiceSync, Tax
from app.errors import Refused
from app.membrane.wire import RemoteInvoice
from app.services.catalog import Catalog
from app.services.invoice_edits import InvoiceEdits, Kept
from app.services.invoice_request import InvoiceRequest
from app.storage.invoices import InvoiceRow
from app.sync.invoices import has_payments, with_server_facts
from app.sync.progress import RECORDS, SENDING, SETTLING, Progress
from tests.sync.desk import CLIENT, DAY, Desk, Record, last_seq, writes


def invoices(desk: Desk) -> list[Record]:
    return desk.server.records("invoices")


def billed_hours(desk: Desk) -> InvoiceRow:
    desk.log("Work")
    desk.synced()
    row = desk.bill_hours()
    desk.synced()
    return desk.invoices.row(row.invoice.id)


@pytest.mark.parametrize("paid", ["90.00", "10.00"], ids=["paid", "paid in part"])
def test_an_invoice_that_was_paid_meanwhile_is_not_deleted(desk: Desk, paid: str) -> None:
    row = billed_hours(desk)
    desk.invoices.void(row.invoice.id)
    payment = desk.server.add("payments", invoice_id=int(row.remote_id or 0), amount=paid, received_on=DAY)
    seen = last_seq(desk.server)
    result = desk.sync(awaited=row.invoice.id)
    assert "payments" in result.refused[row.invoice.id].words
    assert writes(desk.server, seen) == []
    assert [one["id"] for one in desk.server.records("payments")] == [payment["id"]]
    after = desk.invoices.row(row.invoice.id)
    assert (after.sync, desk.operations(), desk.titled("Work").ledger) == (InvoiceSync.SYNCED, [], "billed")
    assert after.invoice.balance_minor == 9000 - int(float(paid) * 100)
    with pytest.raises(Refused, match="payments"):
        desk.invoices.void(row.invoice.id)
    desk.synced()


def test_a_sync_that_nobody_waits_for_says_so_too(desk: Desk) -> None:
    row = billed_hours(desk)
    desk.invoices.void(row.invoice.id)
    desk.server.add("payments", invoice_id=int(row.remote_id or 0), amount="90.00", received_on=DAY)
    assert any("payments" in problem for problem in desk.sync().problems)


def draft(desk: Desk) -> InvoiceRow:
    client = Catalog(desk.context.db).client_named(CLIENT)
    return desk.invoices.create(InvoiceRequest(client, date=DAY), draft=True)


def test_hours_that_were_changed_since_the_draft_are_named_when_it_is_sent(desk: Desk) -> None:
    desk.log("Work")
    desk.log("Same")
    desk.synced()
    row = draft(desk)
    desk.web_edit(desk.hour("Work"), hours="2.5")
    desk.synced()
    desk.invoices.send(row.invoice.id)
    problems = desk.sync().problems
    assert any('it bills "Work" as 1:00 h, now 2:30 h.' in problem for problem in problems), problems
    assert desk.invoices.row(row.invoice.id).sync is InvoiceSync.SYNCED


def test_hours_billed_on_the_web_are_not_billed_again(desk: Desk) -> None:
    desk.log("Work")
    desk.synced()
    row = desk.bill_hours()
    desk.web_edit(desk.hour("Work"), billed=True)
    undone: list[str] = []

    def undo(invoice_id: str) -> None:
        undone.append(invoice_id)
        desk.invoices.undo_refused(invoice_id, desk.clock.now())

    result = desk.sync(awaited=row.invoice.id, undo_refused=undo, full=True)
    assert (undone, invoices(desk), desk.operations()) == ([row.invoice.id], [], [])
    assert "Work" in result.refused[row.invoice.id].words


@pytest.mark.parametrize("happened", ["billed there", "deleted there", "deleted here"])
def test_a_draft_whose_hours_are_lost_is_not_sent(desk: Desk, happened: str) -> None:
    entry = desk.log("Work")
    desk.synced()
    row = draft(desk)
    match happened:
        case "billed there":
            desk.web_edit(desk.hour("Work"), billed=True)
        case "deleted there":
            desk.web_delete(desk.hour("Work"))
        case _:
            desk.context.db.run("update entry set deleted_at = 1 where id = ?", entry)
    if happened != "deleted here":
        desk.synced(full=True)
    with pytest.raises(Refused, match="Work"):
        desk.invoices.send(row.invoice.id)
    assert invoices(desk) == []


@pytest.mark.logs_warnings("the guard says in the log that it asks first")
def test_hours_that_a_list_lacks_are_not_billed_before_that_is_decided(desk: Desk) -> None:
    for n in range(6):
        desk.log(f"Entry {n}")
    desk.synced()
    row = desk.bill_hours()
    for record in desk.hours():
        desk.web_delete(record)
    result = desk.sync()
    assert (result.questions, result.parked, invoices(desk)) == (1, 1, [])
    assert "Entry" in (desk.invoices.row(row.invoice.id).message or "")


def lying(desk: Desk, row: InvoiceRow, **fields: Any) -> None:
    """The answer to the create says something else than was asked for."""
    desk.server.speak(hidden_actions=["create-invoice"])
    client = desk.server.records("clients")[0]["id"]
    body = {
        "number": row.invoice.number, "client_id": client, "date": DAY, "due_date": row.invoice.due_date,
        "currency_code": row.invoice.currency, "total_cost": "50.00", "subtotal": "50.00", "balance": "50.00",
        "status": 0, "invoice_items": [{"id": 1, "title": "Work", "quantity": "1", "price": "50"}], **fields,
    }  # fmt: skip
    made = desk.server.add(
        "invoices", number="probe", client_id=client, date=DAY, due_date=DAY, currency_code="EUR"
    )  # the id after this one is the invoice's
    desk.server.control("DELETE", f"records/invoices/{made['id']}")
    answer = json.dumps({"id": int(made["id"]) + 1} | body)
    desk.server.fault(kind="garbage", method="POST", path="/invoices", body=answer, content_type="application/json")


OTHERWISE: list[dict[str, Any]] = [
    {"date": "2020-01-01"},
    {"currency_code": "JPY"},
    {"client_id": 1},
    {"invoice_items": []},
    {"number": "Of their own"},
]


@pytest.mark.parametrize("fields", OTHERWISE, ids=str)
def test_an_answer_that_says_something_else_is_read_back(desk: Desk, fields: dict[str, Any]) -> None:
    row = desk.bill("Work;1;50")
    lying(desk, row, **fields)
    assert desk.synced().mismatches == 0
    [there] = invoices(desk)
    assert desk.invoices.row(row.invoice.id).remote_id == str(there["id"])


@pytest.mark.parametrize("fields", OTHERWISE, ids=str)
def test_a_record_that_is_otherwise_is_flagged_until_a_person_saw_it(desk: Desk, fields: dict[str, Any]) -> None:
    row = desk.bill("Work;1;50")
    lying(desk, row, **fields)
    client = desk.server.records("clients")[0]["id"]
    kept = {
        "id": 0, "number": row.invoice.number, "client_id": client, "date": DAY, "due_date": row.invoice.due_date,
        "currency_code": row.invoice.currency, "total_cost": "50.00", "status": 0,
        "invoice_items": [{"id": 1, "title": "Work", "quantity": "1", "price": "50"}], **fields,
    }  # fmt: skip
    body = json.dumps(kept | {"id": int(max(one["id"] for one in desk.server.records("invoices", deleted=True))) + 1})
    desk.server.fault(
        kind="garbage", method="GET", path="/invoices/*", body=body, content_type="application/json", times=None
    )
    result = desk.sync()
    after = desk.invoices.row(row.invoice.id)
    assert (result.mismatches, after.sync, after.unseen_difference) == (1, InvoiceSync.SYNCED, True), result
    assert any(after.differs and after.differs in problem for problem in result.problems)
    desk.invoices.acknowledge(row.invoice.id)
    assert not desk.invoices.row(row.invoice.id).unseen_difference
    assert desk.sync().mismatches == 0


@pytest.mark.parametrize("billed_since", [False, True])
def test_an_invoice_that_is_no_longer_cancelled_bills_its_hours_again(desk: Desk, billed_since: bool) -> None:
    row = billed_hours(desk)
    there = desk.server.records("invoices")[0]["id"]
    desk.server.control("PUT", f"records/invoices/{there}", {"status": 3})
    desk.synced()
    assert desk.titled("Work").ledger is None
    if billed_since:
        desk.bill_hours()
        desk.synced()
    desk.server.control("PUT", f"records/invoices/{there}", {"status": 1})
    result = desk.sync()
    assert (desk.titled("Work").ledger, result.mismatches) == ("billed", int(billed_since))
    assert any('"Work"' in problem for problem in result.problems) == billed_since
    if billed_since:
        desk.invoices.acknowledge(row.invoice.id)
        desk.invoices.void(str(desk.titled("Work").invoice_id))
    assert desk.sync().mismatches == 0
    assert (desk.titled("Work").ledger, desk.titled("Work").invoice_id) == ("billed", row.invoice.id)


@pytest.mark.parametrize("seen_first_by", [RECORDS, SENDING])
def test_an_edit_of_hours_that_another_invoice_bills_by_now_is_refused(desk: Desk, seen_first_by: str) -> None:
    row = billed_hours(desk)
    there = desk.server.records("invoices")[0]["id"]
    edits = InvoiceEdits(desk.invoices)
    wanted = replace(edits.request_of(row.invoice.id), rate=Decimal(50))
    edits.amend(row.invoice.id, wanted)
    desk.server.control("PUT", f"records/invoices/{there}", {"status": 3})
    assert desk.sync().parked == 1
    other = desk.bill_hours().invoice.id
    desk.sync()
    desk.invoices.send(row.invoice.id)
    seen, uncancelled = last_seq(desk.server), [{"status": 1}]

    def uncancel(progress: Progress) -> None:
        if progress.step == seen_first_by and uncancelled:
            desk.server.control("PUT", f"records/invoices/{there}", uncancelled.pop())

    result = desk.sync(progress=uncancel)
    after = desk.invoices.row(row.invoice.id)
    assert (result.parked, result.mismatches, writes(desk.server, seen)) == (1, 1, []), result
    assert '"Work"' in (after.message or "")
    assert '"Work"' in (after.differs or "")
    desk.invoices.acknowledge(row.invoice.id)
    assert desk.sync().mismatches == 0
    with pytest.raises(Refused, match="Work"):
        edits.amend(row.invoice.id, wanted)
    desk.invoices.void(other)
    desk.synced()
    assert desk.titled("Work").invoice_id == row.invoice.id
    edits.amend(row.invoice.id, wanted)
    desk.synced()


def test_an_invoice_that_was_cancelled_before_it_was_found_bills_no_hours(desk: Desk) -> None:
    desk.log("Work")
    desk.synced()
    desk.bill_hours()
    desk.server.fault(kind="cut_after", method="POST", path="/invoices")

    def cancel(progress: Progress) -> None:
        if progress.step == SETTLING:
            desk.server.control("PUT", f"records/invoices/{invoices(desk)[0]['id']}", {"status": 3})

    desk.synced(progress=cancel)
    desk.synced()
    assert (desk.titled("Work").ledger, invoices(desk)[0]["status"]) == (None, 3)


def test_an_edit_that_was_taken_back_while_it_was_cancelled_changes_nothing_of_that(desk: Desk) -> None:
    row = billed_hours(desk)
    there = desk.server.records("invoices")[0]["id"]
    edits = InvoiceEdits(desk.invoices)
    edits.amend(row.invoice.id, replace(edits.request_of(row.invoice.id), rate=Decimal(50)))
    desk.server.control("PUT", f"records/invoices/{there}", {"status": 3})
    desk.sync()
    desk.invoices.take_edit_back(row.invoice.id)
    assert desk.titled("Work").ledger is None
    desk.server.control("PUT", f"records/invoices/{there}", {"status": 1})
    desk.synced()
    assert (desk.titled("Work").ledger, desk.titled("Work").invoice_id) == ("billed", row.invoice.id)


def test_a_cancelled_invoice_is_no_mismatch(desk: Desk) -> None:
    desk.server.speak(totals_rounding="line_half_up")
    client = Catalog(desk.context.db).client_named(CLIENT)
    request = InvoiceRequest(client, no_hours=True, manual=("a;1;1.10",) * 3, taxes=(Tax("T", Decimal(5)),), date=DAY)
    row = desk.invoices.create(request, draft=False)
    assert desk.sync().mismatches == 1
    desk.invoices.void(row.invoice.id)
    assert desk.sync().mismatches == 0


def test_what_was_acknowledged_stays_so_when_only_the_note_is_edited(desk: Desk) -> None:
    desk.server.speak(totals_rounding="line_half_up")
    client = Catalog(desk.context.db).client_named(CLIENT)
    request = InvoiceRequest(client, no_hours=True, manual=("a;1;1.10",) * 3, taxes=(Tax("T", Decimal(5)),), date=DAY)
    invoice_id = desk.invoices.create(request, draft=False).invoice.id
    assert desk.sync().mismatches == 1
    desk.invoices.acknowledge(invoice_id)
    edits = InvoiceEdits(desk.invoices)
    edits.amend(invoice_id, replace(edits.request_of(invoice_id), note="paid by bank"), Kept.ALL)
    assert desk.sync().mismatches == 0
    edits.amend(invoice_id, replace(edits.request_of(invoice_id), manual=("a;1;1.10",) * 5), Kept.UNTYPED)
    assert desk.sync().mismatches == 1


@pytest.mark.parametrize(
    ("known", "open_before", "total", "balance", "open_after"),
    [
        (None, 347, "3.48", None, 348), (None, 347, "3.48", "3.48", 348), (None, 347, None, None, 347),
        (348, 148, "3.48", None, 148), (348, 148, "3.40", None, 140), (348, 348, "3.48", "1.48", 148),
    ],
)  # fmt: skip
def test_a_balance_that_an_answer_lacks_claims_no_payment(
    known: int | None, open_before: int, total: str | None, balance: str | None, open_after: int
) -> None:
    made = Invoice(
        InvoiceId("i"), None, DAY, DAY, "EUR", (), total_minor=347, balance_minor=open_before, server_total_minor=known
    )
    said = [None if one is None else Decimal(one) for one in (total, balance)]
    record = RemoteInvoice(RemoteId("7"), "1", None, DAY, DAY, "EUR", total=said[0], balance=said[1])
    assert with_server_facts(made, record).balance_minor == open_after


def test_an_invoice_made_there_whose_balance_is_not_told_is_open_unless_it_is_paid(desk: Desk) -> None:
    desk.server.speak(hidden_actions=["list-invoices"])
    head = {"date": DAY, "due_date": DAY, "currency_code": "EUR", "total_cost": "50.00", "invoice_items": []}
    listed = [{"id": n, "number": f"There-{n}", "status": status, **head} for n, status in ((901, 1), (902, 4))]
    body = json.dumps({"invoices": listed, "page_count": 1, "page_number": 1, "page_size": 100, "total_count": 2})
    desk.server.fault(kind="garbage", method="GET", path="/invoices", body=body, content_type="application/json")
    desk.sync(full=True)
    found = {row.invoice.number: row.invoice.balance_minor for row in desk.invoices.list()}
    assert (found["There-901"], found["There-902"]) == (5000, 0)


@pytest.mark.parametrize(
    ("said", "paid"),
    [
        ({"status": 1}, False), ({"status": 4}, True), ({"balance": Decimal(40)}, True),
        ({"balance": Decimal(50)}, False), ({"raw": {"payments": [{"amount": 10}]}}, True),
        ({"raw": {"payments": []}}, False),
    ],
)  # fmt: skip
def test_payments_are_seen_by_whatever_an_answer_says_of_them(said: dict[str, Any], paid: bool) -> None:
    record = RemoteInvoice(RemoteId("7"), "1", None, DAY, DAY, "EUR", total=Decimal(50))
    assert has_payments(replace(record, **said)) is paid


def refuse_void(desk: Desk) -> None:
    for method, path in (("DELETE", "/invoices/*"), ("PUT", "/invoices/*"), ("PUT", "/invoice/*")):
        desk.server.fault(kind="status", status=403, layer="clientary", method=method, path=path, times=None)


def test_a_refused_void_is_withdrawn_by_saying_that_it_was_seen(desk: Desk) -> None:
    row = billed_hours(desk)
    refuse_void(desk)
    desk.invoices.void(row.invoice.id)
    assert desk.sync().parked == 1
    desk.invoices.acknowledge(row.invoice.id)
    desk.synced()
    after = desk.invoices.row(row.invoice.id)
    assert (after.sync, after.invoice.status) == (InvoiceSync.SYNCED, InvoiceStatus.DRAFT)
    assert desk.titled("Work").ledger == "billed"


def test_a_refused_void_can_be_tried_again(desk: Desk) -> None:
    row = billed_hours(desk)
    refuse_void(desk)
    desk.invoices.void(row.invoice.id)
    assert desk.sync().parked == 1
    desk.server.control("DELETE", "faults")
    desk.invoices.void(row.invoice.id)
    desk.synced()
    assert (invoices(desk), desk.titled("Work").ledger) == ([], None)
