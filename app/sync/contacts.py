"""Some contacts read by themselves, outside of a cycle; the caller holds the sync lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.cancel import CancelToken, Deadline
from app.clock import Clock
from app.domain.ids import RemoteId
from app.domain.papers import Contact
from app.membrane.clientary import Clientary
from app.membrane.transport import Transport
from app.storage.database import Database
from app.storage.papers import PaperRepository
from app.storage.syncstate import HERE, SyncState
from app.sync.account import CONNECTION, choose_connection
from app.sync.facts import LearnedFacts


def read_contacts(
    db: Database,
    clock: Clock,
    transport: Transport,
    wanted: str | None,
    people: Mapping[str, Contact],
    deadline: Deadline,
    cancel: CancelToken,
) -> bool:
    """Keep name and addresses of each of them (remote id -> contact) as they are there now. False where the connection
    is not the one that this data belongs to: only a cycle decides about that. Raises `TransportError`.
    """
    state = SyncState(db)
    connection = choose_connection(db, transport, wanted, deadline, cancel)
    if state.get(HERE, CONNECTION) != connection:
        return False
    facts = LearnedFacts(state, connection, clock)
    gate = Clientary(transport, connection, facts, cancel, deadline)
    try:
        for remote_id, contact in people.items():
            record = gate.contact(RemoteId(remote_id))
            if record is not None:
                with db.write():
                    kept = replace(contact, name=record.name, email=record.email, phone=record.phone)
                    PaperRepository(db).save_contact(kept)
    finally:
        facts.flush()
    return True
