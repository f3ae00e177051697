"""What became of one entry."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.errors import AppError
from app.storage.entries import EntryRow
from ui.i18n import tr
from ui.messages import sentence
from ui.session import Session
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.history_list import HistoryList
from ui.widgets.plain_label import PlainLabel
from ui.window_state import fit

_CONTEXT = "history"
_WIDTH, _HEIGHT = 460, 420


class HistoryDialog(QDialog):
    """Something to read; Esc or *Close* ends it. Open it with `open()`."""

    def __init__(self, session: Session, row: EntryRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(_CONTEXT, "History"))
        fit(self, QSize(_WIDTH, _HEIGHT))
        close = Button(tr(_CONTEXT, "Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addWidget(PlainLabel(tr(_CONTEXT, "History"), "title"))
        column.addWidget(PlainLabel(row.entry.title, "body", "muted", elide=True))
        try:
            column.addWidget(HistoryList(session.history.of_entry(row.entry.id), session.context.zone), 1)
        except AppError as error:
            column.addWidget(PlainLabel(sentence(error), tone="danger", wrap=True), 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
