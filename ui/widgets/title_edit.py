"""Where the title of the running entry is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.fonts import font
from ui.i18n import tr

_REST_MS = 10_000


class TitleEdit(QLineEdit):
    """A field without a frame, in larger letters. Esc takes back what was typed (`left`), Down asks for a list of what
    was worked on (`list_asked`).

    It has the keyboard for most of the day, so its cursor stops blinking when nobody has typed for ten seconds, as it
    does on GNOME: two repaints a second would be most of what an idle window costs.
    """

    left = Signal()
    list_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self.setFont(font("large"))
        self.setPlaceholderText(tr("timer", "What are you working on?"))
        self.setAccessibleName(tr("timer", "What are you working on?"))
        self.setMinimumWidth(120)
        self._flash_ms: int | None = None
        """The desktop's own blinking while the cursor rests; None while it blinks."""
        self._untouched = QTimer(self)
        self._untouched.setSingleShot(True)
        self._untouched.setInterval(_REST_MS)
        self._untouched.timeout.connect(self.rest)

    def say_paused(self, title: str) -> None:
        """What Enter goes on with while nothing is typed; "" for nothing."""
        asked = tr("timer", "What are you working on?")
        self.setPlaceholderText(tr("timer", "Paused: {title}", title=title) if title else asked)

    @Slot()
    def rest(self) -> None:
        """Let the cursor stand still until something is typed or clicked."""
        hints = QGuiApplication.styleHints()
        if self.hasFocus() and self._flash_ms is None and hints.cursorFlashTime() > 0:
            self._flash_ms = hints.cursorFlashTime()
            hints.setCursorFlashTime(0)

    def event(self, event: QEvent) -> bool:
        """Qt claims undo and redo for any field: with nothing typed here they are the window's, for the entries."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._cannot(event):
            event.ignore()
            return False
        return super().event(event)

    def _cannot(self, event: QKeyEvent) -> bool:
        undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
        return (event.matches(undo) and not self.isUndoAvailable()) or (
            event.matches(redo) and not self.isRedoAvailable()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._stir()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.list_asked.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._stir()
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._stir()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._stir()
        self._untouched.stop()

    def _stir(self) -> None:
        """Blink again. How cursors blink is a matter of the whole application, so others must not find it changed."""
        self._untouched.start()
        if self._flash_ms is not None:
            QGuiApplication.styleHints().setCursorFlashTime(self._flash_ms)
            self._flash_ms = None
