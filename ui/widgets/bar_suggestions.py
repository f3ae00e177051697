"""The list below the timer bar while a line is typed there: what it may go on as."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent, QWindow
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.services.quicklog import ReadLine
from ui.i18n import tr
from ui.theme import space
from ui.type_ahead import Suggesting, TypeAhead
from ui.widgets.suggestion_list import SuggestionList

_LETTERS = 56
"""As wide as so many, where the window has room."""


class BarSuggestions(QFrame):
    """Lies over the page and never has the focus. Esc closes it, and so does whatever takes the focus or a click away
    from the line, or changes the window's size.
    """

    taken = Signal(object)
    """NameOffer or TitleRow that is in the line now."""

    def __init__(self, bar: QWidget, edit: QLineEdit, source: Suggesting) -> None:
        super().__init__(bar.window())
        self._bar, self._edit = bar, edit
        self.setProperty("role", "floating")
        self.list = SuggestionList(tr("timer", "From before"))
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), space(2), space(2), space(2))
        column.addWidget(self.list)
        self._ahead = TypeAhead(edit, self.list, self)
        self._ahead.source = source
        self._ahead.picked.connect(self._ahead.take)
        self._ahead.taken.connect(self.taken)
        self.hide()

    def offer(self, read: ReadLine) -> None:
        """Show what the line may go on as; nothing where nothing fits."""
        self._ahead.offer(read)
        if self.list.count:
            self._place()
            self.show()
            self.raise_()
        else:
            self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for one in self._watched():
            one.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for one in self._watched():
            one.removeEventFilter(self)

    def _watched(self) -> list[QObject]:
        """The line, the bar, and the window as the system sees it: all clicks of the window pass there first."""
        handle = self._handle()
        return [self._edit, self._bar] if handle is None else [self._edit, self._bar, handle]

    def _handle(self) -> QWindow | None:
        """None where the system has no window any more."""
        return self.window().windowHandle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the list is shown."""
        kind = event.type()
        if watched is self._edit:
            if kind == QEvent.Type.FocusOut:
                self.hide()
            elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        elif watched is self._bar:
            if kind == QEvent.Type.Resize:
                self.hide()
        elif kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            clicked = self.window().childAt(event.position().toPoint())
            if clicked is not self._edit and not self._has(clicked):
                self.hide()
        return False

    def _has(self, widget: QWidget | None) -> bool:
        return widget is self or (widget is not None and self.isAncestorOf(widget))

    @Slot()
    def _place(self) -> None:
        """Below the bar, its titles below what is typed, within the window."""
        window = self._bar.window()
        left = self._edit.mapTo(window, QPoint(0, 0)).x()
        top = self._bar.mapTo(window, QPoint(0, self._bar.height())).y() - space(1)
        wanted = max(self._edit.width(), self.fontMetrics().averageCharWidth() * _LETTERS)
        width = min(wanted, window.width() - left - space(4))
        self.setGeometry(left, top, width, self.list.height() + 2 * space(2))
