"""SQL that compares two data files, the one in use and a backup, and carries over what must not be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.ids import new_id
from app.storage.database import Database
from app.storage.ledger import ELSEWHERE
from app.storage.links import Link
from app.storage.outbox import ENTRY

_LIVE = "deleted_at is null"
_SAME = (
    "e.title is o.title and e.notes is o.notes and e.project_id is o.project_id and e.date is o.date"
    " and e.seconds is o.seconds and e.started_at is o.started_at and e.ended_at is o.ended_at"
    " and e.billable is o.billable and e.task_id is o.task_id"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One record that is there on one side only, or otherwise on both. `number` of an invoice stands in `title`."""

    title: str
    date: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """How many, and the newest few of them."""

    count: int
    samples: tuple[Sample, ...]


@contextmanager
def beside(db: Database, other: Path) -> Iterator[Database]:
    """`db` with another file attached as `other`, for the queries below."""
    db.run("attach database ? as other", str(other))
    try:
        yield db
    finally:
        db.run("detach database other")


def count_entries(db: Database, schema: str) -> int:
    """Entries that are not deleted."""
    row = db.one(f"select count(*) from {schema}.entry where {_LIVE}")
    return int(row[0]) if row is not None else 0


def only_in(db: Database, here: str, there: str, limit: int) -> Difference:
    """Entries of `here` (main or other) that `there` does not have, or has among the deleted."""
    source = (
        f"from {here}.entry e where e.deleted_at is null"
        f" and not exists (select 1 from {there}.entry o where o.id = e.id and o.deleted_at is null)"
    )
    return _difference(db, f"select e.title, e.date, e.seconds {source} order by e.position desc", source, limit)


def changed(db: Database, limit: int) -> Difference:
    """Entries that both have, with another title, time, project or the like; as they are in `main`."""
    source = (
        "from main.entry e join other.entry o on o.id = e.id"
        f" where e.deleted_at is null and o.deleted_at is null and not ({_SAME})"
    )
    return _difference(db, f"select e.title, e.date, e.seconds {source} order by e.position desc", source, limit)


def invoices_only_in(db: Database, here: str, there: str, limit: int) -> Difference:
    """Invoices of `here` that `there` does not have."""
    source = (
        f"from {here}.invoice e where e.deleted_at is null"
        f" and not exists (select 1 from {there}.invoice o where o.id = e.id and o.deleted_at is null)"
    )
    return _difference(db, f"select coalesce(e.number, '') as title, e.date, 0 as seconds {source}", source, limit)


def unsent_only_in_main(db: Database) -> int:
    """Changes that wait to be sent and that `other` does not know."""
    row = db.one("select count(*) from main.outbox o where o.id not in (select id from other.outbox)")
    return int(row[0]) if row is not None else 0


def runs_in(db: Database, schema: str, entry_id: str) -> bool:
    """Whether that entry is the running timer there too."""
    return (
        db.one(
            f"select 1 from {schema}.entry where id = ? and started_at is not null and ended_at is null"
            " and deleted_at is null",
            entry_id,
        )
        is not None
    )


def carry_billing(db: Database, now: int) -> int:
    """Hours that `other` has on a sent invoice while `db` would offer them again count as billed elsewhere; how many.

    Which hours an invoice bills is known here only: without this a restored file would bill them a second time. What
    was never sent is not carried over; it is what a person goes back from.
    """
    rows = db.read(f"select b.entry_id, i.number {_SENT} join main.entry e on e.id = b.entry_id where e.ledger is null")
    db.run_many(
        "insert into main.billing_ledger (id, entry_id, state, reason, at) values (?, ?, ?, ?, ?)",
        [(new_id(), row["entry_id"], ELSEWHERE, billed_since(row["number"]), now) for row in rows],
    )
    return len(rows)


def billed_unknown(db: Database) -> dict[str, str]:
    """Remote ids of hours on a sent invoice of `other` that `db` does not have at all, with why they count as billed.

    They come in again by the next pull, as new entries, and must not be offered as unbilled then.
    """
    rows = db.read(
        f"select r.remote_id, i.number {_SENT}"
        " join other.remote_link r on r.kind = 'entry' and r.local_id = b.entry_id and r.state = 'linked'"
        " where not exists (select 1 from main.remote_link m where m.kind = 'entry' and m.remote_id = r.remote_id)"
    )
    return {row["remote_id"]: billed_since(row["number"]) for row in rows}


def linked_since(db: Database) -> list[Link]:
    """Links of entries of `db` that only `other` knows to be in Clientary, as `other` has them."""
    rows = db.read(
        "select l.local_id, l.remote_id, l.parent_id, l.base from other.remote_link l"
        " join main.entry e on e.id = l.local_id"
        " where l.kind = 'entry' and l.state = 'linked' and not exists (select 1 from main.remote_link m"
        "  where m.kind = 'entry' and (m.remote_id = l.remote_id or (m.local_id = l.local_id and m.state = 'linked')))"
    )
    return [Link(ENTRY, row["remote_id"], row["local_id"], row["base"], "{}", row["parent_id"]) for row in rows]


def billed_since(number: str | None) -> str:
    """Why such hours count as billed; kept on the ledger."""
    return f"on invoice {number or 'without a number'}, made after the backup"


_SENT = (
    "from (select b.entry_id, b.invoice_id from other.billing_ledger b join other.invoice n on n.id = b.invoice_id"
    "  where b.state = 'billed' or (b.state = 'reserved' and n.doubted <> '[]')) b"
    " join other.invoice i on i.id = b.invoice_id"
)


def _difference(db: Database, listing: str, source: str, limit: int) -> Difference:
    row = db.one(f"select count(*) {source}")
    rows = db.read(f"{listing} limit ?", limit)
    samples = tuple(Sample(found["title"], found["date"], found["seconds"]) for found in rows)
    return Difference(int(row[0]) if row is not None else 0, samples)
