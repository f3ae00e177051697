"""Which operation a record needs after a change: the one place that turns row, link and outbox into a decision."""

from __future__ import annotations

from app.storage.conflicts import ConflictRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.hours_marks import HoursMarkRepository
from app.storage.links import LinkRepository
from app.storage.outbox import DELETE, ENTRY, SAVE, Outbox


def queue_entry(db: Database, entry_id: str, now: int) -> None:
    """Queue, refold or withdraw the entry's operation, inside the transaction that changed the row.

    To be sent: finished, with a project, ours; of no time too, because somebody started and stopped it. A running entry
    waits until it stops. What was never sent and is not to be sent leaves no operation; what was sent and is no longer
    wanted there is deleted there, after the settlement of whatever is still under way. What somebody deleted there is
    not made again before a person decided about that.
    """
    entries, outbox = EntryRepository(db), Outbox(db)
    entry = entries.get(entry_id)
    if entry is None or (entry.person is not None and not HoursMarkRepository(db).is_due(entry_id)):
        outbox.cancel_pending(ENTRY, entry_id, now)
        return
    if entry.person is not None:  # somebody else's: only the mark of our invoice is sent
        HoursMarkRepository(db).queue(entry_id, now)
        return
    deleted = entries.is_deleted(entry_id)
    wanted = not deleted and entry.project_id is not None
    sent = LinkRepository(db).of_local(ENTRY, entry_id) is not None or outbox.unsettled(ENTRY, entry_id) is not None
    if not sent and _is_missed_there(db, entry_id):
        outbox.cancel_pending(ENTRY, entry_id, now)
        if not wanted:  # gone on both sides
            ConflictRepository(db).remove(ENTRY, entry_id)
    elif wanted and not entry.running:
        outbox.queue(ENTRY, entry_id, SAVE, now)
    elif sent and not (entry.running and not deleted):
        outbox.queue(ENTRY, entry_id, DELETE, now)
    else:
        outbox.cancel_pending(ENTRY, entry_id, now)


def _is_missed_there(db: Database, entry_id: str) -> bool:
    """Whether a person is asked about the entry because Clientary no longer has it."""
    conflict = ConflictRepository(db).get(ENTRY, entry_id)
    return conflict is not None and conflict.fields.get("deleted", {}).get("theirs") is True
