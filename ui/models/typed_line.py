"""Lines of an invoice as a person types them, texts until they are understood: what is charged, and headings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from app.domain.invoices import InvoiceLine
from app.errors import UserInputError
from app.services.invoice_terms import Section, parse_line
from ui.format import amount
from ui.i18n import tr
from ui.invoice_words import localised, shown_number, typed_number
from ui.models.line_columns import AMOUNT, PRICE, QUANTITY, TAX, TITLE
from ui.plain import quoted

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
    def request_text(self) -> str:
        """As `InvoiceRequest.manual` has it."""
        quantity, price = typed_number(self.quantity), typed_number(self.price)
        return f"{self.title.strip()};{quantity};{price}{'' if self.taxable else ';notax'}"

    def complete(self, currency: str) -> bool:
        """Whether it can be billed."""
        return not self.untouched and self.error(currency) is None

    def with_text(self, column: int, text: str) -> TypedLine:
        """The line with another text in a cell."""
        match column:
            case 0:
                return replace(self, title=" ".join(text.split()))
            case 3:
                return replace(self, quantity=text.strip())
            case _:
                return replace(self, price=text.strip())

    def with_tax(self, taxed: bool) -> TypedLine:
        return replace(self, taxable=taxed)

    # -- LineCells ---------------------------------------------------------------------------------------------------

    @property
    def editable(self) -> tuple[int, ...]:
        return TITLE, QUANTITY, PRICE

    @property
    def taxed(self) -> bool:
        return self.taxable

    @property
    def tax_fixed(self) -> bool:
        return False

    def about(self, currency: str) -> str:
        return self.error(currency) or tr("invoices", "Typed by you")

    def amount_minor(self, currency: str) -> int | None:
        """What it comes to, None while that is not known."""
        understood = _understood(self.request_text, currency)
        return understood.amount_minor if isinstance(understood, InvoiceLine) else None

    def error(self, currency: str) -> str | None:
        """What is missing or wrong, in words; None for a line that can be billed, and for one that nobody began."""
        if self.untouched:
            return None
        if not self.title.strip():
            return tr("invoices", "Say what it is for")
        if not self.price.strip():
            return tr("invoices", "A price is missing")
        understood = _understood(self.request_text, currency)
        return understood if isinstance(understood, str) else None

    def typed(self, column: int) -> str:
        return {TITLE: self.title, QUANTITY: self.quantity, PRICE: self.price}.get(column, "")

    def text(self, column: int, currency: str) -> str:
        if column == AMOUNT:
            minor = self.amount_minor(currency)
            return "" if minor is None else amount(minor, currency)
        text = self.typed(column)
        return shown_number(text, currency if column == PRICE else None) if column in (QUANTITY, PRICE) else text

    def spoken(self, column: int, currency: str) -> str:
        if column == TAX:
            return tr("invoices", "Taxed") if self.taxable else tr("invoices", "Not taxed")
        return self.text(column, currency)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above others that says what they are; worth nothing. `before` as in `Section`, until it has its place."""

    title: str = ""
    before: int = 1

    @property
    def section(self) -> Section:
        return Section(self.title, self.before)

    def with_text(self, _column: int, text: str) -> Heading:
        return replace(self, title=" ".join(text.split()))

    # -- LineCells ---------------------------------------------------------------------------------------------------

    @property
    def editable(self) -> tuple[int, ...]:
        return (TITLE,)

    @property
    def taxed(self) -> None:
        return None

    @property
    def tax_fixed(self) -> bool:
        return True

    def about(self, _currency: str) -> str:
        return tr("invoices", "Heading")

    def error(self, _currency: str) -> None:
        return None

    def amount_minor(self, _currency: str) -> None:
        return None

    def typed(self, column: int) -> str:
        return self.title if column == TITLE else ""

    def text(self, column: int, _currency: str) -> str:
        return self.typed(column)

    def spoken(self, column: int, _currency: str) -> str:
        return tr("invoices", "Heading: {title}", title=self.title) if column == TITLE else ""


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
        return quoted(error.detail)
