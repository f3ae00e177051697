"""One invoice in every place where its cents are shown, held against the oracle and against each other."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pypdf

from app.billing.check import TotalsVerdict, compare
from app.billing.payload import create_body
from app.billing.totals import totals
from app.cancel import CancelToken, Deadline
from app.documents.invoice import TEMPLATE, Letterhead, invoice_document, timestamp_of
from app.documents.renderer import Renderer
from app.domain.invoices import Invoice, LineKind
from app.membrane.wire import RemoteInvoice
from tests.cents.generated import Case
from tests.cents.oracle import (
    DIGITS,
    Line,
    Sums,
    billed,
    discount_minor,
    grouped,
    hours_minor,
    other_totals,
    sums,
    units,
)
from ui.widgets.totals_box import sums_of

RENDER_S = 60.0


def expected(case: Case, invoice: Invoice) -> tuple[list[int], Sums]:
    """Every line's amount in minor units, sorted, and the sums of the document.

    How a unit's time is shared out over several lines is not prescribed, so that is taken from the invoice, once it is
    known that nothing was lost or added by it.
    """
    group, request = case.request.group.value, case.request
    shares = {str(one.entry_id): one.billed_s for line in invoice.lines for one in line.basis}
    for works in units(case.works, group).values():
        assert sum(shares[work.key] for work in works) == billed(sum(work.seconds for work in works), works[0].rule), (
            "a unit's time is not what its rule says"
        )
    lines = [
        Line(hours_minor(((shares[work.key], work.rate) for work in works), case.currency), True)
        for works in grouped(case.works, group).values()
    ]
    lines += case.others
    if request.discount is not None and request.discount.percent is not None:
        lines += discount_minor(Fraction(request.discount.percent), lines)
    percents = [Fraction(tax.percent) for tax in request.taxes or ()]
    return sorted(line.minor for line in lines), sums(lines, percents, request.compound)


def form_sums(invoice: Invoice) -> list[int]:
    """What the form shows below the lines, in minor units: subtotal, taxes, total."""
    worked_out = totals(invoice.lines, invoice.taxes, invoice.compound)
    return [minor_of(one.amount) for one in sums_of(worked_out, invoice.currency)]


def minor_of(text: str) -> int:
    """Minor units of an amount as people read it, whatever its marks."""
    sign = -1 if re.search("[-\u2212]", text) else 1
    return sign * int("".join(filter(str.isdecimal, text)))


def sent_amounts(body: dict[str, object], currency: str) -> list[Fraction]:
    """Quantity times price of every priced item of a payload, in minor units, unrounded, sorted."""
    items = body["invoice_items_attributes"]
    assert isinstance(items, list)
    return amounts([item for item in items if item.get("item_type") != 0], currency)


def amounts(items: Sequence[Any], currency: str) -> list[Fraction]:
    """The same of items as a server keeps them."""
    return sorted(Fraction(one["quantity"]) * Fraction(one["price"]) * 10 ** DIGITS[currency] for one in items)


def leaves_nothing(invoice: Invoice) -> bool:
    """Whether no quantity times price of a line has to be rounded."""
    body = create_body(invoice, None)
    return all(one.denominator == 1 for one in sent_amounts(body, invoice.currency))


def verdict_on(invoice: Invoice, record: RemoteInvoice, rounding: str, digits: str) -> TotalsVerdict:
    """What the program says of the server's totals, which must be true: equal cents, or a difference; with the name of
    the way of rounding, unless the server works with digits that the currency does not have.
    """
    verdict = compare(invoice, record.total, record.subtotal)
    assert record.total is not None
    theirs = round(Fraction(record.total) * 10 ** DIGITS[invoice.currency] * 2) / 2
    if verdict.outcome == "equal":
        assert abs(theirs - invoice.total_minor) <= Fraction(1, 2)
    else:
        assert verdict.differs
        assert str(invoice.total_minor) in str(verdict).replace(".", "").replace("-0", "-")
        nameless = not leaves_nothing(invoice) or (digits == "two" and DIGITS[invoice.currency] == 0)
        ways = _other_totals(invoice)
        assert nameless or verdict.rounding in ways, (verdict, rounding)
        assert ways.get(verdict.rounding or "", verdict.theirs_minor) == verdict.theirs_minor, (verdict, rounding)
    return verdict


def _other_totals(invoice: Invoice) -> dict[str, int]:
    lines = [Line(line.amount_minor, line.taxable) for line in invoice.lines]
    percents = [Fraction(tax.percent) for tax in invoice.taxes]
    return other_totals(lines, percents, invoice.compound)


def pdf_text(renderer: Renderer, invoice: Invoice) -> str:
    """The text of the invoice's PDF, as somebody would copy it."""
    data = invoice_document(invoice, ("Acme",), Letterhead(("Studio",)), "en")
    deadline = Deadline(RENDER_S)
    pdf = renderer.render(TEMPLATE, data, timestamp_of(invoice), deadline, CancelToken()).data
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages).replace("\xa0", " ")


def in_text(minor: int, currency: str) -> str:
    """An amount as an English document writes it, without the currency and the sign."""
    digits = DIGITS[currency]
    return f"{Decimal(abs(minor)).scaleb(-digits):,.{digits}f}"


def said_in(text: str, invoice: Invoice, found: Sums) -> list[int]:
    """Amounts that the text of the PDF lacks."""
    lines = [one.amount_minor for one in invoice.lines if one.kind is not LineKind.SECTION]
    wanted = [*lines, found.subtotal, *found.taxes, found.total]
    return [minor for minor in wanted if in_text(minor, invoice.currency) not in text]
