"""SQL for the billing ledger of expenses: each is on at most one live invoice line (`design.md` section 7)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.ids import new_id
from app.domain.invoices import Invoice
from app.errors import Refused
from app.storage.database import Database

RESERVED = "reserved"
_TAKEN = "One of these expenses is already on another invoice."


@dataclass(frozen=True, slots=True)
class ExpenseLedger:
    """Which expenses are spoken for; `BillingLedger` calls it, so that hours and expenses share their transaction."""

    db: Database

    def reserve(self, invoice: Invoice, line_ids: Sequence[str], now: int) -> None:
        """Tie the expenses of the invoice's saved lines to it; raises `Refused` if one is already on a live line."""
        rows = [
            (new_id(), expense_id, invoice.id, line_id, RESERVED, now)
            for line_id, line in zip(line_ids, invoice.lines, strict=True)
            for expense_id in line.expenses
        ]
        try:
            self.db.run_many(
                "insert into expense_ledger (id, expense_id, invoice_id, line_id, state, at) values (?, ?, ?, ?, ?, ?)",
                rows,
            )
        except sqlite3.IntegrityError as error:
            raise Refused(_TAKEN) from error

    def move(self, invoice_id: str, old: str, new: str, now: int) -> None:
        """Every expense of the invoice in state `old` is in `new` now; raises `Refused` if one is on another."""
        try:
            self.db.run(
                "update expense_ledger set state = ?, at = ? where invoice_id = ? and state = ?",
                new,
                now,
                invoice_id,
                old,
            )
        except sqlite3.IntegrityError as error:
            raise Refused(_TAKEN) from error
