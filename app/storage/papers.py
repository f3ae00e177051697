"""SQL for contacts, estimates and recurring schedules: what is only read from Clientary."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from app.domain.ids import ClientId
from app.domain.papers import Contact, Estimate, EstimateLine, Recurring
from app.storage.database import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PaperRow(Generic[T]):
    """A record with its client's name and its id there."""

    paper: T
    client_name: str | None
    remote_id: str | None


@dataclass(frozen=True, slots=True)
class PaperRepository:
    """Reads and writes of the three tables; writes belong inside `db.write()`."""

    db: Database

    def contacts(self) -> list[PaperRow[Contact]]:
        """Everybody by client and name."""
        rows = self._read("contact", "client_name collate nocase, x.name collate nocase, x.id")
        return [PaperRow(_contact(row), row["client_name"], row["remote_id"]) for row in rows]

    def estimates(self) -> list[PaperRow[Estimate]]:
        """Every estimate, newest first."""
        lines: dict[str, list[EstimateLine]] = {}
        for row in self.db.read("select * from estimate_line order by estimate_id, position"):
            line = EstimateLine(row["title"], Decimal(row["quantity"]), Decimal(row["price"]))
            lines.setdefault(row["estimate_id"], []).append(line)
        rows = self._read("estimate", "x.date desc, x.number desc, x.id")
        return [
            PaperRow(_estimate(row, tuple(lines.get(row["id"], ()))), row["client_name"], row["remote_id"])
            for row in rows
        ]

    def recurring(self) -> list[PaperRow[Recurring]]:
        """Every schedule, the next one first."""
        rows = self._read("recurring", "x.next_date, x.id")
        return [PaperRow(_recurring(row), row["client_name"], row["remote_id"]) for row in rows]

    def save_contact(self, contact: Contact) -> None:
        self.db.run(
            "insert or replace into contact (id, client_id, name, email, phone) values (?, ?, ?, ?, ?)",
            contact.id, contact.client_id, contact.name, contact.email, contact.phone,
        )  # fmt: skip

    def save_estimate(self, estimate: Estimate) -> None:
        """With its lines; one that comes without any keeps those that it had."""
        self.db.run(
            "insert into estimate (id, client_id, number, title, date, currency, status, total)"
            " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set client_id = excluded.client_id,"
            " number = excluded.number, title = excluded.title, date = excluded.date, currency = excluded.currency,"
            " status = excluded.status, total = excluded.total, gone_at = null",
            estimate.id, estimate.client_id, estimate.number, estimate.title, estimate.date, estimate.currency,
            estimate.status, _text(estimate.total),
        )  # fmt: skip
        if not estimate.lines:
            return
        self.db.run("delete from estimate_line where estimate_id = ?", estimate.id)
        self.db.run_many(
            "insert into estimate_line (estimate_id, position, title, quantity, price) values (?, ?, ?, ?, ?)",
            [
                (estimate.id, position, line.title, str(line.quantity), str(line.price))
                for position, line in enumerate(estimate.lines)
            ],
        )

    def save_recurring(self, recurring: Recurring) -> None:
        self.db.run(
            "insert or replace into recurring (id, client_id, number, title, next_date, time_interval, currency,"
            " status, total) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            recurring.id, recurring.client_id, recurring.number, recurring.title, recurring.next_date,
            recurring.time_interval, recurring.currency, recurring.status, _text(recurring.total),
        )  # fmt: skip

    def mark_gone(self, kind: str, record_id: str, at: int) -> None:
        """It was deleted in Clientary; `kind` is contact, estimate or recurring."""
        statement = {
            "contact": "update contact set gone_at = ? where id = ?",
            "estimate": "update estimate set gone_at = ? where id = ?",
            "recurring": "update recurring set gone_at = ? where id = ?",
        }[kind]
        self.db.run(statement, at, record_id)

    def _read(self, kind: str, order: str) -> list[sqlite3.Row]:
        return self.db.read(
            f"select x.*, c.name as client_name, r.remote_id from {kind} x left join client c on c.id = x.client_id"
            " left join remote_link r on r.kind = ? and r.local_id = x.id and r.state = 'linked'"
            f" where x.gone_at is null order by {order}",
            kind,
        )


def _contact(row: sqlite3.Row) -> Contact:
    return Contact(row["id"], row["name"], row["email"], row["phone"], _client(row))


def _estimate(row: sqlite3.Row, lines: tuple[EstimateLine, ...]) -> Estimate:
    return Estimate(
        id=row["id"],
        date=row["date"],
        number=row["number"],
        title=row["title"],
        client_id=_client(row),
        currency=row["currency"],
        status=row["status"],
        total=_number(row["total"]),
        lines=lines,
    )


def _recurring(row: sqlite3.Row) -> Recurring:
    return Recurring(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        client_id=_client(row),
        next_date=row["next_date"],
        time_interval=row["time_interval"],
        currency=row["currency"],
        status=row["status"],
        total=_number(row["total"]),
    )


def _client(row: sqlite3.Row) -> ClientId | None:
    return None if row["client_id"] is None else ClientId(row["client_id"])


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
