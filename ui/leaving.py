"""What closing the window and quitting do: hide where a tray brings it back, ask before a running timer is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal, Slot

from app.errors import AppError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.main_window import MainWindow
from ui.requests import StandingNotice
from ui.session import Session

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from ui.tray import Tray

_CONTEXT = "leaving"
_TOLD = "tray/told"
_WAITS = "quit-waits"
_TELL_AFTER_MS = 300
_TRAY_COMES_MS = 30_000
"""A panel that starts with the session may need that long."""


class Leaving(QObject):
    """Made with the window; the tray comes later, or never."""

    quit_confirmed = Signal()

    def __init__(self, session: Session, bridge: Bridge, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._window = session, bridge, window
        self._requests = bridge.requests
        self._tray: Tray | None = None
        self._question: QDialog | None = None
        self._waits = False
        """Whether the program ends once what was done is saved."""
        window.close_requested.connect(self.close_window)
        bridge.requests.quit_requested.connect(self.ask)
        bridge.acts_saved.connect(self._go_on, Qt.ConnectionType.QueuedConnection)  # after what is said of the last one
        bridge.requests.raise_requested.connect(self._keep_question_above)

    def use_tray(self, tray: Tray) -> None:
        """Closing may hide the window from now on, whenever `tray` is there."""
        self._tray = tray
        tray.host_lost.connect(self._bring_back)

    def expect_tray(self) -> None:
        """The window was never shown: bring it within reach if no tray turns up."""
        QTimer.singleShot(_TRAY_COMES_MS, self, self._bring_back_without_tray)

    @Slot()
    def close_window(self) -> None:
        """Hide it in the tray. Without one it would be out of reach, so then it is only minimised."""
        self._window.save_geometry()
        if self._tray is None or not self._tray.present:
            self._window.showMinimized()
            return
        self._window.hide()
        self._tell_once()

    @Slot()
    def ask(self) -> None:
        """Quit, after what was done is saved, and after asking what becomes of a timer that runs."""
        if self._question is not None:
            self._question.raise_()
            self._question.activateWindow()
            return
        if self._bridge.saving and not self._waits:
            self._waits = True
            QTimer.singleShot(_TELL_AFTER_MS, self, self._tell_waiting)
            return
        if self._waits:  # asked for twice, and this answer is the one that counts
            self._stay()
        try:
            running = self._session.status.running_entry()
        except AppError:
            running = None  # nothing could be done about the timer either; its start is stored
        if running is None:
            self.quit_confirmed.emit()
            return
        from ui.dialogs.quit_question import QuitQuestion

        in_sight = self._window.isVisible() and not self._window.isMinimized()
        question = QuitQuestion(self._session, self._bridge, running, self._window if in_sight else None)
        question.setWindowIcon(self._window.windowIcon())
        question.agreed.connect(self.quit_confirmed)
        question.finished.connect(self._forget)
        self._question = question
        question.open()
        question.raise_()
        question.activateWindow()

    @Slot()
    def _tell_waiting(self) -> None:
        if self._waits:
            self._requests.raise_requested.emit()
            text = tr(
                _CONTEXT, "Stint ends as soon as what you did is saved; your data is still being written to. Quit once"
                " more to wait no longer than a few seconds: what is not saved by then is lost.",
            )  # fmt: skip
            notice = StandingNotice(_WAITS, "warn", text, tr(_CONTEXT, "Do not quit"), self._stay)
            self._requests.standing_notice_requested.emit(notice)

    @Slot()
    def _go_on(self) -> None:
        """All is saved: what runs is known now."""
        if self._waits:
            self._stay()
            self.ask()

    def _stay(self) -> None:
        self._waits = False
        self._requests.standing_notice_requested.emit(StandingNotice(_WAITS, "warn", ""))

    @Slot()
    def end(self) -> None:
        """The program ends; an open question goes with it."""
        if self._question is not None:
            self._question.close()

    @Slot()
    def _keep_question_above(self) -> None:
        """One that was asked without the window would be covered by it, and its answer still be waited for."""
        if self._question is not None and self._question.parent() is None:
            self._window.winId()  # one that was never shown has no window of the system yet
            self._question.windowHandle().setTransientParent(self._window.windowHandle())
            QTimer.singleShot(0, self._question, self._question.raise_)

    @Slot()
    def _forget(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
        self._question = None

    @Slot()
    def _bring_back(self) -> None:
        if not self._window.isVisible():
            self._window.showMinimized()

    @Slot()
    def _bring_back_without_tray(self) -> None:
        if self._tray is None or not self._tray.present:
            self._bring_back()

    def _tell_once(self) -> None:
        remembered = QSettings(str(self._session.config.folder.root / "window.ini"), QSettings.Format.IniFormat)
        if remembered.value(_TOLD) is None:
            remembered.setValue(_TOLD, "1")
            from ui.notifications import DesktopNote

            note = DesktopNote(
                "in the tray",
                tr(_CONTEXT, "Stint goes on in the tray"),
                tr(_CONTEXT, "Click its icon for a quick log, or choose Quit in its menu to end it."),
                (("open", tr(_CONTEXT, "Open Stint")), ("quit", tr(_CONTEXT, "Quit"))),
                self._act,
            )
            self._requests.desktop_note_requested.emit(note)

    def _act(self, action: str) -> None:
        """A button of that message, or a click on it."""
        (self.ask if action == "quit" else self._requests.raise_requested.emit)()
