"""Choosing between action and proxy, question by question (`app/sync/README.md`, *Actions and the proxy*).

An action that exists and can be told everything is preferred, but once per connection its answer is compared with the
proxy's; whatever fails gives way to the other, and the choice is remembered until it fails itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.errors import BadReply, NotConnected, Offline, Rejected, TransportError
from app.membrane.answers import NO_OUTPUT
from app.membrane.calls import NO_PROXY
from app.membrane.discovery import Actions, takes
from app.membrane.envelope import Object, id_of
from app.membrane.kinds import Kind
from app.membrane.needs import Need
from app.membrane.paging import Ends
from app.membrane.rest import Rest, segment
from app.membrane.route import Route, Routes, lost_fields, needed_in
from app.membrane.shape import Values
from app.membrane.transport import Action

R = TypeVar("R")

_OTHERWISE = frozenset({400, 404, 405, 406, 410, 415, 422})
"""Refusals of a read that may be about how the action asked, not about what was asked for."""


@dataclass(frozen=True, slots=True)
class Ask(Generic[R]):
    """One question in both forms. `said` is what an action must be told. `by_action` returns the result and the first
    raw record, if any; `less` makes of a result one that was asked for with less than all of `said`; `whole` compares
    its count with the proxy's: an action may ignore `filter` and say nothing."""

    kind: Kind[Any]
    need: Need
    said: Values
    by_action: Callable[[Action], tuple[R, Object | None]]
    by_proxy: Callable[[], R]
    less: Callable[[R], R] = lambda result: result
    whole: Callable[[R], bool] = lambda _result: True


class Choice:
    """The choices of one connection. Safe to use from several threads; what is undecided is asked by one of them."""

    def __init__(self, rest: Rest, actions: Actions, routes: Routes) -> None:
        self._rest, self._actions, self._routes = rest, actions, routes
        self._deciding = threading.RLock()

    def answer(self, ask: Ask[R]) -> R:
        """The result of one of the two ways, as decided before or by comparing them now."""
        if self._routes.of(ask.need) is not None:
            return self._decided(ask)
        with self._deciding:  # of several threads the first decides, the others follow
            return self._decided(ask)

    def _decided(self, ask: Ask[R]) -> R:
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

    def _by_action(self, ask: Ask[R], action: Action) -> R:
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

    def _is_good(self, ask: Ask[R], found: R, first: Object) -> bool:
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
        lost = [] if proxied is None else lost_fields(ask.kind, first, proxied)
        why = f"drops or changes {', '.join(lost)}" if lost else "" if whole else "lists fewer records"
        if why or proxied is None:
            self._routes.take_proxy(ask.need, f"the action {why or 'has a record that the proxy does not find'}")
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

    def _by_proxy(self, ask: Ask[R], route: Route) -> R:
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

    def _rather_proxy(self, ask: Ask[R], action: Action, why: str, failed: TransportError | None = None) -> R:
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

    def _has_only_action(self, ask: Ask[Any], first: Object | None, error: TransportError, but: str = "") -> None:
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


def _one_missing(found: object) -> bool:
    """A record that an action did not find: as long as the action was never seen to find one, that means little."""
    return found is None


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
