"""A line of an invoice as a person types it: texts until they are understood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from app.domain.invoices import InvoiceLine
from app.errors import UserInputError
from app.services.invoice_terms import parse_line
from ui.format import amount
from ui.i18n import tr
from ui.invoice_words import localised, typed_number

_KEPT = 2_048


@dataclass(frozen=True, slots=True)
class TypedLine:
    """`quantity` and `price` as they were typed, in the way of the locale."""

    title: str = ""
    quantity: str = "1"
    price: str = ""
    taxable: bool = True

    @property
    def untouched(self) -> bool:
        return self == TypedLine()

    @property
    def text(self) -> str:
        """As `InvoiceRequest.manual` has it."""
        quantity, price = typed_number(self.quantity), typed_number(self.price)
        return f"{self.title.strip()};{quantity};{price}{'' if self.taxable else ';notax'}"

    def with_title(self, text: str) -> TypedLine:
        return replace(self, title=" ".join(text.split()))

    def with_quantity(self, text: str) -> TypedLine:
        return replace(self, quantity=text.strip())

    def with_price(self, text: str) -> TypedLine:
        return replace(self, price=text.strip())

    def amount_minor(self, currency: str) -> int | None:
        """What it comes to, None while that is not known."""
        understood = _understood(self.text, currency)
        return understood.amount_minor if isinstance(understood, InvoiceLine) else None

    def amount_text(self, currency: str) -> str:
        """As `amount_minor`, as it is shown."""
        minor = self.amount_minor(currency)
        return "" if minor is None else amount(minor, currency)

    def error(self, currency: str) -> str | None:
        """What is missing or wrong, in words; None for a line that can be billed, and for one that nobody began."""
        if self.untouched:
            return None
        if not self.title.strip():
            return tr("invoices", "Say what it is for")
        if not self.price.strip():
            return tr("invoices", "A price is missing")
        understood = _understood(self.text, currency)
        return understood if isinstance(understood, str) else None


def typed_line(text: str) -> TypedLine:
    """A line of `InvoiceRequest.manual`, as it is edited."""
    parts = text.split(";")
    taxable = parts[-1].strip().lower() != "notax"
    if not taxable:
        parts.pop()
    title, (quantity, price) = ";".join(parts[:-2]), parts[-2:]
    return TypedLine(title, localised(quantity), localised(price), taxable)


@lru_cache(maxsize=_KEPT)
def _understood(text: str, currency: str) -> InvoiceLine | str:
    """The line, or what is wrong with it: asked for every line after each change of one."""
    try:
        return parse_line(text, currency).line
    except UserInputError as error:
        return error.detail
