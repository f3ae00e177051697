"""SQL for entries in *Deleted*: kept for a while, so that they can be brought back."""

from typing import NamedTuple

from app.storage.database import Database


class DeletedRow(NamedTuple):
    """A deleted entry as a list shows it. `there`: Clientary no longer had it, nobody deleted it here."""

    entry_id: str
    title: str
    date: str
    seconds: int
    project_name: str | None
    deleted_at: int
    there: bool
    mine: bool


def deleted_entries(db: Database, since: int, limit: int) -> list[DeletedRow]:
    """What was deleted after that instant, the latest first; without timers that ended in the second they began."""
    rows = db.read(
        "select e.id, e.title, e.date, e.seconds, p.name, e.deleted_at, e.deleted_there, e.person from entry e"
        " left join project p on p.id = e.project_id"
        " where e.deleted_at is not null and e.deleted_at > ?"
        " and not (e.started_at is not null and e.ended_at is null and e.deleted_at <= e.started_at)"
        " order by e.deleted_at desc, e.id desc limit ?",
        since,
        limit,
    )
    return [
        DeletedRow(
            row["id"], row["title"], row["date"], row["seconds"], row["name"], row["deleted_at"],
            bool(row["deleted_there"]), row["person"] is None,
        )
        for row in rows
    ]  # fmt: skip
