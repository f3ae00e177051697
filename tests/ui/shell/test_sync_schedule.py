"""When a sync begins by itself: what asks for one, what holds it back, what the system says of network and sleep."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.domain.clock_gap import Clocks
from ui import sync_schedule
from ui.network_watch import NetworkWatch, WakeWatch
from ui.sync_schedule import SyncSchedule

NEW_ADDRESS, NEW_ROUTE, GONE_ADDRESS = 20, 24, 21


class Asked(QObject):
    """Counts what a schedule asks for, and answers each with the end of a cycle."""

    def __init__(self, schedule: SyncSchedule) -> None:
        super().__init__()
        self.times = 0
        schedule.due.connect(self.count)

    def count(self) -> None:
        self.times += 1


@pytest.fixture
def schedule(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[SyncSchedule]:
    """With waits that a test can afford."""
    for name, ms in {"DEBOUNCE_MS": 20, "LONGEST_WAIT_MS": 150, "AFTER_SLEEP_MS": 20, "FIRST_RETRY_MS": 30}.items():
        monkeypatch.setattr(sync_schedule, name, ms)
    made = SyncSchedule(paused=False)
    yield made
    made.stop()


def one_cycle(schedule: SyncSchedule, state: str = "idle", keep_off_s: int = 0) -> None:
    schedule.begun()
    schedule.running()
    schedule.ended(state, keep_off_s)


def test_changes_that_keep_coming_are_sent_all_the_same(schedule: SyncSchedule, qtbot: QtBot) -> None:
    asked = Asked(schedule)
    for _ in range(40):
        schedule.note_commit()
        qtbot.wait(10)
        if asked.times:
            break
    assert asked.times == 1, "after the longest wait, although no pause was long enough"
    schedule.note_commit()
    qtbot.wait(60)
    assert asked.times == 1, "one that waits to begin takes later changes along"


def test_what_failed_is_tried_again_soon_and_then_more_seldom(schedule: SyncSchedule, qtbot: QtBot) -> None:
    with qtbot.waitSignal(schedule.due, timeout=5_000):
        schedule.start()
    with qtbot.waitSignal(schedule.due, timeout=5_000):
        one_cycle(schedule, "offline")
    waits = []
    for _ in range(20):
        one_cycle(schedule, "offline")
        waits.append(schedule._next.interval())
    assert waits[0] < waits[3] < waits[5]
    assert max(waits) <= sync_schedule.LONGEST_RETRY_MS * 1.2
    one_cycle(schedule)
    assert schedule._next.interval() >= sync_schedule.INTERVAL_MS * 0.8


def test_the_network_coming_up_ends_the_wait_of_who_was_offline(schedule: SyncSchedule, qtbot: QtBot) -> None:
    asked = Asked(schedule)
    one_cycle(schedule)
    schedule.note_network()
    assert asked.times == 0, "nothing was missed"
    for _ in range(10):
        one_cycle(schedule, "offline")
    with qtbot.waitSignal(schedule.due, timeout=1_000):
        schedule.note_network()


def test_sleep_is_followed_by_a_cycle(schedule: SyncSchedule, qtbot: QtBot) -> None:
    one_cycle(schedule)
    now = [1000.0, 50.0]
    wake = WakeWatch(clocks=lambda: Clocks(0.0, now[0], now[1]))
    wake.woke.connect(schedule.note_wake)
    for waited in (1.0, 27.0):  # then the thread was held up
        now[:] = [1000.0 + waited, 50.0 + waited]
        with qtbot.assertNotEmitted(wake.woke, wait=0):
            wake.look()
    now[:] = [1028.0 + 8 * 3600, 78.0]
    with qtbot.waitSignal(schedule.due, timeout=5_000), qtbot.waitSignal(wake.woke, timeout=1_000) as woke:
        wake.look()
    assert woke.args is not None
    assert woke.args[0] == pytest.approx(8 * 3600)


def test_told_to_keep_off_nothing_asks_before_its_time(schedule: SyncSchedule, qtbot: QtBot) -> None:
    one_cycle(schedule, "offline", keep_off_s=600)
    with qtbot.assertNotEmitted(schedule.due, wait=150):
        schedule.note_commit()
        schedule.note_network()
        schedule.note_wake()
    with qtbot.waitSignal(schedule.due, timeout=1_000):
        schedule.settings_changed()


def message(*kinds: int) -> bytes:
    """What the kernel says (netlink(7)): headers with a little payload each."""
    return b"".join(struct.pack("=IHHII", 20, kind, 0, 0, 0) + b"\0" * 4 for kind in kinds)


def test_the_kernel_tells_of_new_addresses_and_routes(qapp: object, qtbot: QtBot) -> None:
    watch = NetworkWatch()
    kernel, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    watch.listen_to(ours)
    try:
        with qtbot.assertNotEmitted(watch.came_up, wait=1_300):
            kernel.send(message(GONE_ADDRESS))
            kernel.send(b"\0" * 16)
            kernel.send(b"short")
        with qtbot.waitSignal(watch.came_up, timeout=10_000):
            kernel.send(message(GONE_ADDRESS, NEW_ADDRESS))
        with qtbot.waitSignal(watch.came_up, timeout=10_000):
            kernel.send(message(NEW_ROUTE))
    finally:
        watch.stop()
        kernel.close()


def test_the_real_kernel_can_be_listened_to(qapp: object) -> None:
    watch = NetworkWatch()
    assert watch.start() in (True, False)
    watch.stop()
    watch.stop()
