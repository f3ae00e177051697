"""Words, colours and marks for what an invoice is and where it stands, shared by its list, its details and its form."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QLocale

from app.domain.invoices import InvoiceLine, InvoiceSync, Tax, TaxAmount
from app.domain.money import rate_text
from app.services.invoice_terms import Direction, Group, Unit, hours_text
from ui.format import short_day
from ui.i18n import tr
from ui.models.sync_words import SyncMark
from ui.widgets.tag import TagKind

_GROUPED = re.compile(
    r"[-+]?\d{1,3}(?P<mark>[,.'’\u202f\xa0 ])\d{3}(?:(?P=mark)\d{3})*(?P<point>[.,])(?P<decimals>\d+)"
)
TO_SEND = "to_send"
"""Shown in place of draft: made, and on its way to Clientary, which has nothing of it yet."""

_KINDS: dict[str, TagKind] = {
    "draft": "neutral",
    TO_SEND: "warn",
    "sent": "accent",
    "viewed": "accent",
    "pending": "warn",
    "overdue": "error",
    "paid": "success",
    "cancelled": "neutral",
    "unknown": "neutral",
}


_ICONS = {
    "draft": "edit",
    TO_SEND: "arrow-up",
    "sent": "mail",
    "viewed": "eye",
    "pending": "clock",
    "overdue": "warning",
    "paid": "check",
    "cancelled": "close",
}


def invoice_title(number: str | None, *, credit: bool) -> str:
    """What a document is called; `credit`: it takes another invoice back."""
    if credit:
        return tr("invoices", "Credit note {number}", number=number) if number else tr("invoices", "Credit note")
    return tr("invoices", "Invoice {number}", number=number) if number else tr("invoices", "Draft invoice")


def shown_status(status: str, sync: InvoiceSync, *, there: bool) -> str:
    """The status name, or `TO_SEND`; `there`: Clientary has the invoice."""
    waits = sync in (InvoiceSync.WAITING, InvoiceSync.IN_FLIGHT)
    return TO_SEND if status == "draft" and waits and not there else status


def status_text(status: str) -> str:
    """The word for a status name."""
    match status:
        case "to_send":
            return tr("invoices", "To send")
        case "draft":
            return tr("invoices", "Draft")
        case "sent":
            return tr("invoices", "Sent")
        case "viewed":
            return tr("invoices", "Viewed")
        case "pending":
            return tr("invoices", "Pending")
        case "overdue":
            return tr("invoices", "Overdue")
        case "paid":
            return tr("invoices", "Paid")
        case "cancelled":
            return tr("invoices", "Cancelled")
        case _:
            return tr("invoices", "Unknown")


def status_icon(status: str) -> str:
    """The shape that says the same as the word."""
    return _ICONS.get(status, "info")


def status_kind(status: str) -> TagKind:
    """The colour that repeats the word."""
    return _KINDS.get(status, "neutral")


def sync_mark(sync: InvoiceSync, *, differs: bool = False) -> SyncMark:
    """Where an invoice stands with Clientary, as a mark in a list; `differs`: the totals do, and nobody saw it yet."""
    if differs:
        return SyncMark("warning", "warn", tr("invoices", "Clientary comes to another total"))
    match sync:
        case InvoiceSync.DRAFT:
            return SyncMark("minus", "faint", tr("invoices", "Only on this computer"))
        case InvoiceSync.WAITING:
            return SyncMark("arrow-up", "muted", tr("invoices", "Waiting to be sent"))
        case InvoiceSync.IN_FLIGHT:
            return SyncMark("sync", "accent", tr("invoices", "Being sent"))
        case InvoiceSync.CHECKING:
            return SyncMark("eye", "warn", tr("invoices", "Being checked: it may or may not be in Clientary"))
        case InvoiceSync.PARKED:
            return SyncMark("error", "danger", tr("invoices", "Refused; its details say why"))
        case InvoiceSync.SYNCED:
            return SyncMark("check", "faint", tr("invoices", "In Clientary"))


def group_text(group: Group) -> str:
    """How lines are made of entries."""
    match group:
        case Group.ENTRY:
            return tr("invoices", "Entry")
        case Group.DAY:
            return tr("invoices", "Day")
        case Group.TASK:
            return tr("invoices", "Task")
        case Group.PROJECT:
            return tr("invoices", "Project")
        case Group.PROJECT_TASK:
            return tr("invoices", "Project, task")
        case Group.TITLE:
            return tr("invoices", "Title")
        case Group.ONE:
            return tr("invoices", "One line")


def direction_text(direction: Direction) -> str:
    match direction:
        case Direction.NEAREST:
            return tr("invoices", "Nearest")
        case Direction.UP:
            return tr("invoices", "Up")
        case Direction.DOWN:
            return tr("invoices", "Down")


def unit_text(unit: Unit) -> str:
    """What is rounded as one."""
    match unit:
        case Unit.ENTRY:
            return tr("invoices", "Entry")
        case Unit.DAY:
            return tr("invoices", "Day and project")
        case Unit.LINE:
            return tr("invoices", "Line")


def number_text(value: Decimal) -> str:
    """A quantity, price or percentage as the locale writes it, with no digit lost or added: `1,250.5`."""
    return _grouped(f"{value:f}")


def tax_text(tax: Tax | TaxAmount) -> str:
    """Label and rate; the rate once, for many people write it into the label."""
    percent = number_text(tax.percent)
    if re.search(rf"(?<![\d.,]){re.escape(percent)}\s?%", tax.label):
        return tax.label
    return tr("invoices", "{label} {percent} %", label=tax.label, percent=percent)


def typed_text(value: Decimal) -> str:
    """As `number_text` for a field that is typed in: without marks between thousands."""
    return localised(f"{value:f}")


def price_text(value: Decimal, currency: str) -> str:
    """A price with at least the currency's digits: `95.00`, `1,727.505`."""
    return _grouped(rate_text(value, currency))


def shown_number(text: str, currency: str | None = None) -> str:
    """What a person typed as a number, or as a price in `currency`, as the locale writes it; as it is while it is no
    number.
    """
    plain = typed_number(text)
    whole = plain.lstrip("-").replace(".", "", 1)
    if not (whole.isascii() and whole.isdigit()) or plain[-1:] == ".":
        return text
    return _grouped(plain) if currency is None else price_text(Decimal(plain), currency)


def line_title(line: InvoiceLine) -> str:
    """The description; the day that begins a line of hours is written as the reader writes days."""
    return label_text(line.title) if line.entries else line.title


def label_text(label: str) -> str:
    """What a line of hours is called, with the day that it may begin with as the reader writes days."""
    day, rest = label[:10], label[10:]
    if rest[:1] not in ("", " ", ":"):
        return label
    try:
        known = date.fromisoformat(day).isoformat() == day
    except ValueError:
        known = False
    return short_day(day) + rest if known else label


def rate_of_line(line: InvoiceLine, currency: str) -> str:
    """Of an hour, nothing where there are several rates; else of one piece."""
    if line.entries:
        return "–" if line.rate is None else price_text(line.rate, currency)
    return price_text(line.price, currency)


def made_of(line: InvoiceLine, currency: str) -> str:
    """What the amount comes of: `19:30 h at 82.50`, `19:30 h at several rates`, `2 × 12.50`."""
    if not line.entries:
        return f"{number_text(_short(line.quantity))} × {price_text(line.price, currency)}"
    hours = hours_text(line.billed_s)
    if line.rate is None:
        return tr("invoices", "{hours} h at several rates", hours=hours)
    return tr("invoices", "{hours} h at {rate}", hours=hours, rate=price_text(line.rate, currency))


def _short(value: Decimal) -> Decimal:
    """Without zeros that say nothing: servers write a quantity of 15 as 15.0000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def localised(plain: str) -> str:
    """A number with a decimal point as it is typed here; `typed_number` undoes it."""
    return plain.replace(".", QLocale().decimalPoint())


def typed_number(text: str) -> str:
    """A number as a person types it here, in the form that the services take: a point before the decimals. Marks
    between thousands go where the decimals behind them leave no doubt: 2,000.50 from an account statement.
    """
    stripped = text.strip()
    grouped = _GROUPED.fullmatch(stripped)
    if grouped is not None and grouped["mark"] != grouped["point"]:
        return stripped[: grouped.start("point")].replace(grouped["mark"], "") + "." + grouped["decimals"]
    point = QLocale().decimalPoint()
    return stripped.replace(point, ".") if point != "." and "." not in stripped else stripped


def _grouped(plain: str) -> str:
    """A number with a decimal point, with the locale's marks between thousands and before the decimals."""
    locale = QLocale()
    sign, digits = (locale.negativeSign(), plain[1:]) if plain.startswith("-") else ("", plain)
    whole, _, decimals = digits.partition(".")
    text = sign + locale.toString(int(whole or "0"))
    return text + locale.decimalPoint() + decimals if decimals else text
