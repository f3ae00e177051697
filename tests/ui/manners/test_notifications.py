"""Messages of the desktop: a server of notifications on a private bus, and none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from jeepney import Message

from tests.ui.manners.bus import Answer, Peer
from ui.notifications import CLICKED, DesktopNote, Notifications
from ui.session_bus import SessionBus, connect_session_bus

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"


class Tray:
    """Keeps what it was to say."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.click: Callable[[], None] | None = None

    def say(self, title: str, text: str, on_click: Callable[[], None] | None = None) -> None:
        self.said.append((title, text))
        self.click = on_click

    def unsay(self) -> None:
        self.said.pop()
        self.click = None


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def bus(qapp: object) -> Iterator[SessionBus]:
    connected = connect_session_bus()
    assert connected is not None
    yield connected
    connected.close()


def server(address: str, *capabilities: str) -> Peer:
    numbers = count(7)

    def notify(message: Message) -> tuple[str, tuple[int]]:
        return "u", (message.body[1] or next(numbers),)

    answers: dict[str, Answer] = {
        "GetCapabilities": lambda _: ("as", (list(capabilities),)),
        "Notify": notify,
        "CloseNotification": lambda _: (None, ()),
    }
    return Peer(address, NAME, answers)


def test_a_button_of_the_desktop_reaches_who_asked_for_it(bus_address: str, bus: SessionBus, tray: Tray) -> None:
    chosen: list[str] = []
    with server(bus_address, "body", "actions", "body-markup") as desktop:
        notes = Notifications(tray, lambda: bus)
        buttons = (("keep", "Keep"), ("discard", "Discard"))
        notes.show(DesktopNote("idle", "Away for 12 min", "a <b> & c", buttons, chosen.append, stays=True))
        desktop.wait_for(lambda: desktop.bodies("Notify"), "the message")
        (sent,) = desktop.bodies("Notify")
        assert sent[3:6] == (
            "Away for 12 min",
            "a &lt;b&gt; &amp; c",
            [CLICKED, "Away for 12 min", "keep", "Keep", "discard", "Discard"],
        )
        assert sent[7] == 0
        notes.show(DesktopNote("idle", "Away for 13 min", "", buttons, chosen.append))
        desktop.wait_for(lambda: len(desktop.bodies("Notify")) == 2, "the message brought up to date")
        assert desktop.bodies("Notify")[1][1] == 7
        desktop.emit(PATH, NAME, "ActionInvoked", "us", 99, "keep")
        desktop.emit(PATH, NAME, "ActionInvoked", "us", 7, "discard")
        desktop.emit(PATH, NAME, "ActionInvoked", "us", 7, "keep")
        desktop.wait_for(lambda: chosen, "the choice")
        notes.show(DesktopNote("idle", "Again"))
        desktop.wait_for(lambda: len(desktop.bodies("Notify")) == 3, "a new message")
        assert desktop.bodies("Notify")[2][1] == 0
    assert chosen == ["discard"]
    assert tray.said == []


def test_what_is_over_is_taken_back_also_while_it_is_being_shown(bus_address: str, bus: SessionBus, tray: Tray) -> None:
    with server(bus_address, "body") as desktop:
        notes = Notifications(tray, lambda: bus)
        notes.show(DesktopNote("idle", "Away", on_action=lambda _: None, actions=(("keep", "Keep"),)))
        desktop.wait_for(lambda: desktop.bodies("Notify"), "the message")
        notes.take_back("idle")
        desktop.wait_for(lambda: desktop.bodies("CloseNotification") == [(7,)], "the end of the message")
        assert desktop.bodies("Notify")[0][5] == []


def test_without_a_server_the_tray_says_it_and_a_late_one_is_found(
    bus_address: str, bus: SessionBus, tray: Tray
) -> None:
    chosen: list[str] = []
    buses = [bus]
    notes = Notifications(tray, lambda: buses[0] if buses else None)
    notes.show(DesktopNote("saved", "Saved", on_action=chosen.append))
    with Peer(bus_address, "x.nobody", {}) as other:
        other.wait_for(lambda: tray.said, "the tray's message")
    assert tray.click is not None
    tray.click()
    assert chosen == [CLICKED]
    with server(bus_address, "body") as desktop:
        notes.show(DesktopNote("saved", "Saved again", on_action=chosen.append))
        desktop.wait_for(lambda: desktop.bodies("Notify"), "the message")
        desktop.emit(PATH, NAME, "ActionInvoked", "us", 7, "later")  # comes after the answer, so tells that that came
        desktop.wait_for(lambda: chosen == [CLICKED, "later"], "the choice")
        notes.show(DesktopNote("saved", "Saved once more", on_action=chosen.append))
        desktop.wait_for(lambda: notes._ids == {"saved": 8}, "a message that stays")
    there: list[bool] = []
    bus.follow(NAME, there.append)
    with server(bus_address, "body", "actions") as desktop:
        desktop.wait_for(lambda: there[-2:] == [False, True], "the news of another server, which numbers anew")
        desktop.emit(PATH, NAME, "ActionInvoked", "us", 8, "of another message")
        notes.show(DesktopNote("saved", "Saved there", on_action=chosen.append, actions=(("keep", "Keep"),)))
        desktop.wait_for(lambda: desktop.bodies("Notify"), "the message at the server that took its place")
        desktop.wait_for(lambda: notes._ids == {"saved": 7}, "its number")
        assert desktop.bodies("Notify")[0][1] == 0
        assert desktop.bodies("Notify")[0][5] == [CLICKED, "Saved there", "keep", "Keep"]
    assert chosen == [CLICKED, "later"]
    bus.close()
    buses.clear()
    notes.show(DesktopNote("saved", "Saved at last"))
    assert [title for title, _ in tray.said] == ["Saved", "Saved at last"]
    notes.take_back("another")
    assert len(tray.said) == 2
    notes.take_back("saved")
    notes.take_back("saved")
    assert [title for title, _ in tray.said] == ["Saved"], "the balloon is gone, the one before it was anyway"
