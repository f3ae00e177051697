"""A key taken from the X server, in every state of the lock keys."""

from __future__ import annotations

import logging
import time
from itertools import combinations

from PySide6.QtCore import QSocketNotifier, Slot

from app.domain.key_chord import KeyChord
from ui.global_key.grab import KeyGrab, Trouble
from ui.global_key.xcb import KEY_PRESS, LOCK, MAPPING_NOTIFY, Xcb, XcbError

log = logging.getLogger(__name__)

_REPEAT_S = 0.7
"""Presses closer than that are one that is held down: the keyboard repeats it after 0.25 to 0.66 s."""
_SHIFT, _CONTROL = 1, 4
_ALT_L, _SUPER_L, _NUM_LOCK, _SCROLL_LOCK = 0xFFE9, 0xFFEB, 0xFF7F, 0xFF14
_SYMBOLS = {
    "Space": 0x20, "Insert": 0xFF63, "Home": 0xFF50, "Left": 0xFF51, "Up": 0xFF52, "Right": 0xFF53, "Down": 0xFF54,
    "PageUp": 0xFF55, "PageDown": 0xFF56, "End": 0xFF57, "Pause": 0xFF13,
    **{f"F{number}": 0xFFBD + number for number in range(1, 25)},
}  # fmt: skip
"""Of keysymdef.h; letters and digits are their own."""


class X11Grab(KeyGrab):
    """On a connection of its own to the display that Qt uses."""

    label = "X11 key grab"

    _xcb: Xcb | None = None
    _chord: KeyChord | None = None
    _notifier: QSocketNotifier | None = None
    _pressed_at = 0.0
    _taken: tuple[tuple[int, int], ...] = ()

    def start(self, chord: KeyChord) -> None:
        self.stop()
        try:
            self._xcb = Xcb()
        except XcbError as error:
            log.info("no X server to take a key from: %s", error)
            self.settled.emit("unavailable")
            return
        self._chord = chord
        self._notifier = QSocketNotifier(self._xcb.file, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self.settled.emit(self._take(self._xcb, chord))

    def stop(self) -> None:
        xcb, self._xcb = self._xcb, None
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        self._taken = ()
        if xcb is not None:
            xcb.close()  # all that was taken goes with the connection

    def _take(self, xcb: Xcb, chord: KeyChord) -> Trouble:
        """All or nothing: a key that works only while Num Lock is off is none."""
        wanted = _combinations(xcb, chord)
        if not wanted:
            return "unknown_key"
        for done, (code, modifiers) in enumerate(wanted):
            if not xcb.grab(code, modifiers):
                for earlier in wanted[:done]:
                    xcb.release(*earlier)
                return "taken"
        self._taken = tuple(wanted)
        return ""

    @Slot()
    def _read(self) -> None:
        xcb = self._xcb
        if xcb is None:
            return
        pressed = remapped = False
        for kind, code, _ in xcb.events():
            pressed |= kind == KEY_PRESS and code in {code for code, _ in self._taken}
            remapped |= kind == MAPPING_NOTIFY
        if xcb.broken:
            self.stop()
            self.settled.emit("unavailable")
            return
        if pressed:
            xcb.let_go()
            self._note_press()
        if remapped and self._chord is not None and tuple(_combinations(xcb, self._chord)) != self._taken:
            self.start(self._chord)

    def _note_press(self) -> None:
        now = time.monotonic()
        repeated = now - self._pressed_at < _REPEAT_S
        self._pressed_at = now
        if not repeated:
            self.pressed.emit()


def _combinations(xcb: Xcb, chord: KeyChord) -> list[tuple[int, int]]:
    """Key and modifiers for each state of Caps Lock, Num Lock and Scroll Lock; none where a part of it is missing."""
    masks = xcb.masks()

    def mask_of(symbol: int) -> int:
        return next((masks[code] for code in sorted(xcb.keycodes(symbol)) if code in masks), 0)

    held = {"Shift": _SHIFT, "Ctrl": _CONTROL, "Alt": mask_of(_ALT_L), "Super": mask_of(_SUPER_L)}
    parts = [held[name] for name in chord.modifiers]
    codes = xcb.keycodes(_SYMBOLS.get(chord.key) or ord(chord.key.lower()))
    if 0 in parts or not codes:
        return []
    locks = sorted({LOCK, mask_of(_NUM_LOCK), mask_of(_SCROLL_LOCK)} - {0, *parts})
    states = [sum(some) for count in range(len(locks) + 1) for some in combinations(locks, count)]
    return [(code, sum(parts) | state) for code in sorted(codes) for state in states]
