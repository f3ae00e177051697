"""All keyboard shortcuts of the window: those of its actions, as they are, and what lists and forms answer to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.actions import Actions
from ui.i18n import tr
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.key_cap import KeyCap, split_keys
from ui.widgets.plain_label import PlainLabel
from ui.window_state import largest_window

_CONTEXT = "shortcuts"
_PAGES = "page."
_COLUMN_WIDTH = 330


class ShortcutsDialog(QDialog):
    """Something to look at; Esc, `?` or *Close* ends it. Open it with `open()`."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(_CONTEXT, "Keyboard shortcuts"))
        with_keys = [action for action in actions.all() if action.isVisible() and not action.shortcut().isEmpty()]
        pages = [action for action in with_keys if action.objectName().startswith(_PAGES)]
        others = [action for action in with_keys if not action.objectName().startswith(_PAGES)]
        left, right = QVBoxLayout(), QVBoxLayout()
        _add_group(left, tr(_CONTEXT, "Everywhere"), _keys_of(others))
        _add_group(right, tr(_CONTEXT, "Pages"), _keys_of(pages))
        _add_group(right, tr(_CONTEXT, "In lists and forms"), _local_keys())
        _add_group(left, tr(_CONTEXT, "In the week's calendar"), _calendar_keys())
        self.area = self._scrolled(left, right)
        self.close_button = Button(tr(_CONTEXT, "Close"))
        self.close_button.clicked.connect(self.accept)
        self._opener = actions.shortcuts.shortcut()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(space(5), space(5), space(5), space(4))
        whole.setSpacing(space(4))
        whole.addWidget(PlainLabel(tr(_CONTEXT, "Keyboard shortcuts"), "title"))
        whole.addWidget(self.area, 1)
        whole.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        self.area.setFocus()
        self._fit_screen(parent or self)

    def _scrolled(self, *columns: QVBoxLayout) -> QScrollArea:
        """The groups, which the arrows scroll where there is no room for all."""
        inside = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(space(4))
        for column in columns:
            column.setSpacing(space(2))
            column.addStretch()
            self._columns.addLayout(column, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        area.setAccessibleName(self.windowTitle())
        return area

    def _fit_screen(self, beside: QWidget) -> None:
        """As large as all of it, and no larger than the screen; columns below each other where that is too narrow."""
        room, bar = largest_window(beside.screen()), self.area.verticalScrollBar().sizeHint().width()
        around = self.sizeHint() - self.area.sizeHint()
        wanted = self._columns.sizeHint() + around
        if wanted.width() + bar > room.width():
            self._columns.setDirection(QBoxLayout.Direction.TopToBottom)
            wanted = self._columns.sizeHint() + around
        self.resize((wanted if wanted.height() <= room.height() else wanted + QSize(bar + space(2), 0)).boundedTo(room))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and QKeySequence(event.text()) == self._opener:
            self.accept()
        else:
            super().keyPressEvent(event)


def _keys_of(actions: Sequence[QAction]) -> list[tuple[str, QKeySequence]]:
    return [(action.text().replace("&&", "&"), action.shortcut()) for action in actions]


def _local_keys() -> list[tuple[str, QKeySequence]]:
    keys = (
        (tr(_CONTEXT, "Open what is marked"), "Return"),
        (tr(_CONTEXT, "Edit a title in place"), "F2"),
        (tr(_CONTEXT, "Choose several"), "Shift+Down"),
        (tr(_CONTEXT, "Split an entry"), "Ctrl+T"),
        (tr(_CONTEXT, "Merge entries"), "Ctrl+M"),
        (tr(_CONTEXT, "Mend an overlap or gap"), "Ctrl+R"),
        (tr(_CONTEXT, "Copy to today"), "Ctrl+D"),
        (tr(_CONTEXT, "Move a day earlier"), "Alt+Shift+Left"),
        (tr(_CONTEXT, "History of an entry"), "Ctrl+H"),
        (tr(_CONTEXT, "Search this list"), "Ctrl+F"),
        (tr(_CONTEXT, "Past titles for the timer"), "Down"),
        (tr(_CONTEXT, "Next field, next part"), "Tab"),
        (tr(_CONTEXT, "Save the form"), "Ctrl+Return"),
        (tr(_CONTEXT, "Leave without saving"), "Esc"),
    )
    return [(text, QKeySequence(key)) for text, key in keys]


def _calendar_keys() -> list[tuple[str, QKeySequence]]:
    keys = (
        (tr(_CONTEXT, "New entry here"), "N"),
        (tr(_CONTEXT, "Move an entry"), "Ctrl+Down"),
        (tr(_CONTEXT, "Move its end"), "Shift+Down"),
        (tr(_CONTEXT, "Move its start"), "Shift+Left"),
        (tr(_CONTEXT, "Continue it"), "Space"),
        (tr(_CONTEXT, "Next week"), "PgDown"),
        (tr(_CONTEXT, "This week"), "T"),
        (tr(_CONTEXT, "Higher hours"), "+"),
    )
    return [(text, QKeySequence(key)) for text, key in keys]


def _add_group(column: QVBoxLayout, title: str, keys: Sequence[tuple[str, QKeySequence]]) -> None:
    card = Card()
    card.setMinimumWidth(_COLUMN_WIDTH)
    grid = QGridLayout()
    grid.setHorizontalSpacing(space(6))
    grid.setVerticalSpacing(space(2))
    grid.setColumnStretch(0, 1)
    for row, (text, key) in enumerate(keys):
        native = key.toString(QKeySequence.SequenceFormat.NativeText)
        label = PlainLabel(text)
        label.setAccessibleName(f"{text}: {native}")
        grid.addWidget(label, row, 0)
        grid.addLayout(_caps(native), row, 1)
    card.body.addLayout(grid)
    column.addWidget(PlainLabel(title, "section", "muted"))
    column.addWidget(card)


def _caps(native: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(space(1))
    row.addStretch()
    for key in split_keys(native):
        row.addWidget(KeyCap(key))
    return row
