"""SQL for the billing ledger: each entry is on at most one live invoice line."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.ids import EntryId, new_id
from app.domain.invoices import EntryBasis, Invoice, InvoiceLine, InvoiceStatus
from app.errors import Refused
from app.storage.conflicts import Conflict, ConflictRepository
from app.storage.database import Database
from app.storage.expense_ledger import ExpenseLedger
from app.storage.hours_marks import HoursMarkRepository
from app.storage.invoices import InvoiceRepository

RESERVED, BILLED, FREED, ELSEWHERE, WRITTEN_OFF = "reserved", "billed", "freed", "elsewhere", "written_off"
_BASIS = "worked_s, billed_s, rate, rate_from, rounding, rounding_from"


@dataclass(frozen=True, slots=True)
class BillingLedger:
    """Which entries are spoken for. Every write belongs inside `db.write()`, where the decision is made."""

    db: Database

    def reserve(self, invoice: Invoice, now: int) -> None:
        """Tie the entries and expenses of the invoice's saved lines to it, with what decided the entries' amounts;
        raises `Refused` if one is already on a live line.
        """
        line_ids = InvoiceRepository(self.db).line_ids(invoice.id)
        rows = [
            (new_id(), entry_id, invoice.id, line_id, RESERVED, *basis, now)
            for line_id, line in zip(line_ids, invoice.lines, strict=True)
            for entry_id, basis in _bases(line)
        ]
        self._insert(rows)
        ExpenseLedger(self.db).reserve(invoice, line_ids, now)

    def basis_of(self, invoice_id: str) -> dict[EntryId, EntryBasis]:
        """How the invoice's entries came to their amounts; nothing of those that an older version put on it."""
        rows = self.db.read(
            f"select entry_id, {_BASIS} from billing_ledger where invoice_id = ? and state <> 'freed'"
            " and rounding is not null",
            invoice_id,
        )
        return {
            EntryId(row["entry_id"]): EntryBasis(
                EntryId(row["entry_id"]), row["worked_s"], row["billed_s"], Decimal(row["rate"]), row["rate_from"],
                row["rounding"], row["rounding_from"],
            )
            for row in rows
        }  # fmt: skip

    def bill(self, invoice_id: str, now: int) -> None:
        """The invoice is confirmed: its reserved entries and expenses are billed."""
        self._move(invoice_id, RESERVED, BILLED, now)
        ExpenseLedger(self.db).move(invoice_id, RESERVED, BILLED, now)

    def free(self, invoice_id: str, now: int) -> None:
        """The invoice is discarded, refused, void or deleted: its entries and expenses may be billed again."""
        freed = self.entries_of(invoice_id)
        for state in (RESERVED, BILLED):
            self._move(invoice_id, state, FREED, now)
            ExpenseLedger(self.db).move(invoice_id, state, FREED, now)
        HoursMarkRepository(self.db).free(freed, now)
        self._bill_by_another(invoice_id, now)
        ExpenseLedger(self.db).bill_by_another(invoice_id, now)
        self._ask_about_missing(invoice_id, now)

    def tie_again(self, invoice: Invoice, now: int) -> None:
        """Tie what the invoice's newly saved lines have; what is tied already keeps its state, and, on a line that
        nobody worked out anew, what decided its amount. What is on none of them any more stays spoken for, without a
        line, until `free_loose`. Raises `Refused` as `reserve` does.
        """
        live = set(self.entries_of(invoice.id))
        line_ids = InvoiceRepository(self.db).line_ids(invoice.id)
        for line_id, line in zip(line_ids, invoice.lines, strict=True):
            for entry_id, basis in _bases(line):
                if entry_id in live and not line.basis:
                    self.db.run(
                        "update billing_ledger set line_id = ? where invoice_id = ? and entry_id = ?"
                        " and state <> 'freed'",
                        line_id, invoice.id, entry_id,
                    )  # fmt: skip
                elif entry_id in live:
                    self.db.run(
                        "update billing_ledger set line_id = ?, worked_s = ?, billed_s = ?, rate = ?, rate_from = ?,"
                        " rounding = ?, rounding_from = ? where invoice_id = ? and entry_id = ? and state <> 'freed'",
                        line_id, *basis, invoice.id, entry_id,
                    )  # fmt: skip
        self._insert(
            [
                (new_id(), entry_id, invoice.id, line_id, RESERVED, *basis, now)
                for line_id, line in zip(line_ids, invoice.lines, strict=True)
                for entry_id, basis in _bases(line)
                if entry_id not in live
            ]
        )
        ExpenseLedger(self.db).tie_again(invoice, line_ids, now)

    def free_loose(self, invoice_id: str, now: int) -> None:
        """What an edit took off the invoice may be billed again."""
        loose = self.db.read(
            "update billing_ledger set state = 'freed', at = ? where invoice_id = ? and line_id is null"
            " and state <> 'freed' returning entry_id",
            now, invoice_id,
        )  # fmt: skip
        HoursMarkRepository(self.db).free([row["entry_id"] for row in loose], now)
        ExpenseLedger(self.db).free_loose(invoice_id, now)

    def reserve_again(self, invoice_id: str, now: int) -> None:
        """Take back that the invoice's entries were freed; raises `Refused` if one is on another by now. What an edit
        took off it earlier is on none of its lines and stays free.
        """
        ExpenseLedger(self.db).reserve_again(invoice_id, now)
        try:
            self.db.run(
                "update billing_ledger set state = 'reserved', at = ? where invoice_id = ? and state = 'freed'"
                " and line_id is not null",
                now, invoice_id,
            )  # fmt: skip
        except sqlite3.IntegrityError as error:
            raise Refused("Some of these hours are already on another invoice.") from error

    def bill_again(self, invoice_id: str, now: int) -> None:
        """An invoice that was cancelled counts again: what it freed is billed by it, but for `billed_otherwise`."""
        self.db.run(
            "update billing_ledger set state = 'billed', at = ? where id in ("
            " select max(b.id) from billing_ledger b join entry e on e.id = b.entry_id where b.invoice_id = ?"
            " and b.state = 'freed' and b.line_id is not null and e.ledger is null group by e.id)",
            now, invoice_id,
        )  # fmt: skip
        ExpenseLedger(self.db).bill_again(invoice_id, now)

    def billed_otherwise(self, invoice_id: str) -> list[str]:
        """Titles of what the invoice freed while it was cancelled, where it is spoken for otherwise by now."""
        rows = self.db.read(
            "select e.title from billing_ledger b join entry e on e.id = b.entry_id"
            " join billing_ledger o on o.entry_id = e.id and o.state <> 'freed' and o.invoice_id is not b.invoice_id"
            " where b.invoice_id = ? and b.state = 'freed' and b.line_id is not null group by e.id order by e.position",
            invoice_id,
        )
        return [row["title"] for row in rows] + ExpenseLedger(self.db).billed_otherwise(invoice_id)

    def tie_back(self, invoice: Invoice, now: int) -> None:
        """As `tie_again` after an edit was taken back: what is billed otherwise by now stays so, and `billed_otherwise`
        goes on naming it.
        """
        others = self.db.read(
            "select entry_id from billing_ledger where state <> 'freed' and invoice_id is not ? and entry_id in"
            " (select entry_id from billing_ledger where invoice_id = ?)",
            invoice.id, invoice.id,
        )  # fmt: skip
        taken = {row["entry_id"] for row in others} | ExpenseLedger(self.db).taken(invoice.id)
        self.tie_again(replace(invoice, lines=tuple(_without(line, taken) for line in invoice.lines)), now)
        self.free_loose(invoice.id, now)
        self.tie_freed(invoice)

    def tie_freed(self, invoice: Invoice) -> None:
        """What a cancelled invoice freed goes with its newly saved lines, for `bill_again`."""
        line_ids = InvoiceRepository(self.db).line_ids(invoice.id)
        ExpenseLedger(self.db).tie_freed(invoice, line_ids)
        for line_id, line in zip(line_ids, invoice.lines, strict=True):
            for entry_id in line.entries:
                self.db.run(
                    "update billing_ledger set line_id = ? where id = (select max(id) from billing_ledger"
                    " where invoice_id = ? and entry_id = ? and state = 'freed')",
                    line_id, invoice.id, entry_id,
                )  # fmt: skip

    def mark_elsewhere(self, entry_id: str, reason: str, now: int) -> None:
        """Billed by something that this file does not have; nothing is done where the entry is spoken for already."""
        if self.state_of(entry_id) is None:
            self.db.run(
                "insert into billing_ledger (id, entry_id, state, reason, at) values (?, ?, ?, ?, ?)",
                new_id(), entry_id, ELSEWHERE, reason, now,
            )  # fmt: skip

    def state_of(self, entry_id: str) -> str | None:
        """reserved | billed | elsewhere | written_off, or None when the entry may be billed."""
        row = self.db.one("select ledger from entry where id = ?", entry_id)
        return None if row is None else row["ledger"]

    def entries_of(self, invoice_id: str) -> list[EntryId]:
        rows = self.db.read("select entry_id from billing_ledger where invoice_id = ? and state <> 'freed'", invoice_id)
        return [EntryId(row["entry_id"]) for row in rows]

    def projects_to_bill(self) -> set[str]:
        """Clientary's ids of the projects that have hours on an invoice which waits to be sent."""
        rows = self.db.read(
            "select distinct r.remote_id from outbox o"
            " join billing_ledger b on b.invoice_id = o.record_id and b.state = 'reserved'"
            " join entry e on e.id = b.entry_id"
            " join remote_link r on r.kind = 'project' and r.local_id = e.project_id and r.state = 'linked'"
            " where o.kind = 'invoice' and o.action = 'save' and o.state = 'waiting'"
        )
        return {row["remote_id"] for row in rows}

    def lost(self, invoice_id: str) -> list[str]:
        """Titles of the invoice's entries and expenses that must not be billed by it any more: billed in Clientary, or
        deleted on either side, since they were put on it.
        """
        rows = self.db.read(
            "select e.title from billing_ledger b join entry e on e.id = b.entry_id where b.invoice_id = ?"
            " and b.state = 'reserved' and b.line_id is not null"
            " and (e.billed_there = 1 or e.deleted_at is not null or e.deleted_there = 1)"
            " order by e.position",
            invoice_id,
        )
        return [row["title"] for row in rows] + ExpenseLedger(self.db).lost(invoice_id)

    def changed(self, invoice_id: str) -> list[tuple[str, int, int]]:
        """The invoice's reserved entries whose time changed since they were put on it: title, seconds then and now."""
        rows = self.db.read(
            "select e.title, b.worked_s, e.seconds from billing_ledger b join entry e on e.id = b.entry_id"
            " where b.invoice_id = ? and b.state = 'reserved' and b.line_id is not null and b.worked_s <> e.seconds"
            " order by e.position",
            invoice_id,
        )
        return [(row["title"], row["worked_s"], row["seconds"]) for row in rows]

    def live(self, entry_ids: Sequence[str]) -> list[EntryId]:
        """Those of the entries that are spoken for."""
        return [EntryId(entry_id) for entry_id in entry_ids if self.state_of(entry_id) is not None]

    def _insert(self, rows: Sequence[tuple[object, ...]]) -> None:
        try:
            self.db.run_many(
                f"insert into billing_ledger (id, entry_id, invoice_id, line_id, state, {_BASIS}, at)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
        except sqlite3.IntegrityError as error:
            raise Refused("Some of these hours are already on another invoice.") from error

    def _bill_by_another(self, invoice_id: str, now: int) -> None:
        """What this invoice freed may be on a line of another live one all the same: see `bill_again`. In one pass:
        freed rows have no index by entry, so each entry by itself would read the whole ledger.
        """
        self.db.run(
            "update billing_ledger set state = 'billed', at = ? where id in ("
            " select max(b.id) from billing_ledger b join invoice i on i.id = b.invoice_id"
            " where b.entry_id in (select entry_id from billing_ledger where invoice_id = ?) and b.invoice_id <> ?"
            " and b.state = 'freed' and b.line_id is not null and i.deleted_at is null and i.status <> ?"
            " and not exists (select 1 from billing_ledger o where o.entry_id = b.entry_id and o.state <> 'freed')"
            " group by b.entry_id)",
            now, invoice_id, invoice_id, InvoiceStatus.CANCELLED,
        )  # fmt: skip

    def _ask_about_missing(self, invoice_id: str, now: int) -> None:
        """Entries that Clientary no longer has stayed here for the invoice's sake: now a person decides about them."""
        rows = self.db.read(
            "select distinct e.id from billing_ledger b join entry e on e.id = b.entry_id"
            " where b.invoice_id = ? and e.deleted_there = 1 and e.deleted_at is null and e.ledger is null",
            invoice_id,
        )
        for row in rows:
            fields: dict[str, dict[str, object]] = {"deleted": {"ours": False, "theirs": True}}
            ConflictRepository(self.db).save(Conflict("entry", row["id"], None, fields, {}, now))

    def _move(self, invoice_id: str, old: str, new: str, now: int) -> None:
        self.db.run(
            "update billing_ledger set state = ?, at = ? where invoice_id = ? and state = ?", new, now, invoice_id, old
        )


def _bases(line: InvoiceLine) -> list[tuple[EntryId, tuple[object, ...]]]:
    """The line's entries with the values of `_BASIS`; where nobody worked them out here, with what the line says."""
    if not line.basis:
        said = (None, line.billed_s, None if line.rate is None else str(line.rate), None, None, None)
        return [(entry_id, said) for entry_id in line.entries]
    return [
        (
            one.entry_id,
            (one.worked_s, one.billed_s, str(one.rate), one.rate_from, one.rounding, one.rounding_from),
        )
        for one in line.basis
    ]


def _without(line: InvoiceLine, taken: Collection[str]) -> InvoiceLine:
    """The line without these entries and expenses."""
    return replace(
        line,
        entries=tuple(one for one in line.entries if one not in taken),
        basis=tuple(one for one in line.basis if one.entry_id not in taken),
        expenses=tuple(one for one in line.expenses if one not in taken),
    )
