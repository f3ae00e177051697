"""Reading, writing and deleting records of any kind through the request proxy (Clientary reference 2, 3 and 11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.ids import RemoteId
from app.errors import BadReply, Offline, OutcomeUnknown, Rejected
from app.membrane.calls import Calls
from app.membrane.envelope import Object, Page, id_of, page_of, record_of
from app.membrane.fields import as_id
from app.membrane.outgoing import safe_id
from app.membrane.paging import PAGE_SIZE, Enough, collect
from app.membrane.paths import Paths
from app.membrane.transport import Reply

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of record: the key of its lists, the keys under which one may be wrapped (the first is the wrapper of
    requests), and how it is read."""

    key: str
    wrappers: tuple[str, ...]
    read: Callable[[Object], T]


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

    def __init__(self, calls: Calls, paths: Paths) -> None:
        self._calls, self._paths = calls, paths

    def list(
        self,
        kind: Kind[T],
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        paged: bool = True,
        enough: Enough = lambda _records: True,
    ) -> Listing[T]:
        """Every record of a list. Where the path itself is gone, its beginning is looked for once more."""
        try:
            return self._list(kind, path, query or {}, paged, enough)
        except Rejected as error:
            parent_may_be_gone = path.count("/") > 1 and not error.facts.get("html")
            if error.facts.get("status") != 404 or parent_may_be_gone or not self._paths.changed():
                raise
        return self._list(kind, path, query or {}, paged, enough)

    def _list(self, kind: Kind[T], path: str, query: Mapping[str, str], paged: bool, enough: Enough) -> Listing[T]:
        address = self._paths.of(path)

        def fetch(number: int) -> Page:
            sizes = {"page": str(number), "page_size": str(PAGE_SIZE)} if paged or number > 1 else {}
            return page_of(self._calls.get(address, {**query, **sizes}).body, kind.key)

        pages = collect(fetch, enough)
        return Listing(tuple(map(kind.read, pages.records)), pages.complete, pages.total_count)

    def one(self, kind: Kind[T], path: str) -> T | None:
        """One record; None for Clientary's 404, which may also mean that the whole account is out of reach."""
        try:
            reply = self._calls.get(self._paths.of(path))
        except Rejected as error:
            if error.facts.get("status") == 404 and error.facts.get("layer") == "clientary":
                return None
            raise
        record = record_of(reply.body, kind.wrappers)
        if record is None:
            raise BadReply(f"{kind.wrappers[0]}: a record was expected")
        return kind.read(record)

    def create(self, kind: Kind[T], path: str, fields: Mapping[str, object]) -> Echo[T]:
        with nothing_sent_yet():
            address = self._paths.of(path)
        return created(kind, self._calls.send("POST", address, {kind.wrappers[0]: fields}))

    def update(self, kind: Kind[T], path: str, remote_id: RemoteId, fields: Mapping[str, object]) -> Echo[T]:
        with nothing_sent_yet():
            address = self._paths.of(path)
        echo = _echo(kind, self._calls.send("PUT", address, {kind.wrappers[0]: fields}))
        return Echo(remote_id if echo.id is None else echo.id, echo.record)

    def delete(self, path: str) -> bool:
        """False if it was not there."""
        with nothing_sent_yet():
            address = self._paths.of(path)
        try:
            self._calls.send("DELETE", address)
        except Rejected as error:
            if error.facts.get("status") == 404 and error.facts.get("layer") == "clientary":
                return False
            raise
        return True


def created(kind: Kind[T], reply: Reply) -> Echo[T]:
    """The echo of a create. A plain 200 that names no record may just as well be an error nobody recognised."""
    echo = _echo(kind, reply)
    if echo.id is None and reply.status not in (201, 204):
        raise OutcomeUnknown(f"{kind.wrappers[0]}: the answer names no record", answered=1, status=reply.status)
    return echo


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
