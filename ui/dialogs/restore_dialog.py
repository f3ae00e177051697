"""Going back to a backup: choose one, see what would change, do it. What is here now is kept as a backup first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.context import AppContext
from app.errors import AppError
from app.services.backups import BackupInfo
from app.services.restore import Restored, RestorePreview, RestoreService
from ui.bridge import Bridge
from ui.i18n import tr
from ui.messages import sentence
from ui.models.line_list import Line
from ui.requests import Notice
from ui.restore_words import preview_lines, reason_text
from ui.session import Session
from ui.sync_story import when
from ui.sync_worker import SyncRequest
from ui.task_worker import Task
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.line_view import LineView
from ui.widgets.plain_label import PlainLabel
from ui.window_state import fit

_CONTEXT = "RestoreDialog"
_SHOWN = 14


class RestoreDialog(QDialog):
    """Open it with `open()`; Esc leaves everything as it is, and Enter does nothing: nobody goes back by accident."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(_CONTEXT, "Go back to a backup"))
        self._session, self._bridge = session, bridge
        self._task: Task | None = None
        self._path: Path | None = None
        self.list = LineView(tr(_CONTEXT, "Backups"), ruled=True)
        self.what = PlainLabel("", "strong", wrap=True)
        self.preview = PlainLabel("", "body", wrap=True)
        self.file_button = Button(tr(_CONTEXT, "Another file…"), "ghost")
        self.cancel_button = Button(tr(_CONTEXT, "Cancel"))
        self.restore_button = Button(tr(_CONTEXT, "Go back to this one"), "danger", "undo")
        self._lay_out()
        self.list.current_changed.connect(self._choose)
        self.file_button.clicked.connect(self._choose_file)
        self.cancel_button.clicked.connect(self.reject)
        self.restore_button.clicked.connect(self._restore)
        self._show_backups(session.backups.all())

    def reject(self) -> None:
        """Leave; a look at a backup that is still under way is given up, a restore is waited for."""
        if self.cancel_button.isEnabled():
            self._drop_task()
            super().reject()

    def show_file(self, path: Path) -> None:
        """Look at this backup: what it would change, off this thread."""
        self._drop_task()
        self._path = path
        self.restore_button.setEnabled(False)
        self.what.setText(tr(_CONTEXT, "Looking into the backup…"))
        self.preview.setText("")
        self._task = self._bridge.tasks.run(lambda context, _cancel: _preview(context, path))
        self._task.done.connect(self._show_preview)
        self._task.failed.connect(self._show_failure)

    def _lay_out(self) -> None:
        card = Card(padded=False)
        card.body.addWidget(self.list)
        told = QWidget()
        words = QVBoxLayout(told)
        words.setContentsMargins(0, 0, space(2), 0)
        words.addWidget(self.what)
        words.addWidget(self.preview)
        words.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setProperty("role", "bare")
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(told)
        scroll.setAccessibleName(tr(_CONTEXT, "What would change"))
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.file_button)
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.restore_button)
        hint = tr(
            _CONTEXT,
            "What is here now is kept as a backup first. The next sync compares everything with Clientary before it "
            "sends anything, so that nothing gets there twice. Settings stay as they are.",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addWidget(PlainLabel(tr(_CONTEXT, "Go back to a backup"), "title"))
        column.addWidget(PlainLabel(hint, "small", "muted", wrap=True))
        column.addWidget(card, 1)
        column.addWidget(scroll, 1)
        column.addLayout(buttons)
        fit(self, QSize(space(150), space(150)))

    def _show_backups(self, backups: list[BackupInfo]) -> None:
        self.list.show_lines([self._line(backup) for backup in backups[:_SHOWN]])
        self.restore_button.setEnabled(False)
        if backups:
            self.list.choose(backups[0].path)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.what.setText(tr(_CONTEXT, "There is no backup yet. You can choose a file."))

    def _line(self, backup: BackupInfo) -> Line:
        return Line(
            key=backup.path,
            title=when(backup.made_at, self._session.context.zone, self._session.today),
            detail=reason_text(backup.reason),
            value=QLocale().formattedDataSize(backup.size, 1),
        )

    @Slot(object)
    def _choose(self, key: object) -> None:
        if isinstance(key, Path) and key != self._path:
            self.show_file(key)

    @Slot()
    def _choose_file(self) -> None:
        chooser = QFileDialog(self, tr(_CONTEXT, "Choose a backup"), str(self._session.config.folder.backups))
        chooser.setNameFilters([tr(_CONTEXT, "Backups (*.gz *.sqlite3)"), tr(_CONTEXT, "All files (*)")])
        chooser.fileSelected.connect(self._take_file)
        chooser.open()

    @Slot(str)
    def _take_file(self, name: str) -> None:
        self.show_file(Path(name))

    @Slot(object)
    def _show_preview(self, preview: RestorePreview) -> None:
        self._task = None
        at = when(preview.made_at, self._session.context.zone, self._session.today)
        self.what.setText(tr(_CONTEXT, "If you go back to {when}:", when=at))
        parts = [f"{text}\n{examples}" if examples else text for text, examples in preview_lines(preview)]
        self.preview.setText("\n\n".join(parts))
        self.restore_button.setEnabled(True)

    @Slot(object)
    def _show_failure(self, error: AppError) -> None:
        self._task = None
        self._set_busy(busy=False)
        self.restore_button.setEnabled(False)
        self.what.setText(tr(_CONTEXT, "This backup cannot be used."))
        self.preview.setText(error.detail or sentence(error))

    @Slot()
    def _restore(self) -> None:
        path = self._path
        if path is None:
            return
        self._set_busy(busy=True)
        self.what.setText(tr(_CONTEXT, "Going back…"))
        task = self._bridge.tasks.run(lambda context, _cancel: _restored(context, path))
        task.done.connect(self._finish)
        task.failed.connect(self._show_failure)
        task.dropped.connect(self.accept)

    @Slot(object)
    def _finish(self, done: Restored) -> None:
        kept = "" if done.kept is None else done.kept.name
        text = tr(_CONTEXT, "You are back at the backup. What was here is kept as {name}.", name=kept)
        self._bridge.requests.notice_requested.emit(Notice(text))
        self._bridge.requests.sync_requested.emit(SyncRequest())
        self.accept()

    def _set_busy(self, *, busy: bool) -> None:
        for part in (self.list, self.file_button, self.cancel_button, self.restore_button):
            part.setEnabled(not busy)

    def _drop_task(self) -> None:
        """What comes of the look that is under way no longer matters."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel.set()
            task.done.disconnect(self._show_preview)
            task.failed.disconnect(self._show_failure)


def _preview(context: AppContext, path: Path) -> RestorePreview:
    return RestoreService(context.config.folder, context.clock).preview(path)


def _restored(context: AppContext, path: Path) -> Restored:
    return RestoreService(context.config.folder, context.clock).restore_on(context, path)
