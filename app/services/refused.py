"""What Clientary refused of clients, projects, tasks and expenses: send it again, or let it go."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.clock import Clock
from app.domain.money import shown
from app.errors import NotFound, Refused
from app.storage.database import Database
from app.storage.links import LinkRepository
from app.storage.outbox import PARKED, Operation, Outbox
from app.storage.standing import forget_record
from app.storage.synclog import log_event
from app.storage.syncstate import HERE, SyncState

RESOLVABLE = ("client", "project", "task", "expense")
"""Kinds whose refused changes are decided here."""


@dataclass(frozen=True, slots=True)
class RefusedService:
    """Decides about operations that are parked; `text` is the id of the record or of its operation."""

    db: Database
    clock: Clock

    def find(self, text: str) -> Operation | None:
        """The refused operation of that id, None where nothing of it was refused."""
        parked = [one for kind in RESOLVABLE for one in Outbox(self.db).in_state(PARKED, kind=kind)]
        return next((one for one in parked if text in (one.id, one.record_id)), None)

    def resolve(self, text: str, *, ours: bool) -> Operation:
        """`ours`: it is sent again. Else a record that never was in Clientary is removed here, and of one that is there
        the next sync takes what Clientary has.

        Raises `NotFound`, and `Refused` for a new record that something else here still belongs to.
        """
        now, outbox = self.clock.now(), Outbox(self.db)
        with self.db.write():
            operation = self.find(text)
            if operation is None:
                raise NotFound(f"Nothing of {shown(text)} was refused.", what="record", name=shown(text))
            if ours:
                outbox.retry(operation, now)
            else:
                outbox.finish(operation.id)
                self._let_go(operation, now)
            detail = "ours" if ours else "theirs"
            log_event(self.db, operation.id, operation.kind, operation.record_id, "resolved", now, detail=detail)
        return operation

    def _let_go(self, operation: Operation, now: int) -> None:
        link = LinkRepository(self.db).of_local(operation.kind, operation.record_id)
        if link is None:
            if not forget_record(self.db, operation.kind, operation.record_id):
                raise Refused(f"Something here still belongs to that {operation.kind}; move or delete it first.")
            return
        # Neither side is known any more, so the next list, a whole one, brings the record as it is there.
        LinkRepository(self.db).save(replace(link, base="{}", snapshot="{}"), now)
        state = SyncState(self.db)
        bound = state.get(HERE, "connection_id")
        if isinstance(bound, str):
            state.forget(bound, f"pulled:{operation.kind}")
