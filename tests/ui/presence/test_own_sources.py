"""Sources that need no bus: a Wayland compositor on a socket, a counter that is asked, and the clocks."""

from __future__ import annotations

import os
import socket
import struct
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from app.domain.clock_gap import Clocks
from app.domain.presence_events import IdleSince, InputSeen
from tests.sandbox.process import wait_until
from tests.ui.presence.heard import NINE, Clock, Heard
from ui.presence.clocks import ClockWatch
from ui.presence.source import ReadSource
from ui.presence.wayland import WaylandIdle
from ui.system_clocks import system_clocks

REGISTRY, CALLBACK = 2, 3


def turned() -> bool:
    """Let the event loop turn."""
    QTest.qWait(1)
    return True


class Compositor:
    """The other end of a Wayland connection: lists globals, and remembers the requests."""

    def __init__(self, folder: Path) -> None:
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(folder / "wayland-7"))
        self._listening.listen()
        self._client: socket.socket | None = None
        self._unread = b""
        self.requests: list[tuple[int, int, bytes]] = []

    def accept(self) -> None:
        self._client, _ = self._listening.accept()
        self._client.setblocking(False)

    def send(self, target: int, opcode: int, body: bytes = b"", *, cut: bool = False) -> None:
        """An event; `cut` sends it in two pieces."""
        assert self._client is not None
        message = struct.pack("=II", target, (8 + len(body)) << 16 | opcode) + body
        pieces = (message[:5], message[5:]) if cut else (message,)
        for piece in pieces:
            self._client.sendall(piece)
            QTest.qWait(1)

    def list_globals(self, *names: str, version: int = 2) -> None:
        for number, name in enumerate(names, 1):
            text = name.encode() + b"\0"
            body = struct.pack("=II", number, len(text)) + text.ljust((len(text) + 3) & ~3, b"\0")
            self.send(REGISTRY, 0, body + struct.pack("=I", version), cut=number == 1)
        self.send(CALLBACK, 0, struct.pack("=I", 0))

    def read(self) -> list[tuple[int, int, bytes]]:
        """All requests so far: object, opcode, arguments."""
        QTest.qWait(1)
        assert self._client is not None
        with suppress(BlockingIOError):
            self._unread += self._client.recv(65_536)
        while len(self._unread) >= 8:
            target, word = struct.unpack_from("=II", self._unread)
            self.requests.append((target, word & 0xFFFF, self._unread[8 : word >> 16]))
            self._unread = self._unread[word >> 16 :]
        return self.requests

    def close(self) -> None:
        self._listening.close()
        if self._client is not None:
            self._client.close()


@pytest.fixture
def compositor(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compositor]:
    with tempfile.TemporaryDirectory() as folder:  # the path of a socket has to be short
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
        made = Compositor(Path(folder))
        yield made
        made.close()


@pytest.fixture
def wayland(compositor: Compositor) -> Iterator[tuple[WaylandIdle, Heard, Clock]]:
    """Started, and accepted by the compositor."""
    clock = Clock()
    source = WaylandIdle(clock)
    heard = Heard(source)
    source.start(600)
    compositor.accept()
    yield source, heard, clock
    source.stop()


@pytest.mark.parametrize(("version", "request_code"), [(1, 1), (2, 2)])
def test_wayland_tells_of_idling_and_return(
    compositor: Compositor, wayland: tuple[WaylandIdle, Heard, Clock], version: int, request_code: int
) -> None:
    _, heard, clock = wayland
    wait_until(lambda: len(compositor.read()) == 2, 30, "the question for the globals")
    assert compositor.requests == [(1, 1, struct.pack("=I", REGISTRY)), (1, 0, struct.pack("=I", CALLBACK))]
    compositor.list_globals("wl_compositor", "wl_seat", "ext_idle_notifier_v1", "wl_seat", version=version)
    wait_until(lambda: len(compositor.read()) == 5, 30, "the wish to be told")
    seat, notifier, wish = compositor.requests[2:]
    assert struct.unpack_from("=I", seat[2]) == (2,), "the first seat"
    assert b"ext_idle_notifier_v1\0" in notifier[2]
    assert (wish[0], wish[1], struct.unpack("=III", wish[2])) == (5, request_code, (6, 600_000, 4))
    assert heard.settled == [True]
    compositor.send(6, 0)
    wait_until(lambda: turned() and heard.events, 30, "idling")
    clock.at = NINE + 900
    compositor.send(6, 1, cut=True)
    wait_until(lambda: turned() and len(heard.events) == 2, 30, "input")
    assert heard.events == [IdleSince(NINE, NINE - 600), InputSeen(NINE + 900)]


def test_a_compositor_that_cannot_tell_says_so(
    compositor: Compositor, wayland: tuple[WaylandIdle, Heard, Clock]
) -> None:
    _, heard, _ = wayland
    compositor.list_globals("wl_compositor", "wl_seat")
    wait_until(lambda: turned() and heard.settled, 30, "an answer")
    assert heard.settled == [False]


@pytest.mark.parametrize("trouble", ["error", "hang up", "nonsense"])
def test_a_compositor_in_trouble_ends_the_source(
    compositor: Compositor, wayland: tuple[WaylandIdle, Heard, Clock], trouble: str
) -> None:
    _, heard, _ = wayland
    if trouble == "error":
        compositor.send(1, 0, struct.pack("=III", 1, 0, 0))
    elif trouble == "nonsense":
        assert compositor._client is not None
        compositor._client.sendall(struct.pack("=II", 1, 3 << 16))
    else:
        compositor.close()
    wait_until(lambda: turned() and heard.settled, 30, "the end")
    assert heard.settled == [False]


class Counter(ReadSource):
    """Idle seconds as a test says."""

    label = "counter"
    idle_s: float | None = 0.0

    def open(self) -> bool:
        return True

    def read(self) -> float | None:
        return self.idle_s


def test_a_counter_is_asked_when_it_can_matter(qapp: object) -> None:
    clock = Clock()
    source = Counter(clock)
    heard = Heard(source)
    source.idle_s = 30.0
    source.start(600)
    assert heard.settled == [True]
    assert 500_000 <= source._timer.remainingTime() <= 640_000, "a coarse timer"
    clock.at, source.idle_s = NINE + 600, 630.0
    source.look()
    assert source._timer.remainingTime() <= 4_000
    clock.at, source.idle_s = NINE + 700, 730.0
    source.look()
    clock.at, source.idle_s = NINE + 900, 2.0
    source.look()
    assert heard.events == [IdleSince(NINE + 600, NINE - 30), InputSeen(NINE + 898)]
    source.idle_s = None
    source.look()
    assert heard.settled == [True, False]
    assert not source._timer.isActive()


def test_a_clock_that_was_set_back_does_not_hide_who_came_back(qapp: object) -> None:
    clock = Clock()
    source = Counter(clock)
    heard = Heard(source)
    source.idle_s = 600.0
    source.start(600)
    clock.at, source.idle_s = NINE - 3_600, 603.0
    source.look()
    clock.at, source.idle_s = NINE - 3_597, 1.0
    source.look()
    assert heard.events == [IdleSince(NINE, NINE - 600), InputSeen(NINE - 3_598)]
    source.stop()


def test_the_clocks_of_this_computer_agree_with_each_other() -> None:
    first, second = system_clocks(), system_clocks()
    assert all(0 <= late - early < 60 for early, late in zip(first, second, strict=True))
    assert first.steady >= first.awake - 1


def test_sleep_jumps_and_zones_are_told_apart(qapp: object) -> None:
    readings = [Clocks(1_000.0, 100.0, 90.0)]
    zones = ["Europe/Paris"]
    watch = ClockWatch(clocks=lambda: readings[-1], zone=lambda: zones[-1])
    told: list[object] = []
    watch.slept.connect(told.append)
    watch.was_set.connect(told.append)
    watch.zone_changed.connect(lambda old, new: told.append((old, new)))
    readings.append(Clocks(1_005.0, 105.0, 95.0))
    for _ in range(5):
        watch.tick()
    assert told == []
    readings.append(Clocks(8_205.0, 3_705.0, 95.0))
    zones.append("Asia/Tokyo")
    for _ in range(5):
        watch.tick()
    assert told == [3_600, 3_600, ("Europe/Paris", "Asia/Tokyo")], "set by an hour, slept for an hour, and travelled"
    zones.append("Asia/Seoul")
    for _ in range(60):
        watch.tick()
    assert told[3:] == [("Asia/Tokyo", "Asia/Seoul")]


def test_without_a_compositor_the_source_says_so(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "nothing-here")
    monkeypatch.setenv("XDG_RUNTIME_DIR", os.devnull)
    source = WaylandIdle(Clock())
    heard = Heard(source)
    source.start(600)
    assert heard.settled == [False]
