"""What a person has to say of payments and e-mails: Clientary shows nothing that tells what became of one."""

from __future__ import annotations

from app.domain.money import shown
from app.errors import NotFound
from app.storage.database import Database
from app.storage.outbox import CHECKING, PARKED, Operation, Outbox
from app.storage.synclog import log_event

_WORDS = {"payment": "payment", "message": "e-mail"}


def unclear(db: Database, kind: str, text: str) -> Operation | None:
    """The refused or unsettled operation that `text` is the id of, or whose record it is the id of."""
    operations = Outbox(db).in_state(CHECKING, PARKED, kind=kind)
    return next((one for one in operations if text in (one.id, one.record_id)), None)


def settle_asked(db: Database, kind: str, text: str, now: int, *, done: bool) -> Operation:
    """A person looked: it was done, or it was not and is to be sent once more. Inside a write. Raises `NotFound` where
    nothing is unclear.
    """
    operation = unclear(db, kind, text)
    if operation is None:
        raise NotFound(f"{shown(text)} is no {_WORDS[kind]} that waits for an answer.", what=kind, name=shown(text))
    if done:
        Outbox(db).finish(operation.id)
    else:
        Outbox(db).requeue(operation, now, "a person says that it is not there")
    log_event(db, operation.id, kind, operation.record_id, "resolved", now, detail="done" if done else "again")
    return operation


def withdraw(db: Database, kind: str, record_id: str, now: int) -> None:
    """Forget what was to be sent of a record that Clientary certainly did not take. Inside a write."""
    outbox = Outbox(db)
    for operation in outbox.of_record(kind, record_id):
        outbox.finish(operation.id)
        log_event(db, operation.id, kind, record_id, "withdrawn", now)
