"""The button that begins a call and, in its place while it runs, the one that ends it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.background_call import BackgroundCall
from ui.i18n import tr
from ui.widgets.button import Button


class RunButtons(QWidget):
    """The focus stays where it was when one takes the other's place."""

    run_requested = Signal()

    def __init__(self, text: str, icon: str, call: BackgroundCall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._call = call
        self.run_button = Button(text, "primary", icon)
        self.stop_button = Button(tr("developer", "Stop"), "danger", "stop")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.run_button)
        row.addWidget(self.stop_button)
        self.stop_button.hide()
        self.run_button.clicked.connect(self.run_requested)
        self.stop_button.clicked.connect(call.stop)
        call.running_changed.connect(self._show_running)

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        shown, hidden = (self.stop_button, self.run_button) if running else (self.run_button, self.stop_button)
        focused = hidden.hasFocus()
        shown.show()
        if focused:
            shown.setFocus()
        hidden.hide()
