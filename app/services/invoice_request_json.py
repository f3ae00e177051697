"""An invoice request as JSON, kept beside the draft that came of it, so that its form can be opened again."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation

from app.billing.grouping import Group
from app.billing.rounding import parse_policy
from app.domain.ids import ClientId, EntryId, ProjectId
from app.domain.invoices import Tax
from app.errors import AppError
from app.services.invoice_request import InvoiceRequest


def request_json(request: InvoiceRequest) -> str:
    """Every field of the request; `read_request` gives it back."""
    return json.dumps(
        {
            "client": request.client_id,
            "projects": request.project_ids,
            "from": request.day_from,
            "to": request.day_to,
            "group": request.group.value,
            "rounding": str(request.rounding),
            "no_hours": request.no_hours,
            "rate": None if request.rate is None else str(request.rate),
            "taxes": [[tax.label, str(tax.percent)] for tax in request.taxes],
            "compound": request.compound,
            "manual": request.manual,
            "number": request.number,
            "date": request.date,
            "due": request.due,
            "note": request.note,
            "po": request.po,
            "left_out": request.left_out,
            "titles": request.titles,
        }
    )


def read_request(text: str) -> InvoiceRequest | None:
    """The request of `request_json`; None for what another version wrote and this one does not understand."""
    try:
        kept = json.loads(text)
        return InvoiceRequest(
            client_id=ClientId(str(kept["client"])),
            project_ids=tuple(ProjectId(str(one)) for one in kept["projects"]),
            day_from=_text(kept["from"]),
            day_to=_text(kept["to"]),
            group=Group(kept["group"]),
            rounding=parse_policy(kept["rounding"]),
            no_hours=bool(kept["no_hours"]),
            rate=None if kept["rate"] is None else Decimal(kept["rate"]),
            taxes=tuple(Tax(str(label), Decimal(percent)) for label, percent in kept["taxes"]),
            compound=bool(kept["compound"]),
            manual=tuple(str(line) for line in kept["manual"]),
            number=_text(kept["number"]),
            date=_text(kept["date"]),
            due=_text(kept["due"]),
            note=str(kept["note"]),
            po=str(kept["po"]),
            left_out=tuple(EntryId(str(one)) for one in kept.get("left_out", ())),
            titles=tuple((str(key), str(title)) for key, title in kept.get("titles", ())),
        )
    except (ValueError, KeyError, TypeError, InvalidOperation, AppError):
        return None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
