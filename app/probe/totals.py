"""How this Clientary rounds totals: existing invoices are added up by each plausible rule (Clientary reference 7), and
the rule that fits them all is named. Amounts stay here; a report gets counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext

from app.domain.money import exponent
from app.membrane.envelope import Object, id_of, record_of
from app.membrane.fields import as_flag, as_number, canonical
from app.probe.asking import Asker
from app.probe.findings import Findings
from app.probe.lists import Where

_DETAILS = 15
_HEADER = 0
_PRECISION = 60
_ITEMS = ("invoice_items", "invoice_items_attributes", "line_items", "items")
_LATE = ("total_late_fees", "total_transaction_fees")


@dataclass(frozen=True, slots=True)
class Line:
    quantity: Decimal
    price: Decimal
    taxed: bool

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price


@dataclass(frozen=True, slots=True)
class Document:
    """What a total is computed from, and the total that the server says. Major units."""

    lines: tuple[Line, ...]
    rates: tuple[Decimal, ...]
    compound: bool
    currency_digits: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """Where and how is rounded; `two_digits`: every currency has two."""

    name: str
    mode: str = ROUND_HALF_UP
    by_line: bool = False
    two_digits: bool = False

    def total(self, document: Document) -> Decimal:
        with localcontext(prec=_PRECISION):
            groups = [(line,) for line in document.lines] if self.by_line else [document.lines]
            return sum((self._added(document, group) for group in groups), Decimal(0))

    def _added(self, document: Document, lines: tuple[Line, ...]) -> Decimal:
        digits = 2 if self.two_digits else document.currency_digits
        taxable = sum((line.amount for line in lines if line.taxed), Decimal(0))
        taxes = Decimal(0)
        for rate in document.rates:
            base = taxable + taxes if document.compound else taxable
            taxes += self._rounded(base * rate / 100, digits)
        return self._rounded(sum((line.amount for line in lines), Decimal(0)), digits) + taxes

    def _rounded(self, amount: Decimal, digits: int) -> Decimal:
        return amount.quantize(Decimal(1).scaleb(-digits), self.mode)


_ROUNDINGS: Mapping[str, tuple[str, bool]] = {
    "document_half_up": (ROUND_HALF_UP, False),
    "document_half_even": (ROUND_HALF_EVEN, False),
    "line_half_up": (ROUND_HALF_UP, True),
    "line_half_even": (ROUND_HALF_EVEN, True),
}
RULES = tuple(Rule(name, mode, by_line, two) for two in (False, True) for name, (mode, by_line) in _ROUNDINGS.items())


def probe_totals(asker: Asker, where: Where, findings: Findings) -> None:
    """Name the rule that explains every invoice that can be added up."""
    listed = findings.records.get("invoices", [])
    documents = [document for one in listed if (document := document_of(one)) is not None]
    if not documents:
        documents = _in_detail(asker, where, listed)
    if not documents:
        findings.leave("totals_rounding", "no invoice has lines and a total")
        return
    settle(findings, documents)


def _in_detail(asker: Asker, where: Where, listed: list[Object]) -> list[Document]:
    """Invoices by themselves, where their list leaves out the lines; taxed ones tell most."""
    first = sorted(listed, key=lambda one: not any(_number(one, name) for name in ("tax", "tax2", "tax3")))
    found = []
    for one in first[:_DETAILS]:
        seen = asker.get(where.of(f"/invoices/{id_of(one)}"))
        record = record_of(seen.body, ("invoice",)) if seen.came else None
        document = None if record is None else document_of(record)
        if document is not None:
            found.append(document)
    return found


def settle(findings: Findings, documents: list[Document]) -> None:
    """Hold every rule against every document."""
    totals = {rule: [rule.total(document) for document in documents] for rule in RULES}
    theirs = [document.total for document in documents]
    fitting = [rule for rule in RULES if totals[rule] == theirs]
    telling = sum(len({totals[rule][index] for rule in RULES}) > 1 for index in range(len(documents)))
    findings.totals = {
        "invoices": len(documents),
        "telling": telling,
        "explained": {
            f"{rule.name}{'/two_digits' if rule.two_digits else ''}": sum(
                ours == their for ours, their in zip(totals[rule], theirs, strict=True)
            )
            for rule in RULES
        },
    }
    _name(findings, "totals_rounding", {rule.name for rule in fitting}, telling)
    _name(findings, "money_digits", {"two" if rule.two_digits else "iso" for rule in fitting}, telling)


def _name(findings: Findings, key: str, fitting: set[str], telling: int) -> None:
    if len(fitting) == 1:
        findings.learn(key, next(iter(fitting)), f"the only rule that explains all invoices; {telling} could tell")
    elif fitting:
        findings.leave(key, f"these rules all fit: {', '.join(sorted(fitting))}")
    else:
        findings.leave(key, "no known rule explains every invoice")


def document_of(record: Object) -> Document | None:
    """An invoice as it came; None where something is missing, or fees make its total more than its lines and taxes."""
    values = {canonical(key): value for key, value in record.items()}
    items = next((values[name] for name in _ITEMS if isinstance(values.get(name), list)), None)
    total, currency = _number(record, "total_cost"), values.get("currency_code")
    if not isinstance(items, list) or total is None or any(_number(record, name) for name in _LATE):
        return None
    lines = [_line(one) if isinstance(one, Mapping) else None for one in items]
    if not lines or any(line is None for line in lines):
        return None
    digits = exponent(currency) if isinstance(currency, str) else 2
    return Document(
        tuple(line for line in lines if line is not None),
        tuple(_number(record, name) or Decimal(0) for name in ("tax", "tax2", "tax3")),
        as_flag(values.get("compound_tax")) is True,
        digits,
        total,
    )


def _line(item: Object) -> Line | None:
    values = {canonical(key): value for key, value in item.items()}
    quantity, price = _number(item, "quantity"), _number(item, "price")
    if values.get("item_type") == _HEADER:
        return Line(Decimal(0), Decimal(0), False)
    if quantity is None or price is None:
        return None
    return Line(quantity, price, as_flag(values.get("taxable")) is not False)


def _number(record: Object, wanted: str) -> Decimal | None:
    value = next((value for key, value in record.items() if canonical(key) == wanted), None)
    try:
        return as_number(value)
    except ValueError:
        return None
