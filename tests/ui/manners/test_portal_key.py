"""A key by the desktop portal: one that answers as the specification says, on a private bus."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import HeaderFields, Message

from tests.ui.manners.bus import Peer
from ui.desktop_entry import APP_ID
from ui.focus import TOKEN
from ui.global_key.key import GlobalKey
from ui.session_bus import SessionBus, connect_session_bus

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
REQUEST = "org.freedesktop.portal.Request"
SESSION = "/org/freedesktop/portal/desktop/session/1_1/stint"


@pytest.fixture
def key(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[GlobalKey]:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-9")
    buses: list[SessionBus | None] = []

    def bus() -> SessionBus | None:
        if not buses:
            buses.append(connect_session_bus())
        return buses[0]

    made = GlobalKey(bus)
    yield made
    made.close()
    for one in buses:
        if one is not None:
            one.close()


class Portal(Peer):
    """Answers each request with `response` once its call was answered, as a person who clicks later."""

    def __init__(self, address: str, response: int = 0) -> None:
        done = lambda _: (None, ())  # noqa: E731 - one answer for two
        answers = {"CreateSession": self._create, "BindShortcuts": self._bind, "Close": done, "Register": done}
        super().__init__(address, NAME, answers)  # type: ignore[arg-type]
        self.response = response
        self.owed: list[tuple[str, dict[str, Any]]] = []

    def settle(self) -> None:
        """The person answers."""
        while self.owed:
            handle, results = self.owed.pop(0)
            self.emit(handle, REQUEST, "Response", "ua{sv}", self.response, results)

    def _create(self, message: Message) -> tuple[str, tuple[str]]:
        return self._later(message, message.body[0], {"session_handle": ("s", SESSION)})

    def _bind(self, message: Message) -> tuple[str, tuple[str]]:
        session, shortcuts, _parent, options = message.body
        assert session == SESSION
        bound = [(name, {"trigger_description": ("s", "Press <Ctrl><Alt>L")}) for name, _ in shortcuts]
        return self._later(message, options, {"shortcuts": ("a(sa{sv})", bound)})

    def _later(self, message: Message, options: dict[str, Any], results: dict[str, Any]) -> tuple[str, tuple[str]]:
        sender = message.header.fields[HeaderFields.sender].lstrip(":").replace(".", "_")
        handle = f"{PATH}/request/{sender}/{options['handle_token'][1]}"
        self.owed.append((handle, results))
        return "o", (handle,)


def test_the_desktop_decides_about_the_key_and_tells_when_it_is_pressed(bus_address: str, key: GlobalKey) -> None:
    pressed: list[bool] = []
    key.pressed.connect(lambda: pressed.append(True))
    with Portal(bus_address) as portal:
        key.use("Ctrl+Alt+L")
        assert str(key.state) == "Ctrl+Alt+L: asked for (desktop portal)"
        portal.wait_for(lambda: portal.owed, "the wish for a session")
        assert portal.calls[0] == ("Register", (APP_ID, {})), "before anything else"
        entry = Path.home() / ".local" / "share" / "applications" / f"{APP_ID}.desktop"
        assert "NoDisplay=true" in entry.read_text().splitlines()
        portal.settle()
        portal.wait_for(lambda: portal.owed, "the wish for a key")
        ((_, ((name, wish),), _, _),) = portal.bodies("BindShortcuts")
        assert (name, wish["preferred_trigger"]) == ("quick-log", ("s", "CTRL+ALT+l"))
        portal.settle()
        portal.wait_for(lambda: not key.state.asked, "the answer")
        assert str(key.state) == "Press <Ctrl><Alt>L: live (desktop portal)"
        portal.emit(PATH, SHORTCUTS, "Activated", "osta{sv}", "/other/session", "quick-log", 1, {})
        options = {"activation_token": ("s", "from-the-desktop-1")}
        portal.emit(PATH, SHORTCUTS, "Activated", "osta{sv}", SESSION, "quick-log", 2, options)
        portal.wait_for(lambda: pressed, "the press")
        changed = [("quick-log", {"trigger_description": ("s", "Press <Super>J")})]
        portal.emit(PATH, SHORTCUTS, "ShortcutsChanged", "oa(sa{sv})", SESSION, changed)
        portal.wait_for(lambda: str(key.state) == "Press <Super>J: live (desktop portal)", "the key given by hand")
        key.use("")
        portal.wait_for(lambda: portal.bodies("Close"), "the end of the session")
    assert pressed == [True]
    assert os.environ.pop(TOKEN) == "from-the-desktop-1"
    assert str(key.state) == "off"


def test_a_person_who_says_no_is_heard(bus_address: str, key: GlobalKey) -> None:
    with Portal(bus_address, response=1) as portal:
        key.use("Ctrl+Alt+L")
        portal.wait_for(lambda: portal.owed, "the wish")
        portal.settle()
        portal.wait_for(lambda: key.state.trouble == "refused", "the refusal")
        key.use("Ctrl+Alt+L")
        assert key.state.trouble == "refused", "nobody is asked twice about one key"
        key.use("Ctrl+Alt+M")
        portal.wait_for(lambda: portal.owed, "the wish for another one")


def test_a_portal_that_falls_is_asked_anew_and_told_anew_who_asks(
    bus_address: str, key: GlobalKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.global_key.portal.FIRST_RETRY_MS", 1)
    key.use("Ctrl+Alt+L")
    with Peer(bus_address, "x.nobody", {}) as other:
        for _ in range(2):
            other.wait_for(lambda: key.state.trouble == "unavailable", "the news that there is none")
            with Portal(bus_address) as portal:
                for what in ("a session", "a key"):
                    portal.wait_for(lambda: portal.owed, f"the wish for {what}")
                    portal.settle()
                portal.wait_for(lambda: key.state.trigger, "the answer")
                asked = [name for name, _ in portal.calls]
                assert asked[0] == "Register"
                assert [name for name in asked if name != "Register"] == ["CreateSession", "BindShortcuts"]


def test_a_session_that_comes_when_nobody_wants_it_any_more_is_closed(bus_address: str, key: GlobalKey) -> None:
    with Portal(bus_address) as portal:
        key.use("Ctrl+Alt+L")
        portal.wait_for(lambda: portal.owed, "the wish for a session")
        key.use("")
        portal.settle()
        portal.wait_for(lambda: portal.bodies("Close"), "the end of the session")
        key.use("Ctrl+Alt+M")
        portal.wait_for(lambda: portal.owed, "another wish")
        portal.settle()
        portal.wait_for(lambda: portal.owed, "the wish for a key")
        key.use("Ctrl+Alt+N")
        portal.wait_for(lambda: len(portal.bodies("Close")) == 2, "the end of the desktop's question")


def test_a_key_that_is_not_listed_but_pressed_is_ours(bus_address: str, key: GlobalKey) -> None:
    pressed: list[bool] = []
    key.pressed.connect(lambda: pressed.append(True))
    with Portal(bus_address) as portal:
        key.use("Ctrl+Alt+L")
        portal.wait_for(lambda: portal.owed, "the wish for a session")
        portal.settle()
        portal.wait_for(lambda: portal.owed, "the wish for a key")
        portal.owed = [(handle, {"shortcuts": ("a(sa{sv})", [])}) for handle, _ in portal.owed]
        portal.settle()
        portal.wait_for(lambda: key.state.trouble == "refused", "an answer without the key")
        portal.emit(PATH, SHORTCUTS, "Activated", "osta{sv}", SESSION, "quick-log", 1, {})
        portal.wait_for(lambda: pressed, "the press")
        assert str(key.state) == "Ctrl+Alt+L: live (desktop portal)"
        assert portal.bodies("Close") == []


def test_a_desktop_without_that_portal_is_no_error(bus_address: str, key: GlobalKey) -> None:
    key.use("Super+F5")
    with Peer(bus_address, "x.nobody", {}) as other:
        other.wait_for(lambda: key.state.trouble == "unavailable", "the answer of the bus")
    assert str(key.state) == "Super+F5: unavailable (desktop portal)"
