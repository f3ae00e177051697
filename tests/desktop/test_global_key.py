"""The quick log by a key of the X server and by its command, from a program that was started into the tray."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from app.settings import SettingsFile
from tests.desktop.screen import START_S, Screen
from tests.desktop.test_tray import POPUP, WINDOW, log_text, popup_is_ready, stint
from tests.sandbox.process import SandboxProcess, wait_until
from ui.global_key.xcb import Xcb

pytestmark = [pytest.mark.desktop, pytest.mark.timeout(240)]

KEY_L, CONTROL_ALT = 0x6C, 4 | 8


def with_key(data: Path) -> Path:
    data.mkdir(mode=0o700)
    SettingsFile(data / "settings.json").set("window.quick_log_key", "ctrl+alt+l")
    return data


def test_a_key_pressed_anywhere_brings_up_the_quick_log_whatever_num_lock_says(
    screen: Screen, empty_sandbox: SandboxProcess, tmp_path: Path
) -> None:
    data = with_key(tmp_path / "data")
    screen.show_panel()
    process = screen.hidden_stint(data)
    wait_until(lambda: "Ctrl+Alt+L: live" in log_text(data), START_S, "the key")
    wait_until(lambda: stint(screen, data, "projects")["projects"], START_S, "the first sync")
    screen.press("Num_Lock")
    screen.press("ctrl+alt+l")
    wait_until(lambda: popup_is_ready(screen), START_S, "the quick log with the focus")
    screen.type("45m webshop: call")
    screen.press("Return")
    (hours,) = wait_until(lambda: empty_sandbox.records("hours"), START_S, "hours on the server")
    assert hours["title"] == "call"
    assert not screen.windows(*WINDOW)
    assert stint(screen, data, "doctor")["window"]["quick_log_key"] == "Ctrl+Alt+L: live (X11 key grab)"
    wait_until(lambda: not screen.windows(*POPUP), START_S, "the end of the quick log")
    second = screen.hidden_stint(data, "quick-log")  # as a desktop's own key would run it
    wait_until(lambda: popup_is_ready(screen), START_S, "the quick log by its command")
    assert second.wait(START_S) == 0
    assert process.poll() is None


def test_a_key_that_another_program_has_is_said_and_left_to_it(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = with_key(tmp_path / "data")
    monkeypatch.setenv("DISPLAY", screen.environment["DISPLAY"])
    other = Xcb()
    try:
        (code,) = other.keycodes(KEY_L)
        assert other.grab(code, CONTROL_ALT)
        screen.hidden_stint(data, "quick-log")  # also where nothing runs yet
        wait_until(lambda: popup_is_ready(screen), START_S, "the quick log, and no window")
        assert not screen.windows(*WINDOW)
        wait_until(lambda: "Ctrl+Alt+L: taken" in log_text(data), START_S, "the refusal")
    finally:
        other.close()


def test_a_window_that_a_person_asked_for_gets_the_focus_from_another_one(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.stint(tmp_path / "one")
    (first,) = screen.windows(*WINDOW)
    screen.stint(tmp_path / "two")
    wait_until(lambda: len(screen.windows(*WINDOW)) == 2, START_S, "two windows")

    def has_focus(*windows: str) -> bool:
        return screen.xdotool("getwindowfocus") in windows

    (second,) = (window for window in screen.windows(*WINDOW) if window != first)
    wait_until(lambda: has_focus(first, second), START_S, "a window with the focus")
    monkeypatch.setenv("DISPLAY", screen.environment["DISPLAY"])
    display = Xcb()
    try:
        for wanted in (first, second, first):
            display.activate(int(wanted))
            wait_until(partial(has_focus, wanted), START_S, "the focus")
    finally:
        display.close()
