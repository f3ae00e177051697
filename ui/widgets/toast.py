"""A short message below the page that leaves by itself, with a way to take back what it tells of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.i18n import tr
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.button import Button
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel

_SHORT_MS, _LONG_MS = 4_000, 9_000
_WIDEST = 560


class Toast(QFrame):
    """The message itself. Its clock stands while the pointer or the focus is on it, so nobody has to hurry."""

    left = Signal()
    """It is not shown any more."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._on_action: Callable[[], object] | None = None
        self._text = PlainLabel("", "body", "bg", wrap=True)
        self.action = Button("", "ghost")
        self.close_button = IconButton("close", tr("Toast", "Dismiss"), tint="bg")
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._run_out)
        self.action.clicked.connect(self._act)
        self.close_button.clicked.connect(self._go)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), space(2), space(2), space(2))
        row.setSpacing(space(2))
        row.addWidget(self._text, 1)
        row.addWidget(self.action)
        row.addWidget(self.close_button)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_message(self, text: str, action_text: str | None, on_action: Callable[[], object] | None) -> None:
        """Replace what is shown and begin the time anew."""
        self._text.setText(text)
        self._on_action = on_action
        self.action.setText(action_text or "")
        self.action.setVisible(action_text is not None)
        self.setAccessibleName(text)
        self._clock.start(_LONG_MS if action_text else _SHORT_MS)
        self.show()
        announce(self, text)

    def natural_width(self) -> int:
        """Room for the text on one line (a label that may wrap asks for less)."""
        controls = self.sizeHint().width() - self._text.sizeHint().width()
        return controls + self._text.fontMetrics().horizontalAdvance(self._text.text()) + space(1)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._clock.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._clock.start(_SHORT_MS)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._go()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _run_out(self) -> None:
        if self.action.hasFocus() or self.close_button.hasFocus():
            self._clock.start(_SHORT_MS)
        else:
            self._go()

    @Slot()
    def _go(self) -> None:
        self._clock.stop()
        self.hide()
        self.left.emit()

    @Slot()
    def _act(self) -> None:
        on_action, self._on_action = self._on_action, None
        self._go()
        if on_action is not None:
            on_action()


class ToastRow(QWidget):
    """Room for one toast at a time, taken from the page while there is one: it covers nothing that could be clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.toast = Toast(self)
        self.toast.left.connect(self.hide)
        self.hide()

    def show_message(
        self, text: str, action_text: str | None = None, on_action: Callable[[], object] | None = None
    ) -> None:
        """Say `text` in place of the last; pressing `action_text` (Undo) calls `on_action` once, on the GUI thread."""
        self.show()
        self.toast.show_message(text, action_text, on_action)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width = min(self.width() - 2 * space(4), _WIDEST, self.toast.natural_width())
        height = max(self.toast.heightForWidth(width), self.toast.minimumSizeHint().height())
        self.toast.setGeometry((self.width() - width) // 2, space(1), width, height)
        self.setFixedHeight(height + space(1) + space(3))
