"""What every Clientary endpoint needs: the store, whose account and token it is, the dialect and the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.sandbox.clientary.totals import Line, Rule, Totals, minor_digits
from app.sandbox.dialect import Dialect
from app.sandbox.store import Fields, Query, Record, Store

ACCOUNT_CURRENCY = "EUR"


class Missing(Exception):
    """404: no such record in this account."""


@dataclass(frozen=True, slots=True)
class Session:
    """One request's view: `user_id` is the staff member whose token Membrane holds, `now` is UTC epoch seconds."""

    store: Store
    dialect: Dialect
    account: str
    user_id: int
    now: int

    def today(self) -> str:
        """The account's date; its zone is UTC here (unknown at the vendor)."""
        return datetime.fromtimestamp(self.now, UTC).date().isoformat()

    def find(self, kind: str, record_id: int) -> Record:
        """The record, or `Missing`."""
        record = self.store.get(self.account, kind, record_id)
        if record is None:
            raise Missing(f"{kind} {record_id}")
        return record

    def fiscal_year(self) -> tuple[str, str]:
        """First and last day of the running fiscal year, the default range of expenses."""
        today, month = date.fromisoformat(self.today()), max(1, min(12, self.dialect.fiscal_year_month))
        first = date(today.year if today.month >= month else today.year - 1, month, 1)
        last = date.fromordinal(date(first.year + 1, month, 1).toordinal() - 1)
        return first.isoformat(), last.isoformat()

    def totals(self, fields: Fields) -> Totals:
        """The computed totals of an invoice, an estimate or a recurring schedule."""
        digits = 2 if self.dialect.money_digits == "two" else minor_digits(fields["currency_code"])
        rates = (Decimal(fields["tax"] or 0), Decimal(fields["tax2"] or 0), Decimal(fields["tax3"] or 0))
        rule = Rule(rates, bool(fields["compound_tax"]), digits, self.dialect.totals_rounding)
        return rule.totals([_line(item) for item in fields["items"]])

    def paid(self, invoice_id: int) -> Decimal:
        """The sum of an invoice's payments."""
        payments = self.store.select(Query(self.account, "payments", ("invoice_id", invoice_id)))
        return sum((Decimal(payment.fields["amount"]) for payment in payments), Decimal(0))


def _line(item: dict[str, Any]) -> Line:
    quantity = Decimal(0) if item.get("item_type") == 0 else Decimal(item["quantity"])
    taxable = bool(item["taxable"])
    second, third = item.get("secondary_tax"), item.get("tertiary_tax")
    flags = (taxable, taxable if second is None else bool(second), taxable if third is None else bool(third))
    return Line(quantity, Decimal(item["price"]), flags)
