"""The few calls of libxcb (X protocol, chapter 9) that taking a key needs, on a connection of their own.

Not libX11: its answer to a refused grab is to end the process, unless one replaces a handler that all of it shares.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, Structure, c_char_p, c_int, c_uint, c_uint8, c_uint16, c_uint32, c_void_p

KEY_PRESS, MAPPING_NOTIFY = 2, 34
LOCK = 2
"""The mask of Caps Lock."""
_BAD_ACCESS = 10
_ASYNC = 1
_MODIFIERS = 8
_CLIENT_MESSAGE = 33
_PAGER = 2
_SUBSTRUCTURE = 1 << 19 | 1 << 20
"""SubstructureNotify and SubstructureRedirect: who listens there is the window manager."""


class _Cookie(Structure):
    _fields_ = (("sequence", c_uint),)


class _Screens(Structure):
    _fields_ = (("data", POINTER(c_uint32)), ("rem", c_int), ("index", c_int))


class XcbError(Exception):
    """There is no X server, or no library to speak to it."""


class Xcb:
    """A connection to the display of the environment."""

    def __init__(self) -> None:
        """Raises `XcbError`."""
        try:
            self._xcb, self._keysyms = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL("libxcb-keysyms.so.1")
            self._libc = ctypes.CDLL(None)
            _declare(self._xcb, self._keysyms, self._libc)
        except (OSError, AttributeError) as error:
            raise XcbError(str(error)) from error
        number = c_int(0)
        self._connection = c_void_p(self._xcb.xcb_connect(None, ctypes.byref(number)))
        if self.broken:
            self.close()
            raise XcbError("no display")
        screens = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection))
        for _ in range(number.value):
            self._xcb.xcb_screen_next(ctypes.byref(screens))
        self._root = int(screens.data[0])  # the first field of xcb_screen_t

    @property
    def file(self) -> int:
        """The descriptor to watch for events."""
        return int(self._xcb.xcb_get_file_descriptor(self._connection))

    @property
    def broken(self) -> bool:
        """Whether the server is gone."""
        return bool(self._xcb.xcb_connection_has_error(self._connection))

    def close(self) -> None:
        self._xcb.xcb_disconnect(self._connection)

    def keycodes(self, keysym: int) -> set[int]:
        """The keys of this keyboard that have that symbol."""
        table = self._keysyms.xcb_key_symbols_alloc(self._connection)
        try:
            with self._owned(self._keysyms.xcb_key_symbols_get_keycode(table, keysym)) as found:
                codes: set[int] = set()
                for place in range(256):
                    code = found[place] if found is not None else 0
                    if code == 0:
                        break
                    codes.add(code)
                return codes
        finally:
            self._keysyms.xcb_key_symbols_free(table)

    def masks(self) -> dict[int, int]:
        """Which modifier (its bit) each key is."""
        cookie = self._xcb.xcb_get_modifier_mapping(self._connection)
        with self._owned(self._xcb.xcb_get_modifier_mapping_reply(self._connection, cookie, None)) as reply:
            if reply is None:
                return {}
            each = reply[1]  # keycodes_per_modifier
            codes = self._xcb.xcb_get_modifier_mapping_keycodes(reply)
            return {codes[place]: 1 << place // each for place in range(_MODIFIERS * each) if codes[place]}

    def grab(self, code: int, modifiers: int) -> bool:
        """Take the key with exactly these modifiers; False where somebody has it."""
        cookie = self._xcb.xcb_grab_key_checked(
            self._connection, 0, self._root, modifiers, code, _ASYNC, _ASYNC
        )  # fmt: skip
        with self._owned(self._xcb.xcb_request_check(self._connection, cookie)) as error:
            return error is None or error[1] != _BAD_ACCESS

    def release(self, code: int, modifiers: int) -> None:
        """Give it back."""
        self._xcb.xcb_ungrab_key(self._connection, code, self._root, modifiers)
        self._xcb.xcb_flush(self._connection)

    def let_go(self) -> None:
        """End the grab of the whole keyboard that a taken key brings until it is up: what opens now can be typed in."""
        self._xcb.xcb_ungrab_keyboard(self._connection, 0)
        self._xcb.xcb_flush(self._connection)

    def activate(self, window: int) -> None:
        """Have the window manager give a window the focus, as pagers do for a person who clicked."""
        name = b"_NET_ACTIVE_WINDOW"
        cookie = self._xcb.xcb_intern_atom(self._connection, 0, len(name), name)
        with self._owned(self._xcb.xcb_intern_atom_reply(self._connection, cookie, None)) as reply:
            if reply is None:
                return
            atom = struct.unpack_from("=I", bytes(reply[:12]), 8)[0]
        event = struct.pack("=BBHII5I", _CLIENT_MESSAGE, 32, 0, window, atom, _PAGER, 0, 0, 0, 0)
        self._xcb.xcb_send_event(self._connection, 0, self._root, _SUBSTRUCTURE, event)
        self._xcb.xcb_flush(self._connection)

    def events(self) -> Iterator[tuple[int, int, int]]:
        """Kind, key and modifiers of each event that is there."""
        while True:
            with self._owned(self._xcb.xcb_poll_for_event(self._connection)) as event:
                if event is None:
                    return
                raw = bytes(event[:32])
                found = raw[0] & 0x7F, raw[1], struct.unpack_from("=H", raw, 28)[0]
            yield found

    @contextmanager
    def _owned(self, memory: int | None) -> Iterator[ctypes.Array[c_uint8] | None]:
        """Bytes that xcb allocated, as long as they are needed."""
        if not memory:
            yield None
            return
        try:
            yield ctypes.cast(memory, POINTER(c_uint8))  # type: ignore[misc]
        finally:
            self._libc.free(memory)


def _declare(xcb: ctypes.CDLL, keysyms: ctypes.CDLL, libc: ctypes.CDLL) -> None:
    """What each function takes and gives: ctypes would cut pointers to an int."""
    connection, memory = c_void_p, c_void_p
    for library, name, gives, *takes in (
        (xcb, "xcb_connect", memory, c_char_p, POINTER(c_int)),
        (xcb, "xcb_connection_has_error", c_int, connection),
        (xcb, "xcb_disconnect", None, connection),
        (xcb, "xcb_get_file_descriptor", c_int, connection),
        (xcb, "xcb_get_setup", memory, connection),
        (xcb, "xcb_setup_roots_iterator", _Screens, memory),
        (xcb, "xcb_screen_next", None, POINTER(_Screens)),
        (xcb, "xcb_get_modifier_mapping", _Cookie, connection),
        (xcb, "xcb_get_modifier_mapping_reply", memory, connection, _Cookie, memory),
        (xcb, "xcb_get_modifier_mapping_keycodes", POINTER(c_uint8), memory),
        (xcb, "xcb_grab_key_checked", _Cookie, connection, c_uint8, c_uint32, c_uint16, c_uint8, c_uint8, c_uint8),
        (xcb, "xcb_request_check", memory, connection, _Cookie),
        (xcb, "xcb_ungrab_key", _Cookie, connection, c_uint8, c_uint32, c_uint16),
        (xcb, "xcb_ungrab_keyboard", _Cookie, connection, c_uint32),
        (xcb, "xcb_flush", c_int, connection),
        (xcb, "xcb_poll_for_event", memory, connection),
        (xcb, "xcb_intern_atom", _Cookie, connection, c_uint8, c_uint16, c_char_p),
        (xcb, "xcb_intern_atom_reply", memory, connection, _Cookie, memory),
        (xcb, "xcb_send_event", _Cookie, connection, c_uint8, c_uint32, c_uint32, c_char_p),
        (keysyms, "xcb_key_symbols_alloc", memory, connection),
        (keysyms, "xcb_key_symbols_free", None, memory),
        (keysyms, "xcb_key_symbols_get_keycode", memory, memory, c_uint32),
        (libc, "free", None, memory),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = gives, takes
