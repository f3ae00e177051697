"""An invoice request as JSON, kept beside the draft that came of it, so that its form can be opened again."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from app.billing.extras import Discount, Section
from app.billing.grouping import Group
from app.billing.lines import LineEdit
from app.billing.rounding import parse_policy
from app.domain.expenses import ExpenseId
from app.domain.ids import ClientId, EntryId, ProjectId
from app.domain.invoices import Tax
from app.errors import AppError
from app.services.invoice_request import InvoiceRequest


def request_json(request: InvoiceRequest) -> str:
    """Every field of the request; `read_request` gives it back."""
    return json.dumps(_hours(request) | _head(request) | _extras(request))


def read_request(text: str) -> InvoiceRequest | None:
    """The request of `request_json`, also of an older version; None for what this one does not understand."""
    try:
        kept = json.loads(text)
        return InvoiceRequest(
            ClientId(str(kept["client"])), **_read_hours(kept), **_read_head(kept), **_read_more(kept)
        )
    except (ValueError, KeyError, TypeError, InvalidOperation, AppError):
        return None


def _hours(request: InvoiceRequest) -> dict[str, object]:
    return {
        "client": request.client_id,
        "projects": request.project_ids,
        "people": request.people,
        "from": request.day_from,
        "to": request.day_to,
        "group": request.group.value,
        "rounding": None if request.rounding is None else str(request.rounding),
        "no_hours": request.no_hours,
        "rate": _digits(request.rate),
        "left_out": request.left_out,
    }


def _read_hours(kept: Any) -> dict[str, Any]:
    return {
        "project_ids": tuple(ProjectId(one) for one in _texts(kept["projects"])),
        "people": _texts(kept.get("people", ())),
        "day_from": _text(kept["from"]),
        "day_to": _text(kept["to"]),
        "group": Group(kept["group"]),
        "rounding": None if kept["rounding"] is None else parse_policy(kept["rounding"]),
        "no_hours": bool(kept["no_hours"]),
        "rate": _number(kept["rate"]),
        "left_out": tuple(EntryId(one) for one in _texts(kept.get("left_out", ()))),
    }


def _head(request: InvoiceRequest) -> dict[str, object]:
    taxes = request.taxes
    return {
        "taxes": None if taxes is None else [[tax.label, str(tax.percent)] for tax in taxes],
        "compound": request.compound,
        "number": request.number,
        "date": request.date,
        "due": request.due,
        "due_days": request.due_days,
        "note": request.note,
        "po": request.po,
        "terms": request.terms,
        "currency": request.currency,
    }


def _read_head(kept: Any) -> dict[str, Any]:
    taxes, days = kept["taxes"], kept.get("due_days")
    return {
        "taxes": None if taxes is None else tuple(Tax(str(label), Decimal(percent)) for label, percent in taxes),
        "compound": bool(kept["compound"]),
        "number": _text(kept["number"]),
        "date": _text(kept["date"]),
        "due": _text(kept["due"]),
        "due_days": None if days is None else int(days),
        "note": str(kept["note"]),
        "po": str(kept["po"]),
        "terms": str(kept.get("terms", "")),
        "currency": _text(kept.get("currency")),
    }


def _extras(request: InvoiceRequest) -> dict[str, object]:
    discount = request.discount
    return {
        "manual": request.manual,
        "expenses": request.expenses,
        "fixed": request.fixed,
        "sections": [[one.title, one.before] for one in request.sections],
        "discount": None
        if discount is None
        else [_digits(discount.percent), _digits(discount.amount), discount.title, discount.taxable],
        "titles": request.titles,
        "order": request.order,
        "edits": [[one.key, one.taxable, _digits(one.rate), one.billed_s] for one in request.edits],
    }


def _read_more(kept: Any) -> dict[str, Any]:
    discount = kept.get("discount")
    return {
        "manual": _texts(kept["manual"]),
        "expenses": tuple(ExpenseId(one) for one in _texts(kept.get("expenses", ()))),
        "fixed": tuple(ProjectId(one) for one in _texts(kept.get("fixed", ()))),
        "sections": tuple(Section(str(title), int(before)) for title, before in kept.get("sections", ())),
        "discount": None if discount is None else _discount(*discount),
        "titles": tuple((str(key), str(title)) for key, title in kept.get("titles", ())),
        "order": _texts(kept.get("order", ())),
        "edits": tuple(_edit(*one) for one in kept.get("edits", ())),
    }


def _discount(percent: Any, amount: Any, title: Any, taxable: Any) -> Discount:
    return Discount(_number(percent), _number(amount), str(title), bool(taxable))


def _edit(key: Any, taxable: Any, rate: Any, billed_s: Any) -> LineEdit:
    return LineEdit(
        str(key),
        None if taxable is None else bool(taxable),
        _number(rate),
        None if billed_s is None else int(billed_s),
    )


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in values)
