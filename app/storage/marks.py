"""SQL for entries that are billed elsewhere or written off: lines of the billing ledger without an invoice."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.ids import EntryId, new_id
from app.storage.conditions import RUNNING, UNBILLED
from app.storage.database import Database
from app.storage.ledger import ELSEWHERE, FREED, WRITTEN_OFF


@dataclass(frozen=True, slots=True)
class EntryMark:
    """How an entry is spoken for without an invoice: `elsewhere` or `written_off`, and a person's reason."""

    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class MarkRepository:
    """Reads and writes of marks; writes belong inside `db.write()`."""

    db: Database

    def get(self, entry_id: str) -> EntryMark | None:
        row = self.db.one(
            "select state, reason from billing_ledger where entry_id = ? and state in (?, ?)",
            entry_id, ELSEWHERE, WRITTEN_OFF,
        )  # fmt: skip
        return None if row is None else EntryMark(row["state"], row["reason"])

    def put(self, entry_id: str, mark: EntryMark | None, now: int) -> None:
        """Set or take away an entry's mark; the ledger's index refuses one that is on an invoice."""
        self.db.run(
            "update billing_ledger set state = ?, at = ? where entry_id = ? and state in (?, ?)",
            FREED, now, entry_id, ELSEWHERE, WRITTEN_OFF,
        )  # fmt: skip
        if mark is not None:
            self.db.run(
                "insert into billing_ledger (id, entry_id, state, reason, at) values (?, ?, ?, ?, ?)",
                new_id(), entry_id, mark.state, mark.reason, now,
            )  # fmt: skip

    def unbilled_before(self, day: str) -> list[EntryId]:
        """Billable entries of days before this one that nothing speaks for, oldest first."""
        rows = self.db.read(f"select e.id from entry e where {UNBILLED} and e.date < ? order by e.position", day)
        return [EntryId(row["id"]) for row in rows]

    def marked_before(self, day: str) -> list[EntryId]:
        """Marked entries of days before this one, oldest first."""
        rows = self.db.read(
            "select e.id from entry e where e.ledger in (?, ?) and e.deleted_at is null"
            f" and not ({RUNNING}) and e.date < ? order by e.position",
            ELSEWHERE, WRITTEN_OFF, day,
        )  # fmt: skip
        return [EntryId(row["id"]) for row in rows]
