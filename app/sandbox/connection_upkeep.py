"""What can be done to a connection that exists (Membrane reference 4), and its actions below its own path, where the
vendor's SDK looks for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.sandbox import membrane_routes as membrane
from app.sandbox.connections import Connection
from app.sandbox.errors import bad_request, connection_error
from app.sandbox.plan import Incoming, Plan
from app.sandbox.wire import NotJson, Reply, decode, encode
from app.sandbox.world import World

_MOST_KEY = 100


def update(world: World, request: Incoming) -> Plan:
    """Another name or key; what else a connection may be given is taken and has no effect."""
    connection, body = _found(world, request), request.json_object()
    changes: dict[str, Any] = {}
    if isinstance(body.get("name"), str):
        changes["name"] = body["name"]
    key = body.get("key", body.get("connectionKey"))  # the skills say connectionKey
    if key is not None:
        if not isinstance(key, str) or not 1 <= len(key) <= _MOST_KEY:
            raise bad_request(f"key must have 1 to {_MOST_KEY} characters")
        if any(key in (other.id, other.key) for other in world.connections.all() if other.id != connection.id):
            raise bad_request(f'There is a connection "{key}" already', "already_exists")
        changes["key"] = key
    return _edited(world, request, connection, changes)


def archive(world: World, request: Incoming) -> Plan:
    connection = _found(world, request)

    def answer(_: Reply) -> Reply:
        world.connections.edit(connection, {"archived": True})
        return Reply(200)

    return Plan(answer)


def restore(world: World, request: Incoming) -> Plan:
    return _edited(world, request, _found(world, request), {"archived": False})


def disconnect(world: World, request: Incoming) -> Plan:
    """The credentials are gone for good; only connecting anew helps."""
    connection = _found(world, request)

    def answer(_: Reply) -> Reply:
        world.connections.edit(connection, {"disconnected": True, "clientary_token_valid": False})
        return Reply(204)

    return Plan(answer)


def refresh(world: World, request: Incoming) -> Plan:
    """Clientary's token is static: there is nothing to renew, and nothing that renewing could mend."""
    if not _works(_found(world, request)):
        raise connection_error("The connection is disconnected", "connection_is_defunct")
    return Plan(lambda _: Reply(204))


def test(world: World, request: Incoming) -> Plan:
    connection = _found(world, request)
    return Plan(lambda _: Reply.json({"success": _works(connection) and connection.clientary_token_valid}))


# -- actions below the connection --------------------------------------------------------------------------------------


def list_actions(world: World, request: Incoming) -> Plan:
    return membrane.list_actions(world, _of_connection(request))


def get_action(world: World, request: Incoming) -> Plan:
    return membrane.get_action(world, _of_connection(request))


def run_action(world: World, request: Incoming) -> Plan:
    """The body is the input itself, unlike below `/actions`."""
    try:
        given = decode(request.body) if request.body else None
    except NotJson as exc:
        raise bad_request(f"The request body is not JSON: {exc}") from exc
    return membrane.run_action(world, replace(_of_connection(request), body=encode({"input": given}).encode()))


def _of_connection(request: Incoming) -> Incoming:
    """The same request below `/actions`, where the connection is a parameter."""
    query = {name: value for name, value in request.query.items() if name != "connectionKey"}
    params = {"selector": request.params.get("action", "")}
    return replace(request, params=params, query={**query, "connectionId": request.params["selector"]})


def _found(world: World, request: Incoming) -> Connection:
    return world.connections.find(request.params["selector"])


def _works(connection: Connection) -> bool:
    return connection.state == "READY" and not (connection.disconnected or connection.archived)


def _edited(world: World, request: Incoming, connection: Connection, changes: dict[str, Any]) -> Plan:
    def answer(_: Reply) -> Reply:
        return Reply.json(world.connections.edit(connection, changes).shown(world.dialect, request.address))

    return Plan(answer)
