"""The sync thread against a real server: where it runs, when it begins, and that it ends at once."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.config import Config
from app.locks import FileLock
from app.services.entries import EntryDraft
from tests.sandbox.process import SandboxProcess
from ui import sync_schedule, sync_worker
from ui.bridge import Bridge
from ui.session import Session
from ui.sync_worker import SyncHost, SyncRequest, SyncStatus

StartSync = Callable[[Config], SyncHost]


def first_result(host: SyncHost, qtbot: QtBot) -> SyncStatus:
    with qtbot.waitSignal(
        host.status_changed, timeout=20_000, check_params_cb=lambda status: not status.running
    ) as heard:
        pass
    assert heard.args is not None
    status = heard.args[0]
    assert isinstance(status, SyncStatus)
    return status


def test_it_syncs_off_the_gui_thread(
    start_sync: StartSync, connected: Config, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[QThread] = []
    real = sync_worker.SyncWorker._cycle

    def noted(worker: sync_worker.SyncWorker, request: SyncRequest) -> object:
        threads.append(QThread.currentThread())
        return real(worker, request)

    monkeypatch.setattr(sync_worker.SyncWorker, "_cycle", noted)
    host = start_sync(connected)
    status = first_result(host, qtbot)
    assert status.result is not None
    assert (status.result.state, status.result.pulled["projects"]) == ("idle", 1)
    assert threads == [host.thread_object]
    assert host.thread_object is not QThread.currentThread()
    assert [row.project.name for row in session.catalog.projects()] == ["Webshop"]


def test_a_change_is_sent_soon(
    start_sync: StartSync,
    connected: Config,
    session: Session,
    bridge: Bridge,
    server: SandboxProcess,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sync_schedule, "DEBOUNCE_MS", 100)
    host = start_sync(connected)
    bridge.committed_here.connect(host.note_commit)
    first_result(host, qtbot)
    project = session.catalog.projects()[0].project.id
    session.entries.log(EntryDraft("fix", project_id=project, seconds=3600))
    qtbot.waitUntil(lambda: len(server.records("hours")) == 1, timeout=20_000)


def test_commits_of_the_worker_ask_for_no_further_sync(
    start_sync: StartSync, connected: Config, bridge: Bridge, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_schedule, "DEBOUNCE_MS", 10)
    host = start_sync(connected)
    host.committed.connect(bridge.note)
    bridge.committed_here.connect(host.note_commit)
    first_result(host, qtbot)
    with qtbot.assertNotEmitted(host.status_changed, wait=300):
        pass


def test_who_asked_is_answered(start_sync: StartSync, connected: Config, qtbot: QtBot) -> None:
    host = start_sync(connected)
    request = SyncRequest(id="mine", full=True)
    with qtbot.waitSignal(host.answered, timeout=20_000) as answered:
        host.request(request)
    assert answered.args is not None
    assert answered.args[0] is request
    assert answered.args[1].state == "idle"


@pytest.mark.logs_warnings("the server is gone")
def test_an_unreachable_server_is_a_state(
    start_sync: StartSync, connected: Config, server: SandboxProcess, qtbot: QtBot
) -> None:
    server.stop()
    status = first_result(start_sync(connected), qtbot)
    assert status.result is not None
    assert status.result.state == "offline"


@pytest.mark.parametrize("fault", [{"kind": "hang"}, {"kind": "delay", "seconds": 60.0}])
def test_a_hanging_server_holds_up_nothing(
    start_sync: StartSync, connected: Config, server: SandboxProcess, qtbot: QtBot, fault: dict[str, object]
) -> None:
    struck = server.fault(times=None, **fault)
    host = start_sync(connected)
    qtbot.waitUntil(lambda: server.struck(struck) >= 1, timeout=20_000)
    began = time.monotonic()
    assert host.stop()
    assert time.monotonic() - began < 4


def test_it_stops_in_the_middle_of_a_sync(
    start_sync: StartSync, connected: Config, server: SandboxProcess, qtbot: QtBot
) -> None:
    for number in range(20):
        server.add("clients", name=f"Client {number}")
    slow = server.fault(kind="delay", seconds=20, skip=2, times=None)
    host = start_sync(connected)
    qtbot.waitUntil(lambda: server.struck(slow) >= 1)
    began = time.monotonic()
    assert host.stop()
    assert time.monotonic() - began < 4
    assert not host.thread_object.isRunning()


def test_a_foreign_sync_is_not_waited_for(start_sync: StartSync, connected: Config, qtbot: QtBot) -> None:
    connected.folder.create()
    with FileLock(connected.folder.sync_lock):
        host = start_sync(connected)
        with qtbot.assertNotEmitted(host.status_changed, wait=200):
            pass
        began = time.monotonic()
        assert host.stop()
        assert time.monotonic() - began < 4


def test_nothing_is_asked_of_nobody(start_sync: StartSync, config: Config, qtbot: QtBot) -> None:
    host = start_sync(config)
    with qtbot.assertNotEmitted(host.status_changed, wait=200):
        pass
    with qtbot.waitSignal(host.answered) as answered:
        host.request(SyncRequest(id="asked"))
    assert answered.args is not None
    assert answered.args[1].state == "not_connected"


@pytest.mark.logs_warnings("the server asks to be left alone")
def test_automatic_cycles_keep_off_and_a_person_does_not(
    start_sync: StartSync, connected: Config, server: SandboxProcess, session: Session, bridge: Bridge, qtbot: QtBot
) -> None:
    limited = server.fault(kind="status", status=429, layer="membrane", headers={"Retry-After": "600"}, times=1)
    first = first_result(start_sync(connected), qtbot)
    assert first.result is not None
    assert (first.result.state, first.result.retry_after_s, server.struck(limited)) == ("offline", 600, 1)
    again = start_sync(connected)  # as after a restart of the program
    with qtbot.assertNotEmitted(again.status_changed, wait=400):
        again.schedule.note_network()
    request = SyncRequest(id="mine")
    with qtbot.waitSignal(again.answered, timeout=20_000) as answered:
        again.request(request)
    assert answered.args is not None
    assert answered.args[1].state == "idle"


def test_paused_it_asks_for_nothing_and_goes_on_at_once(
    start_sync: StartSync, connected: Config, session: Session, bridge: Bridge, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(sync_schedule, "DEBOUNCE_MS", 20)
    paused = connected._replace(settings=connected.settings._replace(sync_paused=True))
    host = start_sync(paused)
    bridge.committed_here.connect(host.note_commit)
    with qtbot.assertNotEmitted(host.status_changed, wait=300):
        session.entries.log(EntryDraft("fix", seconds=3600))
        host.schedule.note_wake()
        host.schedule.note_network()
    with qtbot.waitSignal(host.status_changed, timeout=20_000):
        host.use_config(connected)


def test_a_cycle_is_stopped_and_its_progress_was_told(
    start_sync: StartSync, connected: Config, server: SandboxProcess, qtbot: QtBot
) -> None:
    client = server.records("clients")[0]["id"]
    for number in range(12):
        server.add("projects", name=f"Project {number}", client_id=client, rate=90, project_type=0)
    server.fault(kind="delay", seconds=1.5, path="/projects/*/hours", method="GET", times=None)
    host = start_sync(connected)
    with qtbot.waitSignal(host.progressed, timeout=20_000, check_params_cb=lambda p: p.step == "hours"):
        pass
    with qtbot.waitSignal(host.status_changed, timeout=5_000, check_params_cb=lambda status: status.stopped):
        host.stop_cycle()
