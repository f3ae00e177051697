"""A panel that speaks StatusNotifierItem and shows messages: watcher, host, and the one who clicks, on a private bus.

Single-threaded: whoever waits for something lets it answer meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NAME = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
NOTIFICATIONS, NOTES = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
PROPERTIES = "org.freedesktop.DBus.Properties"
T = TypeVar("T")


class NotifierHost:
    """`items` are the bus names of the icons that were registered, `notes` the arguments of each `Notify`."""

    def __init__(self, address: str) -> None:
        self._bus: DBusConnection = open_dbus_connection(address)
        self.items: list[str] = []
        self.notes: list[tuple[Any, ...]] = []
        for name in (NAME, NOTIFICATIONS):
            self.call(message_bus.RequestName(name))

    def __enter__(self) -> NotifierHost:
        return self

    def __exit__(self, *_: object) -> None:
        self._bus.close()

    def wait_for(self, condition: Callable[[], T], what: str, seconds: float = 60.0) -> T:
        """The first truthy value of `condition`."""
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            assert time.monotonic() < deadline, f"{what} did not come true within {seconds} s"
            self._answer_one(0.05)
        return value

    def activate(self) -> None:
        """A left click on the icon."""
        self._on_item("Activate", "ii", (1200, 10))

    def tooltip(self) -> str:
        return str(self._property("ToolTip")[2])

    def picture(self) -> bytes:
        """The pixels of the largest icon."""
        return bytes(max(self._property("IconPixmap"), key=lambda picture: picture[0])[2])

    def menu(self) -> dict[str, int]:
        """Labels of the visible entries and their ids."""
        (_, (_, _, entries)) = self.call(new_method_call(self._menu(), "GetLayout", "iias", (0, -1, [])))
        rows = [(number, values) for _, (number, values, _) in entries]
        return {
            values["label"][1]: number
            for number, values in rows
            if "label" in values and values.get("visible", ("b", True))[1]
        }

    def choose(self, label: str) -> None:
        """Click an entry of the menu."""
        number = self.menu()[label]
        self.call(new_method_call(self._menu(), "Event", "isvu", (number, "clicked", ("s", ""), 0)))

    def choose_of_note(self, action: str) -> None:
        """Press a button of the last message."""
        there = DBusAddress(NOTES, interface=NOTIFICATIONS)
        self._bus.send(new_signal(there, "ActionInvoked", "us", (len(self.notes), action)))

    def call(self, message: Message) -> Any:
        """The body of the reply; calls that arrive meanwhile are answered."""
        serial = next(self._bus.outgoing_serial)
        self._bus.send(message, serial=serial)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            reply = self._answer_one(0.5)
            if reply is not None and reply.header.fields.get(HeaderFields.reply_serial) == serial:
                assert reply.header.message_type is MessageType.method_return, reply.body
                return reply.body
        raise AssertionError("no reply")

    def _menu(self) -> DBusAddress:
        return DBusAddress(str(self._property("Menu")), self.items[-1], MENU)

    def _property(self, name: str) -> Any:
        address = DBusAddress("/StatusNotifierItem", self.items[-1], PROPERTIES)
        return self.call(new_method_call(address, "Get", "ss", (ITEM, name)))[0][1]

    def _on_item(self, method: str, signature: str, body: tuple[object, ...]) -> None:
        self.call(new_method_call(DBusAddress("/StatusNotifierItem", self.items[-1], ITEM), method, signature, body))

    def _answer_one(self, seconds: float) -> Message | None:
        """Take one message; answer it if it is a call, else return it."""
        try:
            message = self._bus.receive(timeout=seconds)
        except TimeoutError:
            return None
        if message.header.message_type is not MessageType.method_call:
            return message
        match message.header.fields.get(HeaderFields.member):
            case "RegisterStatusNotifierItem":
                self.items.append(message.header.fields[HeaderFields.sender])
                self._bus.send(new_method_return(message))
            case "GetCapabilities":
                self._bus.send(new_method_return(message, "as", (["body", "actions"],)))
            case "Notify":
                self.notes.append(message.body)
                self._bus.send(new_method_return(message, "u", (len(self.notes),)))
            case "Get":
                self._bus.send(new_method_return(message, "v", (("b", True),)))
            case "GetAll":
                values = {"IsStatusNotifierHostRegistered": ("b", True), "ProtocolVersion": ("i", 0)}
                self._bus.send(new_method_return(message, "a{sv}", (values,)))
            case _:
                self._bus.send(new_method_return(message))
        return None
