"""Foreign text where Qt would read markup or shortcuts into it: tooltips, menus, labels; and quotation marks."""

from __future__ import annotations

from app.domain.text import clean_text

_LONGEST = 1_000
_LONGEST_TIP = 127


def one_line(text: str) -> str:
    """`text` without control characters, on one line, and not longer than anybody reads in a label."""
    flat = " ".join(clean_text(text[: 2 * _LONGEST]).split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"


def tooltip(text: str) -> str:
    """`text` as a tooltip that shows exactly it. The tags say that it is rich text, else Qt guesses."""
    escaped = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<qt>{escaped}</qt>" if escaped else ""


def menu_text(text: str) -> str:
    """`text` for a menu entry or a button, where a single `&` would become a shortcut."""
    return one_line(text).replace("&", "&&")


def tray_tip(*lines: str) -> str:
    """Lines for the tooltip of a tray icon. Some panels show it as it is and some look for markup in it, so nothing
    that opens a tag is left; Windows cuts after 127 characters.
    """
    text = "\n".join(one_line(line) for line in lines if line).replace("<", "\u2039")
    return text if len(text) <= _LONGEST_TIP else text[: _LONGEST_TIP - 1] + "…"


def quoted(text: str) -> str:
    """A message of the services, whose names stand in straight quotation marks for terminals, as the window writes it.
    Where the marks do not pair up, a name has some of its own (27" monitor), and all are left as they are.
    """
    written, depth = list(text), 0
    for at, character in enumerate(text):
        if character != '"':
            continue
        before, after = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
        if (before.isspace() or before == "(") and not after.isspace():
            depth += 1
            written[at] = "“"
        elif depth and not before.isspace():
            depth -= 1
            written[at] = "”"
        else:
            return text
    return text if depth else "".join(written)
