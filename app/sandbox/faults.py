"""Faults on demand: rules that strike chosen requests, how often, and how many times each did."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

from app.errors import UserInputError

FaultKind = Literal["delay", "cut_before", "cut_after", "late", "status", "garbage", "hang"]
_OPTIONAL_TYPES: Mapping[str, tuple[type, ...]] = {
    "method": (str,),
    "path": (str,),
    "action": (str,),
    "layer": (str,),
    "times": (int,),
    "skip": (int,),
    "probability": (int, float),
    "seed": (int,),
    "seconds": (int, float),
    "status": (int,),
    "body": (str,),
    "content_type": (str,),
    "headers": (dict,),
    "apply": (bool,),
    "hold": (bool,),
}


@dataclass(slots=True)
class Fault:
    """One rule. Without `path` and `action` it fits every request that is not a control request; see README.md."""

    kind: FaultKind
    id: str = ""
    method: str | None = None
    path: str | None = None
    action: str | None = None
    layer: Literal["membrane", "clientary"] = "membrane"
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    seed: int | None = None
    seconds: float = 1.0
    status: int = 500
    body: str | None = None
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    apply: bool | None = None
    hold: bool = False
    struck: int = 0
    _random: random.Random = field(default_factory=random.Random, repr=False)

    def fits(self, method: str, path: str | None, action: str | None) -> bool:
        """Whether the rule is about such a request, whatever its counters say."""
        if self.method is not None and self.method.upper() != method:
            return False
        if self.action is not None and self.action != action:
            return False
        return self.path is None or (path is not None and fnmatchcase(path, self.path))

    def strikes(self) -> bool:
        """Count a fitting request and decide whether it is hit."""
        if self.times is not None and self.struck >= self.times:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self._random.random() >= self.probability:
            return False
        self.struck += 1
        return True

    def shown(self) -> dict[str, Any]:
        values = asdict(self)
        del values["_random"]
        return values


class Faults:
    """The rules in force; the oldest one that strikes wins."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self._added = 0

    def add(self, rule: Mapping[str, Any]) -> Fault:
        """Put a rule in force; raises `UserInputError` for an unknown key or a value of the wrong kind."""
        if rule.get("kind") not in get_args(FaultKind):
            raise UserInputError(f"kind must be one of {', '.join(get_args(FaultKind))}", field="kind")
        for name, value in rule.items():
            if name == "kind" or (name == "times" and value is None):
                continue
            if not isinstance(value, _OPTIONAL_TYPES.get(name, ())):
                raise UserInputError(f"a fault cannot have {name}={value!r}", field=name)
        if rule.get("layer") not in (None, "membrane", "clientary"):
            raise UserInputError("layer must be membrane or clientary", field="layer")
        self._added += 1
        fault = Fault(**rule, id=f"f{self._added}")
        fault._random.seed(fault.seed if fault.seed is not None else self._added)
        self._rules.append(fault)
        return fault

    def strike(self, method: str, path: str | None, action: str | None) -> Fault | None:
        """The rule that hits this request, already counted, or None."""
        return next((rule for rule in self._rules if rule.fits(method, path, action) and rule.strikes()), None)

    def clear(self) -> None:
        self._rules.clear()

    def shown(self) -> list[dict[str, Any]]:
        return [rule.shown() for rule in self._rules]
