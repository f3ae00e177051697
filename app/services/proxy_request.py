"""A request to Clientary as a person words it, made ready for the proxy: every flag of `membrane request`
(Membrane reference 5.3) has its meaning here, so that it is the same by command and by window."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from app.errors import BadReply, Rejected, UserInputError

if TYPE_CHECKING:
    from app.membrane.transport import RawBody

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][\w-]*)\}|(?<=/):([A-Za-z_][\w-]*)")
"""`{id}` or `:id`; which of them Membrane's own command replaces is not documented, so both are replaced here."""


@dataclass(frozen=True, slots=True)
class ProxyRequest:
    """`path` may hold placeholders and a query of its own. `data` is sent as it was typed; JSON in it is declared as
    such unless `untouched` or a header says otherwise. `json_body` must be JSON."""

    path: str
    method: str = "GET"
    query: Sequence[tuple[str, str]] = ()
    path_parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    data: str | None = None
    json_body: str | None = None
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class ReadyRequest:
    """What a transport takes. `as_given`: the path says itself where the API begins, so nothing is put before it."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: RawBody | None
    as_given: bool


def pair(text: str, field_name: str, separator: str = "=") -> tuple[str, str]:
    """`key=value` (or a header's `Name: value`) as typed."""
    name, found, value = text.partition(separator)
    if not found or not name.strip():
        raise UserInputError(f'"{text}" is not NAME{separator}VALUE.', field=field_name)
    return name.strip(), value.strip() if separator == ":" else value


def ready(asked: ProxyRequest) -> ReadyRequest:
    """Check and complete a request; raises `UserInputError` with the field, before anything is sent."""
    method = asked.method.upper()
    if method not in METHODS:
        raise UserInputError(f"{asked.method} is not one of {', '.join(METHODS)}.", field="method")
    bare, _, own_query = asked.path.partition("?")
    path = _filled(bare if bare.startswith("/") else f"/{bare}", asked.path_parameters)
    body = _body(asked)
    if body is not None and method == "GET":
        raise UserInputError("A GET has no body; say which method is meant.", field="method")
    headers = dict(asked.headers)
    says_json = asked.json_body is not None or (asked.data is not None and not asked.untouched and _is_json(asked.data))
    if says_json and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = "application/json"
    _check(bare, path, headers)
    query = (*parse_qsl(own_query, keep_blank_values=True), *asked.query)
    return ReadyRequest(method, path, query, headers, body, as_given=path.startswith("/api/"))


def _check(bare: str, path: str, headers: Mapping[str, str]) -> None:
    from app.membrane.outgoing import safe_headers, safe_path

    if "://" in bare:
        raise UserInputError("Give a path such as /clients: Membrane adds the account's address.", field="path")
    try:
        safe_path(path)
    except Rejected as error:
        raise UserInputError(f'"{path}" is not a path such as /clients/123.', field="path") from error
    for name, value in headers.items():
        try:
            safe_headers({name: value})
        except Rejected as error:
            raise UserInputError(
                f'The header "{name}" cannot be sent: Membrane adds the credentials and the address itself.',
                field="header",
            ) from error


def _filled(path: str, values: Mapping[str, str]) -> str:
    """The path with each placeholder replaced by its value, as one segment."""
    used: set[str] = set()

    def value_of(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name not in values:
            raise UserInputError(f'The path needs a value for "{name}".', field="pathParam")
        used.add(name)
        return quote(values[name], safe="")

    filled = _PLACEHOLDER.sub(value_of, path)
    left = sorted(set(values) - used)
    if left:
        raise UserInputError(f'The path has no place for "{left[0]}": write {{{left[0]}}} in it.', field="pathParam")
    return filled


def _body(asked: ProxyRequest) -> RawBody | None:
    from app.membrane.exact_json import decode, encode
    from app.membrane.transport import RawBody

    if asked.data is not None and asked.json_body is not None:
        raise UserInputError("There can be one body only: as text or as JSON.", field="data")
    if asked.untouched and asked.data is None:
        raise UserInputError("Raw data was announced, but there is none.", field="data")
    if asked.json_body is None:
        return None if asked.data is None else RawBody(asked.data, asked.untouched)
    if not _is_json(asked.json_body):
        raise UserInputError("The body is not JSON.", field="json_body")
    return RawBody(encode(decode(asked.json_body)))


def _is_json(text: str) -> bool:
    from app.membrane.exact_json import decode

    try:
        decode(text)
    except BadReply:
        return False
    return True
