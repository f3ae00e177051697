"""The heartbeat of a running timer: it changes no time, it tells after a crash since when nobody was watching."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.heartbeat import Beat, HeartbeatRepository

BEAT_S = 60
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_LEAST_S = 2 * BEAT_S
"""A beat is up to a minute old when nothing is wrong at all."""


@dataclass(frozen=True, slots=True)
class HeartbeatService:
    """`boot_id` names the computer's run since it was switched on; "" where the system has no such name."""

    db: Database
    clock: Clock
    boot_id: str = ""

    def beat(self, *, last: bool = False) -> None:
        """Note that the timer runs, if one does; once in `BEAT_S`. `last`: the computer may not wake again."""
        HeartbeatRepository(self.db).beat(Beat(self.clock.now(), self.boot_id), durable=last)

    def end(self) -> None:
        """The person quit and lets the timer go on: the time without the program is no absence."""
        HeartbeatRepository(self.db).forget()

    def ask_about_gap(self, shortest_s: int, *, after_shutdown: bool = True) -> bool:
        """When the program begins: leave the time since the last beat as an open absence of the entry that runs, if it
        ran then already and it is `shortest_s` or more (0: never). Returns whether it did.

        Its cause is `off` where the computer was started anew since, else `crash`.
        """
        repository = HeartbeatRepository(self.db)
        with self.db.write():
            last, running, now = repository.last(), EntryRepository(self.db).running(), self.clock.now()
            repository.forget()
            if last is None or running is None or running.started_at is None or not shortest_s or not after_shutdown:
                return False
            if last.at < running.started_at or now - last.at < max(shortest_s, _LEAST_S):
                return False
            off = bool(self.boot_id) and bool(last.boot_id) and self.boot_id != last.boot_id
            repository.leave_open("off" if off else "crash", running.id, last.at, now)
        return True


def boot_id() -> str:
    """Linux's own name for this run of the computer, elsewhere ""."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
