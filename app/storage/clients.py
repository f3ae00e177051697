"""SQL for clients and for people (staff)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.domain.clients import Client, Person, RecordSync
from app.domain.ids import ClientId
from app.storage.changes import Changes
from app.storage.database import Database
from app.storage.standing import standing_columns, standing_of


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client with its id there, if it has one, and where it stands; `message`: why Clientary refused it."""

    client: Client
    remote_id: str | None
    sync: RecordSync = RecordSync.SYNCED
    message: str | None = None


@dataclass(frozen=True, slots=True)
class ClientRepository:
    """Reads and writes of the client table; writes belong inside `db.write()`."""

    db: Database

    def all(self, *, archived: bool = True) -> list[ClientRow]:
        """Every client by name; `archived=False` leaves out archived ones."""
        rows = self.db.read(
            f"select c.*, {standing_columns('client', 'c')} from client c"
            f"{'' if archived else ' where c.archived = 0 and c.gone_at is null'} order by c.name collate nocase, c.id"
        )
        return [_client_row(row) for row in rows]

    def row(self, client_id: str) -> ClientRow | None:
        row = self.db.one(f"select c.*, {standing_columns('client', 'c')} from client c where c.id = ?", client_id)
        return None if row is None else _client_row(row)

    def is_gone(self, client_id: str) -> bool:
        """Whether it was deleted in Clientary."""
        return self.db.one("select 1 from client where id = ? and gone_at is not null", client_id) is not None

    def get(self, client_id: str) -> Client | None:
        row = self.db.one("select * from client where id = ?", client_id)
        return None if row is None else _client(row)

    def save(self, client: Client) -> None:
        self.db.touch(Changes(clients=frozenset((client.id,))))
        self.db.run(
            "insert into client (id, name, number, currency, archived) values (?, ?, ?, ?, ?)"
            " on conflict (id) do update set name = excluded.name, number = excluded.number,"
            " currency = excluded.currency, archived = excluded.archived, gone_at = null",
            client.id, client.name, client.number, client.currency, int(client.archived),
        )  # fmt: skip

    def mark_gone(self, client_id: str, at: int) -> None:
        """It is no longer in Clientary; the row stays for what refers to it."""
        self.db.touch(Changes(clients=frozenset((client_id,))))
        self.db.run("update client set gone_at = ? where id = ?", at, client_id)


@dataclass(frozen=True, slots=True)
class PersonRepository:
    """Staff, by Clientary's user id."""

    db: Database

    def all(self) -> list[Person]:
        return [Person(row["remote_id"], row["name"]) for row in self.db.read("select * from person order by name")]

    def save(self, person: Person) -> None:
        self.db.run(
            "insert into person (remote_id, name) values (?, ?)"
            " on conflict (remote_id) do update set name = excluded.name",
            person.remote_id,
            person.name,
        )


def _client_row(row: sqlite3.Row) -> ClientRow:
    return ClientRow(_client(row), row["remote_id"], *standing_of(row))


def _client(row: sqlite3.Row) -> Client:
    return Client(ClientId(row["id"]), row["name"], row["number"], row["currency"], bool(row["archived"]))
