"""SQL for expenses."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.domain.clients import RecordSync
from app.domain.expenses import Expense, ExpenseId
from app.domain.ids import ClientId, InvoiceId, ProjectId
from app.storage.database import Database
from app.storage.standing import standing_columns, standing_of

BILLED = "billed"
_ROW = (
    "select e.*, p.name as project_name, c.name as client_name, coalesce(p.currency, c.currency) as currency,"
    f" {standing_columns('expense', 'e')}, l.state as ledger, i.id as billed_by, i.number as billed_by_number"
    " from expense e left join expense_ledger l on l.expense_id = e.id and l.state <> 'freed'"
    " left join invoice i on i.id = l.invoice_id"
    " left join project p on p.id = e.project_id left join client c on c.id = coalesce(e.client_id, p.client_id)"
)


@dataclass(frozen=True, slots=True)
class ExpenseRow:
    """An expense with the names of what it was for, and where it stands. `currency`: that of its project or client.
    `ledger` is reserved or billed where an invoice made here has it, which `invoice_id` and `invoice_number` name.
    """

    expense: Expense
    client_name: str | None
    project_name: str | None
    currency: str | None
    remote_id: str | None
    sync: RecordSync
    message: str | None = None
    ledger: str | None = None
    invoice_id: InvoiceId | None = None
    invoice_number: str | None = None

    @property
    def billed(self) -> bool:
        """Whether an invoice has it, there or here."""
        return self.expense.billed or self.ledger == BILLED


@dataclass(frozen=True, slots=True)
class ExpenseRepository:
    """Reads and writes of the expense table; writes belong inside `db.write()`."""

    db: Database

    def all(self) -> list[ExpenseRow]:
        """Every expense, newest first."""
        rows = self.db.read(f"{_ROW} where e.gone_at is null order by e.date desc, e.id desc")
        return [_expense_row(row) for row in rows]

    def row(self, expense_id: str) -> ExpenseRow | None:
        row = self.db.one(f"{_ROW} where e.id = ?", expense_id)
        return None if row is None else _expense_row(row)

    def get(self, expense_id: str) -> Expense | None:
        row = self.db.one("select * from expense where id = ?", expense_id)
        return None if row is None else _expense(row)

    def save(self, expense: Expense) -> None:
        self.db.run(
            "insert into expense (id, client_id, project_id, amount, description, date, billed)"
            " values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set client_id = excluded.client_id,"
            " project_id = excluded.project_id, amount = excluded.amount, description = excluded.description,"
            " date = excluded.date, billed = excluded.billed, gone_at = null",
            expense.id, expense.client_id, expense.project_id, str(expense.amount), expense.description, expense.date,
            int(expense.billed),
        )  # fmt: skip

    def mark_gone(self, expense_id: str, at: int) -> None:
        """It was deleted in Clientary."""
        self.db.run("update expense set gone_at = ? where id = ?", at, expense_id)

    def is_gone(self, expense_id: str) -> bool:
        """Whether it was deleted in Clientary."""
        return self.db.one("select 1 from expense where id = ? and gone_at is not null", expense_id) is not None


def _expense_row(row: sqlite3.Row) -> ExpenseRow:
    names = row["client_name"], row["project_name"], row["currency"]
    by = row["billed_by"]
    return ExpenseRow(
        _expense(row), *names, row["remote_id"], *standing_of(row),
        ledger=row["ledger"], invoice_id=None if by is None else InvoiceId(by), invoice_number=row["billed_by_number"],
    )  # fmt: skip


def _expense(row: sqlite3.Row) -> Expense:
    return Expense(
        id=ExpenseId(row["id"]),
        amount=Decimal(row["amount"]),
        description=row["description"],
        date=row["date"],
        client_id=None if row["client_id"] is None else ClientId(row["client_id"]),
        project_id=None if row["project_id"] is None else ProjectId(row["project_id"]),
        billed=bool(row["billed"]),
    )
