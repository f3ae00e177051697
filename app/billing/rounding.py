"""Rounding policies: from worked time to billed time. Worked time itself is never altered."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.money import rounded_quotient, shown
from app.errors import UserInputError

STEPS_MIN = (0, 1, 5, 6, 10, 15, 30, 60)
_MAX_MINIMUM_MIN = 24 * 60

_POLICY = re.compile(r"(\d{1,2})m?(up|down|nearest)?(?:/(entry|day|line))?(?:,min=(\d{1,4})m?)?", re.ASCII)


class Direction(StrEnum):
    """Where time between two steps goes; `NEAREST` takes a tie up."""

    NEAREST = "nearest"
    UP = "up"
    DOWN = "down"


class Unit(StrEnum):
    """What is rounded as one: each entry, the entries of one day and project, or a whole invoice line."""

    ENTRY = "entry"
    DAY = "day"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Policy:
    """A rounding rule; the default bills what was worked."""

    step_min: int = 0
    direction: Direction = Direction.NEAREST
    minimum_min: int = 0
    unit: Unit = Unit.ENTRY

    def __str__(self) -> str:
        if self == NONE:
            return "none"
        minimum = f",min={self.minimum_min}" if self.minimum_min else ""
        return f"{self.step_min}{self.direction}/{self.unit}{minimum}"


NONE = Policy()


def parse_policy(text: str, *, field: str = "rounding") -> Policy:
    """A policy from `none` or `STEP[up|down|nearest][/entry|day|line][,min=MIN]`, in minutes, with or without their
    `m`."""
    value = text.strip().lower()
    if value == "none":
        return NONE
    match = _POLICY.fullmatch(value)
    if match is None:
        raise UserInputError(f'"{shown(text)}" is not a rounding such as none, 15, 6up or 15/day,min=30.', field=field)
    step, direction, unit, minimum = match.groups()
    if int(step) not in STEPS_MIN:
        steps = ", ".join(str(known) for known in STEPS_MIN[1:])
        raise UserInputError(f"Time is rounded to {steps} minutes, not to {int(step)}.", field=field)
    if int(minimum or 0) > _MAX_MINIMUM_MIN:
        raise UserInputError("The least time to bill is at most a day.", field=field)
    return Policy(int(step), Direction(direction or "nearest"), int(minimum or 0), Unit(unit or "entry"))


def round_seconds(worked_s: int, policy: Policy) -> int:
    """Billed seconds of one unit of work. Exact multiples stay; the minimum holds for any time above zero."""
    if worked_s <= 0:
        return 0
    step_s = policy.step_min * 60
    billed_s = worked_s if step_s == 0 else _steps(worked_s, step_s, policy.direction) * step_s
    return max(billed_s, policy.minimum_min * 60)


def _steps(worked_s: int, step_s: int, direction: Direction) -> int:
    match direction:
        case Direction.UP:
            return -(-worked_s // step_s)
        case Direction.DOWN:
            return worked_s // step_s
        case Direction.NEAREST:
            return rounded_quotient(worked_s, step_s)


def billed_seconds(worked: Sequence[int], units: Sequence[Hashable], policies: Sequence[Policy]) -> list[int]:
    """Billed seconds of each piece by its policy, where pieces with equal `units` and policies are rounded as one.

    A unit's billed time is shared out in proportion to the work and in whole seconds, so that the pieces add up to
    it wherever they end up.
    """
    pieces: dict[tuple[Hashable, Policy], list[int]] = {}
    for index, unit in enumerate(zip(units, policies, strict=True)):
        pieces.setdefault(unit, []).append(index)
    billed = [0] * len(worked)
    for (_, policy), indexes in pieces.items():
        own = [worked[index] for index in indexes]
        for index, share_s in zip(indexes, shared_out(round_seconds(sum(own), policy), own), strict=True):
            billed[index] = share_s
    return billed


def shared_out(total_s: int, weights: Sequence[int]) -> list[int]:
    """Whole seconds in proportion to the weights that add up to the total; all for the last where all weigh nothing."""
    whole, done, shared_s = sum(weights), 0, 0
    shares = []
    for weight in weights:
        done += weight
        upto_s = rounded_quotient(total_s * done, whole) if whole else 0
        shares.append(upto_s - shared_s)
        shared_s = upto_s
    if shares:
        shares[-1] += total_s - shared_s
    return shares
