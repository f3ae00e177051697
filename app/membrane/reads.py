"""Reading lists and records, by an action or by the proxy: whichever of the two says what we need."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from app.domain.ids import RemoteId
from app.errors import BadReply, NotConnected, Offline, Rejected, TransportError
from app.membrane.answers import NO_OUTPUT
from app.membrane.calls import NO_PROXY, Calls
from app.membrane.discovery import Actions, takes
from app.membrane.envelope import Object, Page, id_of, page_of, record_of
from app.membrane.kinds import Kind
from app.membrane.needs import Need
from app.membrane.paging import PAGE_SIZE, Ends, Pages, Turn, collect
from app.membrane.rest import Listing, Rest, id_value, is_missing, segment
from app.membrane.route import Route, Routes, lost_fields, needed_in
from app.membrane.schema import tells
from app.membrane.shape import Values, fitting
from app.membrane.transport import Action

T = TypeVar("T")
R = TypeVar("R")

_OTHERWISE = frozenset({400, 404, 405, 406, 410, 415, 422})
"""Refusals of a read that may be about how the action asked, not about what was asked for."""


@dataclass(frozen=True, slots=True)
class _Ask(Generic[R]):
    """One question in both forms. `said` is what an action must be told. `by_action` returns the result and the first
    raw record, if any; `less` makes of a result one that was asked for with less than all of `said`; `whole` compares
    its count with the proxy's: an action may ignore `filter` and say nothing."""

    kind: Kind[Any]
    need: Need
    said: Values
    by_action: Callable[[Action], tuple[R, Object | None]]
    by_proxy: Callable[[], R]
    less: Callable[[R], R]
    whole: Callable[[R], bool] = lambda _result: True


class Reads:
    """The reading half of the gateway. Safe to use from several threads; what is undecided is read by one of them."""

    def __init__(self, calls: Calls, rest: Rest, actions: Actions, routes: Routes) -> None:
        self._calls, self._rest, self._actions, self._routes = calls, rest, actions, routes
        self._deciding = threading.RLock()

    def list(
        self,
        kind: Kind[T],
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        within: Values | None = None,
        ends: Ends | None = None,
        learn: Callable[[Pages], None] = lambda _pages: None,
    ) -> Listing[T]:
        """Every record of a list. `query` is for both ways; `within` is what stands in the proxy's path and an action
        must be told (`project_id`). `learn` sees the pages of the way that was taken."""
        said, ends = {**(within or {}), **(query or {})}, ends or Ends()

        def by_proxy() -> Listing[T]:
            pages = self._rest.pages(kind, path, query or {}, ends)
            learn(pages)
            return _listing(kind, pages)

        def by_action(action: Action) -> tuple[Listing[T], Object | None]:
            pages = self._pages(kind, action, said, ends)
            if pages.repeated and not pages.complete:
                raise BadReply("the action does not turn pages", key=NO_OUTPUT)
            with _readable():
                listing = _listing(kind, pages)
            learn(pages)
            return listing, next(iter(pages.records), None)

        def same_count(listing: Listing[T]) -> bool:
            if not kind.paged or within or listing.total_count is None:
                return True
            return self._rest.count(kind, path, query or {}) in (None, listing.total_count)

        if kind.lists is None:
            return by_proxy()
        sized = {**said, "page_size": PAGE_SIZE} if kind.paged and not within else said
        return self._answer(
            _Ask(
                kind,
                kind.lists,
                sized,
                by_action,
                by_proxy,
                less=lambda found: replace(found, complete=False),
                whole=same_count,
            )
        )

    def one(self, kind: Kind[T], remote_id: RemoteId) -> T | None:
        """One record; None where Clientary says that there is none."""
        path, need = f"{kind.path}/{segment(remote_id)}", kind.gets

        def by_proxy() -> T | None:
            record = self._rest.one(kind, path)
            return None if record is None else kind.read(record)

        def by_action(action: Action) -> tuple[T | None, Object | None]:
            record = self._record(kind, need, action, remote_id) if need is not None else None
            with _readable():
                return (None if record is None else kind.read(record)), record

        if need is None:
            return by_proxy()
        return self._answer(_Ask(kind, need, {"id": remote_id}, by_action, by_proxy, less=lambda found: found))

    # -- which way -------------------------------------------------------------------------------------------------

    def _answer(self, ask: _Ask[R]) -> R:
        if self._routes.of(ask.need) is not None:
            return self._decided(ask)
        with self._deciding:  # of several threads the first decides, the others follow
            return self._decided(ask)

    def _decided(self, ask: _Ask[R]) -> R:
        route = self._routes.of(ask.need)
        if route is not None and route.by == "proxy":
            return self._by_proxy(ask, route)
        action = self._find(ask.need)
        if action is None:
            return ask.by_proxy()
        lacking = takes(ask.need, action, ask.said)
        if lacking:
            return self._rather_proxy(ask, action, f"the action has no input for {', '.join(lacking)}")
        return self._by_action(ask, action)

    def _by_action(self, ask: _Ask[R], action: Action) -> R:
        try:
            found, first = ask.by_action(action)
        except (Rejected, BadReply) as error:
            if not _may_be_the_action(error):
                raise
            return self._rather_proxy(ask, action, f"the action fails: {error.detail}", error)
        route = self._routes.of(ask.need)  # open again if the action turned out to be another one
        if first is None:
            return found if route is not None or not _one_missing(found) else ask.by_proxy()
        if route is not None and route.has <= needed_in(ask.kind, first):
            return found
        with self._deciding:
            return found if self._is_good(ask, found, first) else ask.by_proxy()

    def _is_good(self, ask: _Ask[R], found: R, first: Object) -> bool:
        """Compare with the proxy once, and remember what came of it; undecided where that cannot be read now."""
        try:
            proxied = self._proxied(ask.kind, first)
            whole = proxied is None or ask.whole(found)
        except (Rejected, NotConnected, BadReply) as error:
            if not _refuses(error):
                return True
            self._has_only_action(ask, first, error)
            return True
        except Offline:
            return True
        if proxied is None:
            self._routes.take_action(ask.need, "the proxy does not find its record", needed_in(ask.kind, first))
            return True
        lost = lost_fields(ask.kind, first, proxied)
        if lost or not whole:
            why = f"drops or changes {', '.join(lost)}" if lost else "lists fewer records"
            self._routes.take_proxy(ask.need, f"the action {why}")
            return False
        self._routes.take_action(ask.need, "its first record equals the proxy's", needed_in(ask.kind, first))
        return True

    def _proxied(self, kind: Kind[Any], first: Object) -> Object | None:
        remote_id = id_of(first)
        if remote_id is None:
            raise BadReply(f"{kind.wrappers[0]}: a record without a usable id")
        if kind.gettable:
            return self._rest.one(kind, f"{kind.path}/{segment(remote_id)}")
        pages = self._rest.pages(kind, kind.path, {}, Ends())
        return next((record for record in pages.records if id_of(record) == remote_id), None)

    def _by_proxy(self, ask: _Ask[R], route: Route) -> R:
        """The proxy was chosen. Where it refuses, the action gets another chance, and the choice with it."""
        try:
            found = ask.by_proxy()
        except (Rejected, NotConnected, BadReply) as error:
            action = self._find(ask.need) if _refuses(error) and not route.alone else None
            if action is None:
                raise
            try:
                answer, first = ask.by_action(action)
            except TransportError:
                self._routes.take_proxy(ask.need, f"neither proxy nor action answers: {error.detail}", alone=True)
                raise error from None
            self._has_only_action(ask, first, error)
            return ask.less(answer) if takes(ask.need, action, ask.said) else answer
        if route.alone:
            self._routes.take_proxy(ask.need, "the proxy answers again")
        return found

    def _rather_proxy(self, ask: _Ask[R], action: Action, why: str, failed: TransportError | None = None) -> R:
        """The action does not do; the proxy, unless it is refused altogether: then less is better than nothing."""
        try:
            found = ask.by_proxy()
        except (Rejected, NotConnected, BadReply) as error:
            if failed is not None or not _refuses(error):
                raise (failed if failed and error.facts.get("key") == NO_PROXY else error) from None
            answer, first = ask.by_action(action)
            self._has_only_action(ask, first, error, f"{why}, but ")
            return ask.less(answer)
        self._routes.take_proxy(ask.need, why)
        return found

    def _has_only_action(self, ask: _Ask[Any], first: Object | None, error: TransportError, but: str = "") -> None:
        """An action has just worked where the proxy refuses."""
        if isinstance(error, NotConnected) or error.facts.get("layer") != "clientary":
            self._rest.closed(error.detail)
        self._routes.take_action(ask.need, f"{but}the proxy refuses: {error.detail}", needed_in(ask.kind, first or {}))

    def _find(self, need: Need) -> Action | None:
        """A list of actions that is refused or unreadable stops nobody from asking by the proxy."""
        try:
            return self._actions.find(need)
        except (Rejected, BadReply):
            return None

    # -- by action -------------------------------------------------------------------------------------------------

    def _pages(self, kind: Kind[Any], action: Action, said: Values, ends: Ends) -> Pages:
        need, current = kind.lists, action
        if need is None:
            raise AssertionError("only a kind whose list may be served by an action comes here")
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

    def _record(self, kind: Kind[Any], need: Need, action: Action, remote_id: RemoteId) -> Object | None:
        given = {"id": id_value(remote_id)}
        try:
            _, reply = self._actions.read(need, action, lambda one: _payload(need, one, given))
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


def _listing(kind: Kind[T], pages: Pages) -> Listing[T]:
    return Listing(tuple(map(kind.read, pages.records)), pages.complete, pages.total_count)


def _one_missing(found: object) -> bool:
    """A record that an action did not find: as long as the action was never seen to find one, that means little."""
    return found is None


@contextmanager
def _readable() -> Iterator[None]:
    """An output that came but is not what was expected: asking the same way again does not help."""
    try:
        yield
    except BadReply as error:
        raise BadReply(error.detail, **{**error.facts, "key": NO_OUTPUT}) from error


def _may_be_the_action(error: Rejected | BadReply) -> bool:
    """Whether another way may help: Membrane refused the run, the output is unusable, or the action asked wrongly."""
    if isinstance(error, BadReply):
        return error.facts.get("key") == NO_OUTPUT
    return error.facts.get("layer") == "membrane" or error.facts.get("status") in _OTHERWISE


def _refuses(error: TransportError) -> bool:
    """Whether the proxy is closed to us, rather than broken for the moment."""
    if isinstance(error, Rejected):
        return error.facts.get("layer") == "membrane" or error.facts.get("status") in (403, 404, 405, 410)
    return isinstance(error, NotConnected) or error.facts.get("key") == NO_PROXY
