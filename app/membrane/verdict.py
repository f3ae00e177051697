"""What an answer means: the one place that turns it into "fine" or into a typed error.

Two layers answer on the same channel. Membrane's errors have an envelope (`type`, `key`, `message`; Membrane reference
4.4) and may carry Clientary's reply down their `causedByError` chain; everything else on the proxy is Clientary's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn

from app.errors import AuthRequired, BadReply, Offline, OutcomeUnknown, Rejected
from app.membrane.exact_json import decode
from app.membrane.fields import as_count, as_flag, canonical
from app.membrane.words import field_of, looks_like_html, plain, spoken

_TYPES = frozenset({
    "bad_request", "connection", "configuration", "dependency_error", "flow_run", "flow_instance_setup", "concurrency",
    "internal", "action_run", "action_instance_setup", "unit_run", "custom_code", "insufficient_credit",
    "openrouter_not_configured",
})  # fmt: skip
_KEYS = frozenset({
    "not_authenticated", "access_denied", "not_found", "already_exists", "rate_limit_exceeded", "connection_is_defunct",
    "access_token_expired", "lock_timeout", "internal",
})  # fmt: skip
_DEAD_CONNECTION = frozenset({"connection_is_defunct", "access_token_expired", "CONNECTION_DISCONNECTED"})
_REFUSING_KEYS = frozenset({"access_denied", "not_found", "already_exists"})
_STILL_UNDER_WAY = frozenset({408, 502, 503, 504, *range(520, 600)})
"""A time-out or a gateway spoke, not who does the work; from 520 on those of content delivery networks."""

_OWN_TROUBLES = frozenset({"insufficient_credit", "configuration", "openrouter_not_configured"})
"""Types of errors that a person must clear away in Membrane; the like of them comes again until then."""

_CHAIN = 20
_LONGEST_WAIT_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A body that is not JSON."""

    reason: str
    text: str = ""

    @property
    def html(self) -> bool:
        return looks_like_html(self.text)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer before it is believed. `status` is 0 where the transport hides it; `body` is decoded JSON, None when
    empty, or `Unreadable`. `proxied`: Clientary's own answer is expected, Membrane's only on trouble. `headers` as far
    as they show, names in lower case.
    """

    status: int
    body: object
    proxied: bool
    retry_after: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def judge(answer: Answer, *, write: bool) -> None:
    """Return if the answer is a believable success, else raise its typed error."""
    envelope = membrane_error(answer)
    if envelope is not None:
        _judge_envelope(answer, envelope, write)
    elif answer.proxied:
        _judge_clientary(answer, write)
    else:
        _judge_membrane(answer, write)


def unanswered(reason: str, *, write: bool, late: bool = False) -> NoReturn:
    """A byte was sent and nothing believable came back: time-out, reset, killed process. `late`: it is not known when
    it left, only that by now it has."""
    if write:
        raise OutcomeUnknown(reason, answered=0, late=int(late))
    raise Offline(reason, sent=1)


def parse_body(data: bytes) -> object:
    """A body as `Answer` wants it. Raises nothing."""
    if not data.strip():
        return None
    try:
        return decode(data)
    except BadReply as error:
        return Unreadable(error.detail, data[:20_000].decode("utf-8", "replace"))


def retry_after_s(header: object) -> int | None:
    """Seconds from a `Retry-After` header, which is a number or a date; at most a day."""
    if header is None:
        return None
    seconds = as_count(header)
    if seconds is None:
        try:
            moment = parsedate_to_datetime(str(header))
        except ValueError:
            return None
        seconds = max(0, round((moment.astimezone(UTC) - datetime.now(UTC)).total_seconds()))
    return min(seconds, _LONGEST_WAIT_S)


def membrane_error(answer: Answer) -> Mapping[str, object] | None:
    """Membrane's error envelope if the body is one; where it says nothing of the kind, or Clientary speaks, None."""
    body = answer.body
    if not isinstance(body, Mapping):
        return None
    if not isinstance(body.get("type"), str) and isinstance(body.get("error"), Mapping):
        body = body["error"]
    if not isinstance(body, Mapping) or not isinstance(body.get("message"), str):
        return None
    kind, key = body.get("type"), body.get("key")
    known = kind in _TYPES or (key in _KEYS and kind is None) or body.get("code") in _DEAD_CONNECTION
    if 200 <= answer.status < 400:
        return body if known and not answer.proxied and "output" not in body else None
    return body if known or (isinstance(kind, str) and isinstance(key, str)) else None


def _judge_envelope(answer: Answer, envelope: Mapping[str, object], write: bool) -> None:
    chain = list(_causes(envelope))
    inner = next((found for node in reversed(chain) if (found := _inner_answer(node)) is not None), None)
    if inner is not None and not 200 <= inner.status < 300:
        _judge_clientary(inner, write)
    message = plain(next((m for node in reversed(chain) if isinstance(m := node.get("message"), str) and m), ""))
    keys = {str(node[name]) for node in chain for name in ("key", "code") if isinstance(node.get(name), str)}
    kind, key = str(envelope.get("type", "")), str(envelope.get("key", ""))
    # Membrane refuses its own callers before anything runs, as a bad request; a 401 out of a run is the app's.
    of_a_run = kind not in ("", "bad_request") and key != "not_authenticated"
    if keys & _DEAD_CONNECTION or (of_a_run and answer.status == 401):
        raise AuthRequired(message, layer="clientary")
    if "rate_limit_exceeded" in keys or answer.status == 429:
        raise _limited(message, answer.retry_after)
    if key == "not_authenticated" or answer.status == 401:
        raise AuthRequired(message, layer="membrane")
    # Out of a run the same keys say what the run met half-way, not that nothing ran.
    if inner is None and (kind == "bad_request" or (kind not in _TYPES and key in _REFUSING_KEYS)):
        raise Rejected(message, layer="membrane", status=answer.status, key=key)
    _unbelievable(message or f"Membrane failed: {kind}", answer.status, write, _own_trouble(kind, keys))


def _own_trouble(kind: str, keys: set[str]) -> str:
    """The name of a trouble that is Membrane's own and of which more is known than that it failed."""
    return "lock_timeout" if "lock_timeout" in keys else kind if kind in _OWN_TROUBLES else ""


def _causes(envelope: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    node: object = envelope
    for _ in range(_CHAIN):
        if not isinstance(node, Mapping):
            return
        yield node
        node = node.get("causedByError")


def _inner_answer(node: Mapping[str, object]) -> Answer | None:
    """Clientary's reply to the request that Membrane made, as kept in `data.response`."""
    data = node.get("data")
    if not isinstance(data, Mapping):
        return None
    if data.get("code") in _DEAD_CONNECTION:
        raise AuthRequired(plain(str(node.get("message", ""))), layer="clientary")
    response = data.get("response")
    status = as_count(response.get("status")) if isinstance(response, Mapping) else None
    if not isinstance(response, Mapping) or not status:
        return None
    body = response.get("data", response.get("body"))
    if isinstance(body, str):
        body = parse_body(body.encode("utf-8", "replace"))
    headers = response.get("headers")
    named = {str(name).lower(): value for name, value in headers.items()} if isinstance(headers, Mapping) else {}
    return Answer(status, body, proxied=True, retry_after=retry_after_s(named.get("retry-after")))


def _judge_clientary(answer: Answer, write: bool) -> None:
    status = answer.status
    if status == 0 or 200 <= status < 300:
        _judge_success(answer, write)
        return
    words = _words(answer.body)
    if status == 401:
        raise AuthRequired(words, layer="clientary")
    if status == 429:
        raise _limited(words, answer.retry_after)
    if 400 <= status < 500 and status != 408:
        html = int(isinstance(answer.body, Unreadable) and answer.body.html)
        named = field_of(answer.body)
        about = {} if named is None else {"field": named}
        raise Rejected(words or f"status {status}", layer="clientary", status=status, html=html, **about)
    _unbelievable(words or f"status {status}", status, write)


def _judge_success(answer: Answer, write: bool) -> None:
    if isinstance(answer.body, Unreadable):
        _unbelievable(answer.body.reason, answer.status, write, page=answer.body.html)
    if answer.body is None:
        if write and answer.status in (201, 204):
            return
        _unbelievable("the answer is empty", answer.status, write)
    if _is_bare_error(answer.body) or (write and _shows_no_success(answer)):
        _unbelievable(spoken(answer.body) or "the answer does not say what was done", answer.status, write)


def _shows_no_success(answer: Answer) -> bool:
    """Whether the answer to a write says no in words of its own. Where the status is hidden, an object that is no
    record may be an error of any form (Clientary reference 6)."""
    body = answer.body
    if not isinstance(body, Mapping):
        return body is False or isinstance(body, str)
    done = next((flag for name in ("success", "ok") if (flag := as_flag(body.get(name))) is not None), None)
    if done is not None or answer.status or any(canonical(str(name)) == "id" for name in body):
        return done is False
    return isinstance(body.get("message"), str) or (bool(body) and all(map(_are_texts, body.values())))


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _is_bare_error(body: object) -> bool:
    return isinstance(body, Mapping) and "id" not in body and bool(body.get("errors") or body.get("error"))


def _judge_membrane(answer: Answer, write: bool) -> None:
    """Membrane's own routes; a body without its envelope comes from a gateway in front of it, or is a success."""
    status = answer.status
    if not (status == 0 or 200 <= status < 300):
        words = _words(answer.body)
        if status == 401:
            raise AuthRequired(words, layer="membrane")
        if status == 429:
            raise _limited(words, answer.retry_after)
        _unbelievable(words or f"status {status}", status, write)
    if isinstance(answer.body, Unreadable):
        _unbelievable(answer.body.reason, status, write, page=answer.body.html)
    if answer.body is None:
        _unbelievable("the answer is empty", status, write)
    if _is_bare_error(answer.body):
        _unbelievable(spoken(answer.body), status, write)


def _limited(words: str, retry_after: int | None) -> Offline:
    facts = {} if retry_after is None else {"retry_after": retry_after}
    return Offline(words or "too many requests", status=429, **facts)


def _unbelievable(words: str, status: int, write: bool, key: str = "", *, page: bool = False) -> NoReturn:
    """`page`: HTML came where a success should be; whoever wrote that is not Membrane, and tells nothing about it."""
    facts: dict[str, str | int] = {"status": status, "key": key} if key else {"status": status}
    if write:
        raise OutcomeUnknown(words, answered=int(status not in _STILL_UNDER_WAY and not page), **facts)
    raise BadReply(words, **facts)


def _words(body: object) -> str:
    return plain(body.text) if isinstance(body, Unreadable) else spoken(body)
