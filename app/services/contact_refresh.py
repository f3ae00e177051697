"""A client's people as Clientary has them now: looked up before an e-mail is written to them."""

from __future__ import annotations

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.errors import LockBusy, TransportError
from app.storage.papers import PaperRepository

TIMEOUT_S = 15.0
_LOCK_S = 2.0
_MOST = 20


def refresh_contacts(context: AppContext, client_id: str, cancel: CancelToken, timeout_s: float = TIMEOUT_S) -> bool:
    """Read each known contact of a client by its own get; False where that could not be done now (offline, another
    sync), and what the last sync brought stands. Blocks; the address is looked at once more before anything is sent.
    """
    from app.locks import FileLock
    from app.services.sync import opened_transport
    from app.sync.contacts import read_contacts

    people = {
        row.remote_id: row.paper
        for row in PaperRepository(context.db).contacts()
        if row.paper.client_id == client_id and row.remote_id is not None
    }
    if not people:
        return False
    config, deadline = context.config, Deadline(timeout_s)
    try:
        with FileLock(config.folder.sync_lock, timeout_s=_LOCK_S), opened_transport(config) as (transport, own):
            wanted = own or config.connection_id
            return read_contacts(
                context.db, context.clock, transport, wanted, dict(list(people.items())[:_MOST]), deadline, cancel
            )
    except (TransportError, LockBusy):
        return False
