"""How long ago something was sent, although the wall clock can be set: stored instants follow a clock that cannot.

The wall clock and the steady one are noted together with each send. Where they later disagree about how much time has
passed, the wall clock was set, and what is under way was sent by the clock as it now is. After a restart of the
computer only one thing is certain: it was sent before that.
"""

from __future__ import annotations

from app.clock import Steady, steady_now
from app.storage.database import Database
from app.storage.outbox import Outbox
from app.storage.syncstate import HERE, SyncState

CLOCK = "clock"
"""State: {"wall": epoch seconds, "boot": id, "seconds": since boot}, taken at one instant."""

NOISE_S = 2
"""Whole seconds are compared with fractions, and clocks are slewed a little all the time."""


def note_clock(db: Database, now: int) -> None:
    """Note what both clocks say; inside the transaction of a send."""
    steady = steady_now()
    value = {"wall": now, "boot": steady.boot, "seconds": round(steady.seconds, 3)}
    SyncState(db).put(HERE, CLOCK, value, now)


def follow_clock(db: Database, now: int) -> None:
    """Correct the instants of what is under way if the wall clock was set since the note, or the computer restarted."""
    noted, steady = SyncState(db).get(HERE, CLOCK), steady_now()
    then = _steady_of(noted)
    if not isinstance(noted, dict) or then is None:
        return
    with db.write():
        if then.boot != steady.boot or steady.seconds < then.seconds:
            Outbox(db).sent_before(now - int(steady.seconds))
        else:
            moved = round(now - int(noted["wall"]) - (steady.seconds - then.seconds))
            if abs(moved) <= NOISE_S:
                return
            Outbox(db).shift_sent(moved)
        note_clock(db, now)


def _steady_of(noted: object) -> Steady | None:
    if not isinstance(noted, dict):
        return None
    boot, seconds, wall = noted.get("boot"), noted.get("seconds"), noted.get("wall")
    if not isinstance(boot, str) or not isinstance(seconds, int | float) or not isinstance(wall, int):
        return None
    return Steady(boot, float(seconds))
