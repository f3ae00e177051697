"""SQL for invoices that a person began in the form."""

from __future__ import annotations

from dataclasses import dataclass

from app.storage.database import Database


@dataclass(frozen=True, slots=True)
class UnfinishedRow:
    """`request` as `request_json` writes it; `replacing` the invoice that is being changed; `at` in epoch seconds."""

    request: str
    replacing: str | None
    at: int


@dataclass(frozen=True, slots=True)
class UnfinishedRepository:
    """One row for a client or an invoice that is changed; writes belong inside `db.write()`."""

    db: Database

    def newest(self, subject: str | None) -> UnfinishedRow | None:
        """What was begun for that subject; None for the newest of all new invoices."""
        row = self.db.one(
            "select replacing, request, at from unfinished_invoice where (subject = ?1 or (?1 is null and replacing is"
            " null)) order by at desc limit 1",
            subject,
        )
        return None if row is None else UnfinishedRow(row["request"], row["replacing"], row["at"])

    def put(self, subject: str, row: UnfinishedRow) -> None:
        self.db.run(
            "insert or replace into unfinished_invoice (subject, replacing, request, at) values (?, ?, ?, ?)",
            subject,
            row.replacing,
            row.request,
            row.at,
        )

    def forget(self, subject: str) -> None:
        self.db.run("delete from unfinished_invoice where subject = ?", subject)
