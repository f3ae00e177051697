"""The window's life: start-up in the right order, one stack of clean-ups, run last in first out, once."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import ExitStack

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

from app.config import Config, read_config
from app.errors import AppError, LockBusy
from app.handover import raise_window, window_lock
from app.logs import start_log, stop_log
from ui.bridge import Bridge
from ui.crash import CrashHook
from ui.i18n import install_translators
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.quit_signals import QuitSignals
from ui.session import Session, open_session
from ui.sync_worker import SyncHost
from ui.theme import Theme
from ui.wiring import Parts, Wiring

log = logging.getLogger(__name__)

DONE, REFUSED = 0, 1


def run(data_dir: str | None, *, sandbox: bool) -> int:
    """Open the window of a data folder, or raise the one that is open; returns the exit code."""
    try:
        config = read_config(os.environ, data_dir=data_dir, sandbox=sandbox)
        config.folder.create()
    except AppError as error:
        return _refuse(error)
    lock = window_lock(config.folder)
    try:
        lock.acquire()
    except LockBusy as error:
        return DONE if raise_window(config.folder) else _refuse(error)
    stuck = False
    with ExitStack() as clean_up:
        clean_up.callback(lock.release)
        app = QApplication.instance() or make_application()
        assert isinstance(app, QApplication)  # noqa: S101 - nobody makes another kind
        try:
            shell = Shell(app, config, clean_up)
        except AppError as error:
            return _refuse(error)
        code = shell.run()
        clean_up.close()
        stuck = shell.stuck
    if stuck:  # a thread hangs in a call that nobody can end; what was saved is saved
        log.warning("a background thread did not end in time")
        logging.shutdown()
        os._exit(code)
    return code


def make_application() -> QApplication:
    """Qt's application object, with the program's names, before anything of Qt is used."""
    QApplication.setApplicationName("stint")
    QApplication.setApplicationDisplayName("Stint")
    QApplication.setDesktopFileName("stint")
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    return app


def _refuse(error: AppError) -> int:
    from ui.start_failure import show_start_failure

    app = QApplication.instance()
    return show_start_failure(app if isinstance(app, QApplication) else make_application(), error)


class Shell(QObject):
    """Makes the parts, joins them, and ends them. Raises `AppError` when the data cannot be opened."""

    def __init__(self, app: QApplication, config: Config, clean_up: ExitStack) -> None:
        super().__init__()
        self._app, self._clean_up = app, clean_up
        self.stuck = False
        self._ending = False
        handler = start_log(config.folder.logs)
        clean_up.callback(stop_log, handler)
        self.crash = CrashHook()
        self.crash.install(config.folder.logs)
        clean_up.callback(self.crash.remove)
        install_translators(app)
        self.theme = Theme(self)
        self.theme.install(app)
        self.session: Session = open_session(config)
        clean_up.callback(self.session.context.close)
        self.bridge = Bridge(self.session.context, self)
        clean_up.callback(self.bridge.stop)
        clean_up.callback(self._stop_tasks)
        self.sync = SyncHost(config, self.session.context.clock, self)
        clean_up.callback(self._stop_sync)
        self.window = MainWindow(self.session, self.theme, self.bridge, PAGES)
        clean_up.callback(self.window.end)
        self._wiring = Wiring(Parts(self.session, self.bridge, self.window, self.sync, self.crash), self)
        self._connect()

    def run(self) -> int:
        """Show the window and work until the person ends it; returns the exit code."""
        self.window.show()
        return self._app.exec()

    @Slot()
    def quit(self) -> None:
        """Save what is being typed, take the window away at once, leave the event loop. A second call does nothing."""
        if self._ending:
            return
        self._ending = True
        self.bridge.save_requested.emit()
        self.window.save_geometry()
        self.window.hide()
        self._app.quit()

    def _connect(self) -> None:
        self.window.painted.connect(self._begin_background, Qt.ConnectionType.SingleShotConnection)
        self.window.close_requested.connect(self.quit)
        self.bridge.requests.quit_requested.connect(self.quit)
        self._app.commitDataRequest.connect(self._save_for_log_out, Qt.ConnectionType.DirectConnection)
        self._app.aboutToQuit.connect(self.quit)
        self._quit_signals = QuitSignals(self)
        self._quit_signals.arrived.connect(self.quit)
        self._clean_up.callback(self._quit_signals.restore)

    @Slot()
    def _begin_background(self) -> None:
        """What the first paint did not need."""
        if self._ending:
            return
        from ui.single_instance import InstanceServer  # brings Qt's network library

        self.bridge.start()
        instance = InstanceServer(self.session.config.folder, self)
        instance.raise_requested.connect(self.window.come_to_front)
        instance.sync_requested.connect(self.sync.request)
        self.sync.worker.answered.connect(instance.answer, Qt.ConnectionType.QueuedConnection)
        instance.listen()
        self._clean_up.callback(instance.close)
        self.sync.start()

    @Slot(QSessionManager)
    def _save_for_log_out(self, manager: QSessionManager) -> None:
        """The person logs out, or may yet stay: save, end nothing. The timer's start is stored since it began."""
        self.bridge.save_requested.emit()
        self.window.save_geometry()
        manager.setRestartHint(QSessionManager.RestartHint.RestartIfRunning)

    def _stop_sync(self) -> None:
        self.stuck |= not self.sync.stop()

    def _stop_tasks(self) -> None:
        self.stuck |= not self.bridge.tasks.stop()
