"""SQL for the billing ledger of expenses: each is on at most one live invoice line."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.ids import new_id
from app.domain.invoices import Invoice, InvoiceStatus
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

    def bill_again(self, invoice_id: str, now: int) -> None:
        """As `BillingLedger.bill_again`, for expenses."""
        self.db.run(
            "update expense_ledger set state = 'billed', at = ? where id in ("
            " select max(l.id) from expense_ledger l where l.invoice_id = ? and l.state = 'freed'"
            " and l.line_id is not null and not exists (select 1 from expense_ledger o"
            "   where o.expense_id = l.expense_id and o.state <> 'freed') group by l.expense_id)",
            now, invoice_id,
        )  # fmt: skip

    def billed_otherwise(self, invoice_id: str) -> list[str]:
        """As `BillingLedger.billed_otherwise`: what the expenses are called."""
        rows = self.db.read(
            "select e.description from expense_ledger l join expense e on e.id = l.expense_id"
            " join expense_ledger o on o.expense_id = e.id and o.state <> 'freed' and o.invoice_id is not l.invoice_id"
            " where l.invoice_id = ? and l.state = 'freed' and l.line_id is not null group by e.id order by e.id",
            invoice_id,
        )
        return [row["description"] for row in rows]

    def taken(self, invoice_id: str) -> set[str]:
        """The expenses that were on the invoice and are on another by now."""
        rows = self.db.read(
            "select expense_id from expense_ledger where state <> 'freed' and invoice_id is not ? and expense_id in"
            " (select expense_id from expense_ledger where invoice_id = ?)",
            invoice_id, invoice_id,
        )  # fmt: skip
        return {row["expense_id"] for row in rows}

    def tie_freed(self, invoice: Invoice, line_ids: Sequence[str]) -> None:
        """As `BillingLedger.tie_freed`, for expenses."""
        for line_id, line in zip(line_ids, invoice.lines, strict=True):
            for expense_id in line.expenses:
                self.db.run(
                    "update expense_ledger set line_id = ? where id = (select max(id) from expense_ledger"
                    " where invoice_id = ? and expense_id = ? and state = 'freed')",
                    line_id, invoice.id, expense_id,
                )  # fmt: skip

    def bill_by_another(self, invoice_id: str, now: int) -> None:
        """What this invoice freed may be on a line of another live one all the same: see `bill_again`."""
        self.db.run(
            "update expense_ledger set state = 'billed', at = ? where id in ("
            " select max(l.id) from expense_ledger l join invoice i on i.id = l.invoice_id"
            " where l.expense_id in (select expense_id from expense_ledger where invoice_id = ?) and l.invoice_id <> ?"
            " and l.state = 'freed' and l.line_id is not null and i.deleted_at is null and i.status <> ?"
            " and not exists (select 1 from expense_ledger o where o.expense_id = l.expense_id and o.state <> 'freed')"
            " group by l.expense_id)",
            now, invoice_id, invoice_id, InvoiceStatus.CANCELLED,
        )  # fmt: skip

    def move(self, invoice_id: str, old: str, new: str, now: int) -> None:
        """Every expense of the invoice in state `old` is in `new` now."""
        self.db.run(
            "update expense_ledger set state = ?, at = ? where invoice_id = ? and state = ?", new, now, invoice_id, old
        )
