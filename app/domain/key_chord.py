"""A key with the keys that are held down with it, as a person writes it: `Ctrl+Alt+L`."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.money import shown
from app.errors import UserInputError

MODIFIERS = ("Ctrl", "Alt", "Shift", "Super")
"""In the order in which they are written. Super is Windows' and Command on a Mac."""

_ALIASES = {
    "ctrl": "Ctrl", "control": "Ctrl", "strg": "Ctrl", "alt": "Alt", "option": "Alt", "shift": "Shift",
    "super": "Super", "meta": "Super", "win": "Super", "windows": "Super", "cmd": "Super", "command": "Super",
}  # fmt: skip
_NAMED = ("Space", "Insert", "Home", "End", "PageUp", "PageDown", "Pause", "Left", "Right", "Up", "Down")
KEYS = (
    *(chr(code) for code in range(ord("A"), ord("Z") + 1)),
    *map(str, range(10)),
    *(f"F{number}" for number in range(1, 25)),
    *_NAMED,
)
"""What a chord may end with: keys that every system knows by one name."""
_BY_NAME = {key.lower(): key for key in KEYS}


@dataclass(frozen=True, slots=True)
class KeyChord:
    """`key` is one of `KEYS`, `modifiers` some of `MODIFIERS` in their order."""

    key: str
    modifiers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "+".join((*self.modifiers, self.key))


def parse_chord(text: str) -> KeyChord:
    """Raises `UserInputError`: for what is no key, and for one that people need for typing."""
    *held, last = [part.strip().lower() for part in text.split("+")]
    key, unknown = _BY_NAME.get(last), [name for name in held if name not in _ALIASES]
    if key is None or unknown:
        raise UserInputError(
            f'"{shown(text)}" is no key that can be used; write it like Ctrl+Alt+L.', field="window.quick_log_key"
        )
    wanted = {_ALIASES[name] for name in held}
    if not wanted - {"Shift"} and not (key[0] == "F" and len(key) > 1) and key != "Pause":
        raise UserInputError(
            f'"{shown(text)}" is needed for typing; add Ctrl, Alt or Super, as in Ctrl+Alt+L.',
            field="window.quick_log_key",
        )
    return KeyChord(key, tuple(name for name in MODIFIERS if name in wanted))
