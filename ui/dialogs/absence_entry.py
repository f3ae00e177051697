"""The entry that an absence lies in, with the time at stake and what it is worth."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.absences import OpenAbsence
from ui.dialogs import absence_words as words
from ui.format import hours, spoken
from ui.theme import project_color, space
from ui.widgets.card import Card
from ui.widgets.plain_label import PlainLabel
from ui.widgets.project_dot import ProjectDot


class AbsenceEntry(Card):
    """Title and place on the left, length and worth on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.dot = ProjectDot()
        self.title, self.place = PlainLabel("", "strong", elide=True), PlainLabel("", "small", "muted", elide=True)
        self.length, self.worth = PlainLabel("", "strong"), PlainLabel("", "small", "muted")
        names, figures, row = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for layout, labels in ((names, (self.title, self.place)), (figures, (self.length, self.worth))):
            layout.setSpacing(space(1) // 2)
            for label in labels:
                layout.addWidget(label)
        for label in (self.length, self.worth):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.setSpacing(space(3))
        row.addWidget(self.dot)
        row.addLayout(names, 1)
        row.addLayout(figures)
        self.body.setContentsMargins(space(3), space(2) + 2, space(3), space(2) + 2)
        self.body.addLayout(row)

    def show_absence(self, absence: OpenAbsence) -> None:
        """Of a clock that was set nothing is at stake but a start: no length, no worth."""
        row = absence.entry
        self.dot.set_color(project_color(row.entry.project_id) if row.entry.project_id else None)
        self.title.setText(row.entry.title)
        self.place.setText(words.place(row))
        self.length.setText(hours(absence.seconds) if absence.is_span else "")
        self.length.setAccessibleName(spoken(absence.seconds))
        self.worth.setText(words.worth_text(absence.worth))
