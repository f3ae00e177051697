"""Money received for an invoice, as Clientary keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NewType

from app.domain.ids import InvoiceId

PaymentId = NewType("PaymentId", str)


@dataclass(frozen=True, slots=True)
class Payment:
    """`amount` is in major units of the invoice's currency, `received_on` a date (YYYY-MM-DD)."""

    id: PaymentId
    invoice_id: InvoiceId | None
    amount: Decimal
    received_on: str | None = None
    note: str = ""
