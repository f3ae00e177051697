"""Where the parts of the timer bar stand, and how much of them is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.theme import space
from ui.widgets.chip import Chip
from ui.widgets.tag_chips import TagChips

_BUTTON_HEIGHT = 38
_ROOMY = 860


def lay_out(
    bar: QWidget, title: QWidget, note: QWidget, chips: Sequence[QWidget], clock: QWidget, button: QWidget
) -> QHBoxLayout:
    """The title with its note below, chips, clock and button in a row, above a line. The height is fixed for both lines
    of text: a note must not move the page. Returns the row, for what comes into it later.
    """
    titles = QVBoxLayout()
    titles.setSpacing(0)
    titles.addWidget(title)
    titles.addWidget(note)
    row = QHBoxLayout()
    row.setContentsMargins(space(5), space(3), space(5), space(3))
    row.setSpacing(space(2) + 2)
    row.addLayout(titles, 1)
    for chip in chips:
        row.addWidget(chip)
    row.addSpacing(space(2))
    row.addWidget(clock)
    row.addWidget(button)
    line = QFrame()
    line.setProperty("role", "line")
    column = QVBoxLayout(bar)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addStretch(1)  # the row is no higher than its lowest part allows
    column.addLayout(row)
    column.addStretch(1)
    column.addWidget(line)
    texts = title.sizeHint().height() + note.sizeHint().height()
    bar.setFixedHeight(max(texts, _BUTTON_HEIGHT) + 2 * space(3) + 1)
    return row


def share_room(width: int, tags: TagChips, billable: Chip) -> None:
    """In a narrow bar tags are a number, and whether it is billable is a mark without its word."""
    roomy = width >= _ROOMY
    tags.set_room(2 if roomy else 0)
    billable.show_value(tr("timer", "billable") if roomy else "")
    billable.setAccessibleName(tr("timer", "Billable"))
