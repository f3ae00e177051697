"""SQL for the list of invoices and the entries on a line: light reads that leave out what a list does not show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.clients import ProjectKind
from app.domain.ids import ClientId, EntryId, InvoiceId
from app.domain.invoices import InvoiceSync
from app.storage.conditions import UNBILLED
from app.storage.database import Database


@dataclass(frozen=True, slots=True)
class InvoiceHeadRow:
    """An invoice as one row of a list, without its lines. Days are YYYY-MM-DD, amounts minor units of `currency`.

    `status` is Clientary's number; `differs`: the server's total is another, and nobody said yet that it was seen.
    """

    id: InvoiceId
    number: str | None
    client_id: ClientId | None
    client_name: str
    date: str
    due_date: str
    currency: str
    total_minor: int
    balance_minor: int
    status: int
    sync: InvoiceSync
    there: bool
    """Clientary has it, maybe not as it is here by now."""
    differs: bool
    folded: str
    """Number, client, note and order number, for looking up what is typed."""


@dataclass(frozen=True, slots=True)
class InvoicedEntryRow:
    """An entry on an invoice line; `seconds` is what was worked."""

    id: EntryId
    title: str
    date: str
    seconds: int
    project_name: str | None


def invoice_heads(db: Database, fold: Callable[[str], str]) -> list[InvoiceHeadRow]:
    """Every invoice, newest date first; those without a number before the others of their day."""
    pending = {
        row["record_id"]: row["state"]
        for row in db.read(
            "select record_id, state from outbox where kind = 'invoice' and action <> 'drop'"
            " order by case state when 'in_flight' then 3 when 'checking' then 2 when 'parked' then 1 else 0 end"
        )
    }
    rows = db.read(
        "select i.id, i.number, i.client_id, coalesce(c.name, '') as client_name, i.date, i.due_date, i.currency,"
        " i.total_minor, i.balance_minor, i.status, i.note, i.po, r.remote_id is not null as linked,"
        " i.acknowledged = 0 and (i.differs is not null"
        "  or (i.made_here = 1 and i.server_total_minor is not null and i.server_total_minor <> i.total_minor))"
        " as differs"
        " from invoice i left join client c on c.id = i.client_id"
        " left join remote_link r on r.kind = 'invoice' and r.local_id = i.id and r.state = 'linked'"
        " where i.deleted_at is null order by i.date desc, i.number is not null, i.number desc, i.id desc"
    )
    return [
        InvoiceHeadRow(
            row["id"], row["number"], row["client_id"], row["client_name"], row["date"], row["due_date"],
            row["currency"], row["total_minor"], row["balance_minor"], row["status"],
            InvoiceSync(pending.get(row["id"]) or ("synced" if row["linked"] else "draft")), bool(row["linked"]),
            bool(row["differs"]),
            fold(f"{row['number'] or ''} {row['client_name']} {row['po']} {row['note']}"),
        )
        for row in rows
    ]  # fmt: skip


class OwedRow(NamedTuple):
    """What has to be known of an invoice to tell what is owed; `status` is Clientary's number."""

    currency: str
    balance_minor: int
    due_date: str
    status: int


def invoices_of_client(db: Database, client_id: str) -> list[OwedRow]:
    """Every invoice of a client."""
    rows = db.read(
        "select currency, balance_minor, due_date, status from invoice where client_id = ? and deleted_at is null",
        client_id,
    )
    return [OwedRow(*row) for row in rows]


def invoiced_entries(db: Database, entry_ids: tuple[EntryId, ...]) -> list[InvoicedEntryRow]:
    """Those entries, oldest first."""
    marks = ", ".join("?" * len(entry_ids))
    rows = db.read(
        "select e.id, e.title, e.date, e.seconds, p.name as project_name from entry e"
        f" left join project p on p.id = e.project_id where e.id in ({marks}) order by e.position",
        *entry_ids,
    )
    return [
        InvoicedEntryRow(EntryId(row["id"]), row["title"], row["date"], row["seconds"], row["project_name"])
        for row in rows
    ]


def days_of(db: Database, entry_ids: tuple[EntryId, ...]) -> tuple[str, str] | None:
    """The first and the last day (YYYY-MM-DD) of those entries; None without any."""
    if not entry_ids:
        return None
    marks = ", ".join("?" * len(entry_ids))
    row = db.one(f"select min(date) as first, max(date) as last from entry where id in ({marks})", *entry_ids)
    return None if row is None or row["first"] is None else (row["first"], row["last"])


def newest_unbilled_client(db: Database) -> ClientId | None:
    """Whose unbilled work is the newest, by the hour before that at a fixed price, whose hours are on no invoice;
    archived clients are not asked for.
    """
    for condition in (f"and p.kind is not {ProjectKind.FIXED:d}", ""):
        row = db.one(
            "select p.client_id from entry e join project p on p.id = e.project_id join client c on c.id = p.client_id"
            f" where {UNBILLED} and c.archived = 0 and c.gone_at is null {condition} order by e.position desc limit 1"
        )
        if row is not None:
            return ClientId(row["client_id"])
    return None
