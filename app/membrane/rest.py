"""Reading, writing and deleting records of any kind through the request proxy (Clientary reference 2, 3 and 11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.ids import RemoteId
from app.errors import BadReply, Offline, OutcomeUnknown, Rejected
from app.membrane.calls import Calls
from app.membrane.envelope import Object, Page, id_of, page_of, record_of
from app.membrane.facts import Facts
from app.membrane.fields import as_id
from app.membrane.kinds import Kind
from app.membrane.learned import learn_reply
from app.membrane.outgoing import safe_id
from app.membrane.paging import PAGE_SIZE, Ends, Pages, Turn, collect
from app.membrane.paths import Paths
from app.membrane.transport import Reply

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A list as far as it came. `complete`: every page came and the counts add up, as far as paging can tell."""

    records: tuple[T, ...]
    complete: bool
    total_count: int | None


@dataclass(frozen=True, slots=True)
class Echo(Generic[T]):
    """What a write answered. Both None: it was believed to be done and said nothing more."""

    id: RemoteId | None
    record: T | None


@contextmanager
def nothing_sent_yet() -> Iterator[None]:
    """Reads that prepare a write: when they fail, nothing was written."""
    try:
        yield
    except BadReply as error:
        raise Offline(error.detail, **error.facts) from error


class Rest:
    """The five verbs over one connection."""

    def __init__(self, calls: Calls, paths: Paths, facts: Facts) -> None:
        self._calls, self._paths, self._facts = calls, paths, facts

    def pages(self, kind: Kind[T], path: str, query: Mapping[str, str], ends: Ends) -> Pages:
        """Every record of a list. Where the path itself is gone, its beginning is looked for once more."""
        try:
            return self._pages(kind, path, query, ends)
        except Rejected as error:
            parent_may_be_gone = path.count("/") > 1 and not error.facts.get("html")
            if error.facts.get("status") != 404 or parent_may_be_gone or not self._paths.changed():
                raise
        return self._pages(kind, path, query, ends)

    def _pages(self, kind: Kind[T], path: str, query: Mapping[str, str], ends: Ends) -> Pages:
        address = self.address(path)

        def fetch(turn: Turn) -> Page:
            paged = kind.paged or turn.number > 1
            sizes = {"page": str(turn.number), "page_size": str(PAGE_SIZE)} if paged else {}
            page = page_of(self._calls.get(address, {**query, **sizes}).body, kind.key)
            self._paths.confirmed = True
            return page

        return collect(fetch, ends)

    def count(self, kind: Kind[T], path: str, query: Mapping[str, str]) -> int | None:
        """How many records a list has by its own count, from one small page; None where it has none."""
        reply = self._get(path, {**query, "page": "1", "page_size": "1"})
        return page_of(reply.body, kind.key).total_count

    def one(self, kind: Kind[T], path: str) -> Object | None:
        """One record as it came; None for Clientary's 404, which may also mean that the whole account is out of
        reach."""
        try:
            reply = self._get(path)
        except Rejected as error:
            if is_missing(error):
                return None
            raise
        record = record_of(reply.body, kind.wrappers)
        if record is None:
            raise BadReply(f"{kind.wrappers[0]}: a record was expected")
        return record

    def _get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        """A 404 counts only by a path that is known to be right."""
        address = self.address(path)
        try:
            reply = self._calls.get(address, query)
        except Rejected as error:
            if not is_missing(error) or self._paths.confirmed:
                raise
            self._paths.confirm()
            if self.address(path) == address:
                raise
            reply = self._calls.get(self.address(path), query)
        self._paths.confirmed = True
        return reply

    def create(self, kind: Kind[T], path: str, fields: Mapping[str, object]) -> Echo[T]:
        with nothing_sent_yet():
            address = self.address(path)
        return created(kind, self._send("POST", address, {kind.wrappers[0]: fields}, kind.wrappers))

    def post(self, path: str, body: Mapping[str, object]) -> Reply:
        """A write that makes no record: the body as it is."""
        with nothing_sent_yet():
            address = self.address(path)
        return self._calls.send("POST", address, body)

    def update(self, kind: Kind[T], path: str, remote_id: RemoteId, fields: Mapping[str, object]) -> Echo[T]:
        with nothing_sent_yet():
            address = self.address(path)
        return updated(kind, self._send("PUT", address, {kind.wrappers[0]: fields}, kind.wrappers), remote_id)

    def delete(self, path: str) -> bool:
        """False if it was not there."""
        with nothing_sent_yet():
            address = self.address(path)
        try:
            self._send("DELETE", address)
        except Rejected as error:
            if is_missing(error):
                return False
            raise
        return True

    def _send(self, method: str, address: str, body: object = None, wrappers: tuple[str, ...] = ()) -> Reply:
        reply = self._calls.send(method, address, body)
        learn_reply(self._facts, method, reply, wrappers)
        return reply

    def confirm(self) -> None:
        """See that the paths are still the known ones, before something is written by them."""
        self._paths.confirm()

    def closed(self, words: str) -> None:
        """The proxy refuses while actions of the same connection work."""
        self._paths.closed(words)

    def address(self, path: str) -> str:
        """A documented path as this connection needs it; the first use may cost a few reads."""
        return self._paths.of(path)


def is_missing(error: Rejected) -> bool:
    """Clientary's own 404."""
    return error.facts.get("status") == 404 and error.facts.get("layer") == "clientary"


def created(kind: Kind[T], reply: Reply) -> Echo[T]:
    """The echo of a create. A plain 200 that names no record may just as well be an error nobody recognised."""
    echo = _echo(kind, reply)
    if echo.id is None and reply.status not in (201, 204):
        raise OutcomeUnknown(f"{kind.wrappers[0]}: the answer names no record", answered=1, status=reply.status)
    return echo


def updated(kind: Kind[T], reply: Reply, remote_id: RemoteId) -> Echo[T]:
    """The echo of a change of that record; an answer about another one says nothing about it."""
    echo = _echo(kind, reply)
    return Echo(remote_id if echo.id is None else echo.id, echo.record)


def _echo(kind: Kind[T], reply: Reply) -> Echo[T]:
    record = record_of(reply.body, kind.wrappers)
    remote_id = id_of(record) or _id_in(reply.location)
    if record is None or remote_id is None:
        return Echo(remote_id, None)
    try:
        return Echo(remote_id, kind.read(record))
    except BadReply:  # only an id, or half a record: whoever needs the rest reads it
        return Echo(remote_id, None)


def _id_in(location: str | None) -> RemoteId | None:
    """The id at the end of a `Location` such as `/api/v2/hours/12.json`."""
    if location is None:
        return None
    return as_id(location.partition("?")[0].rstrip("/").rpartition("/")[2].removesuffix(".json"))


def segment(remote_id: str) -> str:
    """An id as a part of a path."""
    return safe_id(remote_id, "record")


def id_value(remote_id: str) -> object:
    """An id as a value: Clientary's are JSON integers, ours are text."""
    return int(remote_id) if remote_id.isascii() and remote_id.isdigit() else remote_id
