"""The window's life: the parts in the right order, one stack of clean-ups, run last in first out, once."""

from __future__ import annotations

import logging
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ui.quick_imports import import_pyside

import_pyside()

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Slot  # noqa: E402 - imports are slow before the line above
from PySide6.QtWidgets import QApplication  # noqa: E402

from ui.bridge import Bridge  # noqa: E402
from ui.crash import CrashHook  # noqa: E402
from ui.desktop_entry import APP_ID  # noqa: E402
from ui.i18n import install_translators, use_some_locale  # noqa: E402
from ui.in_turns import InTurns, loading  # noqa: E402
from ui.leaving import Leaving  # noqa: E402
from ui.main_window import MainWindow  # noqa: E402
from ui.pages import PAGES  # noqa: E402
from ui.session import Session  # noqa: E402
from ui.theme import Theme  # noqa: E402
from ui.top_bar import add_timer_bar  # noqa: E402

if TYPE_CHECKING:
    from ui.sync_worker import SyncHost

log = logging.getLogger(__name__)

_HOSTS = ("app.sync.result", "ui.network_watch", "ui.sync_worker", "ui.single_instance")
_WIRING = ("ui.wiring",)
_TRAY = ("ui.notifications", "ui.tray", "ui.tray_wiring", "ui.writes")
_WORK = ("app.services.window_facts", "app.services.heartbeat", "ui.timer_watch")
_PRESENCE = ("ui.presence.clocks", "ui.presence.absence_wiring")
"""What each step of the start loads, one module a turn."""


def make_application() -> QApplication:
    """Qt's application object, with the program's names, before anything of Qt is used.

    Fusion is what the style sheet was made for. It is named as an argument because `setStyle` hands out a `QStyle`,
    which takes PySide 6 ms to wrap.
    """
    made = QApplication.instance()
    if isinstance(made, QApplication):  # something had to be asked before the window
        return made
    QApplication.setApplicationName("stint")
    QApplication.setApplicationDisplayName("Stint")
    QApplication.setDesktopFileName(APP_ID)
    app = QApplication([*sys.argv[:1], "-style", "Fusion"])
    app.setQuitOnLastWindowClosed(False)
    return app


class Shell(QObject):
    """Makes the parts, joins them, and ends them.

    Before the first paint there is only what it shows; the rest (log, sync, tasks, the socket of the single
    instance) is imported and made after it.
    """

    def __init__(self, app: QApplication, session: Session, clean_up: ExitStack) -> None:
        super().__init__()
        self._app, self._clean_up = app, clean_up
        self.session = session
        self.stuck = False
        """Whether a thread did not end in time."""
        self._ending = self._hidden = self._quick_log = False
        self.sync: SyncHost | None = None
        self._later: InTurns | None = None
        folder = session.config.folder
        self.crash = CrashHook(self)
        self.crash.install(folder.logs)
        clean_up.callback(self.crash.remove)
        use_some_locale()
        install_translators(app)
        self.theme = Theme(self)
        self._use_appearance()
        self.theme.install(app)
        self.bridge = Bridge(session.context, self)
        clean_up.callback(self.bridge.stop)
        clean_up.callback(self._stop_tasks)
        self.window = MainWindow(session, self.theme, self.bridge, PAGES)
        clean_up.callback(self.window.end)
        add_timer_bar(self.window, session, self.theme, self.bridge)
        self.window.painted.connect(self._begin_background, Qt.ConnectionType.SingleShotConnection)
        self.leaving = Leaving(session, self.bridge, self.window, self)
        self.leaving.quit_confirmed.connect(self.quit)
        self.bridge.settings_changed.connect(self._use_appearance)
        app.commitDataRequest.connect(self._save_for_log_out, Qt.ConnectionType.DirectConnection)
        app.aboutToQuit.connect(self.quit)

    def run(self, *, hidden: bool = False, quick_log: bool = False) -> int:
        """Show the window, or leave it in the tray, and work until the person ends it; returns the exit code."""
        self._hidden, self._quick_log = hidden, quick_log
        if hidden:
            self.window.begin_unseen()
        else:
            self.window.show()
        return self._app.exec()

    @Slot()
    def quit(self) -> None:
        """Save what is being typed, take the window away at once, leave the event loop. A second call does nothing."""
        if self._ending:
            return
        self._ending = True
        if self._later is not None:
            self._later.stop()
        self.bridge.save_requested.emit()
        self.window.save_geometry()
        self.leaving.end()
        self.window.hide()
        self._app.quit()

    @Slot()
    def _use_appearance(self) -> None:
        """Light or dark as the settings say, else as the desktop has it."""
        wanted = self.session.config.settings.window_appearance
        self.theme.override({"light": False, "dark": True}.get(wanted))

    @Slot()
    def _begin_background(self) -> None:
        """What the first paint did not need: 120 ms in all, and so not in one go."""
        if self._ending:
            return
        steps = (
            *(*loading("socket", "ui.quit_signals"), self._watch),
            *(*loading(*_HOSTS), self._make_hosts),
            *(*loading(*_WIRING), self._join),
            *(*loading(*_TRAY), self._make_tray),
            *(*loading(*_WORK), self._begin_work),
            *(*loading(*_PRESENCE), self._watch_presence),
        )
        self._later = InTurns(self, *steps)
        self._later.begin()
        self._clean_up.callback(self._later.stop)  # what was not begun by then must not begin on closed data

    def _watch(self) -> None:
        """Begin the log, and hear what the system asks of us."""
        self.crash.start_log()
        from ui.quit_signals import QuitSignals

        signals = QuitSignals(self)
        signals.arrived.connect(self.quit)
        self._clean_up.callback(signals.restore)

    def _make_hosts(self) -> None:
        from ui.single_instance import InstanceServer
        from ui.sync_worker import SyncHost

        context = self.session.context
        self.sync = SyncHost(context.config, context.clock, self)
        self._clean_up.callback(self._stop_sync)
        self._instance = InstanceServer(self.session, self)
        self._clean_up.callback(self._instance.close)

    def _join(self) -> None:
        from ui.wiring import Parts, Wiring

        if self.sync is not None:
            parts = Parts(self.session, self.bridge, self.window, self.sync, self._instance, self.crash)
            self._wiring = Wiring(parts, self)

    def _make_tray(self) -> None:
        from ui.tray_wiring import TrayWiring

        tray = TrayWiring(self.session, self.theme, self.bridge, self.window, self.leaving)
        self._clean_up.callback(tray.close)

    def _begin_work(self) -> None:
        from ui.garbage import GarbageCollector

        garbage = GarbageCollector(self)
        self._clean_up.callback(garbage.stop)
        self.bridge.tick.connect(garbage.collect)
        from ui.timer_watch import TimerWatch

        watch = TimerWatch(self.session, self.bridge, self)
        self.leaving.quit_confirmed.connect(watch.end_in_order)
        self.window.show_standing()
        self.bridge.start()
        self._instance.listen()
        if self.sync is not None:
            self.sync.start()
        if self._hidden:
            self.leaving.expect_tray()
        if self._quick_log:
            self.bridge.requests.quick_log_requested.emit(QRect())
        log.info("window open on %s", self.session.config.folder.root)

    def _watch_presence(self) -> None:
        from ui.presence.absence_wiring import AbsenceWiring

        absences = AbsenceWiring(self.session, self.bridge, self)
        self._clean_up.callback(absences.stop)
        QTimer.singleShot(0, absences.start)

    @Slot()
    def _save_for_log_out(self) -> None:
        """The person logs out, or may yet stay: save, end nothing. The timer's start is stored since it began.

        Nothing is asked of the session manager: by default it starts us again with the next session.
        """
        self.bridge.save_requested.emit()
        self.window.save_geometry()

    def _stop_sync(self) -> None:
        if self.sync is not None:
            self.stuck |= not self.sync.stop()

    def _stop_tasks(self) -> None:
        self.stuck |= not self.bridge.stop_tasks()
