"""The sandbox's SQLite file: records of every kind as JSON beside the few columns that lists need, and settings.

Used by one thread (the server's event loop). Decimals and days are text inside the JSON: nothing is rounded here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

Fields = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    kind TEXT NOT NULL, id INTEGER NOT NULL, account TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    client_id INTEGER, project_id INTEGER, invoice_id INTEGER, recurring_id INTEGER, number TEXT, status INTEGER,
    name TEXT, day TEXT, hours_millionths INTEGER, billed INTEGER, fields TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX IF NOT EXISTS record_hours ON record (project_id, kind, deleted, billed, hours_millionths);
CREATE INDEX IF NOT EXISTS record_client ON record (client_id, kind, deleted);
CREATE INDEX IF NOT EXISTS record_invoice ON record (invoice_id, kind, deleted);
CREATE INDEX IF NOT EXISTS record_number ON record (kind, account, number);
CREATE INDEX IF NOT EXISTS record_list ON record (kind, account, deleted);
CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
MILLION = 1_000_000
# Ids may pass 2**31 (Clientary reference 4); hours start above it, so that a 32-bit reader fails early.
# No two kinds share ids, so that a mixed-up id is found out.
FIRST_ID = {
    "clients": 1_204_000,
    "contacts": 1_731_000,
    "leads": 1_893_000,
    "projects": 3_310_000,
    "hours": 2_205_000_000,
    "tasks": 8_450_000,
    "invoices": 5_027_000,
    "items": 61_000_000,
    "estimates": 5_541_000,
    "recurring": 702_000,
    "payments": 6_118_000,
    "payment_profiles": 44_000,
    "expenses": 9_260_000,
    "staff": 41_000,
}
OTHER_ACCOUNT_OFFSET = 500_000_000
DAY_FIELDS = ("date", "received_on", "incurred_on")

Parent = tuple[Literal["client_id", "project_id", "invoice_id", "recurring_id"], int]
Order = Literal["name", "id", "newest", "newest_day", "number"]
_ORDER_SQL: dict[Order, str] = {
    "name": "name, id",
    "id": "id",
    "newest": "created_at DESC, id DESC",
    "newest_day": "day DESC, id DESC",
    "number": "number, id",
}


@dataclass(slots=True)
class Record:
    """One stored record. `fields` holds what was written and what the rules added, never what can be computed."""

    kind: str
    account: str
    created_at: int
    updated_at: int
    fields: Fields
    id: int = 0
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Which records of an account's kind, in which order; None means no condition."""

    account: str
    kind: str
    parent: Parent | None = None
    billed: bool | None = None
    statuses: tuple[int, ...] | None = None
    updated_since: int | None = None
    days: tuple[str, str] | None = None
    order: Order = "id"

    def conditions(self) -> tuple[str, list[object]]:
        """The WHERE clause and its values; deleted records never match."""
        sql, values = ["account = ?", "kind = ?", "deleted = 0"], [self.account, self.kind]
        given: list[object] = list(values)
        if self.parent is not None:
            sql.append(f"{self.parent[0]} = ?")
            given.append(self.parent[1])
        if self.billed is not None:
            sql.append("billed = ?")
            given.append(int(self.billed))
        if self.statuses is not None:
            sql.append(f"status IN ({','.join('?' * len(self.statuses))})")
            given.extend(self.statuses)
        if self.updated_since is not None:
            sql.append("updated_at >= ?")
            given.append(self.updated_since)
        if self.days is not None:
            sql.append("day BETWEEN ? AND ?")
            given.extend(self.days)
        return " AND ".join(sql), given


@dataclass(slots=True)
class Store:
    """Everything the sandbox remembers. Committed data survives a kill of the process."""

    path: Path
    _db: sqlite3.Connection = field(init=False)
    _depth: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._db = sqlite3.connect(self.path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")  # survives a killed process; only a power cut could tear it
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; an inner one joins the outer one."""
        if self._depth == 0:
            self._db.execute("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("ROLLBACK")
            raise
        self._depth -= 1
        if self._depth == 0:
            self._db.execute("COMMIT")

    # -- records ---------------------------------------------------------------------------------------------------

    def next_id(self, account: str, name: str) -> int:
        """The next id of a sequence: ids of an account's kind only ever grow (until a backup is restored)."""
        first = FIRST_ID.get(name, 0) + (0 if account == "main" else OTHER_ACCOUNT_OFFSET)
        row = self._db.execute(
            "INSERT INTO sequence (name, last) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
            (f"{account}/{name}", first + 1),
        ).fetchone()
        return int(row[0])

    def insert(self, record: Record) -> None:
        """Store a new record and give it its id."""
        record.id = self.next_id(record.account, record.kind)
        self._db.execute(
            "INSERT INTO record (account, created_at, updated_at, client_id, project_id, invoice_id,"
            " recurring_id, number, status, name, day, hours_millionths, billed, fields, kind, id)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (record.account, record.created_at, *_columns(record), record.kind, record.id),
        )

    def update(self, record: Record) -> None:
        self._db.execute(
            "UPDATE record SET updated_at=?, client_id=?, project_id=?, invoice_id=?, recurring_id=?, number=?,"
            " status=?, name=?, day=?, hours_millionths=?, billed=?, fields=? WHERE kind=? AND id=?",
            (*_columns(record), record.kind, record.id),
        )

    def delete(self, record: Record, now: int) -> None:
        """Mark as deleted; the row stays for the control routes and for nobody else."""
        record.deleted, record.updated_at = True, now
        self._db.execute(
            "UPDATE record SET deleted = 1, updated_at = ? WHERE kind = ? AND id = ?", (now, record.kind, record.id)
        )

    def touch(self, kind: str, record_id: int, now: int) -> None:
        self._db.execute("UPDATE record SET updated_at = ? WHERE kind = ? AND id = ?", (now, kind, record_id))

    def get(self, account: str, kind: str, record_id: int) -> Record | None:
        row = self._db.execute(
            f"{_SELECT} WHERE kind = ? AND id = ? AND account = ? AND deleted = 0", (kind, record_id, account)
        ).fetchone()
        return None if row is None else _record(row)

    def select(self, query: Query, limit: int = -1, offset: int = 0) -> list[Record]:
        where, values = query.conditions()
        rows = self._db.execute(
            f"{_SELECT} WHERE {where} ORDER BY {_ORDER_SQL[query.order]} LIMIT ? OFFSET ?", (*values, limit, offset)
        )
        return [_record(row) for row in rows]

    def count(self, query: Query) -> int:
        where, values = query.conditions()
        return int(self._db.execute(f"SELECT COUNT(*) FROM record WHERE {where}", values).fetchone()[0])

    def everything(self, kind: str, account: str | None = None) -> list[Record]:
        """All records of a kind, deleted ones too, in the order of their ids."""
        rows = self._db.execute(
            f"{_SELECT} WHERE kind = ? AND (? IS NULL OR account = ?) ORDER BY id", (kind, account, account)
        )
        return [_record(row) for row in rows]

    def number_taken(self, account: str, kind: str, number: str, except_id: int) -> bool:
        row = self._db.execute(
            "SELECT 1 FROM record WHERE kind = ? AND account = ? AND number = ? AND deleted = 0 AND id <> ?",
            (kind, account, number, except_id),
        ).fetchone()
        return row is not None

    def numbers(self, account: str, kind: str) -> list[str]:
        rows = self._db.execute(
            "SELECT number FROM record WHERE kind = ? AND account = ? AND number IS NOT NULL AND deleted = 0",
            (kind, account),
        )
        return [str(row[0]) for row in rows]

    def hours_sums(self, project_id: int) -> tuple[Decimal, Decimal]:
        """Worked and unbilled hours of a project."""
        row = self._db.execute(
            "SELECT COALESCE(SUM(hours_millionths), 0),"
            " COALESCE(SUM(CASE WHEN billed = 0 THEN hours_millionths END), 0)"
            " FROM record WHERE project_id = ? AND kind = 'hours' AND deleted = 0",
            (project_id,),
        ).fetchone()
        return Decimal(row[0]) / MILLION, Decimal(row[1]) / MILLION

    # -- settings and backup ---------------------------------------------------------------------------------------

    def setting(self, name: str) -> Any:
        """A stored setting as it was given to `set_setting`, or None."""
        row = self._db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def set_setting(self, name: str, value: Any) -> None:
        self._db.execute(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, json.dumps(value)),
        )

    def backup(self) -> None:
        """Remember every account as it is now, in a file beside the database; an older backup is replaced."""
        target = self._backup_path
        target.unlink(missing_ok=True)
        self._db.execute("VACUUM INTO ?", (str(target),))

    def restore(self) -> bool:
        """Bring records and id sequences back to the last backup; False if there is none. Settings stay."""
        if not self._backup_path.exists():
            return False
        self._db.execute("ATTACH ? AS old", (str(self._backup_path),))
        try:
            with self.transaction():
                for table in ("record", "sequence"):
                    self._db.execute(f"DELETE FROM main.{table}")
                    self._db.execute(f"INSERT INTO main.{table} SELECT * FROM old.{table}")
        finally:
            self._db.execute("DETACH old")
        return True

    @property
    def _backup_path(self) -> Path:
        return self.path.with_name(self.path.stem + "-backup.sqlite3")


_SELECT = "SELECT kind, account, created_at, updated_at, fields, id, deleted FROM record"


def _record(row: tuple[Any, ...]) -> Record:
    return Record(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5], bool(row[6]))


def _columns(record: Record) -> tuple[object, ...]:
    """The values of the columns from `updated_at` to `fields`, taken from the fields."""
    values = record.fields
    name, hours = values.get("name"), values.get("hours")
    day = next((values[key] for key in DAY_FIELDS if values.get(key)), None)
    return (
        record.updated_at,
        values.get("client_id"),
        values.get("project_id"),
        values.get("invoice_id"),
        values.get("recurring_id"),
        values.get("number"),
        values.get("status"),
        name.casefold() if name else None,
        day,
        int(Decimal(hours) * MILLION) if hours else None,
        int(bool(values.get("billed"))) if record.kind == "hours" else None,
        json.dumps(values, ensure_ascii=False),
    )
