"""Headings, a discount, expenses, a fixed price and terms arrive in Clientary as one invoice whose totals agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.billing.extras import Discount, Section
from app.domain.clients import ProjectKind
from app.domain.invoices import LineKind, Tax
from app.services.catalog import Catalog
from app.services.expenses import ExpenseDraft, ExpenseService
from app.services.invoice_request import InvoiceRequest
from app.services.terms import TermsService
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import BACKEND, CLIENT, DAY, Desk, Desks

FORMS: list[dict[str, Any]] = [
    {},
    {"action_lacks": ["item_type"], "list_invoice_items": False},
    {"action_case": "camel", "action_nested": True, "invoice_items_key": "lineItems", "action_types": "strings"},
    {"action_write_output": "id", "decimals_as": "text"},
]  # fmt: skip


def request(desk: Desk) -> InvoiceRequest:
    catalog = Catalog(desk.context.db)
    client, fixed = catalog.client_named(CLIENT), catalog.project_named(BACKEND)
    expenses = ExpenseService(desk.context.db, desk.clock, desk.context.config.settings)
    spent = expenses.add(ExpenseDraft("12.50", DAY, "Fonts", client)).expense.id
    return InvoiceRequest(
        client, date=DAY, manual=("Domain;2;4.50;notax",), expenses=(spent,), fixed=(fixed,),
        sections=(Section("Work"), Section("Costs", 3)), discount=Discount(Decimal(10)),
        taxes=(Tax("VAT", Decimal(20)),), note="Thank you.", terms="Net 30 days.",
    )  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_everything_on_one_invoice(desks: Desks, server: SandboxProcess, form: dict[str, Any]) -> None:
    [backend] = [one for one in server.records("projects") if one["name"] == BACKEND]
    server.control("PUT", f"records/projects/{backend['id']}", {"project_type": int(ProjectKind.FIXED), "rate": "800"})
    server.speak(**form)
    desk = desks.open(server)
    desk.synced()
    desk.log("Design", 5400)
    row = desk.invoices.create(request(desk), draft=False)
    desk.sync()
    after = desk.invoices.row(row.invoice.id)
    [there] = server.records("invoices")
    assert (after.remote_id, after.differs, after.unseen_difference) == (str(there["id"]), None, False)
    assert after.invoice.server_total_minor == after.invoice.total_minor
    assert there["note"] == "Thank you.\n\nNet 30 days."
    kinds = [line.kind for line in after.invoice.lines]
    assert kinds == [
        LineKind.SECTION, LineKind.HOURS, LineKind.FIXED, LineKind.SECTION, LineKind.TYPED, LineKind.EXPENSE,
        LineKind.DISCOUNT, LineKind.DISCOUNT,
    ]  # fmt: skip
    assert [item["title"] for item in there["items"]][:3] == ["Work", "Webshop", BACKEND]
    assert not TermsService(desk.context.db).must_ask_priced(row.invoice.lines[2].project_id or "")
    desk.quiet()
