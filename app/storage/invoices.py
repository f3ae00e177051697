"""SQL for invoices and their lines."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from app.domain.expenses import ExpenseId
from app.domain.ids import ClientId, EntryId, InvoiceId, ProjectId, new_id
from app.domain.invoices import Invoice, InvoiceLine, InvoiceSync, LineKind, Tax
from app.domain.refusals import NUMBER_TAKEN, Refusal, refuser
from app.storage.changes import Changes
from app.storage.database import Database
from app.storage.overview import UNSEEN_MISMATCH


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice with its client's name, where it stands, and why it, an edit or a void of it was refused.

    `doubted`: numbers under which it was sent without learning what became of it; without a link it may be there.
    `differs`: how Clientary keeps it otherwise than it was sent, in words; for a person to acknowledge. `credits`: the
    invoice that it takes back. `given_out`: the file of a PDF that left before the number was confirmed. `kept_local`:
    why Clientary refuses it for good. `edited`: an edit of it is not confirmed yet.
    """

    invoice: Invoice
    sync: InvoiceSync
    client_name: str | None = None
    remote_id: str | None = None
    refusal: Refusal | None = None
    made_here: bool = True
    doubted: tuple[str, ...] = ()
    differs: str | None = None
    credits: InvoiceId | None = None
    given_out: str | None = None
    kept_local: str | None = None
    edited: bool = False

    @property
    def message(self) -> str | None:
        """The words of its refusal."""
        return None if self.refusal is None else self.refusal.words

    @property
    def number_taken(self) -> bool:
        """Whether it was refused because something else in Clientary has its number."""
        return self.refusal is not None and self.refusal.why == NUMBER_TAKEN

    @property
    def may_be_there(self) -> bool:
        """Whether Clientary may have it although nothing here stands for its record."""
        return bool(self.doubted) and self.remote_id is None

    @property
    def unseen_difference(self) -> bool:
        """Whether the two sides differ and nobody said so far that it was seen."""
        invoice = self.invoice
        other_total = invoice.server_total_minor not in (None, invoice.total_minor)
        return not invoice.acknowledged and ((self.made_here and other_total) or self.differs is not None)


_ROW = (
    "select i.*, c.name as client_name, r.remote_id,"
    " (select o.state from outbox o where o.kind = 'invoice' and o.record_id = i.id and o.action <> 'drop'"
    "   order by case o.state when 'in_flight' then 0 when 'checking' then 1 when 'parked' then 2 else 3 end"
    "   limit 1) as outbox_state,"
    " (select json_array(o.message, o.refused_by, o.refused_for) from outbox o where o.kind = 'invoice'"
    "   and o.record_id = i.id and o.state = 'parked') as refusal"
    " from invoice i left join client c on c.id = i.client_id"
    " left join remote_link r on r.kind = 'invoice' and r.local_id = i.id and r.state = 'linked'"
)


@dataclass(frozen=True, slots=True)
class InvoiceRepository:
    """Reads and writes of invoices; writes belong inside `db.write()`."""

    db: Database

    def get(self, invoice_id: str) -> InvoiceRow | None:
        row = self.db.one(f"{_ROW} where i.id = ? and i.deleted_at is null", invoice_id)
        return None if row is None else self._rows([row])[0]

    def by_number(self, number: str) -> list[InvoiceRow]:
        """Invoices of that number, compared as text."""
        return self._rows(self.db.read(f"{_ROW} where i.number = ? and i.deleted_at is null", number))

    def all(self) -> list[InvoiceRow]:
        """Every invoice, newest date first."""
        return self._rows(self.db.read(f"{_ROW} where i.deleted_at is null order by i.date desc, i.number desc, i.id"))

    def numbers(self) -> list[str]:
        """Every number in use, ours reserved ones included."""
        rows = self.db.read("select number from invoice where number is not null and deleted_at is null")
        return [row["number"] for row in rows]

    def unseen_mismatches(self) -> int:
        """Invoices that differ there and nobody said so far that it was seen; cancelled ones matter to nobody."""
        row = self.db.one(f"select count(*) from invoice i where {UNSEEN_MISMATCH}")
        return int(row[0]) if row is not None else 0

    def mismatched(self) -> list[InvoiceRow]:
        """The same as rows, oldest first."""
        return self._rows(self.db.read(f"{_ROW} where {UNSEEN_MISMATCH} order by i.date, i.number, i.id"))

    def save(self, invoice: Invoice, now: int, *, made_here: bool = True) -> None:
        """Insert or replace head and lines; ledger rows are the ledger's, so lines on it must not be replaced."""
        if not self.update_head(invoice):
            self.db.run(
                f"insert into invoice ({', '.join(_HEAD)}, id, made_here, created_at)"
                f" values ({', '.join('?' * len(_HEAD))}, ?, ?, ?)",
                *_head(invoice),
                invoice.id,
                int(made_here),
                now,
            )
        self._save_lines(invoice)

    def update_head(self, invoice: Invoice) -> bool:
        """Replace everything but the lines; False if there is no such invoice."""
        self._touch(invoice.id)
        cursor = self.db.run(
            f"update invoice set {', '.join(f'{name} = ?' for name in _HEAD)} where id = ?", *_head(invoice), invoice.id
        )
        return cursor.rowcount > 0

    def set_number(self, invoice_id: str, number: str | None) -> None:
        self._touch(invoice_id)
        self.db.run("update invoice set number = ? where id = ?", number, invoice_id)

    def keep_request(self, invoice_id: str, request: str | None) -> None:
        """What the person asked to be billed (JSON), beside the invoice that came of it."""
        self.db.run("update invoice set request = ? where id = ?", request, invoice_id)

    def kept_request(self, invoice_id: str) -> str | None:
        row = self.db.one("select request from invoice where id = ?", invoice_id)
        return None if row is None else row["request"]

    def newest_request(self, client_id: str) -> str | None:
        """What was asked for with the client's newest invoice, else with the newest of all."""
        row = self.db.one(
            "select request from invoice where request is not null and deleted_at is null"
            " order by client_id is ? desc, created_at desc, id desc limit 1",
            client_id,
        )
        return None if row is None else row["request"]

    def doubt(self, invoice_id: str, number: str) -> None:
        """It is about to be sent under that number: from now on it may be there."""
        self._touch(invoice_id)
        self.db.run(
            "update invoice set doubted = json_insert(doubted, '$[#]', ?) where id = ?"
            " and not exists (select 1 from json_each(doubted) where value = ?)",
            number, invoice_id, number,
        )  # fmt: skip

    def set_doubted(self, invoice_id: str, numbers: tuple[str, ...]) -> None:
        """What is in doubt from now on: the last request certainly did nothing."""
        self._touch(invoice_id)
        self.db.run("update invoice set doubted = ? where id = ?", json.dumps(numbers), invoice_id)

    def set_differs(self, invoice_id: str, words: str | None) -> None:
        """How Clientary keeps it otherwise than it was sent."""
        self._touch(invoice_id)
        self.db.run("update invoice set differs = ? where id = ?", words, invoice_id)

    def add_difference(self, invoice_id: str, words: str) -> None:
        """One more way in which Clientary keeps it otherwise, beside those that are known; nobody saw it so far."""
        self._touch(invoice_id)
        self.db.run(
            "update invoice set acknowledged = 0, differs = case when differs is null then ?"
            " when instr(differs, ?) then differs else differs || ', ' || ? end where id = ?",
            words, words, words, invoice_id,
        )  # fmt: skip

    def acknowledge(self, invoice_id: str) -> None:
        """A person saw that the two sides differ."""
        self._touch(invoice_id)
        self.db.run("update invoice set acknowledged = 1 where id = ?", invoice_id)

    def delete(self, invoice_id: str, at: int) -> None:
        """It is void or was never sent; the row stays for the ledger's history."""
        self._touch(invoice_id)
        self.db.run("update invoice set deleted_at = ? where id = ?", at, invoice_id)

    def undelete(self, invoice_id: str) -> bool:
        """Bring back what `delete` took away, without its number; False if there is nothing to bring back."""
        self._touch(invoice_id)
        cursor = self.db.run(
            "update invoice set deleted_at = null, number = null where id = ? and deleted_at is not null", invoice_id
        )
        return cursor.rowcount > 0

    def line_ids(self, invoice_id: str) -> list[str]:
        """Line ids in order, for the ledger."""
        rows = self.db.read("select id from invoice_line where invoice_id = ? order by position", invoice_id)
        return [row["id"] for row in rows]

    def _touch(self, invoice_id: str) -> None:
        self.db.touch(Changes(invoices=frozenset((invoice_id,))))

    def _save_lines(self, invoice: Invoice) -> None:
        self.db.run("delete from invoice_line where invoice_id = ?", invoice.id)
        self.db.run_many(
            "insert into invoice_line (id, invoice_id, position, title, quantity, price, amount_minor, taxable, rate,"
            " worked_s, billed_s, kind, project_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    new_id(), invoice.id, position, line.title, str(line.quantity), str(line.price), line.amount_minor,
                    int(line.taxable), None if line.rate is None else str(line.rate), line.worked_s, line.billed_s,
                    line.kind, line.project_id,
                )
                for position, line in enumerate(invoice.lines)
            ],
        )  # fmt: skip

    def _rows(self, rows: list[sqlite3.Row]) -> list[InvoiceRow]:
        lines = self._lines([row["id"] for row in rows])
        return [_invoice_row(row, tuple(lines[row["id"]])) for row in rows]

    def _lines(self, invoice_ids: list[str]) -> dict[str, list[InvoiceLine]]:
        found: dict[str, list[InvoiceLine]] = defaultdict(list)
        marks = ", ".join("?" * len(invoice_ids))
        entries: dict[str, list[EntryId]] = defaultdict(list)
        for row in self.db.read(
            f"select b.line_id, b.entry_id from billing_ledger b join entry e on e.id = b.entry_id"
            f" where b.state <> 'freed' and b.invoice_id in ({marks}) order by e.position",
            *invoice_ids,
        ):
            entries[row["line_id"]].append(EntryId(row["entry_id"]))
        expenses: dict[str, list[ExpenseId]] = defaultdict(list)
        for row in self.db.read(
            f"select line_id, expense_id from expense_ledger where state <> 'freed' and invoice_id in ({marks})"
            " order by id",
            *invoice_ids,
        ):
            expenses[row["line_id"]].append(ExpenseId(row["expense_id"]))
        for row in self.db.read(
            f"select * from invoice_line where invoice_id in ({marks}) order by invoice_id, position", *invoice_ids
        ):
            found[row["invoice_id"]].append(_line(row, tuple(entries[row["id"]]), tuple(expenses[row["id"]])))
        return found


_HEAD = (
    "client_id", "number", "date", "due_date", "currency", "taxes", "compound", "note", "po", "status", "total_minor",
    "balance_minor", "server_total_minor", "acknowledged", "terms",
)  # fmt: skip


def _head(invoice: Invoice) -> tuple[object, ...]:
    """The values of `_HEAD`."""
    return (
        invoice.client_id, invoice.number, invoice.date, invoice.due_date, invoice.currency,
        json.dumps([[tax.label, str(tax.percent)] for tax in invoice.taxes]), int(invoice.compound), invoice.note,
        invoice.po, invoice.status, invoice.total_minor, invoice.balance_minor, invoice.server_total_minor,
        int(invoice.acknowledged), invoice.terms,
    )  # fmt: skip


def _line(row: sqlite3.Row, entries: tuple[EntryId, ...], expenses: tuple[ExpenseId, ...]) -> InvoiceLine:
    return InvoiceLine(
        title=row["title"],
        quantity=Decimal(row["quantity"]),
        price=Decimal(row["price"]),
        amount_minor=row["amount_minor"],
        taxable=bool(row["taxable"]),
        rate=None if row["rate"] is None else Decimal(row["rate"]),
        worked_s=row["worked_s"],
        billed_s=row["billed_s"],
        entries=entries,
        kind=LineKind(row["kind"]),
        expenses=expenses,
        project_id=None if row["project_id"] is None else ProjectId(row["project_id"]),
    )


def _invoice_row(row: sqlite3.Row, lines: tuple[InvoiceLine, ...]) -> InvoiceRow:
    invoice = Invoice(
        id=InvoiceId(row["id"]),
        client_id=None if row["client_id"] is None else ClientId(row["client_id"]),
        date=row["date"],
        due_date=row["due_date"],
        currency=row["currency"],
        lines=lines,
        taxes=tuple(Tax(label, Decimal(percent)) for label, percent in json.loads(row["taxes"])),
        compound=bool(row["compound"]),
        number=row["number"],
        note=row["note"],
        terms=row["terms"],
        po=row["po"],
        status=row["status"],
        total_minor=row["total_minor"],
        balance_minor=row["balance_minor"],
        server_total_minor=row["server_total_minor"],
        acknowledged=bool(row["acknowledged"]),
    )
    if row["outbox_state"] is not None:
        sync = InvoiceSync(row["outbox_state"])
    else:
        sync = InvoiceSync.DRAFT if row["remote_id"] is None else InvoiceSync.SYNCED
    return InvoiceRow(
        invoice, sync, row["client_name"], row["remote_id"], _refusal(row["refusal"]), bool(row["made_here"]),
        tuple(json.loads(row["doubted"])), row["differs"],
        None if row["credits"] is None else InvoiceId(row["credits"]), row["given_out"], row["kept_local"],
        row["agreed"] is not None,
    )  # fmt: skip


def _refusal(text: str | None) -> Refusal | None:
    if text is None:
        return None
    words, by, why = json.loads(text)
    return Refusal(words, refuser(by), why)
