"""SQL for remote links: which remote record stands for which local one, and what both last agreed on."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.storage.database import Database

NEVER = 0
"""Stands where the instant would be at which a record was seen."""


@dataclass(frozen=True, slots=True)
class Link:
    """`base` (JSON) is what both sides last agreed on, in our terms; `snapshot` (JSON) the remote record as it came.
    `parent_id` is the remote project of hours. A *leaving* link is to be deleted there and is never imported. `seen`:
    a list or a get has shown the record; else nothing but the answer to its create named it, which may be mistaken.
    """

    kind: str
    remote_id: str
    local_id: str
    base: str
    snapshot: str
    parent_id: str | None = None
    leaving: bool = False
    seen: bool = True


@dataclass(frozen=True, slots=True)
class LinkRepository:
    """Reads and writes of remote links; writes belong inside `db.write()`."""

    db: Database

    def of_local(self, kind: str, local_id: str) -> Link | None:
        """The live link of a local record."""
        row = self.db.one(
            "select * from remote_link where kind = ? and local_id = ? and state = 'linked'", kind, local_id
        )
        return None if row is None else _link(row)

    def of_remote(self, kind: str, remote_id: str) -> Link | None:
        row = self.db.one("select * from remote_link where kind = ? and remote_id = ?", kind, remote_id)
        return None if row is None else _link(row)

    def knows(self, kind: str, remote_id: str) -> bool:
        """Whether any link, live or leaving, names this remote record."""
        return self.db.one("select 1 from remote_link where kind = ? and remote_id = ?", kind, remote_id) is not None

    def of_parent(self, kind: str, parent_id: str) -> dict[str, Link]:
        """Every link below a remote parent, by remote id."""
        rows = self.db.read("select * from remote_link where kind = ? and parent_id = ?", kind, parent_id)
        return {row["remote_id"]: _link(row) for row in rows}

    def all(self, kind: str) -> dict[str, Link]:
        """Every link of a kind, by remote id."""
        return {row["remote_id"]: _link(row) for row in self.db.read("select * from remote_link where kind = ?", kind)}

    def orphans(self, kind: str, parent_kind: str) -> list[str]:
        """Remote ids of records whose parent there is not linked (any more)."""
        rows = self.db.read(
            "select remote_id from remote_link where kind = ? and state = 'linked' and parent_id is not null"
            " and parent_id not in (select remote_id from remote_link where kind = ?)",
            kind,
            parent_kind,
        )
        return [row["remote_id"] for row in rows]

    def hours_of(self, kind: str, parent_id: str) -> Decimal:
        """The sum of the remote hours of every record known below a parent, leaving ones included."""
        rows = self.db.read(
            "select json_extract(base, '$.theirs.hours') as hours from remote_link where kind = ? and parent_id = ?",
            kind,
            parent_id,
        )
        return sum((Decimal(row["hours"]) for row in rows if row["hours"] is not None), Decimal(0))

    def count(self, kind: str) -> int:
        row = self.db.one("select count(*) from remote_link where kind = ? and state = 'linked'", kind)
        return int(row[0]) if row is not None else 0

    def save(self, link: Link, now: int) -> None:
        """Insert or replace; a local record has one live link."""
        self.db.run(
            "insert into remote_link (kind, remote_id, local_id, state, parent_id, base, snapshot, seen_at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (kind, remote_id) do update set local_id = excluded.local_id,"
            " state = excluded.state, parent_id = excluded.parent_id, base = excluded.base,"
            " snapshot = excluded.snapshot, seen_at = excluded.seen_at",
            link.kind, link.remote_id, link.local_id, "leaving" if link.leaving else "linked", link.parent_id,
            link.base, link.snapshot, now if link.seen else NEVER,
        )  # fmt: skip

    def unseen(self, kind: str, parent_id: str | None = None) -> list[Link]:
        """Live links whose record nothing has shown yet, all of a kind or those below one remote parent."""
        where, below = ("", ()) if parent_id is None else (" and parent_id = ?", (parent_id,))
        rows = self.db.read(
            f"select * from remote_link where kind = ?{where} and state = 'linked' and seen_at = ?", kind, *below, NEVER
        )
        return [_link(row) for row in rows]

    def leave(self, kind: str, remote_id: str) -> None:
        """The remote record no longer stands for the local one; it stays known until it is deleted there."""
        self.db.run("update remote_link set state = 'leaving' where kind = ? and remote_id = ?", kind, remote_id)

    def remove(self, kind: str, remote_id: str) -> None:
        self.db.run("delete from remote_link where kind = ? and remote_id = ?", kind, remote_id)


def _link(row: sqlite3.Row) -> Link:
    return Link(
        kind=row["kind"],
        remote_id=row["remote_id"],
        local_id=row["local_id"],
        base=row["base"],
        snapshot=row["snapshot"],
        parent_id=row["parent_id"],
        leaving=row["state"] == "leaving",
        seen=row["seen_at"] != NEVER,
    )
