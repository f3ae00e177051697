"""Asked once, with the first invoice of hours: are they to be marked in Clientary as billed?"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "MarksQuestion"
_WIDTH = 480


class MarksQuestion(QDialog):
    """Open it with `open()`. Esc answers nothing, and no invoice is made."""

    answered = Signal(bool)
    """Whether hours are to be marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(_CONTEXT, "Mark billed hours in Clientary?"))
        self.setMinimumWidth(_WIDTH)
        text = tr(
            _CONTEXT,
            "Clientary goes on listing the hours of this invoice as unbilled. Stint can write “Invoice NUMBER” below "
            "the description of each of them there, once the invoice is confirmed: other computers and colleagues then "
            "do not bill them again. This holds for later invoices too, and can be changed in the settings.",
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addWidget(PlainLabel(self.windowTitle(), "title"))
        column.addWidget(PlainLabel(text, "body", wrap=True))
        self.mark, self.leave = Button(tr(_CONTEXT, "Mark them"), "primary"), Button(tr(_CONTEXT, "Do not mark"))
        buttons = QHBoxLayout()
        buttons.addStretch()
        for button, marked in ((self.leave, False), (self.mark, True)):
            button.clicked.connect(partial(self._answer, marked))
            buttons.addWidget(button)
        column.addLayout(buttons)

    def _answer(self, marked: bool) -> None:
        self.accept()
        self.answered.emit(marked)
