"""Both versions of what sync could not settle by itself, beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.i18n import tr
from ui.theme import space
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "SyncPage"


class MatterSides(QWidget):
    """A row for each field that differs: its name, how it is here, how it is in Clientary."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(4))
        self._grid.setVerticalSpacing(space(2))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)

    def show_sides(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Replace what is shown; without rows nothing is."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.setVisible(bool(rows))
        headings = ("", tr(_CONTEXT, "Here"), tr(_CONTEXT, "In Clientary"))
        for column, heading in enumerate(headings):
            self._grid.addWidget(PlainLabel(heading, "section", "muted"), 0, column)
        for number, (name, *sides) in enumerate(rows, 1):
            self._grid.addWidget(PlainLabel(name, "small", "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
            for column, text in enumerate(sides, 1):
                label = PlainLabel(text, "body", wrap=True)
                label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                label.setAccessibleName(
                    tr(_CONTEXT, "{field}, {side}: {value}", field=name, side=headings[column], value=text)
                )
                self._grid.addWidget(label, number, column)
