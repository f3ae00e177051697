"""Work off the GUI thread: results, errors, bugs, cancelling, and its own database connection."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.cancel import CancelToken
from app.context import AppContext
from app.errors import Refused
from app.services.entries import EntryDraft, EntryService
from ui.bridge import Bridge
from ui.presence.absence_wiring import AbsenceWiring
from ui.presence.clocks import ClockWatch
from ui.session import Session
from ui.sync_worker import SyncWorker
from ui.task_worker import Work


def _returning(value: object) -> Work:
    def work(context: AppContext, cancel: CancelToken) -> object:
        return value

    return work


def test_a_result_comes_back_to_this_thread(bridge: Bridge, session: Session, qtbot: QtBot) -> None:
    threads: list[QThread] = []

    def work(context: AppContext, cancel: CancelToken) -> dict[int, str]:
        threads.append(QThread.currentThread())
        assert context.db is not session.context.db
        return {2**40: "kept"}

    task = bridge.tasks.run(work)
    here: list[QThread] = []
    task.done.connect(lambda _value: here.append(QThread.currentThread()))
    with qtbot.waitSignal(task.done) as done:
        pass
    assert done.args == [{2**40: "kept"}]
    assert here == [QThread.currentThread()]
    assert threads != here


def test_its_commits_are_heard_of(bridge: Bridge, session: Session, qtbot: QtBot) -> None:
    def work(context: AppContext, cancel: CancelToken) -> str:
        return EntryService(context.db, context.clock, context.zone).start(EntryDraft("call")).started.entry.id

    task = bridge.tasks.run(work)
    with qtbot.waitSignals([bridge.changed, bridge.committed_here, task.done]):
        pass
    status = session.status.read()
    assert status.running is not None


def test_an_expected_error_is_handed_over(bridge: Bridge, qtbot: QtBot) -> None:
    def work(context: AppContext, cancel: CancelToken) -> None:
        raise Refused("not now")

    task = bridge.tasks.run(work)
    with qtbot.waitSignal(task.failed) as failed:
        pass
    assert failed.args is not None
    assert failed.args[0].detail == "not now"


def test_a_bug_reaches_the_hook_and_the_asker(bridge: Bridge, qtbot: QtBot) -> None:
    def work(context: AppContext, cancel: CancelToken) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        task = bridge.tasks.run(work)
        with qtbot.waitSignal(task.dropped):
            pass
        qtbot.waitUntil(lambda: bool(caught))
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    later = bridge.tasks.run(_returning("works on"))
    with qtbot.waitSignal(later.done):
        pass


def test_stopping_cancels_what_waits(bridge: Bridge, qtbot: QtBot) -> None:
    def work(context: AppContext, cancel: CancelToken) -> None:
        cancel.wait(60.0)

    tasks = [bridge.tasks.run(work) for _ in range(3)]
    with qtbot.waitSignal(tasks[-1].dropped):
        assert bridge.stop_tasks()


@pytest.mark.parametrize("returned", [None, Refused("as a value")])
def test_any_value_can_be_returned(bridge: Bridge, qtbot: QtBot, returned: object) -> None:
    task = bridge.tasks.run(_returning(returned))
    with qtbot.waitSignal(task.done) as done:
        pass
    assert done.args == [returned]


def test_another_time_zone_reaches_every_thread(
    bridge: Bridge, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def zone(context: AppContext, cancel: CancelToken) -> str:
        return context.zone

    def asked() -> object:
        with qtbot.waitSignal(bridge.tasks.run(zone).done) as done:
            pass
        return done.args and done.args[0]

    monkeypatch.setenv("TZ", "Europe/Paris")
    clocks = ClockWatch(bridge)
    AbsenceWiring(session, bridge, bridge, clocks=clocks)
    sync = SyncWorker(session.config, session.context.clock, CancelToken())
    bridge.settings_changed.connect(lambda: sync.use_config(session.config))
    session.context.zone = "Europe/Paris"
    assert (asked(), sync._opened().zone) == ("Europe/Paris", "Europe/Paris")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    clocks._look_at_zone()
    assert session.context.zone == "Pacific/Auckland"
    assert (asked(), sync._opened().zone) == ("Pacific/Auckland", "Pacific/Auckland")
    sync._release()
