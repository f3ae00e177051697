"""The message bus when it hangs, falls, comes late or is full of strangers; and what it costs the window: nothing."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from operator import contains
from pathlib import Path

import pytest
from jeepney import DBusAddress, HeaderFields, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from tests.sandbox.process import wait_until
from tests.ui.manners.bus import Peer, private_bus
from ui.panel_watch import PanelWatch
from ui.session_bus import BusSignal, SessionBus, connect_session_bus
from ui.shared_bus import SharedBus

NAME = "org.example.Clock"
PATH = "/org/example/Clock"
CLOCK = (NAME, PATH, NAME)
DEADLINE_S = 60.0


@pytest.fixture
def own(qapp: object) -> Iterator[ExitStack]:
    """What is closed at the end."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def place(tmp_path: Path, own: ExitStack, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    """Where the session's bus should be: a socket that accepts, of which nobody serves."""
    listening = own.enter_context(socket.socket(socket.AF_UNIX))
    listening.bind(str(tmp_path / "bus"))
    listening.listen(0)
    listening.settimeout(DEADLINE_S)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
    return listening


def turn_until(condition: Callable[[], object], what: str) -> None:
    """Let Qt work until then."""

    def came() -> object:
        QTest.qWait(1)
        return condition()

    wait_until(came, DEADLINE_S, what)


def connected(own: ExitStack) -> SessionBus:
    bus = connect_session_bus()
    assert bus is not None
    own.callback(bus.close)
    return bus


def beats(own: ExitStack, look: Callable[[], int]) -> list[int]:
    """What `look` gives at each turn of the event loop."""
    found: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: found.append(look()))
    timer.start(0)
    own.callback(timer.stop)
    return found


def test_the_window_lives_while_the_bus_is_silent(
    place: socket.socket, own: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.bus_link.SIGN_IN_MS", 3_600_000)
    bus, answers = connected(own), list[object]()
    bus.call(CLOCK, "Time", on_reply=answers.append)
    turns = beats(own, lambda: len(answers))
    turn_until(lambda: len(turns) > 50, "fifty turns")
    assert not any(turns)
    bus.close()
    assert answers == [None]
    bus.call(CLOCK, "Time", on_reply=answers.append)
    turn_until(lambda: answers == [None, None], "the answer of a bus that is gone")
    monkeypatch.setattr("ui.bus_link.SIGN_IN_MS", 30)
    hopeless, lost = connected(own), list[bool]()
    hopeless.lost.connect(lambda: lost.append(True))
    turn_until(lambda: lost, "the end of patience")
    monkeypatch.setattr("ui.bus_link.SIGN_IN_MS", 3_600_000)
    flooded = connected(own)
    flooded.lost.connect(lambda: lost.append(True))
    for _ in range(3):
        flooded.call(CLOCK, "Keep", "s", ("x" * 400_000,))
    turn_until(lambda: len(lost) == 2, "the end of what is kept for a bus that takes nothing")


def test_the_panel_is_asked_for_only_while_the_bus_answers(
    place: socket.socket, bus_address: str, own: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.panel_watch._WITH_BUS", ("offscreen",))
    monkeypatch.setattr("ui.bus_link.SIGN_IN_MS", 30)
    shared, seen = SharedBus(), list[bool]()
    own.callback(shared.close)
    panel = PanelWatch(shared.get)
    panel.seen.connect(seen.append)
    panel.look()
    silent = shared.get()
    turn_until(lambda: shared.get() is not silent, "the end of a bus that hangs")
    assert seen == [], "Qt would have waited for it"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus_address)

    def looked() -> bool:
        panel.look()
        return bool(seen)

    turn_until(looked, "a look with a bus that answers")
    assert not any(seen), "there is none offscreen"


@pytest.mark.parametrize(
    "answer",
    [b"", b"REJECTED EXTERNAL\r\n", b"\0" * 9_000, b"OK 1234\r\n", b"OK 1234\r\n" + 16 * b"?"],
    ids=["hangs up", "refuses", "is none", "hangs up later", "is none after all"],
)
def test_a_bus_that_lets_nobody_in_is_lost_once(place: socket.socket, own: ExitStack, answer: bytes) -> None:
    bus, answers, lost = connected(own), list[object](), list[bool]()
    bus.lost.connect(lambda: lost.append(True))
    bus.call(CLOCK, "Time", on_reply=answers.append)
    server, _ = place.accept()
    with server:
        turn_until(lambda: server.recv(100, socket.MSG_DONTWAIT | socket.MSG_PEEK), "the first line")
        server.sendall(answer)
    turn_until(lambda: lost, "the loss")
    assert (lost, answers) == ([True], [None])


def test_a_bus_with_a_queue_before_it_is_waited_for(place: socket.socket, own: ExitStack) -> None:
    queue: list[socket.socket] = []
    while not queue or queue[-1].connect_ex(place.getsockname()) == 0:
        queue.append(own.enter_context(socket.socket(socket.AF_UNIX)))
        queue[-1].setblocking(False)
    connected(own)
    turns = beats(own, lambda: 0)
    turn_until(lambda: len(turns) > 5, "turns")
    place.setblocking(False)

    def ours() -> bool:
        try:
            came = own.enter_context(place.accept()[0])
            came.setblocking(False)
            arrived.append(came)
        except BlockingIOError:
            pass
        return any(_first_bytes(one).startswith(b"\0AUTH") for one in arrived)

    arrived: list[socket.socket] = []
    turn_until(ours, "our turn")


def _first_bytes(came: socket.socket) -> bytes:
    try:
        return came.recv(100, socket.MSG_PEEK)
    except BlockingIOError:
        return b""


def test_messages_that_nobody_can_read_are_passed_over_and_told_of_once(
    place: socket.socket, own: ExitStack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ui")
    bus, heard = connected(own), list[BusSignal]()
    bus.listen("org.freedesktop.DBus", "org.example.Clock", {"Tick": "s"}, heard.append)
    server = own.enter_context(place.accept()[0])
    server.settimeout(DEADLINE_S)
    turn_until(lambda: server.recv(100, socket.MSG_DONTWAIT | socket.MSG_PEEK), "the first line")
    server.sendall(b"OK 1234\r\n")
    good = new_signal(DBusAddress(PATH, interface=NAME), "Tick", "s", ("tick",))
    good.header.fields[HeaderFields.sender] = "org.freedesktop.DBus"
    raw = good.serialise(serial=7)
    of_another_kind = raw[:1] + b"\x09" + raw[2:]
    no_text = raw.replace(b"tick", b"\xff\xfe\xfd\xfc")
    of_another_shape = new_signal(DBusAddress(PATH, interface=NAME), "Tick", "u", (1,))
    of_another_shape.header.fields[HeaderFields.sender] = "org.freedesktop.DBus"
    reply = b"".join([of_another_kind, no_text, of_another_shape.serialise(serial=8)])
    turn_until(lambda: b"GetNameOwner" in server.recv(65_536, socket.MSG_PEEK), "the question who it is")
    server.sendall(_owner_reply() + reply + raw[:40])
    QTest.qWait(1)
    server.sendall(raw[40:])
    turn_until(lambda: heard, "the one that can be read")
    assert [signal.body for signal in heard] == [("tick",)]
    assert len([record for record in caplog.records if "passed over" in record.message]) == 2, "unreadable; other shape"


def _owner_reply() -> bytes:
    """The answer to our third call, after Hello and the rule."""
    asked = message_bus.GetNameOwner("org.freedesktop.DBus")
    asked.header.serial = 3
    asked.header.fields[HeaderFields.sender] = ":1.1"
    answer = new_method_return(asked, "s", ("org.freedesktop.DBus",))
    answer.header.fields[HeaderFields.sender] = "org.freedesktop.DBus"
    return bytes(answer.serialise(serial=6))


def test_only_the_owner_of_the_name_is_heard_also_after_a_restart(bus_address: str, own: ExitStack) -> None:
    bus, heard, there = connected(own), list[str](), list[bool]()
    bus.listen(NAME, NAME, {"Tick": "s"}, lambda signal: heard.append(signal.body[0]))
    with Peer(bus_address, "org.example.Forger", {}) as forger:
        for word in ("first", "second"):
            with Peer(bus_address, NAME, {}) as clock:
                bus.follow(NAME, there.append) if word == "first" else None
                clock.wait_for(lambda: there[-1:] == [True], "the news that it is there")
                forger.emit(PATH, NAME, "Tick", "s", "forged", to=bus.name)
                forger.emit(PATH, NAME, "Tick", "s", "forged for everybody")
                forger.emit(
                    "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameOwnerChanged", "sss", NAME, "",
                    forger.bus.unique_name, to=bus.name,
                )  # fmt: skip
                forger.bus.send_and_get_reply(message_bus.GetId(), timeout=DEADLINE_S)  # the bus has passed them on
                clock.emit(PATH, NAME, "Tick", "s", word)
                clock.wait_for(partial(contains, heard, word), "the true one")
            forger.wait_for(lambda: there[-1:] == [False], "the news that it is gone")
    assert heard == ["first", "second"]
    assert there[-4:] == [True, False, True, False]


def test_a_flood_of_signals_is_taken_in_turns(bus_address: str, own: ExitStack) -> None:
    bus, heard = connected(own), list[int]()
    bus.listen(NAME, NAME, {"Tick": "u"}, lambda signal: heard.append(signal.body[0]))
    known: list[bool] = []
    with Peer(bus_address, NAME, {}) as clock:
        bus.follow(NAME, known.append)
        clock.wait_for(lambda: known[-1:] == [True], "a bus that knows who it is")
        for number in range(1_000):
            clock.emit(PATH, NAME, "Tick", "u", number)
        turns = beats(own, lambda: len(heard))
        turn_until(lambda: len(heard) == 1_000, "all of them")
    assert heard == list(range(1_000))
    assert [seen for seen in turns if 0 < seen < 1_000], "there was a turn for others between them"


def test_a_call_without_an_answer_is_given_up_though_others_follow(
    bus_address: str, own: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session_bus.ANSWER_S", 0.05)
    bus, answers = connected(own), list[object]()
    turn_until(lambda: bus.name, "our name")
    with Peer(bus_address, NAME, {}):  # which reads nothing
        bus.call(CLOCK, "Time", on_reply=answers.append)

        def given_up() -> bool:
            bus.call(CLOCK, "Time", on_reply=lambda _: None)
            return bool(answers)

        turn_until(given_up, "the end of patience")
    assert answers == [None]


def test_a_bus_that_comes_late_or_returns_is_found(
    own: ExitStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.shared_bus.FIRST_RETRY_MS", 20)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"tcp:host=nowhere;unix:path={tmp_path / 'missing'}")
    shared, back = SharedBus(), list[bool]()
    own.callback(shared.close)
    shared.back.connect(lambda: back.append(True))
    assert shared.get() is None
    for number in (1, 2):
        back.clear()
        folder = tmp_path / str(number)
        folder.mkdir()
        with private_bus(folder) as address:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            turn_until(lambda: back, "the news of a bus")
            bus = shared.get()
            assert bus is not None
            assert bus.name
