"""Being away while a timer runs, as a state machine. Pure: each event returns the new state and what is to be told.

An absence lasts while at least one of three things holds: nobody used keys or pointer, the screen was locked, the
computer slept. However they follow each other it is one absence, told once when it has lasted long enough to ask
about, and again, in place, when it goes on in another way or ends. No time of any entry is changed here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from app.domain.absence import Absence, Cause, ClockJump, Rules, Told
from app.domain.presence_events import (
    Answered,
    ClockSet,
    Event,
    IdleSince,
    InputSeen,
    Locked,
    Sleeping,
    Tick,
    TimerRuns,
    TimerStopped,
    Unlocked,
    Woke,
)

SAME_S = 60
"""A touch of the mouse does not part one absence in two: away again sooner than this is the same one still, unless it
was decided about meanwhile: whoever did that was there."""
SAME_SLEEP_S = 10
"""By so much two accounts of one sleep may differ."""
LOCKER_S = 5
"""Keys pressed so soon after locking was asked for may belong to the locking itself."""


@dataclass(frozen=True, slots=True)
class Presence:
    """The state. The three `..._since` hold while nobody is there for that reason; `absence` is the one that lasts,
    or the last one; `told` whether it is known outside; `answered` the number of one decided about. The last sleep
    was from `slept_from` to `woke_at`; before `settled_at` ended the absence before the last: nothing that is told
    late reaches back behind it.
    """

    entry_id: str | None = None
    runs_since: int = 0
    idle_since: int | None = None
    locked_since: int | None = None
    lock_is_sure: bool = True
    asleep_since: int | None = None
    slept_from: int = 0
    woke_at: int = 0
    settled_at: int = 0
    absence: Absence | None = None
    told: bool = False
    answered: int = 0
    count: int = 0

    @property
    def away_since(self) -> int | None:
        """From when on nobody was there; None while somebody is."""
        since = [at for at in (self.idle_since, self.locked_since, self.asleep_since) if at is not None]
        return min(since, default=None)

    @property
    def lasting(self) -> Absence | None:
        """The absence that has not ended."""
        return self.absence if self.absence is not None and self.absence.ended_at is None else None


def advance(state: Presence, event: Event, rules: Rules) -> tuple[Presence, list[Told]]:
    """What follows from `event`: the new state, and what is to be kept and shown."""
    if isinstance(event, ClockSet):
        return _clock_set(state, event)
    told: list[Told] = []
    if _is_another(state, event):
        state = _closed(state, event.at, rules, told)
    state = _noted(state, event, rules)
    if state.entry_id is not None:
        state = _followed(state, state.entry_id, event.at, rules, told)
    return state, told


def due_s(state: Presence, at: int, rules: Rules) -> int | None:
    """In how many seconds a `Tick` would make an absence worth a question; None where nothing waits for that."""
    absence = state.lasting
    if absence is None or state.told or state.asleep_since is not None:
        return None
    return max(0, rules.shortest_s - _asked_s(state, absence, at, rules)) if rules.idle_s else None


def _is_another(state: Presence, event: Event) -> bool:
    """Whether the entry that was running no longer does."""
    stopped = isinstance(event, TimerStopped)
    return stopped or (isinstance(event, TimerRuns) and event.entry_id != state.entry_id)


def _noted(state: Presence, event: Event, rules: Rules) -> Presence:
    """The state with the bare facts of the event."""
    match event:
        case TimerRuns(_, entry_id, since):
            return replace(state, entry_id=entry_id, runs_since=since)
        case TimerStopped():
            return Presence(
                absence=state.absence, told=state.told, count=state.count, settled_at=state.settled_at,
                slept_from=state.slept_from, woke_at=state.woke_at, answered=state.answered,
            )  # fmt: skip
        case IdleSince(_, since):
            return replace(state, idle_since=since) if rules.idle_s else state
        case InputSeen(at):
            return _with_input(state, at)
        case Locked(at, sure):
            return _locked(state, at, rules, sure=sure)
        case Unlocked():
            return replace(state, locked_since=None, lock_is_sure=True)
        case Sleeping(at):
            return replace(state, asleep_since=at)
        case Woke(at, slept_s):
            return _awake(state, at, slept_s)
        case Answered():
            return replace(state, answered=state.count)
        case Tick() | ClockSet():
            return state
        case _:
            assert_never(event)


def _locked(state: Presence, at: int, rules: Rules, *, sure: bool) -> Presence:
    """Told by several sources, the first counts for the time, and the best for how sure it is."""
    if not rules.idle_s:
        return state
    if state.locked_since is not None:
        return replace(state, lock_is_sure=state.lock_is_sure or sure)
    return replace(state, locked_since=at, lock_is_sure=sure)


def _with_input(state: Presence, at: int) -> Presence:
    """Keys on a locked screen are the password, if whoever locked it tells when it is open; else it must be open."""
    state = replace(_awake(state, at, 0), idle_since=None)
    if state.locked_since is not None and not state.lock_is_sure and at - state.locked_since >= LOCKER_S:
        state = replace(state, locked_since=None, lock_is_sure=True)
    return state


def _awake(state: Presence, at: int, slept_s: int) -> Presence:
    """Sleep is over: an absence of its own, even where it is only known afterwards. The system and the clocks tell of
    the same sleep, in either order, and the system perhaps only after it: the longer account is true.
    """
    since = at - slept_s if state.asleep_since is None else min(state.asleep_since, at - slept_s)
    state = replace(state, asleep_since=None)
    again = since < state.woke_at
    if again:
        at, since = state.woke_at, state.woke_at - slept_s
        if since >= state.slept_from - SAME_SLEEP_S:
            return state
    if since >= at:
        return state
    state = replace(state, slept_from=since, woke_at=at)
    since = max(since, state.runs_since, state.settled_at)
    return state if state.entry_id is None or since >= at else _with_sleep(state, state.entry_id, since, at, again)


def _with_sleep(state: Presence, entry_id: str, since: int, at: int, again: bool) -> Presence:
    """The absence with that sleep in it; `again`: a part of it is in there."""
    lasting = state.lasting
    if lasting is None:
        state, lasting = _opened(state, entry_id, since, frozenset({Cause.SLEPT}))
        since = max(since, state.settled_at)
    grown = replace(
        lasting,
        began_at=min(lasting.began_at, since),
        causes=lasting.causes | {Cause.SLEPT},
        slept_s=max(lasting.slept_s, at - since) if again else lasting.slept_s + at - since,
    )
    return replace(state, absence=grown)


def _opened(state: Presence, entry_id: str, since: int, causes: frozenset[Cause]) -> tuple[Presence, Absence]:
    """A new absence, or the last one going on after a touch of the mouse."""
    last, settled_at = state.absence, state.settled_at
    if last is not None and last.ended_at is not None:
        same = last.entry_id == entry_id and last.number != state.answered
        if same and since - last.ended_at < SAME_S:
            began = min(last.began_at, max(since, settled_at))
            again = replace(last, began_at=began, ended_at=None, causes=last.causes | causes)
            return replace(state, absence=again), again
        settled_at = max(settled_at, last.ended_at)
    absence = Absence(state.count + 1, entry_id, max(since, settled_at), causes)
    return replace(state, absence=absence, told=False, count=state.count + 1, settled_at=settled_at), absence


def _followed(state: Presence, entry_id: str, at: int, rules: Rules, told: list[Told]) -> Presence:
    """Begin, go on with or end the absence as the facts are now."""
    since, causes, lasting = state.away_since, _causes(state), state.lasting
    if since is None:
        return _closed(state, at, rules, told)
    if lasting is None:
        state, lasting = _opened(state, entry_id, max(since, state.runs_since), causes)
    elif not causes <= lasting.causes:
        lasting = replace(lasting, causes=lasting.causes | causes)
        state = replace(state, absence=lasting)
    elif state.told:
        return state
    return _told(state, lasting, at, rules, told)


def _closed(state: Presence, at: int, rules: Rules, told: list[Told]) -> Presence:
    """End the absence that lasts, if one does."""
    lasting = state.lasting
    if lasting is None:
        return state
    ended = replace(lasting, ended_at=max(at, lasting.began_at))
    return _told(replace(state, absence=ended), ended, at, rules, told)


def _told(state: Presence, absence: Absence, at: int, rules: Rules, told: list[Told]) -> Presence:
    """Tell of the absence if it is one to ask about; one that was told stays told."""
    if not state.told and _asked_s(state, absence, at, rules) < rules.shortest_s:
        return state
    told.append(absence)
    return replace(state, told=True)


def _asked_s(state: Presence, absence: Absence, at: int, rules: Rules) -> int:
    """How many seconds of it count towards a question. Sleep that goes on may yet be none: only its end tells."""
    until = absence.ended_at
    if until is None:
        until = at if state.asleep_since is None else state.asleep_since
    awake = until - absence.began_at - absence.slept_s
    return (awake if rules.idle_s else 0) + (absence.slept_s if rules.ask_after_sleep else 0)


def _causes(state: Presence) -> frozenset[Cause]:
    held = {Cause.IDLE: state.idle_since, Cause.LOCKED: state.locked_since, Cause.SLEPT: state.asleep_since}
    return frozenset(cause for cause, since in held.items() if since is not None)


def _clock_set(state: Presence, event: ClockSet) -> tuple[Presence, list[Told]]:
    """What is remembered moves with the clock: it was the same moment, and is now called otherwise."""

    def moved(at: int | None) -> int | None:
        return None if at is None else at + event.by_s

    absence, told = state.absence, list[Told]()
    if absence is not None:
        absence = replace(absence, began_at=absence.began_at + event.by_s, ended_at=moved(absence.ended_at))
    if state.entry_id is not None:
        told.append(ClockJump(state.entry_id, event.at, event.by_s))
    if absence is not None and absence.ended_at is None and state.told:
        told.append(absence)
    moved_state = replace(
        state,
        idle_since=moved(state.idle_since),
        locked_since=moved(state.locked_since),
        asleep_since=moved(state.asleep_since),
        slept_from=state.slept_from + event.by_s,
        woke_at=state.woke_at + event.by_s,
        settled_at=state.settled_at + event.by_s,
        absence=absence,
    )
    return moved_state, told
