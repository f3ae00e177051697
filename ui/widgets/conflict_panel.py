"""An entry that was changed here and in Clientary: both versions side by side, and the choice between them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.services.conflicts import EntryConflict, Version
from ui.format import long_day, spoken
from ui.i18n import tr
from ui.plain import one_line
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel

_LONGEST = 300
_BUTTON_ROW = 9


class ConflictPanel(Card):
    """Shows one conflict at a time; the choice is reported, not carried out."""

    chosen = Signal(str, bool)
    """Id of the entry, and whether ours is kept."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._entry_id = ""
        self.title = PlainLabel("", "strong", elide=True)
        self.story = PlainLabel("", "small", "muted", wrap=True)
        self.close_button = IconButton("close", tr("conflict", "Close"))
        self.ours_button = Button(tr("conflict", "Keep mine"), "primary")
        self.theirs_button = Button(tr("conflict", "Keep Clientary's"))
        self._grid = QGridLayout()
        self._rows = 0
        self._grid.setRowMinimumHeight(_BUTTON_ROW - 1, space(1))
        self._grid.setHorizontalSpacing(space(5))
        self._grid.setVerticalSpacing(space(1) + 2)
        for column, stretch in enumerate((0, 1, 1)):
            self._grid.setColumnStretch(column, stretch)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        self.body.addLayout(head)
        self.body.addWidget(self.story)
        self.body.addSpacing(space(1))
        self.body.addLayout(self._grid)
        self.ours_button.clicked.connect(self._keep_ours)
        self.theirs_button.clicked.connect(self._keep_theirs)
        self.close_button.clicked.connect(self.closed)

    @property
    def entry_id(self) -> str:
        """The entry that is shown."""
        return self._entry_id

    def show_conflict(self, conflict: EntryConflict) -> None:
        """Show these two versions."""
        self._entry_id = conflict.row.entry.id
        self.title.setText(tr("conflict", "“{title}”: which version counts?", title=conflict.row.entry.title))
        self.story.setText(_story(conflict))
        self._clear()
        self._add_row("", tr("conflict", "Here"), tr("conflict", "In Clientary"), heading=True)
        for name, mine, theirs in _rows(conflict):
            self._add_row(name, mine, theirs)
        self._grid.addWidget(self.ours_button, _BUTTON_ROW, 1, Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(self.theirs_button, _BUTTON_ROW, 2, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(self.title.text())

    def _add_row(self, name: str, mine: str, theirs: str, *, heading: bool = False) -> None:
        row, self._rows = self._rows, self._rows + 1
        self._grid.addWidget(PlainLabel(name, "small", "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
        for column, (side, text) in enumerate(
            ((tr("conflict", "Here"), mine), (tr("conflict", "In Clientary"), theirs)), 1
        ):
            label = PlainLabel(text, "section" if heading else "body", "muted" if heading else "text", wrap=True)
            if not heading:
                label.setAccessibleName(tr("conflict", "{field}, {side}: {value}", field=name, side=side, value=text))
            self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)

    def _clear(self) -> None:
        """Take the last conflict away; the buttons stay."""
        self._rows = 0
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in (self.ours_button, self.theirs_button):
                widget.hide()
                widget.deleteLater()

    def _keep_ours(self) -> None:
        self.chosen.emit(self._entry_id, True)

    def _keep_theirs(self) -> None:
        self.chosen.emit(self._entry_id, False)


def _story(conflict: EntryConflict) -> str:
    if conflict.ours.deleted:
        return tr(
            "conflict", "It was deleted here and changed in Clientary meanwhile. Nothing happens until you choose."
        )
    if conflict.theirs.deleted:
        return tr(
            "conflict", "It was changed here and deleted in Clientary meanwhile. Nothing happens until you choose."
        )
    return tr(
        "conflict", "It was changed here and in Clientary since both last agreed. Yours is not sent until you choose."
    )


def _rows(conflict: EntryConflict) -> list[tuple[str, str, str]]:
    """Name, ours and theirs of each field that differs; of a deletion, what the other side has."""
    if "deleted" in conflict.fields:
        kept = conflict.theirs if conflict.ours.deleted else conflict.ours
        gone = tr("conflict", "deleted")
        whole = " · ".join(text for name, text in _values(kept).items() if text and name != tr("conflict", "Notes"))
        return [
            (
                tr("conflict", "Entry"),
                gone if conflict.ours.deleted else whole,
                whole if conflict.ours.deleted else gone,
            )
        ]
    mine, theirs = _values(conflict.ours), _values(conflict.theirs)
    labels = {
        "title": tr("conflict", "Title"),
        "project": tr("conflict", "Project"),
        "date": tr("conflict", "Date"),
        "seconds": tr("conflict", "Duration"),
        "notes": tr("conflict", "Notes"),
    }
    empty = tr("conflict", "none")
    return [
        (label, mine[label] or empty, theirs[label] or empty)
        for name, label in labels.items()
        if name in conflict.fields
    ]


def _values(version: Version) -> dict[str, str]:
    notes = version.notes if len(version.notes) <= _LONGEST else version.notes[:_LONGEST] + "…"
    return {
        tr("conflict", "Title"): one_line(version.title),
        tr("conflict", "Project"): one_line(version.project),
        tr("conflict", "Date"): "" if not version.date else long_day(version.date),
        tr("conflict", "Duration"): spoken(version.seconds),
        tr("conflict", "Notes"): notes,
    }
