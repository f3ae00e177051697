"""The timer as a state machine: idle, or running exactly one entry. Pure: each act returns what must be stored."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.entries import Entry
from app.errors import Refused, UserInputError


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing runs."""


@dataclass(frozen=True, slots=True)
class Running:
    """One entry runs: it has a start and no end."""

    entry: Entry

    @property
    def started_at(self) -> int:
        """The true start, UTC epoch seconds."""
        if self.entry.started_at is None:
            raise ValueError("a running entry has a start")
        return self.entry.started_at


State = Idle | Running


@dataclass(frozen=True, slots=True)
class Step:
    """What an act led to: the new state, and the entries to store (`stopped` first)."""

    state: State
    stopped: Entry | None = None
    started: Entry | None = None


def start(state: State, entry: Entry, now: int) -> Step:
    """Run `entry` from its `started_at` (start and switch alike); a running one is stopped at that same instant.

    After the clock was set back behind the running start, a start at `now` ends the old entry where it began.
    """
    following = Running(entry._replace(ended_at=None, seconds=0))
    if following.started_at > now:
        raise UserInputError("A timer cannot start in the future.", field="at")
    match state:
        case Idle():
            return Step(following, started=following.entry)
        case Running():
            at = following.started_at
            stopped = _ended(state, max(at, state.started_at) if at == now else at)
            return Step(following, stopped=stopped, started=following.entry)


def stop(state: State, now: int, at: int | None = None) -> Step:
    """End the running entry at `at`, by default now. A clock that was set back behind the start ends it there."""
    match state:
        case Idle():
            raise Refused("No timer is running.")
        case Running():
            if at is None:
                at = max(now, state.started_at)
            elif at > now:
                raise UserInputError("A timer cannot be stopped in the future.", field="at")
            return Step(Idle(), stopped=_ended(state, at))


def _ended(running: Running, at: int) -> Entry:
    if at < running.started_at:
        raise UserInputError("That is before the running timer started.", field="at")
    return running.entry._replace(ended_at=at, seconds=at - running.started_at)
