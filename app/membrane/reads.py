"""Reading lists and records, by an action or by the proxy: whichever of the two says what we need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from app.domain.ids import RemoteId
from app.errors import BadReply, Rejected
from app.membrane.answers import NO_OUTPUT
from app.membrane.choice import Ask, Choice
from app.membrane.discovery import Actions, takes
from app.membrane.envelope import Object, Page, id_of, page_of, record_of
from app.membrane.kinds import Kind
from app.membrane.needs import Need
from app.membrane.paging import PAGE_SIZE, Ends, Pages, Turn, collect
from app.membrane.rest import Listing, Rest, id_value, is_missing, segment
from app.membrane.route import Routes
from app.membrane.schema import tells
from app.membrane.shape import Values, fitting
from app.membrane.transport import Action

T = TypeVar("T")

Learn = Callable[[Pages], None]
_NOTHING: Mapping[str, str] = {}
_UNTOLD = Ends()


class Reads:
    """The reading half of the gateway. Safe to use from several threads."""

    def __init__(self, rest: Rest, actions: Actions, routes: Routes) -> None:
        self._rest, self._actions = rest, actions
        self._choice = Choice(rest, actions, routes)

    def list(
        self,
        kind: Kind[T],
        path: str,
        query: Mapping[str, str] = _NOTHING,
        *,
        within: Values = _NOTHING,
        ends: Ends = _UNTOLD,
        learn: Learn = lambda _pages: None,
    ) -> Listing[T]:
        """Every record of a list. `query` is for both ways; `within` is what stands in the proxy's path and an action
        must be told (`project_id`). `learn` sees the pages of the way that was taken."""

        def by_proxy() -> Listing[T]:
            pages = self._rest.pages(kind, path, query, ends)
            learn(pages)
            return _listing(kind, pages)

        def same_count(listing: Listing[T]) -> bool:
            if not kind.paged or within or listing.total_count is None:
                return True
            return self._rest.count(kind, path, query) in (None, listing.total_count)

        if kind.lists is None:
            return by_proxy()
        said = {**within, **query}
        by_action = self._listing_by(kind, kind.lists, said, ends, learn)
        sized = {**said, "page_size": PAGE_SIZE} if kind.paged and not within else said
        return self._choice.answer(Ask(kind, kind.lists, sized, by_action, by_proxy, _partly, same_count))

    def one(self, kind: Kind[T], remote_id: RemoteId) -> T | None:
        """One record; None where Clientary says that there is none."""
        path, need = f"{kind.path}/{segment(remote_id)}", kind.gets

        def by_proxy() -> T | None:
            record = self._rest.one(kind, path)
            return None if record is None else kind.read(record)

        if need is None:
            return by_proxy()
        said = {"id": id_value(remote_id)}

        def by_action(action: Action) -> tuple[T | None, Object | None]:
            record = self._record(kind, need, action, remote_id, said)
            with _readable():
                return (None if record is None else kind.read(record)), record

        return self._choice.answer(Ask(kind, need, said, by_action, by_proxy))

    def _listing_by(
        self, kind: Kind[T], need: Need, said: Values, ends: Ends, learn: Learn
    ) -> Callable[[Action], tuple[Listing[T], Object | None]]:
        def run(action: Action) -> tuple[Listing[T], Object | None]:
            pages = self._pages(kind, need, action, said, ends)
            if pages.repeated and not pages.complete:
                raise BadReply("the action does not turn pages", key=NO_OUTPUT)
            with _readable():
                listing = _listing(kind, pages)
            learn(pages)
            return listing, next(iter(pages.records), None)

        return run

    def _pages(self, kind: Kind[Any], need: Need, action: Action, said: Values, ends: Ends) -> Pages:
        current = action
        takes_page = not takes(need, action, {"page": 1})
        takes_cursor = not takes(need, action, {"cursor": "x"})
        if takes_cursor and tells(action.input_schema):
            ends = replace(ends, by_cursor=True)

        def fetch(turn: Turn) -> Page:
            nonlocal current
            by_cursor = turn.cursor is not None and takes_cursor
            if turn.number > 1 and not (by_cursor or takes_page):
                raise BadReply("the action cannot be asked for a further page", key=NO_OUTPUT)
            here: dict[str, object] = {"cursor": turn.cursor} if by_cursor else {"page": turn.number}
            sizes = {"page_size": PAGE_SIZE, **here} if kind.paged else {}
            current, reply = self._actions.read(need, current, lambda one: _payload(need, one, {**said, **sizes}))
            with _readable():
                return page_of(reply.body, kind.key)

        return collect(fetch, ends)

    def _record(self, kind: Kind[Any], need: Need, action: Action, remote_id: RemoteId, said: Values) -> Object | None:
        try:
            _, reply = self._actions.read(need, action, lambda one: _payload(need, one, said))
        except Rejected as error:
            if is_missing(error):
                return None
            raise
        with _readable():
            record = record_of(reply.body, kind.wrappers)
            if record is None or id_of(record) != remote_id:
                raise BadReply(f"{kind.wrappers[0]} {remote_id}: the action answers with something else")
        return record


def _payload(need: Need, action: Action, said: Values) -> Values:
    return fitting(action.input_schema, said, need.wrappers, id_names=need.id_names)


def _partly(listing: Listing[T]) -> Listing[T]:
    return replace(listing, complete=False)


def _listing(kind: Kind[T], pages: Pages) -> Listing[T]:
    return Listing(tuple(map(kind.read, pages.records)), pages.complete, pages.total_count)


@contextmanager
def _readable() -> Iterator[None]:
    """An output that came but is not what was expected: asking the same way again does not help."""
    try:
        yield
    except BadReply as error:
        raise BadReply(error.detail, **{**error.facts, "key": NO_OUTPUT}) from error
