"""Which action serves a need: found among those that the connection offers, never assumed, and remembered as a fact.

One look at the whole list answers for every need. What it does not hold is asked for by intent, the form that every
grammar documents: the list may be refused without an intent, or end after its first page (Membrane reference 9).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from app.errors import BadReply, Rejected
from app.membrane.calls import UNSUPPORTED, Calls
from app.membrane.exact_json import decode, encode
from app.membrane.facts import Facts
from app.membrane.needs import PUBLISHED, UNPUBLISHED, Need, named_for
from app.membrane.schema import plain_schema, tells
from app.membrane.shape import Values, shape
from app.membrane.transport import Action, Reply

_OF_THE_CALLER = ("access_denied", "schema", "too_large", UNSUPPORTED)
"""Keys of refusals that would be the same for any action."""

LOOK_AGAIN_S = 24 * 3600
"""An action that was not there may be made later; more often than that nobody looks."""

MAX_SCHEMA = 200_000
"""Characters of a remembered schema; a longer one is not kept, and the action is taken as one without a schema."""

_NO_SUCH_ROUTE = frozenset({404, 405, 501})

ROUTE = "route:"
"""Prefix of the facts that say whether an action or the proxy serves a need (`route.py`)."""


class Actions:
    """The actions of one connection, remembered as facts `action:KEY`. Safe to use from several threads."""

    def __init__(self, calls: Calls, facts: Facts) -> None:
        self._calls, self._facts = calls, facts
        self._lock = threading.RLock()
        self._listed: list[Action] | None = None

    def find(self, need: Need) -> Action | None:
        """The action that serves the need, None if the connection has none. Without a fact this asks Membrane."""
        with self._lock:
            known = self._facts.get(_fact(need))
            if isinstance(known, Mapping):
                if "id" in known:
                    return _remembered(known)
                looked_at = known.get("looked_at")
                if isinstance(looked_at, int) and 0 <= time.time() - looked_at < LOOK_AGAIN_S:
                    return None
            return self._discover(need)

    def knows(self, need: Need) -> bool:
        """Whether an action was found for the need before; asks nobody."""
        known = self._facts.get(_fact(need))
        return isinstance(known, Mapping) and "id" in known

    def run(self, need: Need, action: Action, payload: Values) -> Reply:
        """Run an action that was found for the need."""
        return self._calls.run(action.id, payload, write=need.write)

    def read(self, need: Need, action: Action, payload: Callable[[Action], Values]) -> tuple[Action, Reply]:
        """Run an action that only reads; one that is another one meanwhile is found again and run once more."""
        try:
            return action, self.run(need, action, payload(action))
        except Rejected as error:
            again = self.renewed(need, action) if nothing_ran(error) else None
            if again is None:
                raise
        return again, self.run(need, again, payload(again))

    def forget(self, need: Need) -> None:
        """What is remembered of the action does not do; the next cycle looks whether it is still so."""
        self._facts.forget(_fact(need))

    def renewed(self, need: Need, action: Action) -> Action | None:
        """The action for the need as it is now, None if there is none or it is the same as before.

        For an action that Membrane does not know or whose input it refuses: then nothing ran, and
        what was remembered may be old. Every id may have changed with this one, so the list is read anew.
        """
        with self._lock:
            self._listed = None
            self._facts.forget(_fact(need))
            again = self.find(need)
            if again is not None and (again.id, again.input_schema) == (action.id, action.input_schema):
                return None
            self._facts.forget(f"{ROUTE}{need.key}")  # what the action was like is open again
            return again

    def _discover(self, need: Need) -> Action | None:
        action = _chosen(self._all(), need) or _chosen(self._by_intent(need), need)
        if action is None:
            self._facts.put(_fact(need), {"looked_at": int(time.time())}, "action list: none fits")
            return None
        self._remember(need, action)
        return _remembered(self._facts.get(_fact(need)))

    def _all(self) -> list[Action]:
        """The whole list, read once; what it has for other needs is remembered too."""
        if self._listed is None:
            try:
                self._listed = self._calls.actions(None)
            except (Rejected, BadReply):
                self._listed = []
            for need in (*PUBLISHED, *UNPUBLISHED):
                action = _chosen(self._listed, need)
                if action is not None and not isinstance(self._facts.get(_fact(need)), Mapping):
                    self._remember(need, action)
        return self._listed

    def _by_intent(self, need: Need) -> list[Action]:
        try:
            return self._calls.actions(need.intent)
        except (Rejected, BadReply) as error:
            if self._listed or _is_lasting(error):
                return []
            raise

    def _remember(self, need: Need, action: Action) -> None:
        schema = encode(plain_schema(action.input_schema))
        value = {"id": action.id, "key": action.key, "name": action.name}
        if len(schema) <= MAX_SCHEMA:
            value["schema"] = schema
        self._facts.put(_fact(need), value, f"action list: {action.name or action.key} ({action.id})")


def _is_lasting(error: Rejected | BadReply) -> bool:
    """Whether actions cannot be listed at all, now or in a minute: not allowed, or no such route."""
    return isinstance(error, Rejected) or error.facts.get("status") in _NO_SUCH_ROUTE


def nothing_ran(error: Rejected) -> bool:
    """Membrane itself refused the run: it does not know the action, or does not take the input."""
    return error.facts.get("layer") == "membrane" and error.facts.get("key") not in _OF_THE_CALLER


def takes(need: Need, action: Action, values: Values) -> tuple[str, ...]:
    """Names of the values that the action has no input for; without a schema it takes everything."""
    return shape(action.input_schema, values, need.wrappers, id_names=need.id_names).dropped


def _chosen(listed: list[Action], need: Need) -> Action | None:
    """The exact key first, then the one whose words are the need's and that has an input for what must be said."""
    fitting = [one for one in listed if named_for(need, one) and _serves(need, one)]
    exact = [one for one in fitting if one.key == need.key]
    return next(iter(exact or sorted(fitting, key=_demands)), None)


def _serves(need: Need, action: Action) -> bool:
    """Whether the inputs have a place for what must be said. An unpublished action without a schema shows nothing."""
    if not tells(plain_schema(action.input_schema)):
        return need in PUBLISHED
    return not takes(need, action, need.samples)


def _demands(action: Action) -> int:
    """How many inputs are demanded: the plainest of several fitting actions is taken."""
    required = action.input_schema.get("required")
    return len(required) if isinstance(required, list) else 0


def _fact(need: Need) -> str:
    return f"action:{need.key}"


def _remembered(known: object) -> Action:
    """An action as its fact has it, its schema made plain."""
    known = known if isinstance(known, Mapping) else {}
    text = known.get("schema")
    try:
        schema = decode(text) if isinstance(text, str) else {}
    except BadReply:
        schema = {}
    return Action(
        id=str(known.get("id", "")),
        key=str(known.get("key", "")),
        name=str(known.get("name", "")),
        input_schema=schema if isinstance(schema, Mapping) else {},
    )
