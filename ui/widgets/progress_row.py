"""How far long work is, with a button that stops it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from ui.i18n import tr
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel

SHOWN_AFTER_MS = 1_000
"""Work that is over by then is not worth a movement on the page."""


class ProgressRow(QWidget):
    """Comes into sight by itself once the work takes long, and goes when it is over."""

    stop_requested = Signal()

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.text = PlainLabel("", "body", elide=True)
        self.far = PlainLabel("", "small", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(accessible_name)
        self.stop_button = Button(tr("progress", "Stop"), "ghost", "stop")
        self.stop_button.clicked.connect(self._stop)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SHOWN_AFTER_MS)
        self._late.timeout.connect(self.show)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(1))
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.text, 0, 0)
        grid.addWidget(self.far, 0, 1)
        grid.addWidget(self.stop_button, 0, 2, 2, 1)
        grid.addWidget(self.bar, 1, 0, 1, 2)
        self.hide()

    def show_progress(self, text: str, far: str, done: int, total: int) -> None:
        """How far it is; `total` 0 where nobody knows."""
        self.text.setText(text)
        self.far.setText(far)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.setAccessibleDescription(f"{text}: {far}")
        if self.isHidden() and not self._late.isActive():
            self.stop_button.setEnabled(True)
            self._late.start()

    def end(self) -> None:
        """The work is over."""
        self._late.stop()
        self.hide()

    @Slot()
    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.stop_requested.emit()
