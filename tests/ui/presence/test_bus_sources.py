"""Mutter, screen savers and logind as the bus has them: played by a program on a private bus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jeepney import Message
from jeepney.bus_messages import message_bus
from PySide6.QtCore import QObject

from app.domain.absence import Rules
from app.domain.presence_events import IdleSince, InputSeen, Locked, Sleeping, Unlocked, Woke
from tests.ui.manners.bus import Peer
from tests.ui.presence.heard import NINE, Clock, Heard
from tests.ui.presence.login_manager import SESSION, SESSION_INTERFACE, LoginManager, always
from ui.presence import logind, mutter, screen_saver
from ui.presence.source import Now, Source
from ui.presence.watch import PresenceWatch


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def started(qapp: object, bus: str) -> Iterator[list[Source]]:
    """Sources to stop at the end."""
    sources: list[Source] = []
    yield sources
    for source in sources:
        source.stop()


def test_mutter_tells_of_idling_and_of_the_first_input(bus: str, clock: Clock, started: list[Source]) -> None:
    answers = {"AddIdleWatch": always("u", 7), "AddUserActiveWatch": always("u", 8)}
    with Peer(bus, mutter.NAME, answers) as shell:
        source = mutter.MutterIdle(clock)
        started.append(source)
        heard = Heard(source)
        source.start(600)
        shell.wait_for(lambda: heard.settled == [True], "a source that works")
        assert shell.bodies("AddIdleWatch") == [(600_000,)]
        path = mutter.MONITOR[1]
        clock.at = NINE + 900
        shell.emit(path, mutter.NAME, "WatchFired", "u", 7)
        shell.wait_for(lambda: shell.bodies("AddUserActiveWatch"), "a watch for the next input")
        assert heard.events == [IdleSince(NINE + 900, NINE + 300)]
        shell.wait_for(lambda: source._input_watch == 8, "the number of that watch")
    with Peer(bus, mutter.NAME, {"AddIdleWatch": always("u", 3), "AddUserActiveWatch": always("u", 4)}) as shell:
        shell.wait_for(lambda: shell.bodies("AddIdleWatch"), "the watch in a shell that was started anew")
        shell.wait_for(lambda: source._input_watch == 4, "the number of that for the return, while nobody is there")
        clock.at = NINE + 2_000
        shell.emit(path, mutter.NAME, "WatchFired", "u", 4)
        shell.wait_for(lambda: len(heard.events) == 2, "the input")
        assert heard.events[1] == InputSeen(NINE + 2_000)
        shell.emit(path, mutter.NAME, "WatchFired", "u", 3)
        shell.wait_for(lambda: len(heard.events) == 3, "idling")


@pytest.mark.parametrize("make", [mutter.MutterIdle, screen_saver.ScreenSaverIdle, screen_saver.ScreenSaverLock])
def test_what_is_not_there_says_so(bus: str, clock: Clock, started: list[Source], make: Any) -> None:
    with Peer(bus, "org.example.Other", {}) as other:
        source = make(clock)
        started.append(source)
        heard = Heard(source)
        source.start(600)
        other.wait_for(lambda: heard.settled == [False], "a source that is not there")


def test_without_a_bus_no_source_works(
    qapp: object, clock: Clock, monkeypatch: pytest.MonkeyPatch, started: list[Source]
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    for make in (mutter.MutterIdle, screen_saver.ScreenSaverIdle, screen_saver.ScreenSaverLock, logind.Logind):
        source = make(clock)
        started.append(source)
        heard = Heard(source)
        source.start(600)
        assert heard.settled == [False]


def test_a_screen_saver_tells_of_the_lock(bus: str, clock: Clock, started: list[Source]) -> None:
    name = "org.gnome.ScreenSaver"
    with Peer(bus, name, {"GetActive": always("b", False)}) as saver:
        source = screen_saver.ScreenSaverLock(clock)
        started.append(source)
        heard = Heard(source)
        source.start(600)
        saver.wait_for(lambda: saver.bodies("GetActive"), "the question whether it is locked now")
        for active in (True, True, False):  # some tell twice
            saver.emit("/somewhere/else", name, "ActiveChanged", "b", active)
        saver.wait_for(lambda: len(heard.events) == 2, "the lock and its end")
        assert heard.events == [Locked(NINE), Unlocked(NINE)]
        assert set(heard.settled) == {True}, "one that is there is enough"
        saver.emit("/somewhere/else", name, "ActiveChanged", "b", True)
        saver.wait_for(lambda: len(heard.events) == 3, "another lock")
    with Peer(bus, name, {"GetActive": always("b", True)}) as saver:
        saver.wait_for(lambda: len(heard.events) == 5, "the end of the saver, and the lock of the new one")
        assert heard.events[3:] == [Unlocked(NINE), Locked(NINE)]


@pytest.mark.parametrize("unit", [1, 1_000])
def test_kde_counts_in_seconds_or_in_milliseconds(
    bus: str, clock: Clock, started: list[Source], monkeypatch: pytest.MonkeyPatch, unit: int
) -> None:
    monkeypatch.setattr(screen_saver.ScreenSaverIdle, "LEARNING_S", 0.01)
    monkeypatch.setattr("ui.presence.source.AWAY_LOOK_S", 0.01)
    last_input = [NINE - 640]

    def idle(_: Message) -> tuple[str, tuple[int]]:
        clock.at += 10
        return "u", ((clock.at - last_input[0]) * unit,)

    with Peer(bus, screen_saver.FREEDESKTOP, {"GetSessionIdleTime": idle}) as saver:
        source = screen_saver.ScreenSaverIdle(clock)
        started.append(source)
        heard = Heard(source)
        source.start(600)
        saver.wait_for(lambda: heard.events, "the absence")
        assert heard.settled == [True]
        assert [type(event) for event in heard.events] == [IdleSince]
        assert abs(heard.events[0].since - (NINE - 640)) <= 10  # type: ignore[union-attr]  # of IdleSince, see above
        last_input[0] = clock.at
        saver.wait_for(lambda: len(heard.events) == 2, "the return")
        assert isinstance(heard.events[1], InputSeen)


def test_logind_waits_until_sleep_is_noted(bus: str, clock: Clock, started: list[Source]) -> None:
    with LoginManager(bus) as login:
        source = logind.Logind(clock)
        started.append(source)
        heard = Heard(source)
        source.start(600)
        login.wait_for(lambda: heard.settled == [True] and source._delay is not None, "a delay lock")
        login.close_own()
        assert login.bodies("Inhibit")[0][3] == "delay"
        assert not login.released(0)
        path, interface = logind.MANAGER[1:]
        login.emit(path, interface, "PrepareForSleep", "b", True)
        login.wait_for(lambda: login.released(0), "the lock let go")
        assert heard.events == [Sleeping(NINE)]
        clock.at = NINE + 5_000
        login.emit(path, interface, "PrepareForSleep", "b", False)
        login.wait_for(lambda: len(login.bodies("Inhibit")) == 2, "a lock for the next time")
        assert heard.events[1:] == [Woke(NINE + 5_000)]
        login.wait_for(lambda: source._delay is not None, "the second lock")
        login.close_own()
        source.stop()
        login.wait_for(lambda: login.released(1), "the end of the second lock")


def test_logind_tells_of_the_lock_of_our_session_only(bus: str, clock: Clock, started: list[Source]) -> None:
    with LoginManager(bus) as login:
        source = logind.Logind(clock)
        started.append(source)
        heard = Heard(source)
        source.start(600)
        login.wait_for(lambda: heard.settled == [True], "the session's path")
        login.emit(*logind.MANAGER[1:], "PrepareForSleep", "")
        login.emit(SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", "s", "of another shape")
        login.emit(SESSION + "8", SESSION_INTERFACE, "Lock", "")
        with Peer(bus, "org.example.Forger", {}) as forger:
            assert source._bus is not None
            forger.emit(*logind.MANAGER[1:], "PrepareForSleep", "b", True, to=source._bus.name)
            forger.emit(SESSION, SESSION_INTERFACE, "Lock", "", to=source._bus.name)
            forger.bus.send_and_get_reply(message_bus.GetId(), timeout=60)  # the bus has passed them on
        login.emit(SESSION, SESSION_INTERFACE, "Lock", "")
        hint = {"LockedHint": ("b", True)}
        login.emit(
            SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", SESSION_INTERFACE, hint, []
        )
        login.emit(SESSION, SESSION_INTERFACE, "Unlock", "")
        login.wait_for(lambda: len(heard.events) == 3, "lock and end")
        assert heard.events == [Locked(NINE, sure=False), Locked(NINE), Unlocked(NINE)]


def test_a_login_manager_that_comes_late_or_is_lost_is_found_again(
    bus: str, qapp: object, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.presence.watch.FIRST_RETRY_MS", 20)
    monkeypatch.setattr("ui.presence.watch._SETTLED_MS", 1)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    made: list[logind.Logind] = []

    def make(now: Now, parent: QObject) -> Source:
        made.append(logind.Logind(now, parent))
        return made[0]

    watch, found = PresenceWatch(clock, Rules), list[list[str]]()
    watch.sources_changed.connect(lambda labels: found.append(labels["lock_and_sleep"]))
    watch.use([], [make])
    watch.follow("entry", NINE)
    with LoginManager(bus) as login:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)
        login.wait_for(lambda: found[-1:] == [[logind.Logind.label]], "the login manager")
        assert made[0]._bus is not None
        made[0]._bus._link._fail("as if the bus had fallen")
        login.wait_for(lambda: [] in found[1:], "the news that it is gone")
        login.wait_for(lambda: found[-1:] == [[logind.Logind.label]], "the login manager, again")
        watch.follow(None)
