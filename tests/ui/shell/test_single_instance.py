"""The socket of the open window: raising, handing a sync over, and peers that behave badly."""

from __future__ import annotations

import json
import socket
import stat
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.config import Config, read_config
from app.handover import MAX_LINE, raise_window, socket_address, sync_by_window, way_of, window_lock
from app.paths import DataFolder
from app.sync.result import SyncResult
from ui.pipe_server import PipeServer
from ui.session import Session
from ui.single_instance import InstanceServer
from ui.sync_worker import SyncRequest
from ui.unix_server import UnixServer

needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="named pipes are spoken to by other calls")


@pytest.fixture(params=[UnixServer, PipeServer])
def instance(qapp: object, session: Session, request: pytest.FixtureRequest) -> Iterator[InstanceServer]:
    """A window that holds its lock and listens, in the way of this system and in that of Windows."""
    with window_lock(session.config.folder):
        server = InstanceServer(session, server=request.param())
        assert server.listen()
        yield server
        server.close()


@pytest.fixture
def other_process() -> Iterator[ThreadPoolExecutor]:
    """Where the asking side runs: it blocks, and this thread has to answer."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def settled(future: Future[object], qtbot: QtBot) -> object:
    qtbot.waitUntil(future.done, timeout=10_000)
    return future.result()


def test_a_second_start_raises_the_first(
    instance: InstanceServer, config: Config, other_process: ThreadPoolExecutor, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(instance.raise_requested):
        asked: Future[object] = other_process.submit(raise_window, config.folder)
    assert settled(asked, qtbot) is True


def test_a_sync_is_handed_over(
    instance: InstanceServer, config: Config, other_process: ThreadPoolExecutor, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(instance.sync_requested) as heard:
        asked: Future[object] = other_process.submit(lambda: sync_by_window(config, timeout_s=30.0, full=True))
    assert heard.args is not None
    request = heard.args[0]
    assert (request.full, request.retry_parked, request.timeout_s) == (True, False, 30.0)
    result = SyncResult("idle", pulled={"hours": 3}, created=2, seconds=0.5, problems=("one list was refused",))
    instance.answer(request, result)
    assert settled(asked, qtbot) == result


@pytest.mark.parametrize("closed", [True, False])
def test_a_sync_that_comes_to_nothing_is_done_by_the_asker(
    instance: InstanceServer, config: Config, other_process: ThreadPoolExecutor, qtbot: QtBot, closed: bool
) -> None:
    with qtbot.waitSignal(instance.sync_requested) as heard:
        asked: Future[object] = other_process.submit(lambda: sync_by_window(config, timeout_s=30.0))
    assert heard.args is not None
    if closed:
        instance.close()
    else:
        instance.answer(heard.args[0], None)
    assert settled(asked, qtbot) is None


def test_a_window_on_another_account_is_not_asked_to_sync(
    instance: InstanceServer, config: Config, other_process: ThreadPoolExecutor, qtbot: QtBot
) -> None:
    environment = {"STINT_TRANSPORT": "none", "STINT_CONNECTION_ID": "another"}
    elsewhere = read_config(environment, data_dir=str(config.folder.root))
    with qtbot.assertNotEmitted(instance.sync_requested):
        asked: Future[object] = other_process.submit(lambda: sync_by_window(elsewhere, timeout_s=30.0))
        assert settled(asked, qtbot) is None


def test_without_a_window_nobody_is_asked(config: Config) -> None:
    config.folder.create()
    assert not raise_window(config.folder)
    assert sync_by_window(config, timeout_s=5.0) is None


@needs_unix
def test_only_its_owner_may_connect(instance: InstanceServer, config: Config) -> None:
    mode = Path(socket_address(config.folder)).stat().st_mode
    assert stat.S_IMODE(mode) & 0o077 == 0


@needs_unix
def test_what_a_killed_window_left_is_replaced(qapp: object, config: Config, session: Session) -> None:
    address = socket_address(config.folder)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(address)
    assert Path(address).exists()
    server = InstanceServer(session)
    assert server.listen()
    server.close()


@needs_unix
@pytest.mark.parametrize(
    "sent", [b"\n", b"nonsense\n", b"[]\n", b'{"do": "rm"}\n', b"x" * (MAX_LINE + 10), b'{"do": 1}\n'], ids=range(6)
)
def test_nonsense_is_answered_and_forgotten(
    instance: InstanceServer, config: Config, other_process: ThreadPoolExecutor, qtbot: QtBot, sent: bytes
) -> None:
    def speak() -> object:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
            peer.settimeout(10)
            peer.connect(socket_address(config.folder))
            try:
                peer.sendall(sent)
                return json.loads(peer.makefile("rb").readline())
            except (BrokenPipeError, ConnectionResetError):  # it stopped listening in the middle of our line
                return {"ok": False}

    answer = settled(other_process.submit(speak), qtbot)
    assert isinstance(answer, dict)
    assert answer["ok"] is False


@needs_unix
def test_a_peer_that_leaves_early_harms_nobody(
    instance: InstanceServer, config: Config, other_process: ThreadPoolExecutor, qtbot: QtBot
) -> None:
    requests: list[SyncRequest] = []
    instance.sync_requested.connect(requests.append)

    def speak() -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
            peer.connect(socket_address(config.folder))
            request = {"do": "sync", "timeout_s": "soon", "way": way_of(config)}
            peer.sendall(json.dumps(request).encode() + b"\n")

    other_process.submit(speak)
    qtbot.waitUntil(lambda: bool(requests))
    qtbot.wait(50)
    instance.answer(requests[0], SyncResult("idle"))
    with qtbot.waitSignal(instance.raise_requested):
        asked: Future[object] = other_process.submit(raise_window, config.folder)
    assert settled(asked, qtbot) is True


def test_a_long_folder_name_still_has_a_socket(tmp_path: Path) -> None:
    deep = DataFolder(tmp_path / ("x" * 60) / ("y" * 60))
    assert len(socket_address(deep)) < 100
    assert socket_address(deep) != socket_address(DataFolder(tmp_path))
