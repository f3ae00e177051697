"""SQL for the billing ledger of expenses: each is on at most one live invoice line (`design.md` section 7)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

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

    def tie_again(self, invoice: Invoice, line_ids: Sequence[str], now: int) -> None:
        """As `BillingLedger.tie_again`, for expenses."""
        rows = self.db.read(
            "select expense_id from expense_ledger where invoice_id = ? and state <> 'freed'", invoice.id
        )
        live = {row["expense_id"] for row in rows}
        for line_id, line in zip(line_ids, invoice.lines, strict=True):
            for expense_id in line.expenses:
                if expense_id in live:
                    self.db.run(
                        "update expense_ledger set line_id = ? where invoice_id = ? and expense_id = ?"
                        " and state <> 'freed'",
                        line_id, invoice.id, expense_id,
                    )  # fmt: skip
        new = [replace(line, expenses=tuple(e for e in line.expenses if e not in live)) for line in invoice.lines]
        self.reserve(replace(invoice, lines=tuple(new)), line_ids, now)

    def free_loose(self, invoice_id: str, now: int) -> None:
        """What an edit took off the invoice may be billed again."""
        self.db.run(
            "update expense_ledger set state = 'freed', at = ? where invoice_id = ? and line_id is null"
            " and state <> 'freed'",
            now,
            invoice_id,
        )

    def lost(self, invoice_id: str) -> list[str]:
        """What the invoice's reserved expenses are called that are on an invoice in Clientary by now, or gone there."""
        rows = self.db.read(
            "select e.description from expense_ledger l join expense e on e.id = l.expense_id where l.invoice_id = ?"
            " and l.state = 'reserved' and l.line_id is not null and (e.billed = 1 or e.gone_at is not null)"
            " order by l.id",
            invoice_id,
        )
        return [row["description"] for row in rows]

    def reserve_again(self, invoice_id: str, now: int) -> None:
        """As `BillingLedger.reserve_again`, for expenses."""
        try:
            self.db.run(
                "update expense_ledger set state = 'reserved', at = ? where invoice_id = ? and state = 'freed'"
                " and line_id is not null",
                now,
                invoice_id,
            )
        except sqlite3.IntegrityError as error:
            raise Refused(_TAKEN) from error

    def bill_again(self, invoice_id: str, now: int) -> list[str]:
        """As `BillingLedger.bill_again`, for expenses."""
        rows = self.db.read(
            "select max(l.id) as id, e.description, exists (select 1 from expense_ledger o where o.expense_id = e.id"
            "   and o.state <> 'freed') as taken from expense_ledger l join expense e on e.id = l.expense_id"
            " where l.invoice_id = ? and l.state = 'freed' and l.line_id is not null group by e.id order by e.id",
            invoice_id,
        )
        for row in rows:
            if not row["taken"]:
                self.db.run("update expense_ledger set state = 'billed', at = ? where id = ?", now, row["id"])
        return [row["description"] for row in rows if row["taken"]]

    def move(self, invoice_id: str, old: str, new: str, now: int) -> None:
        """Every expense of the invoice in state `old` is in `new` now."""
        self.db.run(
            "update expense_ledger set state = ?, at = ? where invoice_id = ? and state = ?", new, now, invoice_id, old
        )
