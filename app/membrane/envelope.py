"""Taking the wrapping off an answer: the output of an action, an HTTP wrapper, a list and its counts, a single record.

Nobody knows which of the forms A to F of Membrane reference 8 a connection uses, so each is recognised by its shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.ids import RemoteId
from app.errors import BadReply
from app.membrane.exact_json import decode
from app.membrane.fields import as_count, as_flag, as_id, canonical
from app.membrane.words import spoken

_DEPTH = 5
_RUN_KEYS = frozenset({"output", "action_run_id", "meta", "execution_logs", "logs", "status", "success"})
_HTTP_KEYS = frozenset({"status", "status_code", "status_text", "headers", "data", "body", "ok", "url"})
_LIST_KEYS = ("records", "items", "data", "results", "result", "output")
_RECORD_KEYS = ("record", "data", "item", "result", "output")
_COUNTS_INSIDE = ("pagination", "meta", "page_info", "paging")
_NEXT = ("next_page", "next")
_MORE = ("has_more", "has_next_page", "has_next")

Object = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wrapped:
    """An HTTP reply inside a reply (form F)."""

    status: int
    headers: Object
    body: object


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; counts are None where the reply has none. `more` is what the reply itself says about a
    further page (a cursor, `nextPage`, `hasMore`), None where it says nothing; `next_page` is its number.
    """

    records: tuple[Object, ...]
    page: int | None = None
    page_count: int | None = None
    page_size: int | None = None
    total_count: int | None = None
    cursor: str | None = None
    next_page: int | None = None
    more: bool | None = None


def output_of(body: object) -> object:
    """What an action produced: under `output`, nested, doubly nested or as JSON text, or already unwrapped."""
    for _ in range(_DEPTH):
        body = _text_as_json(body)
        if not isinstance(body, Mapping) or "output" not in body or not _keys(body) <= _RUN_KEYS:
            return body
        body = body["output"]
    return body


def _text_as_json(body: object) -> object:
    if isinstance(body, str) and body.lstrip()[:1] in ("{", "["):
        try:
            return decode(body)
        except BadReply:
            return body
    return body


def wrapped_http(body: object) -> Wrapped | None:
    """The inner reply if `body` is `{status, headers, data | body}` and nothing more."""
    if not isinstance(body, Mapping):
        return None
    values = {canonical(key): value for key, value in body.items()}
    status = as_count(values.get("status", values.get("status_code")))
    if status is None or not 100 <= status <= 599 or not values.keys() <= _HTTP_KEYS:
        return None
    if not values.keys() & {"data", "body", "headers"}:
        return None
    headers = values.get("headers")
    inner = values["data"] if "data" in values else values.get("body")
    return Wrapped(status, headers if isinstance(headers, Mapping) else {}, _text_as_json(inner))


def page_of(body: object, key: str) -> Page:
    """The records and counts of a list reply; `key` is Clientary's name for the list. Raises BadReply."""
    return _page(_peeled(body), key, {}, _DEPTH)


def _peeled(body: object) -> object:
    body = output_of(body)
    wrapped = wrapped_http(body)
    return body if wrapped is None else wrapped.body


def _page(body: object, key: str, outer: Object, depth: int) -> Page:
    if isinstance(body, list):
        return _counted(body, key, outer)
    if not isinstance(body, Mapping) or depth == 0:
        raise BadReply(f"{key}: a list was expected")
    values = {canonical(name): value for name, value in body.items()}
    for name in (key, *_LIST_KEYS):
        if isinstance(values.get(name), list):
            return _counted(values[name], key, {**outer, **values})
    for name in (key, *_LIST_KEYS):
        if isinstance(values.get(name), Mapping):
            return _page(values[name], key, {**outer, **values}, depth - 1)
    lists = [value for value in values.values() if isinstance(value, list)]
    if len(lists) == 1 and not values.keys() & {"errors", "error"}:
        return _counted(lists[0], key, {**outer, **values})
    raise BadReply(f"{key}: a list was expected, not {spoken(body) or 'an object without one'}")


def _counted(listed: object, key: str, values: Object) -> Page:
    if not isinstance(listed, list) or not all(isinstance(item, Mapping) for item in listed):
        raise BadReply(f"{key}: a list of records was expected")
    counts = dict(values)
    for name in _COUNTS_INSIDE:
        inside = values.get(name)
        if isinstance(inside, Mapping):
            counts.update({canonical(inner): value for inner, value in inside.items()})
    cursor = counts.get("cursor") or counts.get("next_cursor")
    if isinstance(cursor, int) and not isinstance(cursor, bool):
        cursor = str(cursor)
    next_page = next((counts[name] for name in _NEXT if counts.get(name)), None)
    return Page(
        records=tuple(_plain(item, (key.removesuffix("s"),)) for item in listed),
        page=as_count(counts.get("page", counts.get("current_page"))),
        page_count=as_count(counts.get("page_count", counts.get("total_pages"))),
        page_size=as_count(counts.get("page_size", counts.get("per_page"))),
        total_count=as_count(counts.get("total_count", counts.get("total"))),
        cursor=cursor if isinstance(cursor, str) else None,
        next_page=as_count(next_page) if isinstance(next_page, int | str) else None,
        more=_more(counts, bool(cursor or next_page)),
    )


def _more(counts: Object, continues: bool) -> bool | None:
    """Whether the reply says that there is a further page."""
    told = next((flag for name in _MORE if (flag := as_flag(counts.get(name))) is not None), None)
    if continues:
        return told is not False
    if told is not None:
        return told
    return False if any(name in counts for name in ("cursor", "next_cursor", *_NEXT)) else None


def record_of(body: object, singular: tuple[str, ...]) -> Object | None:
    """The single record in a reply, None if there is none. `singular` are its possible wrapper keys."""
    body = _peeled(body)
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    return _plain(body, singular) if isinstance(body, Mapping) and body else None


def _plain(item: Object, singular: tuple[str, ...], depth: int = _DEPTH) -> Object:
    """The app's own fields: out of a data record (Membrane reference 7), out of a wrapper key, or as they are."""
    values = {canonical(key): value for key, value in item.items()}
    for name in ("raw_fields", "fields"):
        fields = values.get(name)
        if isinstance(fields, Mapping) and fields:
            return fields if any(canonical(key) == "id" for key in fields) else {**fields, "id": values.get("id")}
    if depth == 0 or as_id(values.get("id")) is not None:
        return item
    for name in (*singular, *_RECORD_KEYS):
        inner = values.get(name)
        if isinstance(inner, Mapping):
            return _plain(inner, singular, depth - 1)
    objects = [value for value in values.values() if isinstance(value, Mapping)]
    return _plain(objects[0], singular, depth - 1) if len(objects) == 1 == len(values) else item


def id_of(record: Object | None) -> RemoteId | None:
    """The id of a record or of a bare `{id}`."""
    if record is None:
        return None
    return next((as_id(value) for key, value in record.items() if canonical(key) == "id"), None)


def _keys(body: Object) -> set[str]:
    return {canonical(key) for key in body}
