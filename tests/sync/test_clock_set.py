"""The wall clock is set while an answer is outstanding: nothing is sent too soon, nothing waits for the clock."""

from __future__ import annotations

import pytest

from app.cancel import CancelToken
from app.clock import steady_now
from app.context import AppContext
from app.services.sync import SyncService
from app.storage.steady import CLOCK, follow_clock
from app.storage.syncstate import HERE, SyncState
from tests.proof.interrupted import InterruptedDatabase
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import WEBSHOP, Desk, Desks, last_seq, writes

HOUR_S = 3600


def test_set_back_it_holds_nothing_up(desk: Desk) -> None:
    entry = desk.log("Not applied")
    desk.server.fault(kind="cut_before", method="POST", path="/projects/*/hours")
    desk.sync_into_doubt()
    desk.clock.ahead_s = -HOUR_S
    result = desk.sync()
    assert (result.created, result.checking) == (1, 0)
    assert desk.state(entry) == "synced"
    desk.holds(("Not applied", "1", WEBSHOP))


def test_set_forward_it_lets_nothing_be_sent_twice(desks: Desks, server: SandboxProcess) -> None:
    desk = desks.open(server, STINT_SETTLE_SECONDS="4")
    desk.synced()
    desk.log("Applied late")
    server.fault(kind="late", seconds=2.5, method="POST", path="/projects/*/hours")
    desk.sync_into_doubt()
    seen = last_seq(server)
    desk.clock.ahead_s = HOUR_S
    result = desk.sync()
    assert (result.adopted, result.created) == (1, 0)
    assert writes(server, seen) == []
    desk.holds(("Applied late", "1", WEBSHOP))


def test_set_between_two_sends_it_is_followed_by_the_first(desk: Desk) -> None:
    desk.log("In doubt")
    desk.log("Sent later")
    desk.server.fault(kind="cut_before", method="POST", path="/projects/*/hours")

    def set_forward() -> None:
        desk.clock.ahead_s = HOUR_S

    def in_doubt() -> bool:
        return any(one.state == "checking" for one in desk.operations())

    config = desk.context.config._replace(settle_seconds=60.0)
    database = InterruptedDatabase(config.folder.database, 1, set_forward, in_doubt)
    context = AppContext(config, desk.clock, desk.context.zone, database)
    result = SyncService(context, CancelToken()).run(timeout_s=30)
    database.close()
    assert (result.created, result.checking, result.waiting) == (1, 1, 0)
    desk.holds(("Sent later", "1", WEBSHOP))


@pytest.mark.parametrize("ahead_s", [0, HOUR_S, -HOUR_S])
def test_after_a_restart_of_the_computer_it_was_sent_before_that(desk: Desk, ahead_s: int) -> None:
    desk.log("Sent before")
    desk.server.fault(kind="cut_before", method="POST", path="/projects/*/hours")
    desk.sync_into_doubt()
    state, now = SyncState(desk.context.db), desk.clock.now() + ahead_s
    noted = state.get(HERE, CLOCK)
    assert isinstance(noted, dict)
    state.put(HERE, CLOCK, {**noted, "boot": "another"}, now)
    follow_clock(desk.context.db, now)
    sent_at = desk.operations()[0].sent_at
    assert sent_at is not None
    assert abs(now - steady_now().seconds - sent_at) < 5
