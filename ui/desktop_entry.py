"""The name under which a Linux desktop knows the program, and the file by which it does so."""

from __future__ import annotations

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)

APP_ID = "app.stint.Stint"
"""Of windows, messages and the portal; the desktop entry is named after it. GNOME wants a dot in it."""
HEAD = """[Desktop Entry]
Type=Application
Name=Stint
Comment=Time tracker and invoicer
Icon=stint
Terminal=false
"""
"""How each entry of ours begins; the package's (`packaging/app.stint.Stint.desktop`) too."""
_MADE_BY_US = "X-Stint-Made=true"


def make_known() -> None:
    """See to it that there is a desktop entry; a package brings one, a checkout or an unpacked archive has none.

    The portal refuses keys to a program without one (xdg-desktop-portal 1.21). Ours is shown in no menu, and written
    anew when the program has moved, for an entry whose program is not there does not count. It goes once a package's
    is there, which it would keep out of the menus.
    """
    from ui.autostart import exec_word, program_words

    own, *others = (Path(folder) / "applications" / f"{APP_ID}.desktop" for folder in _data_folders())
    exec_line = " ".join(map(exec_word, program_words()))
    text = f"{HEAD}NoDisplay=true\n{_MADE_BY_US}\nExec={exec_line}\n".encode("utf-8", "surrogateescape")
    try:
        there = own.read_bytes() if own.exists() else None
        if there is not None and _MADE_BY_US.encode() not in there:
            return
        if any(other.exists() for other in others):
            own.unlink(missing_ok=True)
        elif there != text:
            own.parent.mkdir(parents=True, exist_ok=True)
            own.write_bytes(text)
    except OSError as error:
        log.info("the desktop could not be told of the program: %s", error)


def _data_folders() -> list[str]:
    """XDG base directory specification 0.8; the person's own comes first."""
    own = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return [own, *(os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")]
