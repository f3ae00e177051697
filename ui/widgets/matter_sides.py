"""Both versions of what sync could not settle by itself, beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.matter_words import SideRow
from ui.theme import space
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "SyncPage"
_TOP = Qt.AlignmentFlag.AlignTop


class MatterSides(QWidget):
    """A row for each field: its name, how it is here, how it is in Clientary. What differs says so, and stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(4))
        self._grid.setVerticalSpacing(space(2))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)

    def show_sides(self, rows: Sequence[SideRow]) -> None:
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
        for number, row in enumerate(rows, 1):
            self._grid.addWidget(_Name(row), number, 0, _TOP)
            for column, text in ((1, row.ours), (2, row.theirs)):
                self._grid.addWidget(_value(row, headings[column], text), number, column, _TOP)


class _Name(QWidget):
    """The field's name, and that it differs."""

    def __init__(self, row: SideRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PlainLabel(row.name, "small", "text" if row.mark else "muted"))
        if row.mark:
            column.addWidget(PlainLabel(tr(_CONTEXT, "≠ {mark}", mark=row.mark), "small", "warn"))


def _value(row: SideRow, side: str, text: str) -> PlainLabel:
    label = PlainLabel(text, "strong" if row.mark else "body", "text" if row.mark else "muted", wrap=True)
    said = (
        tr(_CONTEXT, "{field} {mark}, {side}: {value}", field=row.name, mark=row.mark, side=side, value=text)
        if row.mark
        else tr(_CONTEXT, "{field}, {side}: {value}", field=row.name, side=side, value=text)
    )
    label.setAccessibleName(said)
    return label
