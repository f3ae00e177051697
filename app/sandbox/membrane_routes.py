"""Membrane's HTTP API: connections, search, actions and the request proxy (Membrane reference 4)."""

from __future__ import annotations

import re
from typing import Any

from app.sandbox.action_inputs import call_of, check_input, input_schema, shown_schema
from app.sandbox.action_outputs import output_of
from app.sandbox.actions import Action, action_id, ranked, visible_actions
from app.sandbox.bearer_tokens import TENANT, WORKSPACE
from app.sandbox.clientary.service import ClientaryRequest
from app.sandbox.connection_routes import DEFAULT_LIMIT, page
from app.sandbox.connections import CONNECTOR_ID, INTEGRATION_ID, Connection
from app.sandbox.errors import bad_request, connection_error, failed_run
from app.sandbox.plan import Incoming, Plan
from app.sandbox.wire import JSON_TYPE, Reply, encode
from app.sandbox.world import World, run_id

API_PREFIX = "/api/v2"
INTENT_LIMIT = 10
MOST_LISTED = 1000
_FULL_URL = re.compile(r"https?:/{1,2}([^/]+)(/.*)?")
_ACT_KEYS = frozenset(
    ("id", "key", "api", "code", "connectionId", "connectionKey", "integrationId", "integrationKey", "input", "meta")
)


def _json(value: Any, status: int = 200) -> Plan:
    return Plan(lambda _: Reply.json(value, status))


def self_description(world: World, request: Incoming) -> Plan:
    """Who is signed in; the shape of this reply is not documented."""
    match world.dialect.self_shape:
        case "tenant":
            tenant = {"id": TENANT, "internalId": TENANT, "name": "Sandbox", "workspaceKey": WORKSPACE}
            return _json({"type": "tenant", **tenant, "workspace": {"name": "Sandbox"}})
        case "user":
            return _json({"user": {"id": "sandbox", "email": "owner@sandbox.example"}, "tenant": {"id": "sandbox"}})
        case "missing":
            raise bad_request(f"Cannot {request.method} {request.target}", "not_found")


# -- search ------------------------------------------------------------------------------------------------------------


def search(world: World, request: Incoming) -> Plan:
    wanted = request.query.get("q", "").strip().casefold()
    if not 1 <= len(wanted) <= 200:
        raise bad_request("q must have 1 to 200 characters")
    element_type = request.query.get("elementType", "").lower()
    known = [("integration", INTEGRATION_ID, "clientary"), ("connector", CONNECTOR_ID, "clientary")]
    if world.dialect.search_neighbours:
        known.insert(0, ("connector", "65d1f0c2a4b8e3976c2177aa", "clientify"))
        known.insert(0, ("connector", "65d1f0c2a4b8e3976c2177bb", "clientary-legacy"))
    items = [
        {"elementType": kind, "element": {"id": id_, "key": key, "name": key.capitalize()}}
        for kind, id_, key in known
        if element_type in ("", kind) and (wanted in key or (world.dialect.search_neighbours and wanted == "clientary"))
    ]
    return _json(page(items, request, DEFAULT_LIMIT))


# -- actions -----------------------------------------------------------------------------------------------------------


def list_actions(world: World, request: Incoming) -> Plan:
    dialect, intent = world.dialect, request.query.get("intent", "")
    actions, connection = visible_actions(dialect), _selected_connection(world, request)
    if intent:
        actions = ranked(actions, intent)
    elif dialect.action_list == "intent_only":
        raise bad_request("intent is required")
    elif dialect.action_list == "first_page":
        actions = actions[:INTENT_LIMIT]
    words = request.query.get("search", "").casefold()
    shown = [_shown(world, action, connection) for action in actions if words in action.name.casefold()]
    return _json(page(shown, request, INTENT_LIMIT if intent else DEFAULT_LIMIT, dialect.action_page or MOST_LISTED))


def get_action(world: World, request: Incoming) -> Plan:
    action = _find_action(world, request.params["selector"])
    return _json(_shown(world, action, _selected_connection(world, request)))


def run_action(world: World, request: Incoming) -> Plan:
    action = _find_action(world, request.params["selector"])
    connection = _selected_connection(world, request)
    if connection is None:
        raise bad_request("connectionId or connectionKey is required")
    return _run(world, action, connection, request.json_object().get("input"))


def act(world: World, request: Incoming) -> Plan:
    """The newer single entry point: an action by id or key, or a raw call in `api`; unknown keys are refused."""
    body = request.json_object()
    unknown = sorted(set(body) - _ACT_KEYS)
    if unknown or sum(name in body for name in ("id", "key", "api", "code")) != 1:
        raise bad_request(f"Exactly one of id, key, api, code is required; not known: {', '.join(unknown) or 'none'}")
    if "code" in body:
        raise bad_request("The sandbox runs no code", "access_denied")
    selector = str(body.get("connectionId") or body.get("connectionKey") or "")
    connection = world.connections.find(selector)
    if "api" not in body:
        action = _find_action(world, str(body.get("id") or body.get("key")))
        return _run(world, action, connection, body.get("input"))
    api = body["api"]
    if not isinstance(api, dict) or not isinstance(api.get("path", api.get("url")), str):
        raise bad_request("api must be an object with method and path")
    payload = api.get("body", api.get("data"))
    call = ClientaryRequest(
        str(api.get("method", "GET")).upper(),
        clientary_path(str(api.get("path", api.get("url"))), world.dialect.path_prefix),
        {str(name): str(value) for name, value in (api.get("query") or {}).items()},
        b"" if payload is None else encode(payload).encode(),
    )
    _check_usable(connection)
    return Plan(lambda reply: _run_reply(world, call, reply, reply.value()), connection, call)


def _run(world: World, action: Action, connection: Connection, given: Any) -> Plan:
    values = {} if given is None else given
    check_input(values, input_schema(action, world.dialect))
    _check_usable(connection)
    call = call_of(action, values, world.dialect)
    page = call.query.get("page", "1")

    def answer(reply: Reply) -> Reply:
        output = output_of(action, reply, int(page) if page.isdigit() else 1, world.dialect) if reply.ok else None
        return _run_reply(world, call, reply, output)

    return Plan(answer, connection, call, action.key)


def _run_reply(world: World, call: ClientaryRequest, reply: Reply, output: Any) -> Reply:
    if not reply.ok:
        raise failed_run(call.method, f"https://acme.clientary.com{API_PREFIX}{call.path}", reply)
    return Reply.json({"output": output, "actionRunId": run_id(world.action_salt, world.log.last)})


def _find_action(world: World, selector: str) -> Action:
    for action in visible_actions(world.dialect):
        keys = (action.key,) if world.dialect.action_keys == "published" else ()
        if selector in (*keys, action_id(world.action_salt, action.key)):
            return action
    raise bad_request(f'Action "{selector}" not found', "not_found")


def _selected_connection(world: World, request: Incoming) -> Connection | None:
    selector = request.query.get("connectionId") or request.query.get("connectionKey")
    return None if selector is None else world.connections.find(selector)


def _shown(world: World, action: Action, connection: Connection | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": action_id(world.action_salt, action.key),
        "key": action.key if world.dialect.action_keys == "published" else "",
        "name": action.name,
        "description": action.description,
        "type": "api-request-to-external-app",
        **shown_schema(action, world.dialect),
        "outputSchema": {},
        "integrationId": INTEGRATION_ID,
        "state": "READY",
        "isPublic": True,
    }
    return shown if connection is None else {**shown, "connectionId": connection.id}


# -- proxy -------------------------------------------------------------------------------------------------------------


def proxy(world: World, request: Incoming) -> Plan:
    """Forward to Clientary and hand its answer back unchanged (Membrane reference 4.5)."""
    connection = world.connections.find(request.params["selector"])
    _check_usable(connection)
    match world.dialect.proxy:
        case "forbidden":
            raise bad_request("Proxy requests are not allowed for this tenant", "access_denied")
        case "forbidden_plainly":
            return _json({"error": "Forbidden"}, 403)
        case "absent":
            raise bad_request(f"Cannot {request.method} {request.target}", "not_found")
    raw = request.params["path"]
    accepts_json = raw.endswith(".json") or "json" in request.headers.get("accept", "")
    call = ClientaryRequest(
        request.method,
        clientary_path(raw, world.dialect.path_prefix),
        request.query,
        request.body,
        request.headers.get("content-type", ""),
        world.dialect.connector_sends_accept or accepts_json,
    )
    return Plan(_unchanged, connection, call)


def _unchanged(reply: Reply) -> Reply:
    return reply if reply.content_type or not reply.body else Reply(reply.status, reply.body, JSON_TYPE)


def clientary_path(raw: str, prefix: str) -> str | None:
    """The path inside Clientary's API; None where the request does not reach it.

    `prefix` is what callers must add because the connector's base URL lacks it. A full URL needs none, but its own.
    """
    full = _FULL_URL.fullmatch(raw)
    if full is not None:
        host, path, needed = full[1], full[2] or "/", API_PREFIX
        if not host.lower().endswith(".clientary.com"):
            return None
    else:
        path, needed = "/" + raw.lstrip("/"), prefix
    if needed and not path.startswith(needed + "/"):
        return None
    return path.removeprefix(needed).removesuffix(".json")


def _check_usable(connection: Connection) -> None:
    if connection.archived:
        raise bad_request(f'Connection "{connection.id}" not found', "not_found")
    if connection.disconnected or connection.state != "READY":
        raise connection_error("The connection is disconnected", "connection_is_defunct")


def unknown(_world: World, request: Incoming) -> Plan:
    raise bad_request(f"Cannot {request.method} {request.target}", "not_found")
