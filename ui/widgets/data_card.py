"""Where the data lies on this computer, and the backups of it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.cancel import CancelToken
from app.context import AppContext
from app.errors import AppError
from app.services.backups import BackupInfo, BackupService
from ui.bridge import Bridge
from ui.i18n import tr, tr_n
from ui.models.line_list import Line
from ui.requests import Notice
from ui.restore_words import reason_text
from ui.session import Session
from ui.setting_specs import origin_text
from ui.sync_story import when
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.line_view import LineView
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "SettingsPage"


class DataCard(Card):
    """The folder can be opened, a backup made at any time; the daily ones come by themselves."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session, self._bridge = session, bridge
        folder = session.config.folder.root
        self.path = PlainLabel(str(folder), "body", elide=True)
        self.path.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.path.setAccessibleName(tr(_CONTEXT, "Data folder: {folder}", folder=folder))
        self.open_button = Button(tr(_CONTEXT, "Open folder"), "secondary", "external")
        self.backup_button = Button(tr(_CONTEXT, "Back up now"), "secondary", "download")
        self.count = PlainLabel("", "small", "muted", wrap=True)
        self.list = LineView(tr(_CONTEXT, "Backups"), whole=True, ruled=True)
        self.open_button.clicked.connect(self._open_folder)
        self.restore_button = Button(tr(_CONTEXT, "Go back to a backup…"), "secondary", "undo")
        self.backup_button.clicked.connect(self._back_up)
        self.restore_button.clicked.connect(self._open_restore)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """List the backups there are."""
        backups = self._session.backups.all()
        self.count.setText(
            tr_n(
                _CONTEXT,
                "{n} backup, made once a day and before anything risky. They lie in the folder “backups”.",
                "{n} backups, made once a day and before anything risky. They lie in the folder “backups”; the newest "
                "14 are kept.",
                len(backups),
            )
            if backups
            else tr(_CONTEXT, "No backup yet: the first one is made after today's first change.")
        )
        self.list.setVisible(bool(backups))
        self.list.show_lines([self._line(backup) for backup in backups])

    def _lay_out(self) -> None:
        where = QVBoxLayout()
        where.setSpacing(2)
        where.addWidget(self.path)
        origin = origin_text(self._session.config.origins["data_dir"]) or tr(_CONTEXT, "The usual place.")
        where.addWidget(PlainLabel(origin, "small", "muted"))
        top = QHBoxLayout()
        top.setSpacing(space(2))
        top.addLayout(where, 1)
        top.addWidget(self.open_button)
        lower = QHBoxLayout()
        lower.setSpacing(space(2))
        lower.addWidget(self.count, 1)
        lower.addWidget(self.restore_button)
        lower.addWidget(self.backup_button)
        self.body.addLayout(top)
        self.add_line()
        self.body.addLayout(lower)
        self.body.addWidget(self.list)

    def _line(self, backup: BackupInfo) -> Line:
        return Line(
            key=backup.path,
            title=when(backup.made_at, self._session.context.zone, self._session.today),
            detail=reason_text(backup.reason),
            value=QLocale().formattedDataSize(backup.size, 1),
        )

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._session.config.folder.root)))

    @Slot()
    def _open_restore(self) -> None:
        from ui.dialogs.restore_dialog import RestoreDialog

        RestoreDialog(self._session, self._bridge, self.window()).open()

    @Slot()
    def _back_up(self) -> None:
        self.backup_button.setEnabled(False)
        task = self._bridge.tasks.run(_make_backup)
        task.done.connect(self._finish)
        task.failed.connect(self._fail)
        task.dropped.connect(self._allow)

    @Slot()
    def _finish(self) -> None:
        self._allow()
        self.refresh()
        self._bridge.requests.notice_requested.emit(Notice(tr(_CONTEXT, "The backup was made.")))

    @Slot(object)
    def _fail(self, error: AppError) -> None:
        self._allow()
        self._bridge.requests.error_reported.emit(error)

    @Slot()
    def _allow(self) -> None:
        self.backup_button.setEnabled(True)


def _make_backup(context: AppContext, cancel: CancelToken) -> None:
    del cancel  # a backup is whole or not there
    BackupService(context.db, context.clock, context.config.folder.backups).make()
