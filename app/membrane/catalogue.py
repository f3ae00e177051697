"""Membrane's own objects: connections and actions, from any of the forms in which they are listed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from app.errors import BadReply
from app.membrane.envelope import Object, Page, page_of
from app.membrane.exact_json import decode
from app.membrane.fields import as_flag, as_id, canonical
from app.membrane.transport import Action, Connection
from app.membrane.words import plain

_APP = "clientary"
_PROBLEMS = {
    "BUILDING": "the connection is still being set up",
    "SETUP_IN_PROGRESS": "the connection is still being set up",
    "CLIENT_ACTION_REQUIRED": "the connection waits for you",
    "NOT_CONFIGURED": "the connection waits for you",
    "DISCONNECTED": "the connection is disconnected",
    "DISCONNECTING": "the connection is being removed",
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
    """The actions of all pages that can be run, archived ones left out."""
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
    state, key, name = values.get("state"), values.get("key", values.get("connection_key")), values.get("name")
    known_state = state.upper() if isinstance(state, str) and state else None
    problem = _problem(values, known_state)
    return Connection(
        id=identifier,
        name=plain(name) if isinstance(name, str) else identifier,
        key=key if isinstance(key, str) and key else None,
        state=known_state,
        usable=problem is None,
        clientary=clientary,
        problem=problem,
    )


def _problem(values: Object, state: str | None) -> str | None:
    """Why the connection cannot be used (Membrane reference 4.2), None if it can. Unknown states are not ready."""
    if state not in (None, "READY"):
        action = values.get("client_action")
        told = action.get("description") if isinstance(action, Mapping) else None
        return _told(told) or _failure(values) or _PROBLEMS.get(str(state)) or f"its state is {plain(str(state))}"
    if as_flag(values.get("disconnected")) or as_flag(values.get("connected")) is False:
        return _PROBLEMS["DISCONNECTED"]
    return "its credentials no longer work" if as_flag(values.get("is_defunct")) else None


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
    if identifier is None or values.get("archived_at"):
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
