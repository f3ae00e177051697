"""The clock is set, the computer sleeps for eight hours in the middle of a sync, nights have 23 and 25 hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.cancel import CancelToken
from app.clock import Steady, steady_now
from app.context import AppContext
from app.domain.entries import EntrySync
from app.services.catalog import Catalog
from app.services.entries import EntryDraft, EntryEdit, EntryService
from app.services.sync import SyncService
from app.storage import steady
from tests.proof.cycles import Cycles
from tests.proof.interrupted import InterruptedDatabase
from tests.proof.stage import Stage
from tests.sync.desk import WEBSHOP

NIGHT_S = 8 * 3600
LOST = ("cut after it was applied", "POST", "/projects/*/hours", 0)
LOST_BEFORE = 2
UNSENT = ("cut before it was applied", "POST", "/projects/*/hours", 1)


def work(cycles: Cycles) -> None:
    """Entries with a twin; then an edit, a deletion and creates that wait, whose answers may be lost."""
    player = cycles.player
    player.log(0, 0, 0)
    player.log_twin(0)
    player.log(1, 1, 1)
    cycles.run()
    player.edit(0, 1, 0)
    player.delete(2)
    player.log_twin(0)
    player.log(1, 2, 0)
    player.log_twin(1)


ASLEEP: dict[str, Callable[[list[str]], bool]] = {
    "before anything is sent": lambda states: set(states) == {"waiting"},
    "while a request is under way": lambda states: "in_flight" in states,
    "after two answers were lost": lambda states: states.count("checking") == LOST_BEFORE,
}
"""By the states of what is to be sent."""


@pytest.mark.parametrize("moment", ASLEEP)
def test_eight_hours_of_sleep_in_the_middle_of_a_sync(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Both clocks have moved on when it wakes, the connections are dead, and the rest of the cycle runs."""
    with stage.campaign({}) as cycles:
        work(cycles)
        desk = cycles.player.desk
        slept: list[int] = []

        def sleep() -> None:
            slept.append(NIGHT_S)
            desk.clock.ahead_s += NIGHT_S
            monkeypatch.setattr(steady, "steady_now", lambda: _later(NIGHT_S))
            stage.server.control("POST", "offline", {"seconds": 0.05})

        context = desk.context
        database = InterruptedDatabase(
            context.config.folder.database, 1, sleep, lambda: ASLEEP[moment]([one.state for one in desk.operations()])
        )
        config = context.config._replace(settle_seconds=60.0)
        asleep = AppContext(config, context.clock, context.zone, database)
        fault = stage.server.fault(kind="cut_after", method="POST", path="/projects/*/hours", times=LOST_BEFORE)
        SyncService(asleep, CancelToken()).run(timeout_s=30)
        database.close()
        cycles.back_online()
        struck = stage.server.struck(fault)
        stage.server.control("DELETE", "faults")
        assert slept == [NIGHT_S]
        assert struck == LOST_BEFORE or "two" not in moment
        cycles.settle()
        assert cycles.reckoned().wrong == []
        desk.quiet()


def _later(seconds: int) -> Steady:
    now = steady_now()
    return Steady(now.boot, now.seconds + seconds)


@pytest.mark.parametrize("jump_s", [3 * 3600, -40 * 86_400])
def test_the_clock_is_set_between_all_cycles(stage: Stage, jump_s: int) -> None:
    with stage.campaign({}) as cycles:
        clock, struck = cycles.player.desk.clock, cycles.player.counts
        work(cycles)
        for ahead_s in (jump_s, 0, jump_s):
            clock.ahead_s = ahead_s
            cycles.run(LOST, UNSENT)
            cycles.player.log_twin(0)
        clock.ahead_s = 0
        cycles.settle()
        assert cycles.reckoned().wrong == []
        assert struck["faults struck"] > 0


NIGHTS = {"one hour lost": ("2026-03-29", 2), "one hour gained": ("2026-10-25", 4), "as any": ("2026-06-14", 3)}


@pytest.mark.parametrize(("day", "hours"), NIGHTS.values(), ids=NIGHTS)
def test_a_night_in_which_clocks_change(stage: Stage, day: str, hours: int) -> None:
    """From half past one to half past four by the clock on the wall; worked is what has passed."""
    berlin = ZoneInfo("Europe/Berlin")
    begin = datetime.fromisoformat(f"{day}T01:30:00").replace(tzinfo=berlin)
    ends = begin + timedelta(hours=3)  # by the wall
    with stage.campaign({}) as cycles:
        desk = cycles.player.desk
        service = EntryService(desk.context.db, desk.clock, "Europe/Berlin")
        project = Catalog(desk.context.db).project_named(WEBSHOP)
        draft = EntryDraft(
            "Night", project_id=project, started_at=int(begin.timestamp()), ended_at=int(ends.timestamp())
        )
        entry = service.log(draft).entry
        assert (entry.date, entry.seconds) == (day, hours * 3600)
        fault = stage.server.fault(kind="cut_after", method="POST", path="/projects/*/hours")
        desk.synced()
        assert stage.server.struck(fault) == 1
        [record] = desk.hours()
        assert (record["date"], float(record["hours"])) == (day, hours)
        service.edit(entry.id, EntryEdit(started_at=entry.started_at and entry.started_at + 1800))
        desk.synced(full=True)
        [record] = desk.hours()
        assert (record["date"], float(record["hours"])) == (day, hours - 0.5)
        assert (desk.row(entry.id).entry.date, desk.state(entry.id)) == (day, EntrySync.SYNCED)
        desk.quiet()
