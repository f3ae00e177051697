"""Whether an action or the proxy serves a need, as facts `route:KEY` (`app/sync/README.md`, *Actions and the proxy*).

An action that exists is preferred, but once per connection its first record is compared with one that the proxy gets:
an action may drop what we need (Membrane reference 9). What was decided is unlearned when it stops working.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.errors import AppError
from app.membrane.discovery import ROUTE
from app.membrane.envelope import Object
from app.membrane.facts import Facts
from app.membrane.fields import canonical
from app.membrane.kinds import Kind
from app.membrane.needs import PUBLISHED, Need

By = Literal["action", "proxy"]


@dataclass(frozen=True, slots=True)
class Route:
    """`has`: the needed fields that the action's records had when it was chosen. `alone`: the proxy serves, and the
    action was tried in its place and did not help."""

    by: By
    has: frozenset[str] = frozenset()
    alone: bool = False


class Routes:
    """The decisions of one connection."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def of(self, need: Need) -> Route | None:
        """What was decided, None if nothing was yet."""
        known = self._facts.get(f"{ROUTE}{need.key}")
        if not isinstance(known, Mapping) or known.get("by") not in ("action", "proxy"):
            return None
        has = known.get("has")
        return Route(
            by="action" if known["by"] == "action" else "proxy",
            has=frozenset(str(name) for name in has) if isinstance(has, list) else frozenset(),
            alone=known.get("alone") is True,
        )

    def take_action(self, need: Need, evidence: str, has: frozenset[str] = frozenset()) -> None:
        self._facts.put(f"{ROUTE}{need.key}", {"by": "action", "has": sorted(has)}, evidence)

    def take_proxy(self, need: Need, evidence: str, *, alone: bool = False) -> None:
        value: dict[str, object] = {"by": "proxy"}
        self._facts.put(f"{ROUTE}{need.key}", {**value, "alone": True} if alone else value, evidence)

    def reconsider(self) -> None:
        """Compare anew where a list or a record came to be read by the proxy: the action may have failed for a moment,
        or be better by now. What writes lost stays decided: to find out again would lose it again."""
        for need in PUBLISHED:
            route = None if need.write else self.of(need)
            if route is not None and route.by == "proxy" and not route.alone:
                self._facts.forget(f"{ROUTE}{need.key}")


def needed_in(kind: Kind[object], record: Object) -> frozenset[str]:
    """The needed fields that a record has, whatever their values."""
    return kind.needed & {canonical(key) for key in record}


def lost_fields(kind: Kind[object], acted: Object, proxied: Object) -> list[str]:
    """What the action's record lacks, or says otherwise, of what the proxy's has; canonical names.

    Absent counts as lost even where the proxy's value is null: it need not be null in the next record, and the proxy
    is never the worse choice.
    """
    lost = sorted(needed_in(kind, proxied) - needed_in(kind, acted))
    if lost:
        return lost
    try:
        ours, theirs = kind.read(acted), kind.read(proxied)
    except AppError as error:
        return [error.detail]
    names = [name for name in getattr(theirs, "__dataclass_fields__", {}) if name != "raw"]
    return [name for name in names if getattr(theirs, name) != getattr(ours, name)]
