"""What a call answered: one line about it and the reply as text, to read and to copy."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui.fonts import font
from ui.i18n import tr
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel, Tone

_CONTEXT = "developer"
_LONGEST = 400_000


class ResultView(QWidget):
    """Read-only, in a fixed font; a reply too long for a window is cut where one sees that it is."""

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = PlainLabel(hint, "body", "muted", wrap=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(name)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(font("small").pointSizeF())
        self.text.setFont(fixed)
        self.copy_button = IconButton("copy", tr(_CONTEXT, "Copy the reply"))
        self.copy_button.clicked.connect(self._copy)
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addLayout(top)
        column.addWidget(self.text, 1)
        self.copy_button.setEnabled(False)

    def show_reply(self, head: str, text: str, tone: Tone = "muted") -> None:
        """Another reply; it is heard too."""
        shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n… {tr(_CONTEXT, 'and more')}"
        self.head.set_tone(tone)
        self.head.setText(head)
        self.text.setPlainText(shown)
        self.copy_button.setEnabled(bool(shown))
        announce(self, head)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        announce(self, tr(_CONTEXT, "Copied"))
