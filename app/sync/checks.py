"""What a connected account lets us read, by a few calls that change nothing there, and whether it is the account that
this data belongs to. For the moment before a connection is chosen; a sync looks for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.cancel import CancelToken, Deadline
from app.clock import Clock
from app.errors import BadReply, NotConnected, Offline, Rejected
from app.membrane.calls import NO_PROXY
from app.membrane.clientary import Clientary
from app.membrane.rest import Listing
from app.membrane.transport import Transport
from app.storage.database import Database
from app.storage.syncstate import HERE, SyncState
from app.sync.account import CONNECTION, same_account
from app.sync.facts import LearnedFacts

T = TypeVar("T")

_COUNTING_S = 20.0
"""A large account need not be counted to the end."""


@dataclass(frozen=True, slots=True)
class Readable:
    """A kind of record: how many there are (None: not told), or why they could not be read."""

    what: str
    count: int | None = None
    problem: str | None = None


def check_account(
    db: Database, transport: Transport, connection_id: str, clock: Clock, deadline: Deadline, cancel: CancelToken
) -> tuple[Readable, ...]:
    """Read each kind once. What is learned on the way about the connection is kept.

    Raises `NotConnected` with reason another_account, and `AuthRequired` or `NotConnected` where the connection is of
    no use; that a kind is forbidden or does not come is part of the result.
    """
    facts = LearnedFacts(SyncState(db), connection_id, clock)
    gate = Clientary(transport, connection_id, facts, cancel, deadline)
    counting = Clientary(transport, connection_id, facts, cancel, deadline.at_most(_COUNTING_S))
    try:
        bound = SyncState(db).get(HERE, CONNECTION)
        if bound not in (None, connection_id) and not same_account(db, gate):
            raise NotConnected("this connection leads to another Clientary account", reason="another_account")
        # Actions first: once one has run, a proxy that is not there is no longer taken for a dead connection.
        by_actions = (
            _readable("clients", counting.clients),
            _readable("projects", counting.projects),
            _readable("tasks", counting.tasks),
            _readable("invoices", counting.invoices),
        )
        return (_readable("staff", counting.staff), *by_actions)
    finally:
        facts.flush()


def _readable(what: str, read: Callable[[], Listing[T]]) -> Readable:
    try:
        listing = read()
    except (Rejected, BadReply, Offline) as error:
        if error.facts.get("reason") == "time":
            return Readable(what)
        if error.facts.get("key") == NO_PROXY:
            return Readable(what, problem="this connection serves only actions of its own, and none of them tells")
        return Readable(what, problem=error.detail or error.code)
    count = listing.total_count if listing.total_count is not None else len(listing.records)
    return Readable(what, count if listing.complete or listing.total_count is not None else None)
