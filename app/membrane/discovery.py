"""Which action serves a need: found by key among those that the connection offers, never assumed.

The published keys are those of Membrane reference 8; catalog actions may have an empty key, then the name decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.errors import BadReply, Rejected
from app.membrane.calls import Calls
from app.membrane.facts import Facts
from app.membrane.transport import Action, Reply

_WORD = re.compile(r"[a-z0-9]+")


class Actions:
    """The actions of one connection, remembered as facts (`action:KEY`) and looked up again when one is gone."""

    def __init__(self, calls: Calls, facts: Facts) -> None:
        self._calls, self._facts = calls, facts
        self._absent: set[str] = set()

    def find(self, key: str) -> Action | None:
        """The action with this published key, None if the connection has none."""
        known = self._facts.get(_fact(key))
        if isinstance(known, Mapping):
            return _remembered(known)
        if key in self._absent:
            return None
        return self._discover(key)

    def run(self, key: str, action: Action, payload: Mapping[str, object], *, write: bool) -> Reply:
        """Run an action that was found under `key`.

        One that Membrane does not know is forgotten and raises `Rejected` with key `not_found`: nothing ran, and the
        next `find` looks for it again (`sync.md` section 2).
        """
        try:
            return self._calls.run(action.id, payload, write=write)
        except Rejected as error:
            if error.facts.get("layer") == "membrane" and error.facts.get("key") == "not_found":
                self._facts.forget(_fact(key))
            raise

    def _discover(self, key: str) -> Action | None:
        """Ask by intent, as every grammar documents it, then for all: an intent search returns mere neighbours too."""
        for intent in (key.replace("-", " "), None):
            try:
                listed = self._calls.actions(intent)
            except (Rejected, BadReply):
                if intent is None:
                    raise
                continue
            action = _chosen(listed, key)
            if action is not None:
                self._facts.put(_fact(key), _as_json(action), f"action list: {action.name or action.key} ({action.id})")
                return action
        self._absent.add(key)
        return None


def _chosen(listed: list[Action], key: str) -> Action | None:
    """The exact key first, then one that is the same words in other spelling."""
    words = _words(key)
    exact = [action for action in listed if action.key == key]
    alike = [action for action in listed if words in (_words(action.key), _words(action.name))]
    return next(iter(exact or alike), None)


def _words(text: str) -> tuple[str, ...]:
    """`Create Invoice`, `createInvoice` and `create_invoices` are the same words."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower()
    return tuple(word.removesuffix("s") for word in _WORD.findall(spaced) if word not in ("a", "an", "new"))


def _fact(key: str) -> str:
    return f"action:{key}"


def _as_json(action: Action) -> dict[str, object]:
    return {"id": action.id, "key": action.key, "name": action.name, "input_schema": dict(action.input_schema)}


def _remembered(known: Mapping[str, object]) -> Action:
    schema = known.get("input_schema")
    return Action(
        id=str(known["id"]),
        key=str(known.get("key", "")),
        name=str(known.get("name", "")),
        input_schema=schema if isinstance(schema, Mapping) else {},
    )
