"""Why an amount is what it is: entries, worked time, rule, billed time, rate, and the one point where it is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.billing.amounts import SECONDS_PER_HOUR
from app.billing.quantities import hours_text
from app.billing.tax_words import tax_name
from app.billing.totals import exact_tax, totals
from app.domain.ids import EntryId
from app.domain.invoices import EntryBasis, Invoice, InvoiceLine, LineKind, TaxAmount
from app.domain.money import EXACT, Money, decimal_text, exact_minor, exponent, rate_text

WHERE = {
    "line": "typed on this line",
    "invoice": "given for this invoice",
    "entry": "set on the entry",
    "task": "of the task",
    "project": "of the project",
    "client": "of the client",
    "settings": "of the settings",
}
"""Where a rate or a rounding was found, in words."""

_SHOWN_DIGITS = 6
_WORKED = "Worked"


@dataclass(frozen=True, slots=True)
class Explained:
    """One step: what it is, what it comes to, and the steps that lead to it. `entry_id` names the entry of a step;
    `amount` is what `value` says where that is an amount, for callers that write amounts in another way.
    """

    label: str
    value: str
    steps: tuple[Explained, ...] = ()
    entry_id: EntryId | None = None
    amount: Money | None = None


def explain(
    invoice: Invoice,
    titles: Mapping[EntryId, str] | None = None,
    basis: Mapping[EntryId, EntryBasis] | None = None,
) -> Explained:
    """The total with every line and every tax below it. `titles` says what entries are called; `basis` what the ledger
    keeps of a stored invoice, of one just worked out the lines know it themselves.
    """
    currency = invoice.currency
    worked_out = totals(invoice.lines, invoice.taxes, invoice.compound)
    lines = tuple(
        _discount(line, invoice) if line.percent is not None else explain_line(line, currency, titles or {}, basis)
        for line in invoice.lines
    )
    subtotal = _amount("Subtotal", worked_out.subtotal_minor, currency, lines)
    taxes = tuple(_tax(tax, place, worked_out.taxes, invoice) for place, tax in enumerate(worked_out.taxes))
    return _amount("Total", worked_out.total_minor, currency, (subtotal, *taxes))


def explain_line(
    line: InvoiceLine,
    currency: str,
    titles: Mapping[EntryId, str],
    basis: Mapping[EntryId, EntryBasis] | None = None,
) -> Explained:
    """One line: its hours, or quantity times price, and where that was rounded."""
    if line.kind is LineKind.SECTION:
        return Explained(line.title, "")
    if not line.entries:
        return _amount(line.title, line.amount_minor, currency, _product(line, currency))
    known = line.basis or tuple((basis or {})[one] for one in line.entries if one in (basis or {}))
    if len(known) != len(line.entries):
        return _amount(line.title, line.amount_minor, currency, _without_basis(line, currency))
    entries = tuple(_entry(one, currency, titles) for one in known)
    times = Explained(
        "Billed time",
        f"{hours_text(line.billed_s)} h",
        (Explained(_WORKED, f"{hours_text(line.worked_s)} h"), *entries),
    )
    return _amount(line.title, line.amount_minor, currency, (times, *_priced(known, line, currency)))


def _discount(line: InvoiceLine, invoice: Invoice) -> Explained:
    """A percentage of all other lines that are taxed, or not, as this one is."""
    currency, percent = invoice.currency, line.percent or Decimal(0)
    others = (one for one in invoice.lines if one.kind is not LineKind.DISCOUNT and one.taxable is line.taxable)
    base = sum(one.amount_minor for one in others)
    exact = -exact_tax(base, percent)
    taken = _amount(f"{percent:f} % of", base, currency)
    return _amount(line.title, line.amount_minor, currency, (taken, _rounding(exact, line.amount_minor, currency)))


def _entry(one: EntryBasis, currency: str, titles: Mapping[EntryId, str]) -> Explained:
    if one.rounding_from == "line":
        rule = Explained("Billed time", "typed on this line, shared out by worked time")
    else:
        rule = Explained("Rounding", f"{one.rounding}, {WHERE[one.rounding_from]}")
    return Explained(
        titles.get(one.entry_id, one.entry_id),
        f"{hours_text(one.billed_s)} h",
        (
            Explained(_WORKED, f"{hours_text(one.worked_s)} h"),
            rule,
            Explained("Rate", f"{rate_text(one.rate, currency)}, {WHERE[one.rate_from]}"),
        ),
        one.entry_id,
    )


def _priced(known: Sequence[EntryBasis], line: InvoiceLine, currency: str) -> tuple[Explained, ...]:
    """Seconds times rate, for each rate, and the sum before and after it is rounded once."""
    by_rate: dict[Decimal, int] = {}
    for one in known:
        by_rate[one.rate] = by_rate.get(one.rate, 0) + one.billed_s
    products = tuple(
        Explained(f"{hours_text(seconds)} h at {rate_text(rate, currency)}", _exact(seconds, rate, currency))
        for rate, seconds in by_rate.items()
    )
    exact = EXACT.divide(
        sum((EXACT.multiply(Decimal(seconds), rate) for rate, seconds in by_rate.items()), Decimal(0)),
        Decimal(SECONDS_PER_HOUR),
    )
    return (*products, _rounding(exact.scaleb(exponent(currency), EXACT), line.amount_minor, currency))


def _product(line: InvoiceLine, currency: str) -> tuple[Explained, ...]:
    exact = exact_minor(line.quantity, line.price, currency)
    product = Explained(f"{line.quantity:f} x {rate_text(line.price, currency)}", _digits(exact, currency))
    return (product, _rounding(exact, line.amount_minor, currency))


def _without_basis(line: InvoiceLine, currency: str) -> tuple[Explained, ...]:
    """What is left of a line that an older version made: no entry's share, only the sums."""
    rate = "several rates" if line.rate is None else rate_text(line.rate, currency)
    return (
        Explained(_WORKED, f"{hours_text(line.worked_s)} h"),
        Explained("Billed time", f"{hours_text(line.billed_s)} h"),
        Explained("Rate", rate),
    )


def _tax(tax: TaxAmount, place: int, taxes: Sequence[TaxAmount], invoice: Invoice) -> Explained:
    currency = invoice.currency
    taxed = sum(line.amount_minor for line in invoice.lines if line.taxable)
    base = [_amount("Taxed lines", taxed, currency)]
    if invoice.compound:
        base += [_amount(f"{one.label}, as rounded", one.amount_minor, currency) for one in taxes[:place]]
    exact = exact_tax(tax.base_minor, tax.percent)
    return _amount(
        tax_name(tax),
        tax.amount_minor,
        currency,
        (
            _amount("Taken of", tax.base_minor, currency, tuple(base)),
            _rounding(exact, tax.amount_minor, currency),
        ),
    )


def _rounding(exact: Decimal, minor: int, currency: str) -> Explained:
    if exact == minor:
        return Explained("Rounded", "nothing to round")
    return Explained("Rounded once, half up", f"{_digits(exact, currency)} to {decimal_text(minor, currency)}")


def _exact(seconds: int, rate: Decimal, currency: str) -> str:
    product = EXACT.divide(EXACT.multiply(Decimal(seconds), rate), Decimal(SECONDS_PER_HOUR))
    return _digits(product.scaleb(exponent(currency), EXACT), currency)


def _digits(minor: Decimal, currency: str) -> str:
    """An amount before it is rounded, cut after some digits beyond the currency's."""
    major = minor.scaleb(-exponent(currency), EXACT)
    cut = major.quantize(Decimal(1).scaleb(-exponent(currency) - _SHOWN_DIGITS), "ROUND_DOWN", EXACT)
    return rate_text(cut, currency) + ("" if cut == major else "…")


def _amount(label: str, minor: int, currency: str, steps: tuple[Explained, ...] = ()) -> Explained:
    money = Money(minor, currency)
    return Explained(label, str(money), steps, amount=money)


def condensed(explained: Explained) -> Explained:
    """The same for reading: what all entries of a line share is said once, and what goes without saying not at all."""
    steps = tuple(condensed(step) for step in explained.steps)
    entries = [step for step in steps if step.entry_id is not None]
    if len(entries) < 2:
        return replace(explained, steps=steps)
    common = tuple(step for step in entries[0].steps if all(step in one.steps for one in entries))
    said = tuple(step for step in common if step.label != _WORKED)
    rest = tuple(step if step.entry_id is None else _shortened(step, common) for step in steps)
    return replace(explained, steps=(*rest, *((Explained("Each entry", "", said),) if said else ())))


def _shortened(entry: Explained, common: Sequence[Explained]) -> Explained:
    """Without what all have in common, and without its worked time where just that is billed."""
    steps = (step for step in entry.steps if step not in common or step.label == _WORKED)
    return replace(entry, steps=tuple(one for one in steps if (one.label, one.value) != (_WORKED, entry.value)))


def flattened(explained: Explained, depth: int = 0) -> Iterable[tuple[int, Explained]]:
    """Each step with its depth, top down, for a list or a text."""
    yield depth, explained
    for step in explained.steps:
        yield from flattened(step, depth + 1)
