"""What Clientary fills in or keeps in step when a record is written, kind by kind (Clientary reference 5 to 9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.sandbox.clientary.kinds import ITEM_FIELDS, ITEM_REQUIRED, KINDS
from app.sandbox.clientary.rendering import timestamp
from app.sandbox.clientary.session import ACCOUNT_CURRENCY, Session
from app.sandbox.clientary.values import Problems, ValidationFailed, read_fields, require
from app.sandbox.store import Fields, Record

PAID, SENT = 4, 1
REGULAR_LINE = 3
_TRAILING_NUMBER = re.compile(r"(.*?)(\d+)")


def complete(session: Session, kind: str, fields: Fields, old: Fields | None, problems: Problems) -> None:
    """Fill in what the server decides, in place; `old` is the record before an update, None on create."""
    rule = _RULES.get(kind)
    if rule is not None:
        rule(session, fields, old, problems)


def after_write(session: Session, record: Record) -> None:
    """Keep other records in step once `record` was stored or deleted."""
    if record.kind == "hours" and session.dialect.project_touched_by_hours:
        session.store.touch("projects", record.fields["project_id"], session.now)
    if record.kind == "payments":
        _settle_invoice(session, record.fields["invoice_id"])


def _settle_invoice(session: Session, invoice_id: int) -> None:
    """Paid once nothing is left to pay, sent again when a payment is taken back."""
    invoice = session.store.get(session.account, "invoices", invoice_id)
    if invoice is None:
        return
    settled = session.paid(invoice_id) >= session.totals(invoice.fields).total
    if settled:
        invoice.fields["status"] = PAID
    elif invoice.fields["status"] == PAID:
        invoice.fields["status"] = SENT
    invoice.updated_at = session.now
    session.store.update(invoice)


def _project(_session: Session, fields: Fields, _old: Fields | None, _problems: Problems) -> None:
    if not fields.get("currency_code"):
        fields["currency_code"] = ACCOUNT_CURRENCY


def _hours(session: Session, fields: Fields, old: Fields | None, problems: Problems) -> None:
    if old is None:
        fields.setdefault("user_id", session.user_id)
        fields.setdefault("billed", False)
        if fields.get("rate") is None:
            fields["rate"] = _project_rate(session, fields.get("project_id"))
    if not fields.get("date"):
        fields["date"] = session.today()
    if fields.get("hours") is not None and "hours" not in problems:
        fields["hours"] = _kept(Decimal(fields["hours"]), session.dialect.hours_decimals)
    limit = session.dialect.title_max
    if limit is not None:
        for name in ("title", "description"):
            if fields.get(name) is not None:
                fields[name] = fields[name][:limit]


def _project_rate(session: Session, project_id: int | None) -> str | None:
    project = None if project_id is None else session.store.get(session.account, "projects", project_id)
    if (
        project is None or project.fields["project_type"] == 2
    ):  # a fixed project's rate is its total, not a price per hour
        return None
    return str(project.fields["rate"])


def _kept(hours: Decimal, decimals: int) -> str:
    """The hours with at most that many decimals; fewer are left as they came."""
    exponent = hours.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        hours = hours.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{hours:f}"


def _task(session: Session, fields: Fields, old: Fields | None, _problems: Problems) -> None:
    if old is None:
        fields.setdefault("user_id", session.user_id)
    if not fields.get("complete"):
        fields["complete"], fields["completed_at"] = False, None
    elif fields.get("completed_at") is None:
        fields["completed_at"] = timestamp(session.now)


def _document(kind: str) -> Callable[[Session, Fields, Fields | None, Problems], None]:
    def rule(session: Session, fields: Fields, old: Fields | None, problems: Problems) -> None:
        if not fields.get("number"):
            fields["number"] = old["number"] if old else next_number(session.store.numbers(session.account, kind))
        if old is None:
            fields.setdefault("user_id", session.user_id)
        for name in ("tax", "tax2", "tax3"):
            fields[name] = fields.get(name) or "0"
        fields["items"] = _items(session, fields.pop("sent_items", None), (old or {}).get("items", []), problems)

    return rule


def next_number(taken: Sequence[str]) -> str:
    """The number after the highest one, prefix and zeros kept."""
    best: tuple[int, str, int] = (0, "", 0)
    for text in taken:
        match = _TRAILING_NUMBER.fullmatch(text)
        if match is not None and int(match[2]) > best[0]:
            best = (int(match[2]), match[1], len(match[2]))
    value, prefix, width = best
    return f"{prefix}{str(value + 1).zfill(width)}"


def _items(session: Session, sent: Any, kept: list[Fields], problems: Problems) -> list[Fields]:
    """Nested attributes by Rails' rules: an `id` edits, `_destroy` removes, anything else is added."""
    items = [dict(item) for item in kept]
    if sent is None:
        return items
    given = list(sent.values()) if isinstance(sent, Mapping) else sent
    if not isinstance(given, list) or not all(isinstance(item, Mapping) for item in given):
        problems["items"] = ["is invalid"]
        return items
    for attributes in given:
        target = next((item for item in items if str(item["id"]) == str(attributes.get("id"))), None)
        if target is not None and attributes.get("_destroy") in (True, 1, "1", "true"):
            items.remove(target)
        elif target is not None:
            target.update(read_fields(_unmarked(attributes), ITEM_FIELDS, problems))
        else:
            items.append(_new_item(session, attributes, problems))
    if not session.dialect.negative_lines and any(_is_negative(item) for item in items):
        problems["invoice_items.price"] = ["must be greater than or equal to 0"]
    return items


def _is_negative(item: Fields) -> bool:
    values = (item.get("quantity"), item.get("price"))
    return any(value is not None and Decimal(value) < 0 for value in values)


def _new_item(session: Session, attributes: Mapping[str, Any], problems: Problems) -> Fields:
    item = read_fields(_unmarked(attributes), ITEM_FIELDS, problems)
    wrong: Problems = {}
    if item.get("item_type") == 0:  # a section header has no price
        item.setdefault("quantity", "0")
        item.setdefault("price", "0")
    require(item, ITEM_REQUIRED, wrong)
    problems.update({f"invoice_items.{name}": texts for name, texts in wrong.items()})
    if item.get("taxable") is None:
        item["taxable"] = session.dialect.taxable_default
    item.setdefault("item_type", REGULAR_LINE)
    return {"id": session.store.next_id(session.account, "items"), **item}


def _unmarked(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Keys without the question mark that recurring items carry."""
    return {name.rstrip("?"): value for name, value in attributes.items()}


def _payment(session: Session, fields: Fields, old: Fields | None, problems: Problems) -> None:
    if not fields.get("received_on"):
        fields["received_on"] = session.today()
    if old is not None or fields.get("payment_profile_id") is None:
        return
    profile = session.store.get(session.account, "payment_profiles", fields["payment_profile_id"])
    if profile is None:
        problems["payment_profile_id"] = ["is invalid"]
        return
    invoice = session.find("invoices", fields["invoice_id"])
    # Charged by profile: amount and note of the request are ignored, the whole balance is taken.
    fields["amount"] = f"{session.totals(invoice.fields).total - session.paid(invoice.id):f}"
    fields["note"], fields["transaction_id"] = None, f"ch_{invoice.id}"


def _expense(session: Session, fields: Fields, old: Fields | None, _problems: Problems) -> None:
    if old is None:
        fields.setdefault("user_id", session.user_id)
    if not fields.get("incurred_on"):
        fields["incurred_on"] = session.today()


_RULES: Mapping[str, Callable[[Session, Fields, Fields | None, Problems], None]] = {
    "projects": _project,
    "hours": _hours,
    "tasks": _task,
    "invoices": _document("invoices"),
    "estimates": _document("estimates"),
    "recurring": _document("recurring"),
    "payments": _payment,
    "expenses": _expense,
}


def check_links(session: Session, kind: str, fields: Fields, problems: Problems) -> None:
    """Every pointer must lead to a living record of this account."""
    for name, target in KINDS[kind].parents.items():
        value = fields.get(name)
        if value is not None and session.store.get(session.account, target, value) is None:
            problems.setdefault(name.removesuffix("_id"), []).append("must exist")


def refuse(problems: Problems) -> None:
    """Raise `ValidationFailed` if anything is wrong."""
    if problems:
        raise ValidationFailed(problems)
