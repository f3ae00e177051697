"""Membrane's connections over HTTP: listing, looking, making, and the step that a person takes in the browser
(Membrane reference 4 and 6)."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.sandbox import pages
from app.sandbox.bearer_tokens import TENANT
from app.sandbox.clientary.rendering import timestamp
from app.sandbox.connections import ACTION_REQUIRED, CONNECTOR_ID, INTEGRATION_ID, WORKING, Connection
from app.sandbox.errors import bad_request
from app.sandbox.plan import Incoming, Plan
from app.sandbox.wire import Reply
from app.sandbox.world import World

DEFAULT_LIMIT = 100
_DOTTED_HOST = re.compile(r"(?:https?://)?(?=[^/:]*[A-Za-z])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?(?:[/?#].*)?")
_TARGETS = ("connectorId", "connectorKey", "integrationId", "integrationKey", "connectionId", "connectionKey")
_OPTIONS = ("name", "allowMultipleConnections", "connectorParameters", "redirectUri", "prompt")
_KNOWN = {"connectorId": CONNECTOR_ID, "integrationId": INTEGRATION_ID}
_REQUESTS = "connection_requests"


@dataclass(frozen=True, slots=True)
class Request:
    """A connection that somebody asked for. `page` names its page; `wanted`: the connection to be connected anew, ""
    for a new one; `another`: a new one even if there is one; `result`: the connection that came of it; `asked_at` in
    epoch seconds."""

    page: str
    wanted: str
    another: bool = False
    status: str = "pending"
    result: str | None = None
    asked_at: int = 0

    def shown(self, number: int, address: str) -> dict[str, Any]:
        """The object of Membrane reference 4; `number` is its place in the list, from 1."""
        shown: dict[str, Any] = {
            "requestId": str(number),
            "url": f"{address}/connect/{self.page}",
            "status": self.status,
            "tenantId": TENANT,
            "createdAt": timestamp(self.asked_at),
        }
        if self.result is not None:
            shown["resultConnectionId"] = self.result
        if self.status == "error":
            shown["resultError"] = {"type": "connection", "message": "Clientary did not take the credentials."}
        return shown


def list_connections(world: World, request: Incoming) -> Plan:
    archived = request.query.get("includeArchived") == "true"
    search = request.query.get("search", "").casefold()
    shown = [
        connection.shown(world.dialect, request.address)
        for connection in _listed(world)
        if (archived or not connection.archived) and search in connection.name.casefold()
    ]
    return Plan(lambda _: Reply.json(page(shown, request, DEFAULT_LIMIT)))


def get_connection(world: World, request: Incoming) -> Plan:
    """`wait` is answered at once; what is built gets done by being looked at."""
    connection = world.connections.find(request.params["selector"])
    if connection not in _listed(world):
        raise bad_request(f'Connection "{connection.id}" not found', "not_found")

    def answer(_: Reply) -> Reply:
        return Reply.json(world.connections.looked_at(connection).shown(world.dialect, request.address))

    return Plan(answer)


def ensure_connection(world: World, request: Incoming) -> Plan:
    """Find or create by the app's address, or by words on servers of the earlier edition."""
    body, takes = request.json_object(), world.dialect.ensure_takes
    if takes == "nothing":
        raise bad_request("Cannot POST /connections/ensure", "not_found")
    given = body.get(takes)
    if not isinstance(given, str) or not 1 <= len(given) <= 2000 or set(body) - {takes, "name"}:
        raise bad_request(f"{takes} is required", data={"missing": [takes]})
    if takes == "appUrl" and not _DOTTED_HOST.fullmatch(given):
        raise bad_request("appUrl must contain a host name with a dot")
    if "clientary" not in given.lower():
        raise bad_request(f'There is no app for "{given}"', "not_found")

    def answer(_: Reply) -> Reply:
        living = [connection for connection in _listed(world) if not connection.archived]
        connection = living[0] if living else _made(world)
        return Reply.json(connection.shown(world.dialect, request.address))

    return Plan(answer)


def create_connection_request(world: World, request: Incoming) -> Plan:
    body = request.json_object()
    targets = [name for name in _TARGETS if body.get(name) is not None]
    if len(targets) != 1 or set(body) - {*_TARGETS, *_OPTIONS}:
        raise bad_request("Exactly one of " + ", ".join(_TARGETS) + " is required")
    name, value = targets[0], str(body[targets[0]])
    wanted = ""
    if name.startswith("connection"):
        wanted = world.connections.find(value).id
    elif value != _KNOWN.get(name, "clientary"):
        raise bad_request(f'No element has {name} "{value}"', "not_found")

    def answer(_: Reply) -> Reply:
        known = _requests(world)
        another, now = body.get("allowMultipleConnections") is True, world.owner_session().now
        made = Request(secrets.token_urlsafe(16), wanted, another, asked_at=now)
        _save(world, [*known, made])
        return Reply.json(made.shown(len(known) + 1, request.address))

    return Plan(answer)


def get_connection_request(world: World, request: Incoming) -> Plan:
    known, selector = _requests(world), request.params["id"]
    if not (selector.isascii() and selector.isdigit() and 0 < int(selector) <= len(known)):
        raise bad_request(f'Connection request "{selector}" not found', "not_found")

    def answer(_: Reply) -> Reply:
        found = known[int(selector) - 1]
        if found.status == "pending" and world.dialect.browser_step == "granted":
            found = decide(world, found, pages.ALLOW)
        return Reply.json(found.shown(int(selector), request.address))

    return Plan(answer)


def connect_page(world: World, request: Incoming) -> Plan:
    """What a person sees who opens the address of a connection request, or of what a connection waits for."""
    selector = request.params["page"]
    found = next((one for one in _requests(world) if one.page == selector), None)
    waiting = next((c for c in world.connections.all() if c.id == selector and c.state == ACTION_REQUIRED), None)
    if found is None and waiting is None:
        return Plan(lambda _: pages.answer("Not found", "There is nothing to connect here.", 404))
    if found is not None and found.status != "pending":
        return Plan(lambda _: pages.answer("Done", "You can close this page."))
    if request.method == "GET":
        return Plan(lambda _: pages.question("Connect Clientary", "Allow the sandbox's Clientary to be used?"))
    pressed = pages.decision(request.body)

    def answer(_: Reply) -> Reply:
        if found is not None:
            decide(world, found, pressed)
        elif waiting is not None and pressed == pages.ALLOW:
            world.connections.edit(waiting, WORKING)
        return pages.answer("Done", "You can close this page.")

    return Plan(answer)


def decide(world: World, asked: Request, pressed: str) -> Request:
    """What comes of a request once a person pressed a button."""
    living = [connection.id for connection in _listed(world) if not connection.archived and not asked.another]
    wanted = asked.wanted or next(iter(living), "")
    if pressed == pages.DENY:
        done = replace(asked, status="cancelled")
    elif wanted:
        done = replace(asked, status="success", result=wanted)
        world.connections.edit(world.connections.find(wanted), WORKING)
    elif world.dialect.new_connection == "setup_failed":
        done = replace(asked, status="error")
    else:
        done = replace(asked, status="success", result=_made(world).id)
    _save(world, [done if one.page == done.page else one for one in _requests(world)])
    return done


def page(items: list[dict[str, Any]], request: Incoming, default: int, most: int = 1000) -> dict[str, Any]:
    """A slice of a list; the cursor is the offset of the next one."""
    limit, start = min(request.number("limit", default, 1000), most), request.number("cursor", 0, 10**9)
    shown: dict[str, Any] = {"items": items[start : start + limit]}
    if start + limit < len(items):
        shown["cursor"] = str(start + limit)
    return shown


def _listed(world: World) -> list[Connection]:
    """The stored connections as the dialect lets them be seen; the one that was there from the start may be hidden."""
    stored = world.connections.all()
    match world.dialect.connections_listed:
        case "none":
            return stored[1:]
        case "archived":
            return [replace(stored[0], archived=True), *stored[1:]]
        case "several" if sum(not one.archived for one in stored) == 1:
            first = stored[0]
            world.connections.add(first.account, first.user_id, first.created_at, "Clientary (second)")
            return world.connections.all()
        case _:
            return stored


def _made(world: World) -> Connection:
    """A new connection to the first account, in the state that the dialect wants."""
    session, state = world.owner_session(), world.dialect.new_connection
    made = world.connections.add("main", session.user_id, session.now)
    if state == "ready":
        return made
    name = ACTION_REQUIRED if state == "action_required" else state.upper()
    return world.connections.edit(made, {"state": name, "looks_left": world.dialect.building_looks})


def _requests(world: World) -> list[Request]:
    return [Request(**values) for values in world.store.setting(_REQUESTS) or []]


def _save(world: World, requests: list[Request]) -> None:
    world.store.set_setting(_REQUESTS, [asdict(one) for one in requests])
