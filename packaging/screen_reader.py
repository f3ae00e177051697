"""Finds the controls of a running program as a screen reader does: over AT-SPI, by role and accessible name.

What cannot be found here cannot be found by a blind person either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

_ACCESSIBLE, _COMPONENT = "org.a11y.atspi.Accessible", "org.a11y.atspi.Component"
_SCREEN_COORDINATES = 0
_SHOWING, _ENABLED, _CHECKED = 25, 8, 4
ANSWER_S = 60.0

Reference = tuple[str, str]


class Gone(Exception):
    """The control or its program is not there any more."""


@dataclass(frozen=True, slots=True)
class Control:
    """One control on the screen; `area` is x, y, width, height in pixels of the screen."""

    reference: Reference
    role: str
    name: str
    area: tuple[int, int, int, int]

    @property
    def middle(self) -> tuple[int, int]:
        x, y, width, height = self.area
        return x + width // 2, y + height // 2


class ScreenReader:
    """Reads the tree of one program, anew each time it is asked."""

    def __init__(self, session_bus: str, program: str) -> None:
        with open_dbus_connection(bus=session_bus) as session:
            bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            answer = session.send_and_get_reply(new_method_call(bus, "GetAddress"), timeout=ANSWER_S)
        self._program = program
        self._connection: DBusConnection = open_dbus_connection(bus=unwrap_msg(answer)[0])

    def close(self) -> None:
        self._connection.close()

    def find(self, name: str, *roles: str, contains: bool = False) -> Control | None:
        """The first visible control of that name (or that has it in its name) and one of the roles, if any is named."""
        return next(self.all(name, *roles, contains=contains), None)

    def all(self, name: str = "", *roles: str, contains: bool = False) -> Iterator[Control]:
        """Visible controls in the order of the tree."""
        try:
            for control in self._walk():
                fits = name in control.name if contains or not name else name == control.name
                if fits and (not roles or control.role in roles):
                    yield control
        except Gone:
            return

    def enabled(self, control: Control) -> bool:
        """Whether it is there and can be used now."""
        try:
            return bool(self._states(control.reference) & (1 << _ENABLED))
        except Gone:
            return False

    def checked(self, control: Control) -> bool:
        return bool(self._states(control.reference) & (1 << _CHECKED))

    def _walk(self) -> Iterator[Control]:
        root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        for application in self._children(root):
            if self._name(application) == self._program:
                for window in self._children(application):
                    yield from self._below(window)

    def _below(self, reference: Reference) -> Iterator[Control]:
        if not self._states(reference) & (1 << _SHOWING):
            return
        area = self._call(reference, _COMPONENT, "GetExtents", "u", (_SCREEN_COORDINATES,))[0]
        if area[2] > 0 and area[3] > 0:
            yield Control(reference, self._call(reference, _ACCESSIBLE, "GetRoleName")[0], self._name(reference), area)
        for child in self._children(reference):
            yield from self._below(child)

    def _children(self, reference: Reference) -> list[Reference]:
        return [(name, path) for name, path in self._call(reference, _ACCESSIBLE, "GetChildren")[0]]

    def _states(self, reference: Reference) -> int:
        low, high = self._call(reference, _ACCESSIBLE, "GetState")[0]
        return int(low) | int(high) << 32

    def _name(self, reference: Reference) -> str:
        message = Properties(DBusAddress(reference[1], reference[0], _ACCESSIBLE)).get("Name")
        return str(self._answer(message)[0][1])

    def _call(self, reference: Reference, interface: str, method: str, *arguments: Any) -> tuple[Any, ...]:
        address = DBusAddress(reference[1], reference[0], interface)
        return self._answer(new_method_call(address, method, *arguments))

    def _answer(self, message: Any) -> tuple[Any, ...]:
        try:
            body: tuple[Any, ...] = unwrap_msg(self._connection.send_and_get_reply(message, timeout=ANSWER_S))
        except DBusErrorResponse as exc:  # it went away between two questions
            raise Gone(str(exc)) from exc
        return body
