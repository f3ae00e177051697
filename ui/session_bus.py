"""The desktop's message bus, and the system's, as a few asynchronous calls: ask, and hear signals. Not for Windows.

Spoken through jeepney, which keyring brings anyway: PySide's QtDBus cannot send an unsigned number, and that is what
`Notify` wants first.

Any program may send any signal to us, the system's bus is everybody's. So each is held against the connection that owns
the name from which it is to come; who that is, the bus itself says, and says again when it changes.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call
from jeepney.bus import get_connectable_addresses
from jeepney.fds import FileDescriptor
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.bus_link import BusLink, drop_files

log = logging.getLogger(__name__)

ANSWER_S = 25.0
_BUS_NAME = "org.freedesktop.DBus"
_BUS = (_BUS_NAME, "/org/freedesktop/DBus", _BUS_NAME)
_OWNER_CHANGED = "NameOwnerChanged"
_NO_OWNER = "org.freedesktop.DBus.Error.NameHasNoOwner"
_SYSTEM = "unix:path=/var/run/dbus/system_bus_socket"

Reply = Callable[[tuple[Any, ...] | None], None]
"""Gets the body of the answer; None where it is an error, of another shape, or none came in 25 s."""


@dataclass(frozen=True, slots=True)
class BusSignal:
    """A signal of another program: `body` has strings, numbers, lists, dicts and (signature, value) variants."""

    path: str
    member: str
    body: tuple[Any, ...]


@dataclass(slots=True)
class _Call:
    on_reply: Reply
    until: float
    what: str
    returns: str | None


@dataclass(slots=True)
class _Name:
    """A program that is listened to. `owner`: its connection, "" for none, None until the bus has said."""

    owner: str | None = None
    hears: dict[tuple[str, str], tuple[str | None, Callable[[BusSignal], None]]] = field(default_factory=dict)
    """Interface and member, to the signature of the body and who hears it."""
    followers: list[Callable[[bool], None]] = field(default_factory=list)


class SessionBus(QObject):
    """Lives on the GUI thread, as all that it calls. Made by `connect_session_bus`, before it is signed in."""

    ready = Signal()
    """The bus let us in."""
    lost = Signal()
    """The bus hung up, or never let us in; nothing comes or goes any more."""

    def __init__(self, link: BusLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        link.setParent(self)
        link.came.connect(self._take)
        link.lost.connect(self._lose)
        self._serials = count(1)
        self._waiting: dict[int, _Call] = {}
        self._names: dict[str, _Name] = {}
        self._told: set[str] = set()
        self._over = False
        self.name = ""
        """Our unique name (`:1.42`), known once the bus has let us in."""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up)
        self.call(_BUS, "Hello", on_reply=self._note_name, returns="s")

    def call(
        self,
        to: tuple[str, str, str],
        method: str,
        signature: str | None = None,
        body: tuple[Any, ...] = (),
        on_reply: Reply | None = None,
        *,
        returns: str | None = None,
    ) -> None:
        """Call a method. `to` is (bus name, object path, interface); variants in `body` are (signature, value);
        `returns`: the signature that the answer must have, None for any.
        """
        name, path, interface = to
        if self._over:
            if on_reply is not None:
                QTimer.singleShot(0, self, partial(on_reply, None))
            return
        serial = next(self._serials)
        if on_reply is not None:
            what = f"{interface}.{method}"
            self._waiting[serial] = _Call(on_reply, time.monotonic() + ANSWER_S, what, returns)
            self._wait_for_first()
        message = new_method_call(DBusAddress(path, bus_name=name, interface=interface), method, signature, body)
        self._link.send(message.serialise(serial=serial))

    def listen(
        self, name: str, interface: str, members: Mapping[str, str | None], hear: Callable[[BusSignal], None]
    ) -> None:
        """Hear signals of an interface from whoever owns the bus name; `members` are theirs, each with the signature of
        its body, None for any. Others are passed over.
        """
        known = self._known(name)
        for member, signature in members.items():
            known.hears[interface, member] = signature, hear
        self._match(name, interface)

    def follow(self, name: str, on_change: Callable[[bool], None]) -> None:
        """Be told whether somebody owns the bus name: once as it is, then with each change. Another owner is both."""
        known = self._known(name)
        known.followers.append(on_change)
        if known.owner is not None:
            on_change(bool(known.owner))

    @Slot()
    def close(self) -> None:
        """Hang up. Who waits for an answer gets none."""
        if self._over:
            return
        self._over = True
        self._link.close()
        self._patience.stop()
        self._names.clear()
        waiting, self._waiting = self._waiting, {}
        for call in waiting.values():
            call.on_reply(None)
        self.lost.emit()

    def _known(self, name: str) -> _Name:
        """Who owns it is asked before its signals are, so none can come from somebody who is not known yet."""
        if name not in self._names:
            self._names[name] = _Name()
            self._match(_BUS_NAME, _BUS_NAME, f",member='{_OWNER_CHANGED}',arg0='{name}'")
            self.call(_BUS, "GetNameOwner", "s", (name,), partial(self._note_owner, name), returns="s")
        return self._names[name]

    def _match(self, sender: str, interface: str, more: str = "") -> None:
        self.call(_BUS, "AddMatch", "s", (f"type='signal',sender='{sender}',interface='{interface}'{more}",))

    def _note_name(self, body: tuple[Any, ...] | None) -> None:
        if body is not None:
            self.name = body[0]
            self.ready.emit()
        elif not self._over:
            self._lose("it gave us no name")

    def _note_owner(self, name: str, body: tuple[Any, ...] | None) -> None:
        if not self._over:
            self._change_owner(name, body[0] if body else "")

    def _change_owner(self, name: str, owner: str) -> None:
        known = self._names[name]
        before, known.owner = known.owner, owner
        news = [False, True] if before and owner and before != owner else [bool(owner)] if before != owner else []
        for there in news:
            for on_change in list(known.followers):
                on_change(there)

    @Slot(str)
    def _lose(self, reason: str) -> None:
        if self.name:  # else nobody had it, and whoever wanted it says so
            log.info("the message bus is gone: %s", reason)
        else:
            log.debug("no message bus: %s", reason)
        self.close()

    @Slot(object, object)
    def _take(self, message: Message, files: list[FileDescriptor]) -> None:
        match message.header.message_type:
            case MessageType.signal:
                drop_files(files)
                self._hear(message)
            case MessageType.method_return | MessageType.error:
                call = self._waiting.pop(message.header.fields.get(HeaderFields.reply_serial, -1), None)
                self._wait_for_first()
                if call is not None and self._is_answer(message, call):
                    call.on_reply(message.body)
                    return
                drop_files(files)
                if call is not None:
                    call.on_reply(None)
            case _:
                drop_files(files)  # nobody has a reason to call us

    def _is_answer(self, message: Message, call: _Call) -> bool:
        fields = message.header.fields
        if message.header.message_type is MessageType.error:
            error = fields.get(HeaderFields.error_name)
            log.log(logging.DEBUG if error == _NO_OWNER else logging.INFO, "%s was refused: %s", call.what, error)
            return False
        signature = fields.get(HeaderFields.signature, "")
        if call.returns not in (None, signature):
            log.info("%s was answered by (%s) instead of (%s)", call.what, signature, call.returns)
            return False
        return True

    def _hear(self, message: Message) -> None:
        fields = message.header.fields
        sender, path = fields.get(HeaderFields.sender, ""), fields.get(HeaderFields.path, "")
        interface, member = fields.get(HeaderFields.interface, ""), fields.get(HeaderFields.member, "")
        signature = fields.get(HeaderFields.signature, "")
        if sender == _BUS_NAME and (member, signature) == (_OWNER_CHANGED, "sss") and message.body[0] in self._names:
            self._change_owner(message.body[0], message.body[2])
            return
        for known in list(self._names.values()):
            if known.owner == sender and (interface, member) in known.hears:
                expected, hear = known.hears[interface, member]
                if expected in (None, signature):
                    hear(BusSignal(path, member, message.body))
                elif member not in self._told:
                    self._told.add(member)
                    log.info("signals %s of (%s) instead of (%s) are passed over", member, signature, expected)

    def _wait_for_first(self) -> None:
        """Every call may take equally long, so the first one that waits is the next that has waited for too long."""
        if not self._waiting:
            self._patience.stop()
        elif not self._patience.isActive():
            first = next(iter(self._waiting.values()))
            self._patience.start(max(0, int((first.until - time.monotonic()) * 1000)) + 1)

    @Slot()
    def _give_up(self) -> None:
        now = time.monotonic()
        for serial in [serial for serial, call in self._waiting.items() if call.until <= now]:
            call = self._waiting.pop(serial, None)
            if call is not None:
                if call.what not in self._told:
                    self._told.add(call.what)
                    log.info("%s was not answered", call.what)
                call.on_reply(None)
        self._wait_for_first()


def connect_session_bus(parent: QObject | None = None) -> SessionBus | None:
    """Connect to the bus of this desktop; None where there is none, which costs what would have used it."""
    return _connected(_session_places(), parent)


def connect_system_bus(parent: QObject | None = None) -> SessionBus | None:
    """Connect to the bus of the whole computer, on which answers may bring open files; None where there is none."""
    return _connected(_places(os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or _SYSTEM), parent, files=True)


def _connected(places: Iterable[str], parent: QObject | None, *, files: bool = False) -> SessionBus | None:
    """The first place where somebody listens is taken."""
    for place in places:
        link = BusLink(files=files)
        try:
            link.open(place)
        except OSError as error:
            log.debug("no message bus at %s: %s", place, error)
            continue
        return SessionBus(link, parent)
    return None


def _session_places() -> Iterable[str]:
    """Where the bus listens: as the environment says, else where systemd puts it."""
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    return (
        [str(Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / "bus")] if address is None else _places(address)
    )


def _places(address: str) -> Iterable[str]:
    """What an address names, which may be several."""
    try:
        yield from get_connectable_addresses(address)
    except (ValueError, RuntimeError) as error:  # no address at all, or none of a kind that we know
        log.debug("no message bus: %s", error)
