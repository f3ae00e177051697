"""Conflicts and the deletions guard: listing what a person has to decide, and carrying the decision out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from app.clock import Clock
from app.domain.entries import Entry
from app.domain.ids import ProjectId
from app.errors import NotFound, Refused
from app.storage.conflicts import Conflict, ConflictRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository, EntryRow
from app.storage.history import HistoryRepository
from app.storage.ledger import BILLED, RESERVED, BillingLedger
from app.storage.links import Link, LinkRepository
from app.storage.outbox import CHECKING, ENTRY, PARKED, Operation, Outbox
from app.storage.pending import queue_entry
from app.storage.synclog import log_event
from app.storage.syncstate import HERE, SyncState

if TYPE_CHECKING:
    from app.sync.merge import Theirs

DELETIONS = "deletions"


@dataclass(frozen=True, slots=True)
class Kept:
    """Hours that the guard asked about: ours, which can be sent again, how many of those Clientary had billed, and
    those of other people, which follow Clientary whatever is answered.
    """

    ours: int
    others: int
    billed: int


@dataclass(frozen=True, slots=True)
class ConflictService:
    """What is open, and both answers to it."""

    db: Database
    clock: Clock

    def entries(self) -> list[EntryRow]:
        """Entries in conflict, deleted ones included."""
        rows = (EntryRepository(self.db).row(c.record_id) for c in ConflictRepository(self.db).all() if c.kind == ENTRY)
        return [row for row in rows if row is not None]

    def try_again(self, entry_id: str) -> None:
        """Queue what was refused of an entry as it is, the deletion of a record that it left behind included; raises
        `NotFound` when nothing of it is parked.
        """
        with self.db.write():
            outbox = Outbox(self.db)
            parked = [operation for operation in outbox.of_record(ENTRY, entry_id) if operation.state == PARKED]
            if not parked:
                raise NotFound(f"Nothing of entry {entry_id} was refused.", what="entry", name=entry_id)
            for operation in parked:
                outbox.retry(operation, self.clock.now())

    def questions(self) -> dict[str, dict[str, object]]:
        """Open questions by name, with what each is about."""
        return ConflictRepository(self.db).questions()

    def unsettled(self) -> list[Operation]:
        """Operations that are parked or whose outcome is unknown."""
        return Outbox(self.db).in_state(CHECKING, PARKED)

    def resolve(self, entry_id: str, *, ours: bool) -> EntryRow:
        """Decide a conflict for one side; what follows is queued. Raises `NotFound`."""
        now = self.clock.now()
        with self.db.write():
            conflict = ConflictRepository(self.db).get(ENTRY, entry_id)
            entry = EntryRepository(self.db).get(entry_id)
            if conflict is None or entry is None:
                raise NotFound(f"Entry {entry_id} has no conflict.", what="conflict", name=entry_id)
            before = None if EntryRepository(self.db).is_deleted(entry_id) else entry
            if "deleted" in conflict.fields:
                self._resolve_deletion(conflict, entry, ours=ours)
            else:
                self._resolve_fields(conflict, entry, ours=ours)
            ConflictRepository(self.db).remove(ENTRY, entry_id)
            queue_entry(self.db, entry_id, now)
            gone = EntryRepository(self.db).is_deleted(entry_id)
            after = None if gone else EntryRepository(self.db).get(entry_id)
            HistoryRepository(self.db).record("resolve", before, after, now)
            log_event(self.db, "", ENTRY, entry_id, "resolved", now, detail="ours" if ours else "theirs")
        row = EntryRepository(self.db).row(entry_id)
        if row is None:
            raise NotFound(f"There is no entry {entry_id}.", what="entry", name=entry_id)
        return row

    def resolve_deletions(self, *, ours: bool) -> Kept:
        """Answer the guard: let the changes in (`theirs`), or keep our side and send it again (`ours`). Returns what
        keeping our side means for the hours in question; raises `Refused` when there is no question.
        """
        with self.db.write():
            question = ConflictRepository(self.db).questions().get(DELETIONS)
            if question is None:
                raise Refused("There is no open question about deletions.")
            SyncState(self.db).put(
                HERE, "deletions_kept" if ours else "deletions_accepted", question["remote_ids"], self.clock.now()
            )
            ConflictRepository(self.db).answer(DELETIONS)
            return self._kept(question["remote_ids"])

    def _kept(self, listed: object) -> Kept:
        links, repository = LinkRepository(self.db), EntryRepository(self.db)
        found = [links.of_remote(ENTRY, str(one)) for one in listed] if isinstance(listed, list) else []
        entries = [entry for link in found if link is not None and (entry := repository.get(link.local_id)) is not None]
        ours = [entry for entry in entries if entry.person is None]
        return Kept(len(ours), len(entries) - len(ours), sum(entry.billed_there is True for entry in ours))

    def _resolve_deletion(self, conflict: Conflict, entry: Entry, *, ours: bool) -> None:
        """Deleted on one side, changed on the other. The winner's side holds on both."""
        now, links, repository = self.clock.now(), LinkRepository(self.db), EntryRepository(self.db)
        link = links.of_local(ENTRY, entry.id)
        if conflict.fields["deleted"]["ours"]:
            theirs = _theirs(conflict)
            if not ours:
                repository.undelete(entry.id)
                entry = self._with_theirs(entry, theirs, frozenset(_NAMES))
                repository.save(entry)
            self._agree(link, theirs)
        else:
            if ours and entry.person is not None:
                raise Refused("This entry belongs to somebody else; only they can make it again, in Clientary.")
            if link is not None and link.remote_id == conflict.remote_id:  # else one was made since
                links.remove(ENTRY, link.remote_id)
            if not ours and BillingLedger(self.db).state_of(entry.id) in (RESERVED, BILLED):
                repository.mark_missing_there(entry.id)  # a live invoice bills it
            elif not ours:
                repository.mark_deleted(entry.id, now, there=True)

    def _resolve_fields(self, conflict: Conflict, entry: Entry, *, ours: bool) -> None:
        """Their values count as seen; ours are then a change to be sent, or theirs replace them."""
        from app.sync.merge import Base, accepted

        link, theirs = LinkRepository(self.db).of_local(ENTRY, entry.id), _theirs(conflict)
        if link is None:
            return
        names = frozenset(conflict.fields)
        base = accepted(Base.from_json(link.base), theirs, names)
        LinkRepository(self.db).save(replace(link, base=base.to_json()), self.clock.now())
        if not ours:
            EntryRepository(self.db).save(self._with_theirs(entry, theirs, names))

    def _agree(self, link: Link | None, theirs: Theirs) -> None:
        from app.sync.merge import Base

        if link is not None:
            base = Base(theirs.as_hours(), theirs)
            LinkRepository(self.db).save(replace(link, base=base.to_json()), self.clock.now())

    def _with_theirs(self, entry: Entry, theirs: Theirs, names: frozenset[str]) -> Entry:
        entry = entry._replace(
            title=theirs.title if "title" in names else entry.title,
            notes=theirs.notes if "notes" in names else entry.notes,
            date=theirs.date if "date" in names else entry.date,
            seconds=theirs.seconds if "seconds" in names else entry.seconds,
        )
        project = LinkRepository(self.db).of_remote("project", theirs.project)
        if "project" in names and project is not None and project.local_id != entry.project_id:
            entry = entry._replace(project_id=ProjectId(project.local_id), task_id=None)
        return entry


_NAMES = ("title", "notes", "date", "seconds", "project")


def _theirs(conflict: Conflict) -> Theirs:
    from app.sync.merge import Theirs

    values = {name: str(value) for name, value in conflict.theirs.items()}
    return Theirs(values["title"], values["notes"], values["date"], Decimal(values["hours"]), values["project"])
