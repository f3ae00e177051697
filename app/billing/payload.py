"""The body of a create-invoice request in Clientary's own words (Clientary reference 5.6 and 5.7)."""

from __future__ import annotations

from app.domain.invoices import Invoice, InvoiceLine

_TAX_KEYS = ("tax", "tax2", "tax3")


def create_body(invoice: Invoice, remote_client_id: str | None) -> dict[str, object]:
    """What is sent for the invoice; numbers are int or Decimal, dates YYYY-MM-DD.

    `remote_client_id` is Clientary's id of the client, None for an invoice without one. Taxes that are not used are
    left out; `taxable` is always there, because its default is not documented (Clientary reference 7). Nothing is
    summed up: the server computes totals.
    """
    body: dict[str, object] = {}
    if remote_client_id is not None:
        body["client_id"] = int(remote_client_id) if remote_client_id.isdecimal() else remote_client_id
    if invoice.number is not None:
        body["number"] = invoice.number
    body |= {"date": invoice.date, "due_date": invoice.due_date, "currency_code": invoice.currency}
    body |= {key: text for key, text in (("note", invoice.note), ("po", invoice.po)) if text}
    for key, tax in zip(_TAX_KEYS, invoice.taxes, strict=False):
        body |= {key: tax.percent, f"{key}_label": tax.label}
    body["compound_tax"] = invoice.compound
    body["invoice_items_attributes"] = [_item(line) for line in invoice.lines]
    return body


def _item(line: InvoiceLine) -> dict[str, object]:
    return {"title": line.title, "quantity": line.quantity, "price": line.price, "taxable": line.taxable}
