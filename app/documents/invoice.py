"""What stands on an invoice: every text ready in the document's language, so that the template only places it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval
from babel.numbers import format_currency, format_decimal, format_percent

from app.billing.lines import hours_text, without_hours
from app.billing.tax_words import says_rate
from app.billing.totals import totals
from app.documents.labels import LABELS, RIGHT_TO_LEFT, Labels, labels_of
from app.domain.invoices import Invoice, InvoiceLine, LineKind, TaxAmount, credit_remark
from app.domain.money import exponent, to_major
from app.errors import UserInputError

TEMPLATE = "invoice"
_MOST_DIGITS = 6
_PIECE, _BREAK, _NO_BREAK = 12, "\u200b", "\u00a0"
_LONG_WORD = re.compile(r"[!-~\u00c0-\u024f]{36,}")
"""In letters that are only parted at spaces; others find their breaks themselves."""
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
"""Unicode's marks around a text whose direction its first letter decides (UAX 9)."""
_PLAIN = (LineKind.FIXED, LineKind.DISCOUNT)
"""Lines of one sum, whose quantity and price say nothing."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose invoice it is. `logo` is the content of a PNG, JPEG or SVG file; `accent` is `#rrggbb`; `paper` is `a4` or
    `us-letter`; lines of text are taken as they are.
    """

    sender: tuple[str, ...] = ()
    footer: str = ""
    payment: tuple[str, ...] = ()
    logo: bytes | None = None
    accent: str = "#3b5bdb"
    paper: str = "a4"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One entry of the timesheet; `worked_s` is never rounded."""

    date: str
    title: str
    worked_s: int


@dataclass(frozen=True, slots=True)
class Writer:
    """Dates and amounts as one language and one currency write them."""

    locale: Locale
    currency: str

    def money(self, minor: int) -> str:
        return format_currency(to_major(minor, self.currency), self.currency, locale=self.locale, currency_digits=True)

    def amount(self, minor: int) -> str:
        """Without the currency, for a column; with exactly its digits."""
        return self._decimal(to_major(minor, self.currency), exponent(self.currency), exponent(self.currency))

    def price(self, price: Decimal) -> str:
        """At least the currency's digits, and all that it has."""
        return self._decimal(price, exponent(self.currency), _MOST_DIGITS)

    def number(self, value: Decimal) -> str:
        return self._decimal(value, 0, _MOST_DIGITS)

    def percent(self, percent: Decimal) -> str:
        digits = max(0, -int(percent.normalize().as_tuple().exponent))
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
        usual = self.locale.percent_formats[None].pattern
        return format_percent(percent.scaleb(-2), pattern.replace("%", usual.lstrip("#,0")), locale=self.locale)

    def day(self, iso: str) -> str:
        return format_date(date.fromisoformat(iso), format="long", locale=self.locale)

    def short_day(self, iso: str) -> str:
        return format_date(date.fromisoformat(iso), format="medium", locale=self.locale)

    def days(self, first: str, last: str) -> str:
        """A span of days, which breaks at its dash only; one day by itself, as the other dates are written."""
        if first == last:
            return self.day(first)
        span = date.fromisoformat(first), date.fromisoformat(last)
        return format_interval(*span, skeleton="yMMMd", locale=self.locale).replace(" ", _NO_BREAK)

    def lines(self, texts: Iterable[str]) -> list[str]:
        """A person's lines; in a text that runs from right to left each runs as its own letters do."""
        found = [self.breakable(text) for text in texts]
        if self.locale.language not in RIGHT_TO_LEFT:
            return found
        return [f"{_ISOLATE}{text}{_END_ISOLATE}" if text else "" for text in found]

    def breakable(self, text: str) -> str:
        """The same with places to break in words that are longer than their column: addresses, names of files."""
        return _LONG_WORD.sub(_broken, text)

    def _decimal(self, value: Decimal, least: int, most: int) -> str:
        digits = "0" * least + "#" * (most - least)
        return format_decimal(value, format="#,##0" + (f".{digits}" if digits else ""), locale=self.locale)


def _broken(word: re.Match[str]) -> str:
    return _BREAK.join(word[0][at : at + _PIECE] for at in range(0, len(word[0]), _PIECE))


def writer(language: str, currency: str) -> tuple[Writer, Labels]:
    """How a language writes, and its words. Raises `UserInputError` for one that documents are not written in."""
    words = labels_of(language)
    try:
        locale = None if words is None else Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = None
    if words is None or locale is None:
        known = ", ".join(sorted(LABELS))
        raise UserInputError(
            f'"{language:.20}" is none of the languages that documents are written in: {known}, or with a country such'
            " as de_CH.",
            field="language",
        )
    return Writer(locale, currency), words


def timestamp_of(invoice: Invoice) -> int:
    """The moment that the PDF says it was made: its own date, so that the same invoice gives the same bytes."""
    return int(datetime.combine(date.fromisoformat(invoice.date), datetime.min.time(), UTC).timestamp())


def invoice_document(
    invoice: Invoice,
    recipient: Sequence[str],
    letterhead: Letterhead,
    language: str,
    work: Sequence[Sequence[WorkRow]] | None = None,
    credits: str | None = None,
    worked: tuple[str, str] | None = None,
) -> dict[str, object]:
    """The data of the template `TEMPLATE`. `recipient` is the client's name and address in lines; `work` the entries of
    each line, for a timesheet; `credits` the number of the invoice that this one takes back; `worked` the first and the
    last day of the hours on it, which many tax laws want on an invoice. Raises `UserInputError` for a language that is
    not known.
    """
    pen, words = writer(language, invoice.currency)
    worked_out = totals(invoice.lines, invoice.taxes, invoice.compound)
    due = "" if credits is not None else pen.day(invoice.due_date)
    period = "" if worked is None else pen.days(*worked)
    facts = [(words.date, pen.day(invoice.date)), (words.period, period), (words.due, due)]
    facts += [(words.order, pen.breakable(invoice.po)), (words.credited, credits or "")]
    paid = _paid(invoice, worked_out.total_minor)
    after = [(words.paid, pen.money(paid)), (words.balance, pen.money(invoice.balance_minor))] if paid else []
    return {
        "title": words.invoice if credits is None else words.credit_note,
        "number": invoice.number or "",
        "notice": words.draft if invoice.number is None else "",
        "author": letterhead.sender[0] if letterhead.sender else "",
        "language": pen.locale.language,
        "rtl": pen.locale.language in RIGHT_TO_LEFT,
        "paper": letterhead.paper,
        "accent": letterhead.accent,
        "logo": None if letterhead.logo is None else list(letterhead.logo),
        "sender": pen.lines(letterhead.sender),
        "footer": "".join(pen.lines((letterhead.footer,))),
        "payment": pen.lines(letterhead.payment),
        "page_label": words.page,
        "to": words.to,
        "recipient": pen.lines(recipient),
        "facts": [fact for fact in facts if fact[1]],
        "columns": [words.description, words.quantity, words.price, words.amount],
        "lines": [_line(line, pen) for line in invoice.lines],
        "totals": [(words.subtotal, pen.money(worked_out.subtotal_minor))]
        + [(_tax_label(tax, pen, words), pen.money(tax.amount_minor)) for tax in worked_out.taxes],
        "total": (words.total, pen.money(worked_out.total_minor)),
        "after_total": after,
        "note": pen.lines(_note(invoice.note, credits).splitlines()),
        "terms_label": words.terms,
        "terms": pen.lines(invoice.terms.splitlines()),
        "annex": None if work is None else _annex(invoice, work, pen, words),
    }


def _note(note: str, credits: str | None) -> str:
    """Without the line that names the credited invoice: the paper names it at its head, in the client's language."""
    return note if credits is None else note.removeprefix(credit_remark(credits)).lstrip("\n")


def _line(line: InvoiceLine, pen: Writer) -> dict[str, object]:
    """Hours and rate for time, however it was sent; quantity and price for what a person typed; a heading by itself."""
    if line.kind is LineKind.SECTION:
        return {"section": True, "title": pen.breakable(line.title)}
    if line.billed_s:
        quantity, price = f"{hours_text(line.billed_s)} h", "" if line.rate is None else pen.price(line.rate)
    elif line.kind in _PLAIN or (line.kind is LineKind.EXPENSE and line.quantity == 1):
        quantity, price = "", ""
    else:
        quantity, price = pen.number(line.quantity), pen.price(line.price)
    return {
        "section": False,
        "title": pen.breakable(without_hours(line, pen.currency)),
        "quantity": quantity,
        "price": price,
        "amount": pen.amount(line.amount_minor),
    }


def _paid(invoice: Invoice, total_minor: int) -> int:
    """What came in. Where Clientary comes to another total, what is left there counts down from that one."""
    if invoice.number is None:
        return 0
    total = total_minor if invoice.server_total_minor is None else invoice.server_total_minor
    return total - invoice.balance_minor


def _tax_label(tax: TaxAmount, pen: Writer, words: Labels) -> str:
    """With the rate once, for many people write it into the label."""
    percent = "" if says_rate(tax) else pen.percent(tax.percent)
    text = words.taxed.format(tax=tax.label, percent=percent, base=pen.money(tax.base_minor))
    return re.sub(" {2,}", " ", text).strip()


def _annex(invoice: Invoice, work: Sequence[Sequence[WorkRow]], pen: Writer, words: Labels) -> dict[str, object]:
    """The entries behind each line of time; their worked times add up to the line's, beside what is billed."""
    groups = [
        {
            "title": pen.breakable(without_hours(line, pen.currency)),
            "rows": [(pen.short_day(row.date), pen.breakable(row.title), hours_text(row.worked_s)) for row in rows],
            "worked": hours_text(sum(row.worked_s for row in rows)),
            "billed": hours_text(line.billed_s),
        }
        for line, rows in zip(invoice.lines, work, strict=True)
        if rows
    ]
    worked = sum(row.worked_s for rows in work for row in rows)
    billed = sum(line.billed_s for line, rows in zip(invoice.lines, work, strict=True) if rows)
    return {
        "title": words.timesheet,
        "columns": [words.date, words.description, words.worked, words.billed],
        "groups": groups,
        "sums": [words.total, hours_text(worked), hours_text(billed)],
    }
