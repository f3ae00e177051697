"""What a probe has learned so far: facts with what showed them, shapes, and the records it may look at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.membrane.envelope import Object
from app.probe.shapes import Shape

UNKNOWABLE: Mapping[str, str] = {
    "task_path": "whether a task is created at /task or /tasks",
    "write_reply": "what a create, a change and a deletion are answered with",
    "error_body": "how a refused value is worded",
    "hours_rate_writable": "whether an hours entry takes a rate of its own",
    "move_hours_by_put": "whether an hours entry can be moved to another project",
    "taxable_default": "whether a line is taxed when nobody says so",
    "status_by_put": "whether an invoice's status can be set",
    "title_max": "how long a title may be",
    "plan_limit": "how many clients the plan allows",
    "idempotency": "whether a request sent twice is done twice",
}
"""What only a write could tell. A probe writes nothing, so these stay open."""


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` is a word, a number, a flag or a list of words; `how` says in fixed words what showed it."""

    value: object
    how: str


@dataclass(slots=True)
class Findings:
    """`open` holds what could not be learned here, and why. `records` are data of the account: never reported.
    `failing`: the status of an error with which Clientary itself kept everything from being learned, 0 for none.
    """

    facts: dict[str, Fact] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    lists: dict[str, Shape] = field(default_factory=dict)
    actions: list[Shape] = field(default_factory=list)
    totals: Shape = field(default_factory=dict)
    records: dict[str, list[Object]] = field(default_factory=dict)
    failing: int = 0

    def learn(self, key: str, value: object, how: str) -> None:
        self.facts[key] = Fact(value, how)
        self.open.pop(key, None)

    def leave(self, key: str, why: str) -> None:
        """Say why something is not known; what is already known stays."""
        if key not in self.facts:
            self.open[key] = why

    def value(self, key: str) -> object:
        fact = self.facts.get(key)
        return None if fact is None else fact.value
