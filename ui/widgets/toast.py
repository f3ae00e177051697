"""A short message at the lower edge of the window that leaves by itself, with a way to take back what it tells of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QEnterEvent, QKeyEvent
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

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._on_action: Callable[[], object] | None = None
        self._text = PlainLabel("", "body", "bg", wrap=True)
        self.action = Button("", "ghost")
        self.close_button = IconButton("close", tr("Toast", "Dismiss"), tint="bg")
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._run_out)
        self.action.clicked.connect(self._act)
        self.close_button.clicked.connect(self.hide)
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
        self.raise_()
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
            self.hide()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _run_out(self) -> None:
        if self.action.hasFocus() or self.close_button.hasFocus():
            self._clock.start(_SHORT_MS)
        else:
            self.hide()

    @Slot()
    def _act(self) -> None:
        on_action, self._on_action = self._on_action, None
        self.hide()
        if on_action is not None:
            on_action()


class ToastHost(QObject):
    """Shows toasts over `parent`, one at a time: a new one takes the place of the last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.toast = Toast(parent)
        parent.installEventFilter(self)

    def show_message(
        self, text: str, action_text: str | None = None, on_action: Callable[[], object] | None = None
    ) -> None:
        """Say `text`; pressing `action_text` (Undo) calls `on_action` once, on the GUI thread."""
        self.toast.show_message(text, action_text, on_action)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._parent and event.type() == QEvent.Type.Resize and self.toast.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._parent.width() - 2 * space(4)
        width = min(room, _WIDEST, self.toast.natural_width())
        height = max(self.toast.heightForWidth(width), self.toast.minimumSizeHint().height())
        below = self._parent.height() - height - space(6)
        self.toast.setGeometry((self._parent.width() - width) // 2, below, width, height)
