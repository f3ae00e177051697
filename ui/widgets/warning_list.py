"""What a person should hear before it is sent: one sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import space
from ui.widgets.banner import Banner


class WarningList(QWidget):
    """Takes no room while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(1))
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        return self._texts

    def show_warnings(self, texts: Sequence[str]) -> None:
        """Replace them all."""
        if tuple(texts) == self._texts:
            return
        self._texts = tuple(texts)
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for text in texts:
            self._column.addWidget(Banner("warn", text, dismissible=False))
        self.setVisible(bool(texts))
