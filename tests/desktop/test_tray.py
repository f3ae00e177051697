"""The tray and the quick log on a real X display: a person's clicks and keys, seen in the records of the server."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.notifier_host import NotifierHost
from tests.desktop.screen import START_S, Screen
from tests.sandbox.process import SandboxProcess, wait_until

pytestmark = [pytest.mark.desktop, pytest.mark.timeout(240)]

POPUP = ("--name", "^Quick log")
WINDOW = ("--name", " – Stint$")
ANSWER_S = 5.0


def stint(screen: Screen, data: Path, *words: str) -> Any:
    """The JSON of a command on the same data."""
    done = subprocess.run(
        [sys.executable, "-m", "ui.main", "--data-dir", data, "--json", *words],
        env=screen.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=START_S,
    )  # fmt: skip
    assert done.returncode == 0, done
    return json.loads(done.stdout)


def wait_for_project(screen: Screen, data: Path) -> None:
    wait_until(lambda: stint(screen, data, "projects")["projects"], START_S, "the first sync")


def popup_is_ready(screen: Screen) -> bool:
    return bool(screen.windows(*POPUP)) and screen.focused().startswith("Quick log")


def close(screen: Screen) -> None:
    """Close the main window by its key, pressed again if nothing comes of it: the focus may still be on its way.

    Each key has its time: activating a window that is just being minimised would bring it back.
    """

    def gone() -> bool:
        found = screen.windows(*WINDOW)
        if found and screen.focused().endswith(" – Stint"):
            screen.press("alt+F4")
            return came_true(lambda: not screen.windows(*WINDOW))
        if found:
            screen.xdotool("windowactivate", found[0])
            came_true(lambda: screen.focused().endswith(" – Stint"))
        return not found

    wait_until(gone, START_S, "a window that is gone")


def came_true(condition: Callable[[], bool]) -> bool:
    """Whether it does within the time that a busy desktop takes to answer a key or a click."""
    until = time.monotonic() + ANSWER_S
    while time.monotonic() < until:
        if condition():
            return True
    return False


def opened_by_double_click(screen: Screen) -> bool:
    """Double click the icon, again if nothing comes of it: on a busy machine the clicks may come too far apart."""
    screen.click_icon("--repeat", "2", "--delay", "60")
    return came_true(lambda: bool(screen.windows(*WINDOW)))


def log_text(data: Path) -> str:
    file = data / "logs" / "stint.log"
    return file.read_text() if file.exists() else ""


def test_a_line_typed_at_the_tray_icon_reaches_the_server(
    screen: Screen, empty_sandbox: SandboxProcess, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    panel = screen.show_panel()
    screen.stint(data)
    wait_for_project(screen, data)
    screen.click_icon()
    wait_until(lambda: popup_is_ready(screen), START_S, "the quick log with the focus")
    screen.type("1h30 webshop: address validation #design")
    screen.press("Return")
    (hours,) = wait_until(lambda: empty_sandbox.records("hours"), START_S, "hours on the server")
    assert (hours["title"], Decimal(str(hours["hours"]))) == ("address validation", Decimal("1.5"))
    wait_until(lambda: not screen.windows(*POPUP), START_S, "the end of the quick log")
    panel.terminate()
    panel.wait(START_S)
    screen.show_panel()
    screen.click_icon()
    wait_until(lambda: popup_is_ready(screen), START_S, "the quick log at the icon in a panel that started anew")


def test_without_a_panel_closing_minimises_and_with_one_that_came_late_it_hides(screen: Screen, tmp_path: Path) -> None:
    data = tmp_path / "data"
    process = screen.stint(data)
    close(screen)
    wait_until(lambda: screen.windows(*WINDOW, visible=False), START_S, "a minimised window, not out of reach")
    screen.show_panel()
    wait_until(lambda: opened_by_double_click(screen), START_S, "the window that a double click opens")
    wait_until(lambda: not screen.windows(*POPUP), START_S, "the end of the quick log")
    close(screen)
    wait_until(lambda: not screen.windows(*WINDOW, visible=False), START_S, "a hidden window")
    assert process.poll() is None


def test_a_status_notifier_host_that_comes_late_shows_the_icon(screen: Screen, tmp_path: Path) -> None:
    data = tmp_path / "data"
    screen.stint(data)
    wait_for_project(screen, data)
    with NotifierHost(screen.environment["DBUS_SESSION_BUS_ADDRESS"]) as host:
        host.wait_for(lambda: host.items, "a registered icon")
        host.wait_for(lambda: host.tooltip() == "Stint\ntoday 0:00", "the tooltip")
        idle = host.picture()
        host.activate()
        host.wait_for(lambda: popup_is_ready(screen), "the quick log with the focus")
        screen.type("webshop: call")
        screen.press("Return")
        host.wait_for(lambda: host.tooltip() == "call · Webshop\n0:00 · today 0:00", "the running entry in the tooltip")
        assert host.picture() != idle
        assert "Start again" not in host.menu()
        host.choose("Stop “call”")
        host.wait_for(lambda: "call · Webshop" in host.menu(), "what can be started again")
        assert stint(screen, data, "status")["running"] is None
        host.choose("call · Webshop")
        host.wait_for(lambda: "Stop “call”" in host.menu(), "the timer started from the menu")


def test_a_panel_that_starts_anew_gets_the_icon_again(screen: Screen, tmp_path: Path) -> None:
    data = tmp_path / "data"
    screen.stint(data)
    address = screen.environment["DBUS_SESSION_BUS_ADDRESS"]
    with NotifierHost(address) as host:
        host.wait_for(lambda: host.items, "a registered icon")
    with NotifierHost(address) as host:
        host.wait_for(lambda: host.items, "the icon in the new panel")


def test_a_hidden_window_comes_back_when_its_panel_goes(screen: Screen, tmp_path: Path) -> None:
    data = tmp_path / "data"
    screen.stint(data)
    with NotifierHost(screen.environment["DBUS_SESSION_BUS_ADDRESS"]) as host:
        host.wait_for(lambda: host.items, "a registered icon")
        close(screen)
        host.wait_for(lambda: not screen.windows(*WINDOW, visible=False), "a hidden window")
        host.wait_for(lambda: host.notes, "the word that it goes on")
        host.choose_of_note("open")
        host.wait_for(lambda: screen.windows(*WINDOW), "the window that the message opens")
        close(screen)
        host.wait_for(lambda: not screen.windows(*WINDOW, visible=False), "a hidden window again")
        assert [note[3] for note in host.notes] == ["Stint goes on in the tray"]
    # The log first: a window manager may show a window for a moment still that is on its way out.
    wait_until(lambda: "panel with the tray icon is gone" in log_text(data), START_S, "the loss noticed")
    wait_until(lambda: screen.windows(*WINDOW, visible=False), START_S, "the window, minimised")


def test_quitting_from_the_menu_asks_about_a_running_timer(screen: Screen, tmp_path: Path) -> None:
    data = tmp_path / "data"
    process = screen.stint(data)
    stint(screen, data, "start", "call")
    with NotifierHost(screen.environment["DBUS_SESSION_BUS_ADDRESS"]) as host:
        host.wait_for(lambda: host.items, "a registered icon")
        host.wait_for(lambda: "Stop “call”" in host.menu(), "the entry that the command started")
        close(screen)
        host.choose("Quit Stint")
        host.wait_for(lambda: screen.focused().startswith("Quit Stint"), "the question with the focus")
        host.choose("Open Stint")
        host.wait_for(lambda: screen.windows(*WINDOW), "the window, below its question")
        host.wait_for(lambda: screen.focused().startswith("Quit Stint"), "the focus, still with the question")
        screen.press("Return")
        host.wait_for(lambda: process.poll() is not None, "the end")
    assert process.returncode == 0
    assert stint(screen, data, "status")["running"]["title"] == "call"
