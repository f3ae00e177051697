"""A short list of lines inside a page or a pane, as high as its lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from ui.current_row import choose_current
from ui.delegates.line_delegate import LineDelegate
from ui.models.line_list import Line, LineListModel


class LineView(QListView):
    """Enter, a double click or, with `single_click`, a click opens a line. With `whole` it never scrolls by itself:
    the page around it does.
    """

    opened = Signal(object)
    """The key of the line."""
    current_changed = Signal(object)
    """The key of the current line, None when there is none."""

    def __init__(
        self,
        accessible_name: str,
        *,
        stacked: bool = False,
        ruled: bool = False,
        whole: bool = False,
        single_click: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._whole = whole
        self.lines = LineListModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(stacked=stacked, ruled=ruled, parent=self))
        self.setAccessibleName(accessible_name)
        self.setProperty("role", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if single_click:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(self._open)
        else:
            self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._tell_current)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Replace what is shown; the current line stays if it is still there."""
        key = self.current_key
        self.lines.set_lines(lines)
        row = -1 if key is None else self.lines.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row))
        if self._whole:
            self.setFixedHeight(sum(self.sizeHintForRow(row) for row in range(self.lines.rowCount())) + 2)

    @property
    def current_key(self) -> object:
        """What the current line stands for, None when there is none."""
        index = self.currentIndex()
        return self.lines.line(index.row()).key if index.isValid() else None

    def choose(self, key: object) -> None:
        """Make that line the current one, if it is there."""
        row = self.lines.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self.lines.index(row))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        choose_current(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            event.accept()
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        key = self.lines.line(index.row()).key
        if key is not None:
            self.opened.emit(key)

    @Slot(QModelIndex)
    def _tell_current(self, index: QModelIndex) -> None:
        self.current_changed.emit(self.lines.line(index.row()).key if index.isValid() else None)
