"""What billing asks the data file beside the hours themselves: fixed prices billed so far, expenses that are free, and
what was billed elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.ids import ProjectId
from app.storage.database import Database
from app.storage.entries import EntryFilter
from app.storage.expenses import ExpenseRepository, ExpenseRow
from app.storage.positions import first_of_day

_CANCELLED = 3
"""`InvoiceStatus.CANCELLED`."""
_CHUNK = 500


def fixed_billed(db: Database, currency: str, replacing: str | None = None) -> dict[ProjectId, int]:
    """Minor units of fixed prices on live invoices in that currency, by project; `replacing` does not count."""
    rows = db.read(
        "select l.project_id, sum(l.amount_minor) as billed from invoice_line l join invoice i on i.id = l.invoice_id"
        " where l.project_id is not null and l.kind = 'fixed' and i.deleted_at is null and i.status <> ?"
        " and i.currency = ? and i.id is not ? group by l.project_id",
        _CANCELLED,
        currency,
        replacing,
    )
    return {ProjectId(row["project_id"]): row["billed"] for row in rows}


def has_invoices_from_elsewhere(db: Database, client_id: str) -> bool:
    """Whether the client has a live invoice that was made in Clientary itself."""
    found = db.one(
        "select 1 from invoice where client_id = ? and made_here = 0 and deleted_at is null and status <> ?",
        client_id,
        _CANCELLED,
    )
    return found is not None


def free_expenses(db: Database, client_id: str, replacing: str | None = None) -> list[ExpenseRow]:
    """Expenses of a client or its projects that are on no live invoice, newest first; those of the invoice that is
    replaced are free.
    """
    rows = db.read(
        "select e.id from expense e left join project p on p.id = e.project_id"
        " where coalesce(e.client_id, p.client_id) = ? and e.billed = 0 and e.gone_at is null"
        " and not exists (select 1 from expense_ledger l where l.expense_id = e.id and l.state <> 'freed'"
        "   and l.invoice_id is not ?)",
        client_id,
        replacing,
    )
    free = {row["id"] for row in rows}
    return [row for row in ExpenseRepository(db).all() if row.expense.id in free]


def billed_elsewhere(db: Database, wanted: EntryFilter) -> tuple[int, list[str]]:
    """How many of a client's hours within the filter were billed, but by no invoice of this program, and the names of
    their projects.
    """
    within, values = "", list[object]()
    if wanted.day_from is not None:
        within += " and e.position >= ?"
        values.append(first_of_day(wanted.day_from))
    if wanted.day_to is not None:
        within += " and e.position < ?"
        values.append(first_of_day(wanted.day_to, 1))
    if wanted.project_ids:
        within += f" and e.project_id in ({', '.join('?' * len(wanted.project_ids))})"
        values.extend(wanted.project_ids)
    rows = db.read(
        "select p.name, count(*) as n from entry e join project p on p.id = e.project_id where p.client_id = ?"
        " and e.billable = 1 and e.deleted_at is null and (e.ledger = 'elsewhere' or"
        f"   (e.ledger is null and e.billed_there = 1)){within} group by p.id order by p.name",
        wanted.client_id,
        *values,
    )
    return sum(row["n"] for row in rows), [row["name"] for row in rows]


def entry_titles(db: Database, entry_ids: Sequence[str]) -> dict[str, str]:
    """Day and title of entries, by id, deleted ones too."""
    found: dict[str, str] = {}
    for first in range(0, len(entry_ids), _CHUNK):
        some = entry_ids[first : first + _CHUNK]
        places = ", ".join("?" * len(some))
        rows = db.read(f"select id, date, title from entry where id in ({places})", *some)
        found |= {row["id"]: f"{row['date']} {row['title']}".strip() for row in rows}
    return found
