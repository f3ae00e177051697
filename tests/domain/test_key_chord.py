"""Keys as people write them."""

from __future__ import annotations

import pytest

from app.domain.key_chord import KEYS, KeyChord, parse_chord
from app.errors import UserInputError
from ui.global_key.macos import _CODES as MAC_CODES
from ui.global_key.windows import _KEYS as WINDOWS_KEYS
from ui.global_key.x11 import _SYMBOLS


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ctrl+alt+l", "Ctrl+Alt+L"),
        (" Shift + Strg+ pageup ", "Ctrl+Shift+PageUp"),
        ("cmd+option+3", "Alt+Super+3"),
        ("F9", "F9"),
        ("shift+f12", "Shift+F12"),
        ("Win+Win+Space", "Super+Space"),
    ],
)
def test_is_written_in_one_way(text: str, written: str) -> None:
    assert str(parse_chord(text)) == written


@pytest.mark.parametrize(
    "text", ["", "l", "Shift+L", "Ctrl+", "Ctrl", "Hyper+L", "Ctrl++", "Ctrl+F25", "Space", "Ctrl+ß"]
)
def test_what_is_none_or_needed_for_typing_is_refused(text: str) -> None:
    with pytest.raises(UserInputError):
        parse_chord(text)


def test_each_system_knows_every_key() -> None:
    plain = {key for key in KEYS if len(key) == 1}
    assert set(_SYMBOLS) == set(KEYS) - plain == set(WINDOWS_KEYS)
    assert set(KEYS) - set(MAC_CODES) == {"Pause", "F21", "F22", "F23", "F24"}
    assert len(set(MAC_CODES.values())) == len(MAC_CODES)
    assert KeyChord("A").modifiers == ()
