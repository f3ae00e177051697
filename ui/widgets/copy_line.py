"""A command to be typed elsewhere, with a button that copies it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.fonts import font
from ui.i18n import tr
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel

_TOLD_MS = 1_500


class CopyLine(QFrame):
    """Shows `text` as it has to be typed; cut where there is no room, for the path of a program may be long."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setProperty("role", "code")
        label = PlainLabel(text, elide=True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(font("body").pointSizeF())
        label.setFont(fixed)
        self.copy_button = IconButton("copy", tr("copy", "Copy “{text}”", text=text))
        self.copy_button.clicked.connect(self._copy)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(_TOLD_MS)
        self._told.timeout.connect(self._rest)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), space(1), space(1), space(1))
        row.addWidget(label, 1)
        row.addWidget(self.copy_button)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copy_button.become("check", tr("copy", "Copied"), "plain")
        announce(self, tr("copy", "Copied"))
        self._told.start()

    @Slot()
    def _rest(self) -> None:
        self.copy_button.become("copy", tr("copy", "Copy “{text}”", text=self._text), "plain")
