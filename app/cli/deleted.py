"""`deleted` and `undelete`: what was deleted in the last 90 days, and bringing it back."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json, instant
from app.cli.tables import cell, table
from app.cli.timer import shown_entry
from app.services.deleted import DeletedService
from app.storage.deleted import DeletedRow

MOST = 1_000_000

STAYS_BILLED = " Clientary had billed it, so it stays billed here."


def _service(session: Session) -> DeletedService:
    return DeletedService(session.context.db, session.context.clock)


def _list_flags(flags: Flags) -> None:
    """No flags of its own."""


def _list(given: Given, session: Session) -> Outcome:  # noqa: ARG001 - every command has this shape
    rows, zone = _service(session).entries(MOST), session.context.zone
    cells = [
        (
            (instant(row.deleted_at, zone) or "")[:16].replace("T", " "),
            "in Clientary" if row.there else "here",
            row.date,
            cell(row.project_name or ""),
            cell(row.title),
            row.entry_id,
        )
        for row in rows
    ]
    headings = ("Deleted", "Where", "Date", "Project", "Title", "ID")
    result = {"deleted": [_object(row, zone) for row in rows]}
    return Outcome(result, lambda: table(headings, cells) if cells else "Nothing was deleted in the last 90 days.")


def _object(row: DeletedRow, zone: str) -> Json:
    return {
        "id": row.entry_id,
        "title": row.title,
        "date": row.date,
        "seconds": row.seconds,
        "project": row.project_name,
        "deleted_at": instant(row.deleted_at, zone),
        "deleted_there": row.there,
        "mine": row.mine,
    }


def _undelete_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID", help="as listed by `stint deleted`")


def _undelete(given: Given, session: Session) -> Outcome:
    brought = _service(session).restore(given.required("id"))
    note = " Clientary gets it as a new record." if brought.anew else ""
    note += STAYS_BILLED if brought.anew and brought.row.entry.billed_there else ""
    return Outcome(
        {"entry": shown_entry(brought.row, session), "anew": brought.anew},
        lambda: f"Brought back: {cell(brought.row.entry.title)}.{note}",
    )


COMMANDS = {"deleted": Command(_list_flags, _list), "undelete": Command(_undelete_flags, _undelete)}
