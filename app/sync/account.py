"""Which account this data belongs to: one connection, by what is known of it (`README.md`, *Which account*)."""

from __future__ import annotations

from collections.abc import Callable

from app.cancel import CancelToken, Deadline
from app.errors import NotConnected
from app.membrane.clientary import Clientary
from app.membrane.select import pick_connection, pick_from
from app.membrane.transport import Transport
from app.storage.clients import ClientRepository
from app.storage.database import Database
from app.storage.links import LinkRepository
from app.storage.syncstate import HERE, SyncState
from app.sync.cycle import ME

CONNECTION = "connection_id"
_ENOUGH = 2
"""At least one in two of the clients known here must be there, under the same id and name; without clients, one of the
staff.
"""


def choose_connection(
    db: Database, transport: Transport, wanted: str | None, deadline: Deadline, cancel: CancelToken
) -> str:
    """The connection to use: the one asked for, else the bound one, else the account's only one."""
    bound = SyncState(db).get(HERE, CONNECTION)
    if isinstance(bound, str) and wanted in (None, bound):
        return bound
    return pick_connection(transport, wanted, deadline, cancel).id


def successor(db: Database, transport: Transport, deadline: Deadline, cancel: CancelToken) -> str | None:
    """The account's only connection to Clientary, where the bound one is not on it any more: one that is deleted and
    made anew has another id. None where the bound one is still there, or nothing is bound.

    Raises `NotConnected` as `pick_from` does. Whether it leads to the same account is for `bind` to find out.
    """
    bound = SyncState(db).get(HERE, CONNECTION)
    if not isinstance(bound, str):
        return None
    listed = transport.connections(deadline, cancel)
    return None if any(bound in (one.id, one.key) for one in listed) else pick_from(listed, None).id


def bind(db: Database, connection_id: str, open_gate: Callable[[], Clientary], now: int) -> None:
    """Tie the data folder to a connection. Another id than before must show the clients known here."""
    state = SyncState(db)
    bound = state.get(HERE, CONNECTION)
    if bound == connection_id:
        return
    if bound is not None and not same_account(db, open_gate()):
        raise NotConnected(
            "This connection leads to another Clientary account than the one this data belongs to. "
            "Nothing was read or sent. Use another data folder for the other account (--data-dir).",
            reason="another_account",
        )
    with db.write():
        state.put(HERE, CONNECTION, connection_id, now, "first sync" if bound is None else f"was {bound}")
        me = None if bound is None else state.get(str(bound), ME)
        if me is not None and state.get(connection_id, ME) is None:
            state.put(connection_id, ME, me, now, "known from the connection before, of the same account")


def same_account(db: Database, gate: Clientary) -> bool:
    """Whether the connection shows the clients known here; reads their list, changes nothing."""
    links = LinkRepository(db).all("client")
    names = {str(row.client.id): row.client.name for row in ClientRepository(db).all()}
    known = {(link.remote_id, names.get(link.local_id)) for link in links.values()}
    if known:
        there = {(str(client.id), client.name) for client in gate.clients().records}
        return len(known & there) * _ENOUGH >= len(known)
    people = set(LinkRepository(db).all("person"))
    return not people or any(person.id in people for person in gate.staff().records)
