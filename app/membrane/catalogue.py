"""Membrane's own objects: connections and actions, from any of the forms in which they are listed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from app.errors import BadReply
from app.membrane.envelope import Object, Page, page_of, record_of
from app.membrane.exact_json import decode
from app.membrane.fields import as_flag, as_id, canonical
from app.membrane.transport import Action, ClientAction, Connection, ConnectionState
from app.membrane.words import plain

_APP = "clientary"
_LONGEST_ADDRESS = 8192
_STATES = {
    "NOT_CONFIGURED": ConnectionState.CLIENT_ACTION_REQUIRED,
    "SETUP_IN_PROGRESS": ConnectionState.BUILDING,
    "ERROR": ConnectionState.SETUP_FAILED,
    **{state.value: state for state in ConnectionState if state is not ConnectionState.UNKNOWN},
}
"""Newer and older names (Membrane reference 4.2)."""

_PROBLEMS = {
    ConnectionState.BUILDING: "the connection is still being set up",
    ConnectionState.CLIENT_ACTION_REQUIRED: "the connection waits for you",
    ConnectionState.DISCONNECTED: "the connection is disconnected",
    ConnectionState.DISCONNECTING: "the connection is being removed",
}


def connections_of(pages: list[Page]) -> list[Connection]:
    """The live connections of all pages, archived ones left out, those to Clientary marked (Membrane reference 4.1).

    A known app key decides; name and address count where no key is given, or where no connection has a fitting one.
    """
    values = [_canonical(record) for page in pages for record in page.records]
    values = [one for one in values if not one.get("archived_at")]
    certain = any(_APP in (_app_key(one) or "") or (_app_key(one) is None and _named(one)) for one in values)
    return [_connection(one, _is_clientary(one, certain)) for one in values]


def connections_page(body: object) -> Page:
    return page_of(body, "connections")


def actions_page(body: object) -> Page:
    return page_of(body, "actions")


def actions_of(pages: list[Page]) -> list[Action]:
    """The actions of all pages that can be run: not archived, not still being built, not broken."""
    values = [_canonical(record) for page in pages for record in page.records]
    return [action for one in values if (action := _action(one)) is not None]


def _canonical(record: Object) -> dict[str, object]:
    return {canonical(key): value for key, value in record.items()}


def _app_key(values: Object) -> str | None:
    integration = values.get("integration")
    nested = integration.get("key") if isinstance(integration, Mapping) else None
    found = nested or values.get("integration_key") or values.get("connector_key")
    return found.lower() if isinstance(found, str) else None


def _named(values: Object) -> bool:
    integration = values.get("integration")
    names = [values.get("name"), integration.get("name") if isinstance(integration, Mapping) else None]
    if any(_APP in name.lower() for name in names if isinstance(name, str)):
        return True
    app = values.get("external_app")
    addresses = [values.get("app_url"), app.get("app_url", app.get("appUrl")) if isinstance(app, Mapping) else app]
    return any(_is_clientary_host(address) for address in addresses if isinstance(address, str))


def _is_clientary_host(address: str) -> bool:
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return False
    return host == "clientary.com" or host.endswith(".clientary.com")


def _is_clientary(values: Object, certain: bool) -> bool:
    key = _app_key(values)
    if key is not None and (certain or _APP in key):
        return _APP in key
    return _named(values)


def _connection(values: Object, clientary: bool) -> Connection:
    identifier = as_id(values.get("id")) or as_id(values.get("connection_id"))
    if identifier is None:
        raise BadReply("connections: one has no usable id")
    key, name = values.get("key", values.get("connection_key")), values.get("name")
    state, raw = _state(values)
    problem = _problem(values, state, raw)
    return Connection(
        id=identifier,
        name=plain(name) if isinstance(name, str) and plain(name) else identifier,
        key=key if isinstance(key, str) and key else None,
        state=state,
        usable=problem is None,
        clientary=clientary,
        problem=problem,
        raw_state=raw,
        client_action=_client_action(values.get("client_action")),
        unnamed=not clientary and _app_key(values) is None,
    )


def connection_of(body: object) -> Connection:
    """One connection as `GET /connections/{id}` or the command answers it, bare or wrapped. Its app counts as named
    only if it is: one alone has nothing to be compared with."""
    record = record_of(body, ("connection", "item"))
    if record is None:
        raise BadReply("a connection was expected")
    values = _canonical(record)
    return _connection(values, _is_clientary(values, _APP in (_app_key(values) or "")))


def _state(values: Object) -> tuple[ConnectionState, str | None]:
    """The state and its raw name. A server without states says by two flags whether the connection is usable."""
    given = values.get("state")
    raw = plain(given).upper() if isinstance(given, str) and given else None
    state = ConnectionState.READY if raw is None else _STATES.get(raw, ConnectionState.UNKNOWN)
    gone = as_flag(values.get("disconnected")) or as_flag(values.get("connected")) is False
    if state is ConnectionState.READY and (gone or as_flag(values.get("is_defunct"))):
        return ConnectionState.DISCONNECTED, raw
    return state, raw


def _problem(values: Object, state: ConnectionState, raw: str | None) -> str | None:
    """Why the connection cannot be used, None if it can."""
    if state is ConnectionState.READY:
        return None
    if state is ConnectionState.DISCONNECTED and as_flag(values.get("is_defunct")):
        return "its credentials no longer work"
    action = _client_action(values.get("client_action"))
    told = action.description if action is not None else ""
    return told or _failure(values) or _PROBLEMS.get(state) or f"its state is {raw}"


def _client_action(value: object) -> ClientAction | None:
    """The step that a person must take. Its `agentInstructions` are for programs that act on their own: left out."""
    if not isinstance(value, Mapping):
        return None
    fields = {canonical(str(key)): part for key, part in value.items()}
    kind, told = fields.get("type"), fields.get("description")
    return ClientAction(
        type=plain(kind) if isinstance(kind, str) else "",
        description=plain(told) if isinstance(told, str) else "",
        url=web_address(fields.get("ui_url")),
    )


def web_address(value: object) -> str | None:
    """An address that a browser may be told to open: http or https with a host, no control characters."""
    if not isinstance(value, str) or not value.isprintable() or " " in value or len(value) > _LONGEST_ADDRESS:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.hostname else None


def _failure(values: Object) -> str:
    errors = values.get("errors")
    candidates = [values.get("request_error"), *(errors if isinstance(errors, list) else []), values.get("error")]
    return next((told for told in map(_told, candidates) if told), "")


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("message")
    return plain(value) if isinstance(value, str) else ""


def _action(values: Object) -> Action | None:
    identifier = as_id(values.get("id")) or as_id(values.get("key"))
    if identifier is None or values.get("archived_at") or values.get("state") not in (None, "READY"):
        return None
    schema, key = values.get("input_schema"), values.get("key")
    if isinstance(schema, str):
        try:
            schema = decode(schema)
        except BadReply:
            schema = None
    return Action(
        id=identifier,
        key=key if isinstance(key, str) else "",
        name=str(values.get("name") or ""),
        input_schema=schema if isinstance(schema, Mapping) else {},
        description=str(values.get("description") or ""),
    )
