"""All keyboard shortcuts of the window, from the actions themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.i18n import tr
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.key_cap import KeyCap, split_keys
from ui.widgets.plain_label import PlainLabel


class ShortcutsDialog(QDialog):
    """A list to look at; Esc or *Close* ends it. Open it with `open()`."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("shortcuts", "Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(8))
        grid.setVerticalSpacing(space(2))
        for action in actions.all():
            if not action.shortcut().isEmpty():
                row = grid.rowCount()
                grid.addWidget(PlainLabel(action.text().replace("&&", "&")), row, 0)
                grid.addLayout(_caps(action.shortcut()), row, 1)
        close = Button(tr("shortcuts", "Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(5), space(5), space(4))
        column.setSpacing(space(4))
        column.addWidget(PlainLabel(tr("shortcuts", "Keyboard shortcuts"), "title"))
        column.addLayout(grid)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def _caps(shortcut: QKeySequence) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(space(1))
    row.addStretch()
    for key in split_keys(shortcut.toString(QKeySequence.SequenceFormat.NativeText)):
        row.addWidget(KeyCap(key))
    return row
