"""Joins the tray, the quick log and the way out of the program; made after the first paint."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer, Slot

from ui.bridge import Bridge
from ui.leaving import Leaving
from ui.main_window import MainWindow
from ui.notifications import Notifications
from ui.panel_watch import PanelWatch
from ui.quick_log_opener import QuickLogOpener
from ui.session import Session
from ui.shared_bus import SharedBus
from ui.theme import Theme
from ui.tray import Tray

if TYPE_CHECKING:
    from ui.global_key.key import GlobalKey, KeyState


_PREPARE_MS = 4_000
"""After the first paint; nobody asks for a quick log before, and the start is over."""

log = logging.getLogger(__name__)


class TrayWiring(QObject):
    """Every connection of these parts, as `ui/wiring.py` has those of the others."""

    def __init__(
        self,
        session: Session,
        theme: Theme,
        bridge: Bridge,
        window: MainWindow,
        leaving: Leaving,
    ) -> None:
        super().__init__(leaving)
        self._requests = bridge.requests
        self._bus = SharedBus(self)
        self.tray = Tray(session, theme, bridge, PanelWatch(self._bus.get, self), self)
        self.opener = QuickLogOpener(session, theme, bridge, self)
        self.notifications = Notifications(self.tray, self._bus.get, self)
        self._key: GlobalKey | None = None
        self._session, self._bridge = session, bridge
        leaving.use_tray(self.tray)
        self._note_tray()
        self.tray.host_found.connect(self._note_tray)
        self.tray.host_lost.connect(self._note_tray)
        bridge.settings_changed.connect(self._use_key)
        self._use_key()
        QTimer.singleShot(_PREPARE_MS, self, self._prepare)
        self._requests.desktop_note_requested.connect(self.notifications.show)
        self._requests.desktop_note_over.connect(self.notifications.take_back)
        self._requests.quick_log_requested.connect(self.opener.toggle)
        window.actions_.quick_log.triggered.connect(self._ask)

    def close(self) -> None:
        """Take icon and popup away."""
        self.opener.close()
        self.tray.close()
        if self._key is not None:
            self._key.close()
        self._bus.close()

    @Slot()
    def _note_tray(self) -> None:
        self._record(tray_host="icon shown" if self.tray.present else "none")

    @Slot()
    def _prepare(self) -> None:
        """Have the quick log ready where it is one click or key away; elsewhere it is not worth its megabyte."""
        if self.tray.present or self._key is not None:
            self.opener.prepare()

    @Slot()
    def _use_key(self) -> None:
        """Take the key that the settings name; nothing is loaded where they name none."""
        text = self._session.config.settings.window_quick_log_key
        if self._key is None and text:
            from ui.global_key.key import GlobalKey

            self._key = GlobalKey(self._bus.get, self)
            self._bus.back.connect(self._key.try_again)
            self._key.pressed.connect(self._ask)
            self._key.state_changed.connect(self._note_key)
        if self._key is not None:
            self._key.use(text)
        else:
            self._record(quick_log_key="off")

    @Slot(object)
    def _note_key(self, state: KeyState) -> None:
        self._record(quick_log_key=str(state))
        self._bridge.key_state = state
        self._bridge.key_state_changed.emit(state)

    def _record(self, **facts: str) -> None:
        """Keep it for `stint doctor`, which has no desktop to ask."""
        self._bridge.writes.do(
            lambda on: on.window_facts.record(**facts),
            lambda _recorded: None,
            lambda error: log.warning("what was found on the desktop could not be kept: %s", error.detail),
        )

    @Slot()
    def _ask(self) -> None:
        self._requests.quick_log_requested.emit(QRect())
