"""Hours as quantity with more digits, for a person who wants that, and what follows where the server rounds them."""

from __future__ import annotations

from decimal import Decimal

from app.billing.grouping import Group
from app.billing.quantities import HOURS_AS_QUANTITY
from app.domain.invoices import InvoiceSync
from app.services.catalog import Catalog
from app.services.invoice_request import InvoiceRequest
from app.services.invoices import InvoiceService
from app.storage.invoices import InvoiceRow
from app.storage.ledger import BillingLedger
from app.storage.syncstate import HERE, SyncState
from tests.sync.desk import CLIENT, DAY, Desk

TWENTY_MINUTES = 1200


def billed(desk: Desk, titles: str) -> InvoiceRow:
    for title in titles:
        desk.log(title, TWENTY_MINUTES)
    desk.synced()
    settings = desk.context.config.settings._replace(billing_hours_as_quantity=True)
    service = InvoiceService(desk.context.db, desk.clock, "UTC", settings)
    client = Catalog(desk.context.db).client_named(CLIENT)
    row = service.create(InvoiceRequest(client, date=DAY, group=Group.ENTRY), draft=False)
    desk.sync()
    return desk.invoices.row(row.invoice.id)


def fact(desk: Desk) -> object:
    connection = SyncState(desk.context.db).get(HERE, "connection_id")
    return SyncState(desk.context.db).get(str(connection), HOURS_AS_QUANTITY)


def items(desk: Desk) -> list[list[tuple[Decimal, Decimal]]]:
    found = desk.server.records("invoices")
    return [[(Decimal(item["quantity"]), Decimal(item["price"])) for item in one["items"]] for one in found]


def test_a_quantity_that_the_server_rounds_alike_stays(desk: Desk) -> None:
    row = billed(desk, "A")
    assert items(desk) == [[(Decimal("0.3333"), Decimal(90))]]
    assert (row.sync, row.unseen_difference, row.invoice.lines[0].title) == (InvoiceSync.SYNCED, False, f"{DAY} A")
    assert fact(desk) is None


def test_where_the_totals_differ_the_draft_is_corrected_and_the_connection_remembered(desk: Desk) -> None:
    row = billed(desk, "ABC")  # 3 x 0.3333 x 90 is 89.99
    desk.sync()
    row = desk.invoices.row(row.invoice.id)
    assert items(desk) == [[(Decimal(1), Decimal(30))] * 3]
    assert (row.sync, row.unseen_difference, row.edited) == (InvoiceSync.SYNCED, False, False)
    assert (row.invoice.total_minor, row.invoice.server_total_minor) == (9000, 9000)
    assert {one.billed_s for one in BillingLedger(desk.context.db).basis_of(row.invoice.id).values()} == {1200}
    assert desk.titled("A").ledger == "billed"
    assert fact(desk) is False
    later = billed(desk, "D")
    assert later.invoice.lines[0].title == f"{DAY} D: 0:20 h at 90.00"
    desk.quiet()
