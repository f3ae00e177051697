"""The body of a create-invoice request in Clientary's own words (Clientary reference 5.6 and 5.7)."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.invoices import Invoice, InvoiceLine, LineKind

_TAX_KEYS = ("tax", "tax2", "tax3")
SECTION_HEADER, REGULAR_LINE = 0, 3
"""`item_type` of a heading and of a line with a price (Clientary reference 5.7)."""


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
    body |= {key: text for key, text in (("note", sent_note(invoice)), ("po", invoice.po)) if text}
    for key, tax in zip(_TAX_KEYS, invoice.taxes, strict=False):
        body |= {key: tax.percent, f"{key}_label": tax.label}
    body["compound_tax"] = invoice.compound
    body["invoice_items_attributes"] = [_item(line) for line in invoice.lines]
    return body


def edit_body(
    invoice: Invoice, remote_client_id: str | None, items_there: Sequence[tuple[str | None, bool]]
) -> dict[str, object]:
    """What is sent to make the invoice with these items (Clientary's ids in their order, and which are headings) into
    this one.

    Items are edited in their order, so that the lines keep theirs; an id with `_destroy` removes, none adds (Clientary
    reference 5.6). Texts and taxes that are not there any more are sent empty. An item without an id cannot be edited.
    """
    body: dict[str, object] = {"note": "", "po": ""}
    for key in _TAX_KEYS:
        body |= {key: 0, f"{key}_label": ""}
    body |= create_body(invoice, remote_client_id)
    items = [_item(line) for line in invoice.lines]
    known = [(item_id, heading) for item_id, heading in items_there if item_id is not None]
    for item, (item_id, heading) in zip(items, known, strict=False):
        item["id"] = _id_value(item_id)
        if heading:
            item.setdefault("item_type", REGULAR_LINE)
    gone = [{"id": _id_value(item_id), "_destroy": True} for item_id, _heading in known[len(items) :]]
    body["invoice_items_attributes"] = [*items, *gone]
    return body


def _id_value(remote_id: str) -> object:
    """Clientary's ids are JSON integers."""
    return int(remote_id) if remote_id.isascii() and remote_id.isdecimal() else remote_id


def sent_note(invoice: Invoice) -> str:
    """The note with the terms below it: Clientary has no field for those (Clientary reference 5.6)."""
    return "\n\n".join(text for text in (invoice.note, invoice.terms) if text)


def _item(line: InvoiceLine) -> dict[str, object]:
    item: dict[str, object] = {
        "title": line.title, "quantity": line.quantity, "price": line.price, "taxable": line.taxable,
    }  # fmt: skip
    if line.kind is LineKind.SECTION:
        item["item_type"] = SECTION_HEADER
    return item
