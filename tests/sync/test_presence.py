"""What a cycle says while it runs and for how long automatic ones keep off."""

from __future__ import annotations

import pytest

from app.cancel import CancelToken
from app.errors import Cancelled
from app.services.status import StatusService
from app.services.sync import SyncService
from app.settings import SettingsFile
from app.sync.progress import HOURS, RECORDS, SENDING, Progress
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import Desk, Desks


def test_progress_names_each_step_and_comes_to_its_end(desk: Desk) -> None:
    for number in range(3):
        desk.web_hours(f"Web {number}")
        desk.log(f"Here {number}")
    seen: list[Progress] = []
    desk.synced(progress=seen.append, full=True)
    steps = list(dict.fromkeys(one.step for one in seen))
    assert steps[:3] == [RECORDS, HOURS, SENDING]
    last = [one for one in seen if one.step == HOURS][-1]
    assert (last.done, last.total) == (2, 2)
    assert Progress(HOURS, 100, 300, 10.0).remaining_s == pytest.approx(20)


def test_a_cycle_is_stopped_where_it_is_and_the_next_goes_on(desk: Desk) -> None:
    for number in range(5):
        desk.log(f"Entry {number}")
    cancel = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.step == SENDING:
            cancel.set()

    with pytest.raises(Cancelled):
        SyncService(desk.context, cancel).run(timeout_s=30, progress=stop)
    assert desk.sync().state == "idle"
    desk.synced()
    assert sorted(record["title"] for record in desk.hours()) == [f"Entry {number}" for number in range(5)]


@pytest.mark.parametrize(("asked", "kept"), [("7", 7), ("100000", 900), (None, 0)])
def test_automatic_cycles_keep_off_as_long_as_they_are_told(desk: Desk, asked: str | None, kept: int) -> None:
    headers = {} if asked is None else {"Retry-After": asked}
    desk.server.fault(kind="status", status=429, layer="membrane", headers=headers, times=None)
    result = desk.sync()
    service = SyncService(desk.context, CancelToken())
    assert (result.state, result.retry_after_s) == ("offline", kept)
    assert kept - 2 <= service.keep_off_s() <= kept
    desk.server.control("DELETE", "faults")
    desk.synced()  # a person is not held up
    assert service.keep_off_s() == 0


def test_paused_is_a_state_that_a_person_chose(desk: Desk) -> None:
    config = desk.context.config
    SettingsFile(config.folder.settings).set("sync.paused", "true")
    paused = config._replace(settings=SettingsFile(config.folder.settings).load())
    standing = StatusService(desk.context.db, desk.clock, paused, "UTC").standing()
    assert (standing.state, standing.waiting) == ("paused", 0)
    desk.synced()


def test_a_first_sync_that_was_cut_leaves_the_account_known(desks: Desks, server: SandboxProcess) -> None:
    desk = desks.open(server)
    service = StatusService(desk.context.db, desk.clock, desk.context.config, "UTC")
    assert (service.standing().state, service.read().connected) == ("not_connected", False)

    def stop(progress: Progress) -> None:
        if progress.step == HOURS:
            raise Cancelled

    with pytest.raises(Cancelled):
        desk.sync(progress=stop)
    status = service.read()
    assert (status.sync.state, status.sync.last_success, status.connected) == ("idle", None, True)
