"""What a person does about the account, wherever it is asked for: connect, sign out, go on elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.errors import AppError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.requests import Notice
from ui.session import Session

if TYPE_CHECKING:
    from ui.dialogs.connect_dialog import ConnectDialog, Start

_SIGN_OUT_S = 30.0


class AccountActs(QObject):
    """`window` is where the wizard opens; one at a time."""

    def __init__(self, session: Session, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._bridge, self._window = session, bridge, window
        self._dialog: ConnectDialog | None = None

    @Slot(str)
    def connect_account(self, start: Start) -> None:
        """Show the way to Clientary, from that step on."""
        from ui.dialogs.connect_dialog import ConnectDialog

        if self._dialog is not None:
            self._dialog.raise_()
            return
        self._dialog = dialog = ConnectDialog(self._session, self._bridge, start, self._window)
        dialog.sandbox_requested.connect(self.open_sandbox)
        dialog.new_folder_requested.connect(self.open_new_folder)
        dialog.connected.connect(self._welcome)
        dialog.finished.connect(self._forget)
        dialog.open()

    @Slot()
    def open_sandbox(self) -> None:
        """Go on in the sandbox: the program starts again there, this one ends."""
        from ui.relaunch import start_sandbox

        if start_sandbox(self._session.config):
            self._bridge.requests.quit_requested.emit()
        else:
            self._tell(tr("account", "The sandbox cannot be started."))

    @Slot()
    def open_new_folder(self) -> None:
        """Open a window on a new data folder, for another account; this one stays."""
        from ui.relaunch import start_beside

        folder = start_beside(self._session.config)
        if folder is None:
            self._tell(tr("account", "Another window cannot be started. Nothing was changed."))
        else:
            self._tell(tr("account", "Opened another window on {folder}. Connect there.", folder=folder))

    @Slot()
    def sign_out(self) -> None:
        """Forget the sign-in; everything recorded stays, and nothing is sent any more."""
        way = "api" if self._session.config.transport == "api" else "cli"

        def work(context: AppContext, cancel: CancelToken) -> None:
            from app.services.connecting import Connecting

            with Connecting(context, way) as connecting:
                connecting.sign_out(Deadline(_SIGN_OUT_S), cancel)

        task = self._bridge.patient_tasks.run(work)
        task.done.connect(self._note_signed_out)
        task.failed.connect(self._note_signed_out)

    @Slot()
    def _note_signed_out(self) -> None:
        """Membrane may not have been reached; here the sign-in is forgotten in any case."""
        try:
            self._session.reload_settings()
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        self._bridge.settings_changed.emit()
        self._tell(tr("account", "Signed out: nothing is sent until you connect again, and your work stays here."))

    @Slot()
    def _welcome(self) -> None:
        self._tell(tr("account", "Connected. Your clients and projects are on their way."))

    @Slot()
    def _forget(self) -> None:
        self._dialog = None

    def _tell(self, text: str) -> None:
        self._bridge.requests.notice_requested.emit(Notice(text))
