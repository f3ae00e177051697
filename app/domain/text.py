"""Text from people and servers as data: what SQLite, JSON and a terminal can hold, otherwise untouched."""

from __future__ import annotations

_KEPT = "\n\t"


def clean_text(text: str) -> str:
    """`text` without lone surrogates and control characters, with LF line ends; markup, emoji and quotes stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if c in _KEPT or not (c < " " or "\x7f" <= c < "\xa0" or "\ud800" <= c <= "\udfff"))


def clean_line(text: str) -> str:
    """`clean_text` without white space around it."""
    return clean_text(text).strip()
