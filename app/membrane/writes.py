"""Writing records, by an action where a fitting one exists, else by the proxy; either way sent exactly once.

Everything that has to be looked up is looked up before a write is announced, because the time in which it may still
arrive counts from then. For the same reason an action that turns out to be gone is not replaced on the spot: nothing
ran, and the write is announced and sent anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.domain.ids import RemoteId
from app.errors import BadReply, Offline, OutcomeUnknown, Rejected
from app.membrane import needs
from app.membrane.calls import UNSUPPORTED, Calls
from app.membrane.convert import says_something
from app.membrane.discovery import Actions, nothing_ran, takes
from app.membrane.envelope import record_of
from app.membrane.fields import canonical
from app.membrane.kinds import HOURS, Kind
from app.membrane.needs import Need
from app.membrane.rest import Echo, Rest, created, id_value, is_missing, nothing_sent_yet, segment, updated
from app.membrane.route import Routes
from app.membrane.shape import Values, shape
from app.membrane.transport import Action, Reply

T = TypeVar("T")
R = TypeVar("R")

_OURS = frozenset({"project_id", "hours", "title", "description", "date", "user_id"})
"""Inputs that a change of hours would have if it changed everything; an action that demands them takes no less."""

_TROUBLE = frozenset({"error", "errors", "exception"})
_EMPTY_WORDS = frozenset({"message", "status", "code", "type", "key"})
"""Keys of answers that refuse, and of answers that may do either."""

_HOURS_WRITES = (needs.CREATE_HOURS, needs.UPDATE_HOURS, needs.DELETE_HOURS)


@dataclass(frozen=True, slots=True)
class _Ready:
    """An action and the input for it."""

    action: Action
    payload: Values


class Writes:
    """The writing half of the gateway; for one thread."""

    def __init__(self, calls: Calls, rest: Rest, actions: Actions, routes: Routes) -> None:
        self._calls, self._rest, self._actions, self._routes = calls, rest, actions, routes

    def get_ready(self) -> None:
        """Look up what a write needs, so that nothing is looked up once it is announced: the actions for hours, and
        whether the paths of the proxy are still the known ones."""
        for need in _HOURS_WRITES:
            if self._by_action(need):
                self._find(need)
        try:
            with nothing_sent_yet():
                self._rest.confirm()
        except Rejected:
            return  # a write that goes that way will say so

    def prepare(
        self, kind: Kind[T], need: Need, path: str, fields: Values, essential: Values | None = None
    ) -> Callable[[], Echo[T]]:
        """A create: looks up what is needed and waits for the turn to write; what it returns sends the one request.

        `fields` are the documented ones; `essential` those of them that an action must be able to take (default: all
        that say something). Inputs that the action demands and nobody has: `Rejected` naming them, nothing sent.
        """
        with nothing_sent_yet():
            ready = self._ready(need, fields, essential)
            if ready is None:
                self._rest.confirm()
        self._calls.take_turn()
        if ready is None:
            return lambda: self._rest.create(kind, path, fields)
        return lambda: self._run(need, ready, lambda reply: created(kind, reply))

    def prepare_message(self, invoice_id: RemoteId, fields: Values) -> Callable[[], None]:
        """An e-mail with an invoice, as `prepare`; by the proxy its body is flat (Clientary reference 3)."""
        given = {"id": id_value(invoice_id), **fields}
        with nothing_sent_yet():
            ready = self._ready(needs.SEND_INVOICE, given)
            if ready is None:
                self._rest.confirm()
        self._calls.take_turn()
        if ready is None:
            path = f"/invoices/{segment(invoice_id)}/messages"
            return lambda: _believed(self._rest.post(path, fields))
        return lambda: self._run(needs.SEND_INVOICE, ready, _believed)

    def create_hours(self, kind: Kind[T], project_id: RemoteId, fields: Values) -> Echo[T]:
        given = {"project_id": id_value(project_id), **fields}
        ready = self._ready(needs.CREATE_HOURS, given)
        if ready is None:
            return self._rest.create(kind, f"/projects/{segment(project_id)}/hours", fields)
        return self._run(needs.CREATE_HOURS, ready, lambda reply: created(kind, reply))

    def update_hours(self, kind: Kind[T], remote_id: RemoteId, changes: Values) -> Echo[T]:
        given = {"id": id_value(remote_id), **changes}
        ready = self._ready(needs.UPDATE_HOURS, given, {name: value or "1" for name, value in given.items()})
        if ready is None:
            return self._rest.update(kind, f"{kind.path}/{segment(remote_id)}", remote_id, changes)
        return self._run(needs.UPDATE_HOURS, ready, lambda reply: updated(kind, reply, remote_id))

    def delete_hours(self, remote_id: RemoteId) -> bool:
        """False if it was not there."""
        given = {"id": id_value(remote_id)}
        ready = self._ready(needs.DELETE_HOURS, given)
        if ready is None:
            return self._rest.delete(f"{HOURS.path}/{segment(remote_id)}")
        try:
            return self._run(needs.DELETE_HOURS, ready, lambda _reply: True)
        except Rejected as error:
            if is_missing(error):
                return False
            raise

    def blame(self, need: Need, names: str) -> bool:
        """A write that came back without some of its values. True if it went by an action; the next goes by the
        proxy."""
        if not self.by_action(need):
            return False
        self._routes.take_proxy(need, f"sent {names}, and nothing of it was kept")
        return True

    def by_action(self, need: Need) -> bool:
        """Whether the need is served by an action, as far as is known; asks nobody."""
        return self._by_action(need) and self._actions.knows(need)

    # -- how it is sent --------------------------------------------------------------------------------------------

    def _by_action(self, need: Need) -> bool:
        route = self._routes.of(need)
        return route is None or route.by == "action"

    def _find(self, need: Need) -> Action | None:
        """Not being able to ask for actions stops nobody from writing by the proxy."""
        try:
            return self._actions.find(need)
        except (Rejected, BadReply):
            return None

    def _ready(self, need: Need, given: Values, essential: Values | None = None) -> _Ready | None:
        """The action with its input, None if the proxy is to be used: there is no action, or none that could say all
        of it."""
        action = self._find(need) if self._by_action(need) else None
        if action is None:
            return None
        shaped = shape(action.input_schema, given, need.wrappers, id_names=need.id_names)
        unknown = [name for name in shaped.missing if need not in _HOURS_WRITES or not _is_ours(name)]
        if unknown:
            self._actions.forget(need)
            raise Rejected(
                f"the action demands inputs that are not known here: {', '.join(unknown)}",
                layer="membrane", status=0, key="schema",
            )  # fmt: skip
        telling = _telling(given) if essential is None else essential
        if shaped.missing or takes(need, action, telling):
            return None
        return _Ready(action, shaped.payload)

    def _run(self, need: Need, ready: _Ready, read: Callable[[Reply], R]) -> R:
        """Run it once. If it was refused because the action is gone or changed, or because the command cannot run any,
        that is said by the key `not_found`: nothing ran, so it may be prepared and sent anew."""
        action, payload = ready.action, ready.payload
        try:
            return read(self._actions.run(need, action, payload))
        except Rejected as error:
            if error.facts.get("key") == UNSUPPORTED:
                self._routes.take_proxy(need, error.detail)
            elif not nothing_ran(error) or not self._is_another(need, action):
                raise
            raise Rejected(error.detail, layer="membrane", status=404, key="not_found") from error

    def _is_another(self, need: Need, action: Action) -> bool:
        """Whether the action that was run is gone, or is not what it was; the next write takes what there is now."""
        try:
            return self._actions.renewed(need, action) is not None or self._actions.find(need) is None
        except (BadReply, Offline, Rejected):
            return False


def _believed(reply: Reply) -> None:
    """A message leaves no record that could be read back, so only an answer that shows one, or a status that says
    that it was done, is believed; nothing else tells.
    """
    record = record_of(reply.body, ("message", "invoice"))
    names = {canonical(name) for name in record or ()}
    told = bool(names) and not names & _TROUBLE and not names <= _EMPTY_WORDS
    shows_one = "id" in names or {"recipients", "subject"} <= names
    if reply.status in (201, 202, 204) or shows_one or (told and reply.status != 0):
        return
    words = str(reply.body)[:200]
    raise OutcomeUnknown(f"the answer to the message says nothing: {words}", answered=1, status=reply.status)


def _telling(given: Values) -> Mapping[str, object]:
    return {name: value for name, value in given.items() if says_something(name, value)}


def _is_ours(name: str) -> bool:
    """Whether a demanded input (`project_id`, `entry.hoursTitle`, ...) is one that we know by name."""
    plain = "".join(letter for letter in name.rpartition(".")[2].lower() if letter.isalnum())
    return plain in {one.replace("_", "") for one in _OURS}
