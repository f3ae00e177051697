"""What a person does about sync from anywhere: pause it, let it go on, stop the cycle that runs; and its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.errors import AppError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.main_window import MainWindow
from ui.requests import Notice
from ui.session import Session
from ui.setting_saver import SettingSaver
from ui.sync_worker import SyncHost

if TYPE_CHECKING:
    from app.sync.progress import Progress

PAUSED = "sync.paused"


class SyncActs(QObject):
    """Joins the sync thread with the menu, the sidebar and the pages."""

    def __init__(self, session: Session, bridge: Bridge, window: MainWindow, sync: SyncHost) -> None:
        super().__init__(window)
        self._session, self._bridge, self._window = session, bridge, window
        self._saver = SettingSaver(session, bridge, self)
        self.pause_action = window.actions_.add("pause_sync", tr("actions", "Pause sync"), None, 0)
        self.pause_action.setCheckable(True)
        self._show_pause()
        self.pause_action.triggered.connect(self._pause)
        bridge.requests.sync_pause_requested.connect(self._pause)
        bridge.requests.sync_stop_requested.connect(sync.stop_cycle)
        bridge.settings_changed.connect(self._show_pause)
        bridge.tick.connect(sync.note_tick)
        sync.progressed.connect(bridge.sync_progressed)
        sync.progressed.connect(self._show_progress)
        self._saver.refused.connect(self._tell)

    @Slot(bool)
    def _pause(self, paused: bool) -> None:
        self._saver.save(PAUSED, "true" if paused else "false")
        text = (
            tr("sync", "Sync is paused. Your work stays here until it goes on; F5 syncs once.")
            if paused
            else tr("sync", "Sync goes on.")
        )
        self._bridge.requests.notice_requested.emit(Notice(text))

    @Slot()
    def _show_pause(self) -> None:
        self.pause_action.setChecked(self._session.config.settings.sync_paused)

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        from ui.sync_progress import far_text, step_text

        self._window.sidebar.sync_box.show_progress(step_text(progress), far_text(progress, short=True))

    @Slot(str, object)
    def _tell(self, _key: str, error: AppError) -> None:
        self._show_pause()
        self._bridge.requests.error_reported.emit(error)
