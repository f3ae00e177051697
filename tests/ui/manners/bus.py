"""A private message bus, and a program on it that answers calls as a test says. Qt runs while it waits."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from PySide6.QtTest import QTest

from tests.desktop.screen import BUS

Answer = Callable[[Message], tuple[str | None, tuple[Any, ...]] | None]
"""Signature and body of the reply to a call; None: an error."""


@contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """Run a bus of its own; gives its address."""
    config = folder / "bus.conf"
    config.write_text(BUS.format(folder=folder))
    reading, writing = os.pipe()
    words = ["dbus-daemon", "--nofork", f"--config-file={config}", f"--print-address={writing}"]
    with (folder / "bus.log").open("wb") as log:
        bus = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(writing,))
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as pipe:
            yield pipe.readline().strip()
    finally:
        bus.terminate()
        bus.wait(30)


class Peer:
    """Owns a name on the bus. `calls` are (member, body) as they came."""

    def __init__(self, address: str, name: str, answers: dict[str, Answer], *, files: bool = False) -> None:
        """`files`: answers may bring open files."""
        self.bus: DBusConnection = open_dbus_connection(address, enable_fds=files)
        self.bus.send_and_get_reply(message_bus.RequestName(name), timeout=30)
        self._answers = answers
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.bus.close()

    def bodies(self, member: str) -> list[tuple[Any, ...]]:
        """What came with the calls of that method."""
        return [body for name, body in self.calls if name == member]

    def emit(self, path: str, interface: str, member: str, signature: str, *body: object, to: str = "") -> None:
        """Send a signal; `to`: only to that connection."""
        message = new_signal(DBusAddress(path, interface=interface), member, signature, body)
        if to:
            message.header.fields[HeaderFields.destination] = to
        self.bus.send(message)

    def wait_for(self, condition: Callable[[], object], what: str, seconds: float = 60.0) -> None:
        """Answer, and let Qt work, until `condition` is true."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"{what} did not come true within {seconds} s"
            self._answer_one()
            QTest.qWait(1)

    def _answer_one(self) -> None:
        try:
            message = self.bus.receive(timeout=0.01)
        except TimeoutError:
            return
        if message.header.message_type is not MessageType.method_call:
            return
        member = message.header.fields[HeaderFields.member]
        answer = self._answers.get(member, lambda _: None)(message)
        self.calls.append((member, message.body))
        if answer is None:
            self.bus.send(new_error(message, "org.freedesktop.DBus.Error.Failed"))
        else:
            self.bus.send(new_method_return(message, *answer))
