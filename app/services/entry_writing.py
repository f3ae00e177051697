"""How an act on entries is committed: rows, operations, the undo step and the histories in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.clock import Clock
from app.domain.entries import Entry, image
from app.domain.money import shown
from app.errors import NotFound, Refused
from app.storage.absences import AbsenceRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository, EntryRow
from app.storage.history import HistoryRepository
from app.storage.pending import queue_entry
from app.storage.synclog import log_event
from app.storage.terms import TermsRepository
from app.storage.undo import UndoLog

UNLOCK = "unlock"
"""`facts["advice"]` of a refusal that a reason overcomes."""


@dataclass(frozen=True, slots=True)
class Write:
    """An entry as it is to be stored, or to be moved to *Deleted*. `like`: it is new, a part or a copy of that entry,
    and so has the same hourly rate of its own, where that one has any.
    """

    entry: Entry
    deleted: bool = False
    like: str | None = None


@dataclass(frozen=True, slots=True)
class EntryWriter:
    """Checks and commits; each method belongs inside the act's transaction."""

    db: Database
    clock: Clock

    def row(self, entry_id: str) -> EntryRow:
        """The entry with names and states; raises `NotFound`."""
        row = EntryRepository(self.db).row(entry_id)
        if row is None:
            raise NotFound(f"There is no entry {entry_id}.", what="entry", name=entry_id)
        return row

    def changeable(self, entry_id: str, unlock: str | None = None) -> Entry:
        """An entry that may be changed: there, mine, and not billed unless there is a reason to unlock it."""
        row = self._mine(entry_id)
        if is_billed(row) and not unlock:
            raise Refused(
                f"This entry is {where_billed(row)}; it takes a reason to change it all the same.", advice=UNLOCK
            )
        return row.entry

    def divisible(self, entry_id: str, verb: str) -> Entry:
        """An entry that may be taken apart or put together. No reason unlocks a billed one for that: part of its time
        would then be offered for billing once more.
        """
        row = self._mine(entry_id)
        if is_billed(row):
            raise Refused(
                f"This entry is {where_billed(row)}, so it cannot be {verb}: part of its time would be billed twice. "
                "Nothing was changed; void the invoice or take the mark back first."
            )
        return row.entry

    def commit(self, act: str, label: str, writes: Sequence[Write], unlock: str | None = None) -> None:
        """Store what changed, as one step of undo. What ends or goes away is stored before what runs.

        `act` is the stable name in the histories, `label` what undo calls the step, `unlock` why billed ones change.
        """
        now, repository = self.clock.now(), EntryRepository(self.db)
        steps: list[dict[str, object]] = []
        for write in sorted(writes, key=lambda write: write.entry.running and not write.deleted):
            entry_id = write.entry.id
            before = None if repository.is_deleted(entry_id) else repository.get(entry_id)
            after = None if write.deleted else write.entry
            reason = self._unlock(entry_id, unlock, now) if unlock and before is not None else ""
            repository.save(write.entry)
            if write.like is not None:
                TermsRepository(self.db).copy_rate(write.like, entry_id)
            if write.deleted:
                repository.mark_deleted(entry_id, now)
            queue_entry(self.db, entry_id, now)
            HistoryRepository(self.db).record(act, before, after, now, reason)
            steps.append({"entry": entry_id, "before": image(before), "after": image(after)})
        if len(writes) > 1:
            AbsenceRepository(self.db).follow_time(write.entry.id for write in writes)
        UndoLog(self.db).record(label, steps, now)

    def _mine(self, entry_id: str) -> EntryRow:
        row = EntryRepository(self.db).row(entry_id)
        if row is None or row.deleted:
            raise NotFound(f"There is no entry {entry_id}.", what="entry", name=entry_id)
        if row.entry.person is not None:
            raise Refused("This entry belongs to somebody else; it can only be changed by them.")
        return row

    def _unlock(self, entry_id: str, reason: str, now: int) -> str:
        """The reason, if it took one; it stands in the sync log too."""
        if not is_billed(self.row(entry_id)):
            return ""
        log_event(self.db, "", "entry", entry_id, "unlocked", now, detail=reason)
        return reason


def is_billed(row: EntryRow) -> bool:
    """Whether an invoice, a mark or Clientary speaks for the entry."""
    return row.ledger is not None or bool(row.entry.billed_there)


def quoted(title: str) -> str:
    """A title as the labels of undo hold it."""
    return f'"{title if len(title) <= 40 else title[:39] + "…"}"'


def where_billed(row: EntryRow) -> str:
    """What speaks for the entry, as the end of a sentence; a draft has no number yet."""
    if row.invoice_number:
        return f"on invoice {shown(row.invoice_number)}"
    return "billed" if row.invoice_id is None else "on the draft of an invoice"
