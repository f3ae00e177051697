"""Getting the focus for a window that a person asked for from elsewhere: by a key, a command, a message's button.

Desktops give it to nobody who cannot say that a person acted just now. Under Wayland that is a token, which Qt takes
from the environment when a window is activated. Under X it is the kind of the request (Extended Window Manager Hints
1.5, `_NET_ACTIVE_WINDOW`): Qt asks as an application, with the time of the last key that it saw itself.
"""

from __future__ import annotations

import logging
import os
import re
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)

TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 - the name of a variable
_USABLE = re.compile(r"[\x21-\x7e]{1,512}")
_MAPPED_MS = 100
"""A window that was shown just now is known to the window manager by then."""


def use_token(token: object) -> None:
    """The next window that is activated may have the focus; anything that can be no token is none."""
    if isinstance(token, str) and _USABLE.fullmatch(token):
        os.environ[TOKEN] = token


def claim_focus(window: QWidget) -> None:
    """After `activateWindow`: ask once more, as the person's own act, if the window manager did not listen."""
    if QGuiApplication.platformName() == "xcb":
        QTimer.singleShot(_MAPPED_MS, window, partial(_claim, window))


def _claim(window: QWidget) -> None:
    if not window.isVisible() or window.isActiveWindow():
        return
    from ui.global_key.xcb import Xcb, XcbError

    try:
        display = Xcb()
    except XcbError as error:
        log.info("the focus could not be asked for: %s", error)
        return
    display.activate(int(window.winId()))
    display.close()
