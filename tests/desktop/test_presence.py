"""Time away on a real display: input seen by the X server, and the whole program from an idle desktop to a decision."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import Message
from jeepney.bus_messages import message_bus
from PySide6.QtTest import QTest

from app.context import build
from app.domain.presence_events import IdleSince, InputSeen
from app.storage.heartbeat import HeartbeatRepository
from tests.desktop.screen import START_S, Screen, missing
from tests.sandbox.process import wait_until
from tests.ui.conftest import qapp_args
from tests.ui.presence.heard import Heard
from tests.ui.presence.login_manager import SESSION, SESSION_INTERFACE, LoginManager
from ui.presence import logind, mutter
from ui.presence.x11 import X11Idle

__all__ = ["qapp_args"]
pytestmark = [pytest.mark.desktop, pytest.mark.timeout(240)]

PROMPT = ("--name", "^Time away")
IDLE, INPUT = 7, 8
"""Numbers of the two watches."""


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A desktop without a panel; nothing on it is connected to anything."""
    lacking = missing()
    if lacking:
        pytest.skip(f"needs a virtual desktop: install {' '.join(lacking)}")
    with Screen(tmp_path / "screen", STINT_TRANSPORT="none") as made:
        made.environment["DBUS_SYSTEM_BUS_ADDRESS"] = made.environment["DBUS_SESSION_BUS_ADDRESS"]
        yield made


class Desktop(LoginManager):
    """A GNOME shell, which says when nobody is there, and logind, on one bus."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen.environment["DBUS_SYSTEM_BUS_ADDRESS"])
        watches: dict[str, Callable[[Message], tuple[str, tuple[int]]]] = {
            "AddIdleWatch": lambda _: ("u", (IDLE,)),
            "AddUserActiveWatch": lambda _: ("u", (INPUT,)),
        }
        self._answers.update(watches)
        self.bus.send_and_get_reply(message_bus.RequestName(mutter.NAME), timeout=30)

    def fire(self, watch: int) -> None:
        self.emit(mutter.MONITOR[1], mutter.NAME, "WatchFired", "u", watch)


def stint(screen: Screen, data: Path, *words: str) -> Any:
    """The JSON of a command on the same data."""
    done = subprocess.run(
        [sys.executable, "-m", "ui.main", "--data-dir", data, "--json", *words],
        env=screen.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=START_S,
    )  # fmt: skip
    assert done.returncode == 0, done
    return json.loads(done.stdout)


def test_the_x_server_says_how_long_nobody_did_anything(
    screen: Screen, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", screen.environment["DISPLAY"])
    monkeypatch.setattr("ui.presence.source.AWAY_LOOK_S", 0.1)
    source = X11Idle(lambda: int(time.time()))
    if not source._load():
        pytest.skip("needs the library of the extension: install libxss1")
    heard = Heard(source)
    screen.xdotool("mousemove", "10", "10")
    source.start(1)
    assert heard.settled == [True]
    wait_until(lambda: turned() and heard.events, START_S, "nobody")
    assert isinstance(heard.events[0], IdleSince)

    def moved() -> bool:
        screen.xdotool("mousemove", "30", "30", "mousemove", "40", "40")
        return turned() and len(heard.events) > 1

    wait_until(moved, START_S, "somebody")
    assert isinstance(heard.events[1], InputSeen)
    source.stop()


def test_from_an_idle_desktop_to_a_decision_by_key(screen: Screen, qapp: object, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Desktop(screen) as shell:
        stint(screen, data, "start", "layout", "--at", "2h ago")
        screen.stint(data)
        shell.wait_for(lambda: shell.bodies("AddIdleWatch"), "the wish to be told")
        assert shell.bodies("AddIdleWatch") == [(600_000,)]
        shell.fire(IDLE)
        shell.wait_for(lambda: shell.bodies("AddUserActiveWatch"), "the wish to hear of the return")
        shell.wait_for(lambda: screen.windows(*PROMPT), "the question")
        (lasting,) = stint(screen, data, "absences")["absences"]
        assert (lasting["cause"], lasting["ended_at"]) == ("idle", None)
        shell.wait_for(lambda: shell.bodies("Inhibit") and shell.bodies("GetSession"), "the delay lock")
        shell.emit(SESSION, SESSION_INTERFACE, "Lock", "")
        sleep_and_wake(shell, data)
        shell.emit(SESSION, SESSION_INTERFACE, "Unlock", "")
        shell.fire(INPUT)
        wait_until(lambda: stint(screen, data, "absences")["absences"][0]["ended_at"], START_S, "the return")
        (absence,) = stint(screen, data, "absences")["absences"]
        assert (absence["id"], absence["causes"]) == (lasting["id"], ["idle", "locked", "slept"])
        label = mutter.MutterIdle.label
        wait_until(
            lambda: stint(screen, data, "doctor")["window"]["idle_source"] == label, START_S, "what doctor shows"
        )

        def decided() -> bool:
            """Come to the question and press its key, again if the focus was still on its way."""
            windows = screen.windows(*PROMPT)
            if windows and not screen.focused().startswith("Time away"):
                screen.xdotool("windowactivate", windows[0])
            elif windows:
                screen.press("3")
            return not stint(screen, data, "absences")["absences"]

        wait_until(decided, START_S, "the decision")
        running = stint(screen, data, "status")["running"]
        assert running["title"] == "layout"
        assert running["seconds"] < 600
        (before,) = [entry for entry in stint(screen, data, "entries")["entries"] if not entry["running"]]
        assert 6_590 <= before["seconds"] <= 6_900, "two hours without the last ten minutes, give or take the test's"


def sleep_and_wake(shell: Desktop, data: Path) -> None:
    """The computer waits with its sleep until the heartbeat is kept, and then has a lock for the next time."""
    shell.close_own()
    assert not shell.released(0)
    context = build({"STINT_TRANSPORT": "none"}, data_dir=str(data))
    try:
        context.db.run("update heartbeat set at = at - 50")
        asleep_at = int(time.time())
        shell.emit(*logind.MANAGER[1:], "PrepareForSleep", "b", True)
        shell.wait_for(lambda: shell.released(0), "the lock let go")
        last = HeartbeatRepository(context.db).last()
        assert last is not None
        assert last.at >= asleep_at
    finally:
        context.close()
    shell.wait_for(lambda: time.time() >= asleep_at + 2, "a sleep that lasts a second at least")
    shell.emit(*logind.MANAGER[1:], "PrepareForSleep", "b", False)
    shell.wait_for(lambda: len(shell.bodies("Inhibit")) == 2, "a lock for the next time")
    shell.close_own()
    assert not shell.released(1)


def test_a_program_that_is_killed_while_nobody_is_there_asks_once_when_it_is_back(
    screen: Screen, qapp: object, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with Desktop(screen) as shell:
        stint(screen, data, "start", "layout", "--at", "2h ago")
        process = screen.stint(data)
        shell.wait_for(lambda: shell.bodies("AddIdleWatch"), "the wish to be told")
        shell.fire(IDLE)
        shell.wait_for(lambda: screen.windows(*PROMPT), "the question")
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
        assert stint(screen, data, "status")["running"]["title"] == "layout"
        screen.stint(data)
        shell.wait_for(lambda: screen.windows(*PROMPT), "the same question")
        (absence,) = stint(screen, data, "absences")["absences"]
        assert 600 <= absence["seconds"] < 900
        shell.wait_for(lambda: len(shell.bodies("AddIdleWatch")) == 2, "the watch of the new program")


def turned() -> bool:
    """Let the event loop turn."""
    QTest.qWait(20)
    return True
