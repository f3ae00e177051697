"""SQL for time entries; the only module that knows the table's columns."""

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.domain.entries import Entry, EntrySync
from app.domain.ids import ClientId, InvoiceId, ProjectId
from app.errors import Refused, UserInputError
from app.storage.changes import Changes
from app.storage.conditions import RUNNING, UNBILLED, WORKED
from app.storage.database import Database
from app.storage.positions import first_of_day, free_position, same_bucket
from app.storage.search import newest_terms, search_terms

_COLUMNS = (
    "e.position, e.id, e.title, e.notes, e.project_id, e.task_id, e.billable, e.date, e.started_at, e.ended_at,"
    " e.timezone, e.seconds, e.person, e.billed_there, e.ledger, e.deleted_at,"
    " (select group_concat(tag, char(31)) from"
    "   (select tag from entry_tag t where t.entry_id = e.id order by tag)) as tags"
)
_SYNC = (
    "case when exists (select 1 from conflict k where k.kind = 'entry' and k.record_id = e.id) then 'conflict'"
    " else coalesce((select o.state from outbox o where o.kind = 'entry' and o.record_id = e.id and o.action <> 'drop'"
    "   order by case o.state when 'in_flight' then 0 when 'checking' then 1 when 'parked' then 2 else 3 end limit 1),"
    " case when r.remote_id is not null then 'synced' else 'local' end) end as sync"
)
_ROW = (
    f"select {_COLUMNS}, {_SYNC}, r.remote_id, p.name as project_name, p.currency as project_currency,"
    " c.id as client_id, c.name as client_name, c.currency as client_currency, t.title as task_title,"
    " n.name as person_name, b.invoice_id, i.number as invoice_number,"
    " (select o.message from outbox o where o.kind = 'entry' and o.record_id = e.id and o.state = 'parked') as message,"
    " (select k.fields from conflict k where k.kind = 'entry' and k.record_id = e.id) as conflict_fields"
)
_JOINS = (
    " left join project p on p.id = e.project_id left join client c on c.id = p.client_id"
    " left join task t on t.id = e.task_id left join person n on n.remote_id = e.person"
    " left join remote_link r on r.kind = 'entry' and r.local_id = e.id and r.state = 'linked'"
    " left join billing_ledger b on b.entry_id = e.id and b.state <> 'freed'"
    " left join invoice i on i.id = b.invoice_id"
)
_INSERT = (
    "insert into entry (position, title, notes, project_id, task_id, billable, date, started_at, ended_at, timezone,"
    " seconds, person, billed_there, id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE = (
    "update entry set position = ?, title = ?, notes = ?, project_id = ?, task_id = ?, billable = ?, date = ?,"
    " started_at = ?, ended_at = ?, timezone = ?, seconds = ?, person = ?, billed_there = ? where id = ?"
)


class EntryRow(NamedTuple):
    """An entry with the names and states that a list shows. A tuple: lists make hundreds of them at a time."""

    entry: Entry
    position: int
    sync: EntrySync
    remote_id: str | None = None
    project_name: str | None = None
    client_id: ClientId | None = None
    client_name: str | None = None
    currency: str | None = None
    task_title: str | None = None
    person_name: str | None = None
    ledger: str | None = None
    invoice_id: InvoiceId | None = None
    invoice_number: str | None = None
    message: str | None = None
    conflict: str | None = None
    deleted: bool = False


class EntryFilter(NamedTuple):
    """Which entries; days are YYYY-MM-DD, both included. Each word must occur in title, notes, project or client,
    the last one may be the beginning of a word there.
    """

    day_from: str | None = None
    day_to: str | None = None
    project_ids: tuple[ProjectId, ...] = ()
    client_id: ClientId | None = None
    words: tuple[str, ...] = ()
    unbilled: bool = False
    mine: bool = False


class EntryRepository:
    """Reads and writes of entries. Writes belong inside `db.write()`, together with their outbox operation."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def get(self, entry_id: str) -> Entry | None:
        """The entry, deleted or not."""
        row = self.db.one(f"select {_COLUMNS} from entry e where e.id = ?", entry_id)
        return None if row is None else _entry(tuple(row))

    def row(self, entry_id: str) -> EntryRow | None:
        """The entry with names and states, deleted or not."""
        row = self.db.one(f"{_ROW} from entry e{_JOINS} where e.id = ?", entry_id)
        return None if row is None else _entry_row(tuple(row))

    def is_deleted(self, entry_id: str) -> bool:
        row = self.db.one("select deleted_at from entry where id = ?", entry_id)
        return row is None or row["deleted_at"] is not None

    def running(self) -> Entry | None:
        """The one running timer. The index is named because SQLite forgets small partial indexes after ANALYZE."""
        row = self.db.one(
            f"select {_COLUMNS} from entry e indexed by entry_running where {RUNNING} and e.deleted_at is null"
        )
        return None if row is None else _entry(tuple(row))

    def page(self, wanted: EntryFilter, limit: int, before: int | None = None) -> list[EntryRow]:
        """Newest first, strictly older than position `before`. Keyset, not OFFSET: stable while rows arrive."""
        source, where, values = _where(wanted, newest_terms(self.db, wanted.words) if wanted.words else None)
        if before is not None:
            where.append("e.position < ?")
            values.append(before)
        newest = f"where {' and '.join(where)} order by {_order(wanted)} desc limit ?"
        if wanted.client_id is not None and not wanted.words:
            # A client's projects are walked one after the other: sort all that they had before looking anything up.
            page = f"select e.position from entry e {newest}"
            sql = f"{_ROW} from entry e{_JOINS} where e.position in ({page}) order by e.position desc"
        else:
            sql = f"{_ROW} from {source}{_JOINS} {newest}"
        rows = self.db.read(sql, *values, limit)
        return [_entry_row(tuple(row)) for row in rows]

    def entries(self, wanted: EntryFilter) -> list[Entry]:
        """All matching entries, oldest first; for billing and exports, not for screens."""
        source, where, values = _where(wanted)
        rows = self.db.read(f"select {_COLUMNS} from {source} where {' and '.join(where)} order by e.position", *values)
        return [_entry(tuple(row)) for row in rows]

    def total_seconds(self, wanted: EntryFilter, now: int) -> int:
        """Worked seconds of all matching entries, the running one up to `now`."""
        source, where, values = _where(wanted)
        row = self.db.one(f"select {WORKED} from {source} where {' and '.join(where)}", now, *values)
        return int(row[0]) if row is not None else 0

    def position(self, entry_id: str) -> int | None:
        """The key for `page(before=...)`."""
        row = self.db.one("select position from entry where id = ?", entry_id)
        return None if row is None else int(row["position"])

    def of_project(self, project_id: str) -> list[Entry]:
        """Every entry of a project that is not deleted."""
        rows = self.db.read(
            f"select {_COLUMNS} from entry e where e.project_id = ? and e.deleted_at is null order by e.position",
            project_id,
        )
        return [_entry(tuple(row)) for row in rows]

    def save(self, entry: Entry) -> None:
        """Insert or replace; raises `Refused` if a second timer would run."""
        self._touch(entry.id)
        known = self.db.one("select position from entry where id = ?", entry.id)
        if known is not None and same_bucket(known["position"], entry.date, entry.started_at):
            position = known["position"]
        else:
            position = free_position(self.db, entry.date, entry.started_at)
        values = (
            position, entry.title, entry.notes, entry.project_id, entry.task_id, int(entry.billable), entry.date,
            entry.started_at, entry.ended_at, entry.timezone, entry.seconds, entry.person,
            None if entry.billed_there is None else int(entry.billed_there), entry.id,
        )  # fmt: skip
        try:
            self.db.run(_UPDATE if known is not None else _INSERT, *values)
        except sqlite3.IntegrityError as error:
            if entry.running:
                raise Refused("Another timer is running; stop it first.") from error
            raise
        if known is not None:
            self.db.run("delete from entry_tag where entry_id = ?", entry.id)
        self.db.run_many(
            "insert or ignore into entry_tag (entry_id, tag) values (?, ?)", [(entry.id, tag) for tag in entry.tags]
        )

    def mark_deleted(self, entry_id: str, at: int, *, there: bool = False) -> None:
        """Move to *Deleted*, restorable; `there`: because Clientary no longer has it."""
        self._touch(entry_id)
        self.db.run("update entry set deleted_at = ?, deleted_there = ? where id = ?", at, int(there), entry_id)

    def undelete(self, entry_id: str) -> None:
        """Bring it back; raises `Refused` if a second timer would run."""
        self._touch(entry_id)
        try:
            self.db.run("update entry set deleted_at = null, deleted_there = 0 where id = ?", entry_id)
        except sqlite3.IntegrityError as error:
            raise Refused("Another timer is running; stop it first.") from error

    def claim(self, person: str) -> int:
        """Entries of this Clientary user are mine, it turned out; returns how many."""
        rows = self.db.read("update entry set person = null where person = ? returning id", person)
        self.db.touch(Changes(entries=frozenset(row["id"] for row in rows)))
        return len(rows)

    def mark_missing_there(self, entry_id: str) -> None:
        """Clientary no longer has it, yet it stays here: it is on a live invoice."""
        self._touch(entry_id)
        self.db.run("update entry set deleted_there = 1 where id = ?", entry_id)

    def found_there(self, entry_id: str) -> None:
        """Clientary has it (again): it may be billed like any other."""
        self._touch(entry_id)
        self.db.run("update entry set deleted_there = 0 where id = ? and deleted_at is null", entry_id)

    def purge_deleted(self, before: int) -> int:
        """Erase what was deleted before that instant and was never billed; returns how many."""
        cursor = self.db.run(
            "delete from entry where deleted_at < ? and not exists"
            " (select 1 from billing_ledger b where b.entry_id = entry.id)",
            before,
        )
        return cursor.rowcount

    def _touch(self, entry_id: str) -> None:
        self.db.touch(Changes(entries=frozenset((entry_id,))))


def _order(wanted: EntryFilter) -> str:
    # FTS5 walks its own rowids backwards without sorting; entry.position is the same number.
    return "s.rowid" if wanted.words else "e.position"


def _where(wanted: EntryFilter, terms: str | None = None) -> tuple[str, list[str], list[object]]:
    """Table expression, conditions and their values; `terms` say in another way what the words are searched by."""
    where, values = ["e.deleted_at is null"], list[object]()
    source = "entry e"
    if wanted.words:
        source = "entry_search s join entry e on e.position = s.rowid"
        where.append("entry_search match ?")
        values.append(search_terms(wanted.words) if terms is None else terms)
    if wanted.day_from is not None:
        where.append("e.position >= ?")
        values.append(first_of_day(wanted.day_from))
    if wanted.day_to is not None:
        where.append("e.position < ?")
        values.append(first_of_day(_day_after(wanted.day_to)))
    if wanted.project_ids:
        where.append(f"e.project_id in ({', '.join('?' * len(wanted.project_ids))})")
        values.extend(wanted.project_ids)
    if wanted.client_id is not None:
        where.append("e.project_id in (select id from project where client_id = ?)")
        values.append(wanted.client_id)
    if wanted.unbilled:
        where.append(UNBILLED)
    if wanted.mine:
        where.append("e.person is null")
    return source, where, values


def _day_after(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError) as error:
        raise UserInputError(f"{day} is not a usable date.", field="to") from error


def _entry(row: Sequence[Any]) -> Entry:
    """The columns of `_COLUMNS`, in their order: by name each costs a search through all of them."""
    (
        _position, entry_id, title, notes, project_id, task_id, billable, day, started_at, ended_at, timezone, seconds,
        person, billed_there, _ledger, _deleted_at, tags,
    ) = row  # fmt: skip
    return Entry(
        entry_id, title, day, timezone, seconds, started_at, ended_at, notes, project_id, task_id,
        tuple(tags.split("\x1f")) if tags else (), bool(billable), person,
        None if billed_there is None else bool(billed_there),
    )  # fmt: skip


_SYNC_OF = {state.value: state for state in EntrySync}
_ENTRY_COLUMNS = 17


def _entry_row(row: Sequence[Any]) -> EntryRow:
    """The columns of `_ROW`, in their order."""
    (
        sync, remote_id, project_name, project_currency, client_id, client_name, client_currency, task_title,
        person_name, invoice_id, invoice_number, message, conflict,
    ) = row[_ENTRY_COLUMNS:]  # fmt: skip
    return EntryRow(
        _entry(row[:_ENTRY_COLUMNS]), row[0], _SYNC_OF[sync], remote_id, project_name, client_id, client_name,
        project_currency or client_currency, task_title, person_name, row[14], invoice_id, invoice_number,
        message or None, conflict, row[15] is not None,
    )  # fmt: skip
