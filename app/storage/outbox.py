"""SQL for pending operations: what still has to reach Clientary, one row for each change; `app/sync/README.md` has
its states."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.domain.ids import OperationId, new_id
from app.domain.refusals import Refusal, refuser
from app.storage.database import Database
from app.storage.synclog import log_event

SAVE, DELETE, DROP = "save", "delete", "drop"
"""Actions. `drop` deletes one remote record that no local record stands for any more (moved or unassigned entries)."""

WAITING, IN_FLIGHT, CHECKING, PARKED = "waiting", "in_flight", "checking", "parked"

ENTRY, INVOICE, PAYMENT, MESSAGE = "entry", "invoice", "payment", "message"

ASKED = (PAYMENT, MESSAGE)
"""Kinds of which nothing in Clientary shows what became of one: a person is asked."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One pending change. `verb` (create | update | delete), `sent` (JSON), `sent_at` and `listing_id` describe the
    request under way; the listing holds the ids that were there before it. `answered`: Membrane itself replied, so
    nothing can still be under way. `created_at` is when the user acted. `refusal`: of a parked one.
    """

    id: OperationId
    kind: str
    record_id: str
    action: str
    state: str
    created_at: int
    remote_id: str | None = None
    verb: str | None = None
    sent_at: int | None = None
    sent: str | None = None
    listing_id: str | None = None
    answered: bool = False
    attempts: int = 0
    message: str = ""
    billed_known: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """Operations by what a person needs to know."""

    waiting: int = 0
    checking: int = 0
    parked: int = 0


@dataclass(frozen=True, slots=True)
class Outbox:
    """Pending operations; every write belongs inside `db.write()`, with the row it is about."""

    db: Database

    def queue(self, kind: str, record_id: str, action: str, now: int) -> None:
        """Ask for the record's change to be sent. Folds into a waiting or parked operation of the same record."""
        billed = self._billed_there(kind, record_id)
        pending = self.db.one(
            "select id from outbox where kind = ? and record_id = ? and state in ('waiting', 'parked')"
            " and action <> 'drop'",
            kind,
            record_id,
        )
        if pending is None:
            operation_id = new_id()
            self.db.run(
                "insert into outbox (id, kind, record_id, action, created_at, billed_known)"
                " values (?, ?, ?, ?, ?, ?)",
                operation_id, kind, record_id, action, now, billed,
            )  # fmt: skip
            log_event(self.db, operation_id, kind, record_id, "queued", now, detail=action)
            return
        self.db.run(
            "update outbox set action = ?, state = 'waiting', message = '', billed_known = ? where id = ?",
            action,
            billed,
            pending["id"],
        )
        log_event(self.db, pending["id"], kind, record_id, "queued", now, detail=f"{action}, folded")

    def _billed_there(self, kind: str, record_id: str) -> int:
        """Whether the person who acts can know that Clientary has billed the entry."""
        row = None if kind != ENTRY else self.db.one("select billed_there from entry where id = ?", record_id)
        return int(row is not None and row["billed_there"] == 1)

    def queue_drop(self, kind: str, record_id: str, remote_id: str, now: int) -> None:
        """Ask for one remote record to be deleted that `record_id` used to stand for."""
        operation_id = new_id()
        cursor = self.db.run(
            "insert or ignore into outbox (id, kind, record_id, action, remote_id, created_at)"
            " values (?, ?, ?, 'drop', ?, ?)",
            operation_id, kind, record_id, remote_id, now,
        )  # fmt: skip
        if cursor.rowcount:
            log_event(self.db, operation_id, kind, record_id, "queued", now, remote_id=remote_id, detail="drop")

    def cancel_pending(self, kind: str, record_id: str, now: int) -> None:
        """Remove the record's waiting or parked operation: there is nothing left to send."""
        for operation in self.of_record(kind, record_id):
            if operation.state in (WAITING, PARKED) and operation.action != DROP:
                self.db.run("delete from outbox where id = ?", operation.id)
                log_event(self.db, operation.id, kind, record_id, "withdrawn", now)

    def of_record(self, kind: str, record_id: str) -> list[Operation]:
        """Every operation of one record, oldest first."""
        return self._read("where kind = ? and record_id = ? order by created_at, id", kind, record_id)

    def unsettled(self, kind: str, record_id: str) -> Operation | None:
        """The record's operation that is in flight or checking."""
        found = self._read(
            "where kind = ? and record_id = ? and state in ('in_flight', 'checking') and action <> 'drop'",
            kind,
            record_id,
        )
        return found[0] if found else None

    def in_state(self, *states: str, kind: str | None = None) -> list[Operation]:
        """Operations in any of these states, in the order in which the user acted."""
        marks = ", ".join("?" * len(states))
        if kind is None:
            return self._read(f"where state in ({marks}) order by created_at, id", *states)
        return self._read(f"where state in ({marks}) and kind = ? order by created_at, id", *states, kind)

    def get(self, operation_id: str) -> Operation | None:
        found = self._read("where id = ?", operation_id)
        return found[0] if found else None

    def still_asks(self, operation: Operation) -> bool:
        """Whether it waits to be sent as it did when it was read: a person may have acted since."""
        current = self.get(operation.id)
        return current is not None and (current.state, current.action) == (WAITING, operation.action)

    def counts(self) -> OutboxCounts:
        rows = {r["state"]: r["n"] for r in self.db.read("select state, count(*) as n from outbox group by state")}
        unsettled = rows.get(CHECKING, 0) + rows.get(IN_FLIGHT, 0)
        return OutboxCounts(rows.get(WAITING, 0), unsettled, rows.get(PARKED, 0))

    def send(self, operation_id: str, verb: str, sent: str, listing_id: str | None, now: int) -> None:
        """Note what is about to be sent; commit before the first byte leaves."""
        self.db.run(
            "update outbox set state = 'in_flight', verb = ?, sent = ?, listing_id = ?, sent_at = ?, answered = 0,"
            " attempts = attempts + 1 where id = ?",
            verb, sent, listing_id, now, operation_id,
        )  # fmt: skip

    def set_state(self, operation_id: str, state: str, message: str = "", *, answered: bool = False) -> None:
        """Note what became of it. One to be parked whose record was changed since it left is over instead: that
        change is waiting, and goes as any edit of what was refused does.
        """
        if state == PARKED and self._newer(operation_id):
            self.finish(operation_id)
            return
        self.db.run(
            "update outbox set state = ?, message = ?, answered = ?, refused_by = '', refused_for = '' where id = ?",
            state, message, int(answered), operation_id,
        )  # fmt: skip

    def refuse(self, operation_id: str, refusal: Refusal) -> None:
        """Park it: only a person can say what becomes of it."""
        self.set_state(operation_id, PARKED, refusal.words)
        self.db.run(
            "update outbox set refused_by = ?, refused_for = ? where id = ?", refusal.by, refusal.why, operation_id
        )

    def refusal_of(self, kind: str, record_id: str) -> Refusal | None:
        """Why a change of that record is parked; None where none is."""
        return next((one.refusal for one in self.of_record(kind, record_id) if one.refusal is not None), None)

    def left_by(self, operation_id: str, instant: int) -> None:
        """What is under way left at that instant at the latest."""
        self.db.run("update outbox set sent_at = max(sent_at, ?) where id = ?", instant, operation_id)

    def requeue(self, operation: Operation, now: int, why: str) -> None:
        """Nothing was done: send it again, or let the record's newer operation do it. What was refused before it was
        doubted (`doubt`) stays refused.
        """
        if self._newer(operation.id):
            self.finish(operation.id)
        elif self._refused_before(operation.id):
            self.db.run("update outbox set state = 'parked' where id = ?", operation.id)
        else:
            self.db.run(
                "update outbox set state = 'waiting', verb = null, sent = null, sent_at = null, listing_id = null,"
                " answered = 0 where id = ?",
                operation.id,
            )
        log_event(self.db, operation.id, operation.kind, operation.record_id, "later", now, detail=why)

    def _newer(self, operation_id: str) -> bool:
        """Whether its record has a waiting or parked operation beside it."""
        found = self.db.one(
            "select 1 from outbox this join outbox other using (kind, record_id) where this.id = ?"
            " and this.action <> 'drop' and other.action <> 'drop' and other.id <> this.id"
            " and other.state in ('waiting', 'parked')",
            operation_id,
        )
        return found is not None

    def _refused_before(self, operation_id: str) -> bool:
        row = self.db.one("select 1 from outbox where id = ? and state = 'checking' and refused_by <> ''", operation_id)
        return row is not None

    def finish(self, operation_id: str) -> None:
        self.db.run("delete from outbox where id = ?", operation_id)

    def retry_parked(self, now: int) -> int:
        """Queue every parked operation again; returns how many."""
        parked = self.in_state(PARKED)
        for operation in parked:
            self.retry(operation, now)
        return len(parked)

    def retry(self, operation: Operation, now: int) -> None:
        """Queue one parked operation again, as it is."""
        self.db.run(
            "update outbox set state = 'waiting', message = '', billed_known = 1 where id = ?",
            operation.id,
        )
        log_event(self.db, operation.id, operation.kind, operation.record_id, "queued", now, detail="retry")

    def doubt_in_flight(self, now: int) -> int:
        """After a crash: what was in flight has an unknown outcome. The caller holds the sync lock."""
        lost = self.in_state(IN_FLIGHT)
        for operation in lost:
            self.set_state(operation.id, CHECKING)
            log_event(self.db, operation.id, operation.kind, operation.record_id, "checking", now, detail="interrupted")
        return len(lost)

    def shift_sent(self, seconds: int) -> int:
        """The wall clock was moved by so much: what is under way was sent by the clock as it now is; how many."""
        cursor = self.db.run(
            "update outbox set sent_at = sent_at + ? where state in ('in_flight', 'checking') and sent_at is not null",
            seconds,
        )
        return cursor.rowcount

    def sent_before(self, instant: int) -> int:
        """What is under way was sent at that instant at the latest, and nothing better is known; how many."""
        cursor = self.db.run(
            "update outbox set sent_at = ? where state in ('in_flight', 'checking') and sent_at is not null", instant
        )
        return cursor.rowcount

    def doubt(self, operation: Operation, verb: str, sent: str, now: int) -> None:
        """It may have been sent by somebody who had the same file: treat it as sent at this instant, unanswered. What
        had been refused is so again if it was not; of payments and e-mails a person says what became of them.
        """
        refusal = operation.refusal if operation.kind not in ASKED else None
        words, by, why = ("", "", "") if refusal is None else refusal
        self.db.run(
            "update outbox set state = 'checking', verb = ?, sent = ?, sent_at = ?, answered = 0,"
            " message = iif(state = 'checking', message, ?), refused_by = iif(state = 'checking', refused_by, ?),"
            " refused_for = iif(state = 'checking', refused_for, ?), attempts = attempts + 1 where id = ?",
            verb, sent, now, words, by, why, operation.id,
        )  # fmt: skip

    def _read(self, condition: str, *values: object) -> list[Operation]:
        return [_operation(row) for row in self.db.read(f"select * from outbox {condition}", *values)]


def _operation(row: sqlite3.Row) -> Operation:
    return Operation(
        id=OperationId(row["id"]),
        kind=row["kind"],
        record_id=row["record_id"],
        action=row["action"],
        state=row["state"],
        created_at=row["created_at"],
        remote_id=row["remote_id"],
        verb=row["verb"],
        sent_at=row["sent_at"],
        sent=row["sent"],
        listing_id=row["listing_id"],
        answered=bool(row["answered"]),
        attempts=row["attempts"],
        message=row["message"],
        billed_known=bool(row["billed_known"]),
        refusal=_refusal(row) if row["state"] == PARKED else None,
    )


def _refusal(row: sqlite3.Row) -> Refusal:
    return Refusal(row["message"], refuser(row["refused_by"]), row["refused_for"])
