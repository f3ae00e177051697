"""SQL for the terms of billing that a person set beside a record."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.billing_terms import NO_TERMS, BillingTerms, TermsKind
from app.domain.ids import EntryId
from app.domain.invoices import Tax
from app.storage.database import Database

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class TermsRepository:
    """Reads and writes of `billing_terms`; writes belong inside `db.write()`."""

    db: Database

    def get(self, kind: TermsKind, record_id: str) -> BillingTerms:
        """What the record says by itself."""
        row = self.db.one("select * from billing_terms where kind = ? and record_id = ?", kind, record_id)
        return NO_TERMS if row is None else _terms(row)

    def all(self, kind: TermsKind) -> dict[str, BillingTerms]:
        """Every record of a kind that says something."""
        rows = self.db.read("select * from billing_terms where kind = ?", kind)
        return {row["record_id"]: _terms(row) for row in rows}

    def entry_rates(self, entry_ids: Sequence[str]) -> dict[EntryId, Decimal]:
        """The rates that these entries have of their own."""
        found: dict[EntryId, Decimal] = {}
        for first in range(0, len(entry_ids), _CHUNK):
            some = entry_ids[first : first + _CHUNK]
            rows = self.db.read(
                "select record_id, rate from billing_terms where kind = 'entry' and rate is not null"
                f" and record_id in ({', '.join('?' * len(some))})",
                *some,
            )
            found |= {EntryId(row["record_id"]): Decimal(row["rate"]) for row in rows}
        return found

    def copy_rate(self, entry_id: str, new_id: str) -> None:
        """A part or a copy of an entry has its rate."""
        rate = self.entry_rates([entry_id]).get(EntryId(entry_id))
        if rate is not None and new_id != entry_id:
            self.save(TermsKind.ENTRY, new_id, BillingTerms(rate=rate))

    def save(self, kind: TermsKind, record_id: str, terms: BillingTerms) -> None:
        """Replace what the record says; nothing is kept of one that says nothing."""
        self.db.run("delete from billing_terms where kind = ? and record_id = ?", kind, record_id)
        if terms == NO_TERMS:
            return
        taxes = None if terms.taxes is None else json.dumps([[tax.label, str(tax.percent)] for tax in terms.taxes])
        self.db.run(
            "insert into billing_terms (kind, record_id, rate, rounding, number_pattern, language, due_days, taxes,"
            " compound, priced) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            kind, record_id, None if terms.rate is None else str(terms.rate), terms.rounding, terms.number_pattern,
            terms.language, terms.due_days, taxes, int(terms.compound), terms.priced,
        )  # fmt: skip


def _terms(row: sqlite3.Row) -> BillingTerms:
    taxes = row["taxes"]
    return BillingTerms(
        rate=None if row["rate"] is None else Decimal(row["rate"]),
        rounding=row["rounding"],
        number_pattern=row["number_pattern"],
        language=row["language"],
        due_days=row["due_days"],
        taxes=None if taxes is None else tuple(Tax(label, Decimal(percent)) for label, percent in json.loads(taxes)),
        compound=bool(row["compound"]),
        priced=row["priced"],
    )
