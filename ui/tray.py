"""The icon in the desktop's panel: when there is one, what a click on it does, and what is said there."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from app.errors import AppError
from ui.bridge import Bridge
from ui.messages import sentence
from ui.panel_watch import PanelWatch
from ui.plain import one_line
from ui.session import Session
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.tray_icon import TrayIcon

log = logging.getLogger(__name__)

_LOOK_AGAIN_TICKS = 5
"""How often to see whether the panel is still there. A panel that restarts is back sooner."""
_IMPATIENT_TICKS = 120
"""So long a panel that was late is looked for every second, later as often as one that is there."""


class Tray(QObject):
    """Waits for a panel that shows icons (some come late, some desktops have none) and then stays in it."""

    host_found = Signal()
    host_lost = Signal()
    """The panel is gone: a hidden window could not be reached any more."""

    def __init__(
        self, session: Session, theme: Theme, bridge: Bridge, panel: PanelWatch, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._session, self._theme, self._bridge = session, theme, bridge
        self._ticks = 0
        self._there = False
        self._on_message_click: Callable[[], None] | None = None
        self._icon: TrayIcon | None = None
        bridge.tick.connect(self._on_tick)
        panel.seen.connect(self._note_panel)
        panel.look()

    @property
    def present(self) -> bool:
        """Whether the icon is in a panel, as far as was seen last."""
        return self._icon is not None and self._there

    def say(self, title: str, text: str, on_click: Callable[[], None] | None = None) -> None:
        """A short message of the desktop; nothing without a panel."""
        if self._icon is not None:
            self._on_message_click = on_click
            self._icon.showMessage(one_line(title), one_line(text))

    def unsay(self) -> None:
        """Take the last message away; a click on one that is still shown does nothing."""
        self._on_message_click = None
        if self._icon is not None and sys.platform != "darwin":  # there an empty message is shown as one
            self._icon.showMessage("", "")

    @Slot()
    def close(self) -> None:
        """Leave the panel."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.menu.deleteLater()

    @Slot()
    def _on_tick(self) -> None:
        self._ticks += 1
        looks = self._ticks % _LOOK_AGAIN_TICKS == 0
        if self._icon is None:
            if looks or self._ticks < _IMPATIENT_TICKS:
                self._panel.look()
            return
        if looks:
            self._panel.look()
            self._icon.paint()
        self._icon.tick()

    @Slot(bool)
    def _note_panel(self, there: bool) -> None:
        was_there, self._there = self._there, there
        if there and self._icon is None:
            self._show_icon()
        elif was_there and not there:
            log.warning("the panel with the tray icon is gone")
            self.host_lost.emit()

    def _show_icon(self) -> None:
        from ui.tray_icon import TrayIcon

        self._icon = icon = TrayIcon(self._session, self._theme, self._bridge, self)
        icon.menu.failed.connect(self._tell)
        icon.activated.connect(self._activate)
        icon.messageClicked.connect(self._answer_message)
        icon.show()
        log.info("tray icon shown")
        self.host_found.emit()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """A click opens the quick log, a double or middle click the window. macOS opens the menu on any click."""
        if self._icon is None or sys.platform == "darwin":
            return
        match reason:
            case QSystemTrayIcon.ActivationReason.Trigger:
                self._bridge.requests.quick_log_requested.emit(self._icon.geometry())
            case QSystemTrayIcon.ActivationReason.DoubleClick | QSystemTrayIcon.ActivationReason.MiddleClick:
                self._bridge.requests.raise_requested.emit()
            case _:
                return

    @Slot()
    def _answer_message(self) -> None:
        on_click, self._on_message_click = self._on_message_click, None
        if on_click is not None:
            on_click()

    @Slot(object)
    def _tell(self, error: AppError) -> None:
        if self._icon is not None:
            self.say(self._icon.name, sentence(error))
