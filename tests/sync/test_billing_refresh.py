"""Just before hours are billed, Clientary is asked which of them were billed there meanwhile."""

from __future__ import annotations

import pytest

from app.cancel import CancelToken
from app.errors import Refused
from app.services.billing_refresh import Refreshed, refresh_before_billing
from app.services.catalog import Catalog
from app.services.expenses import ExpenseDraft, ExpenseService
from app.services.hours_marking import HoursMarking
from app.services.invoice_request import InvoiceRequest
from tests.sync.desk import CLIENT, DAY, Desk, Desks, last_seq, writes


def request(desk: Desk) -> InvoiceRequest:
    return InvoiceRequest(Catalog(desk.context.db).client_named(CLIENT), date=DAY)


def look(desk: Desk, timeout_s: float = 20) -> Refreshed:
    return refresh_before_billing(desk.context, CancelToken(), request(desk), timeout_s)


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """Two entries that Clientary has; its projects say nothing of what becomes of them."""
    desk.server.speak(project_touched_by_hours=False)
    desk.log("here"), desk.log("there")
    desk.synced()
    return desk


def test_hours_billed_on_the_web_are_dropped_and_named(worked: Desk) -> None:
    worked.web_edit(worked.hour("there"), billed=True)
    seen = last_seq(worked.server)
    found = look(worked)
    assert writes(worked.server, seen) == []
    assert (found.state, len(found.dropped)) == ("idle", 1)
    assert '"there"' in found.warnings[0]
    assert '"here"' not in found.warnings[0]
    row = worked.bill_hours()
    worked.synced()
    assert row.invoice.total_minor == 9000


def test_hours_that_another_computer_billed_are_dropped(worked: Desk, desks: Desks) -> None:
    other = desks.open(worked.server, "other")
    HoursMarking(other.context.config).answer(marked=True)
    other.synced()
    other.bill_hours()
    other.synced()
    with pytest.raises(Refused, match="no unbilled hours fit"):
        look(worked)
    assert len(worked.server.records("invoices")) == 1


def test_hours_deleted_there_are_not_billed(worked: Desk) -> None:
    worked.web_delete(worked.hour("there"))
    assert len(look(worked).dropped) == 1


@pytest.mark.parametrize("trouble", ["offline", "refused", "broken", "slow"])
def test_without_an_answer_it_warns_and_goes_on(worked: Desk, trouble: str) -> None:
    match trouble:
        case "offline":
            worked.server.fault(kind="cut_before", method="GET", times=None)
        case "slow":
            worked.server.fault(kind="hang", path="/projects/*/hours", times=None)
        case "refused":
            worked.server.fault(kind="status", status=500, layer="clientary", path="/projects/*/hours", times=None)
        case _:
            worked.server.fault(kind="garbage", path="/projects/*/hours", times=None)
    found = look(worked, 1 if trouble == "slow" else 20)
    assert (found.dropped, len(found.warnings)) == ((), 1)
    worked.server.control("DELETE", "faults")
    assert worked.bill_hours().invoice.total_minor == 18000


def test_an_invoice_that_waited_is_looked_at_again_before_it_is_sent(worked: Desk) -> None:
    client = Catalog(worked.context.db).client_named(CLIENT)
    expenses = ExpenseService(worked.context.db, worked.clock, worked.context.config.settings)
    spent = expenses.add(ExpenseDraft("12.50", DAY, "Fonts", client)).expense.id
    other = worked.bill("Domain;1;10")
    worked.synced()
    hours = worked.bill_hours()
    costs = worked.invoices.create(InvoiceRequest(client, no_hours=True, expenses=(spent,), date=DAY), draft=False)
    worked.web_edit(worked.hour("there"), description="Invoice 2019-5")
    [there] = worked.server.records("expenses")
    invoice_id = int(worked.invoices.row(other.invoice.id).remote_id or 0)
    worked.server.control("PUT", f"records/expenses/{there['id']}", {"invoice_id": invoice_id})
    assert worked.sync().parked == 2
    assert len(worked.server.records("invoices")) == 1
    for row, title in ((hours, '"there"'), (costs, '"Fonts"')):
        assert title in (worked.invoices.row(row.invoice.id).message or "")


def test_hours_that_clientary_never_had_need_no_question(desk: Desk) -> None:
    desk.log("new", project=None)
    with pytest.raises(Refused):
        look(desk)
    desk.log("new")
    seen = last_seq(desk.server)
    look(desk)
    assert writes(desk.server, seen) == []


def test_an_expense_that_was_billed_on_the_web_is_refused(desk: Desk) -> None:
    client = Catalog(desk.context.db).client_named(CLIENT)
    expenses = ExpenseService(desk.context.db, desk.clock, desk.context.config.settings)
    spent = expenses.add(ExpenseDraft("12.50", DAY, "Fonts", client)).expense.id
    other = desk.bill("Domain;1;10")
    desk.synced()
    wanted = InvoiceRequest(client, no_hours=True, expenses=(spent,), date=DAY)
    assert refresh_before_billing(desk.context, CancelToken(), wanted, 20).state == "idle"
    draft = desk.invoices.create(wanted, draft=True)
    [there] = desk.server.records("expenses")
    invoice_id = int(desk.invoices.row(other.invoice.id).remote_id or 0)
    desk.server.control("PUT", f"records/expenses/{there['id']}", {"invoice_id": invoice_id})
    with pytest.raises(Refused, match="billed already"):
        refresh_before_billing(desk.context, CancelToken(), wanted, 20, draft.invoice.id)
    with pytest.raises(Refused, match='"Fonts"'):
        desk.invoices.send(draft.invoice.id)
