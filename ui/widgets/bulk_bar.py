"""Below the list while several entries are chosen: how many they are, and what can be done to all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.ids import ProjectId
from app.services.entry_changes import BulkChange
from app.storage.entries import EntryRow
from app.storage.projects import ProjectRow
from ui.format import hours
from ui.i18n import tr, tr_n
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel
from ui.widgets.project_chooser import ProjectChooser
from ui.widgets.tag_chips import typed_tags

_CONTEXT = "bulk"
_NARROW, _LEAST, _LEAST_TAGS = 640, 400, 80


class BulkBar(QWidget):
    """Made when several entries are chosen for the first time. As wide as the cards of the list above it."""

    change_requested = Signal(object)
    """BulkChange"""
    merge_requested = Signal()
    left = Signal()
    """Choose one entry again."""
    projects_needed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._billable = True
        self.setAccessibleName(tr(_CONTEXT, "Chosen entries"))
        self.count = PlainLabel("", "strong")
        self.project = ProjectChooser()
        self.tags = QLineEdit()
        self.tags.setPlaceholderText(tr(_CONTEXT, "add tag, -remove"))
        self.tags.setAccessibleName(tr(_CONTEXT, "Tags to add; with a dash before them to remove"))
        self.tags.setMinimumWidth(_LEAST_TAGS)
        self.tags.setMaximumWidth(self.tags.fontMetrics().horizontalAdvance(self.tags.placeholderText()) + 30)
        self.billable = IconButton("billable", "")
        self.earlier = IconButton("chevron-left", tr(_CONTEXT, "Move a day earlier (Alt+Shift+Left)"))
        self.later = IconButton("chevron-right", tr(_CONTEXT, "Move a day later (Alt+Shift+Right)"))
        self.merge = Button(tr(_CONTEXT, "Merge"))
        self.delete = IconButton("trash", tr(_CONTEXT, "Delete them (Del)"))
        self.close_button = IconButton("close", tr(_CONTEXT, "Choose one again (Esc)"))
        self._lay_out()
        self._connect()

    def minimumSizeHint(self) -> QSize:
        """In a narrow window the count stands above what can be done."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        directions = QBoxLayout.Direction
        self._halves.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def show_rows(self, rows: Sequence[EntryRow], now: int) -> None:
        """These are chosen."""
        seconds = hours(sum(row.entry.seconds_at(now) for row in rows))
        count = tr_n(_CONTEXT, "{n} entry", "{n} entries", len(rows))
        self.count.setText(tr(_CONTEXT, "{count} · {hours} h", count=count, hours=seconds))
        projects = {row.entry.project_id for row in rows}
        common = rows[0] if rows and len(projects) == 1 else None
        if common is None:
            self.project.set_project(None)
        else:
            self.project.set_project(common.entry.project_id, common.project_name or "", common.client_name or "")
        self._billable = not all(row.entry.billable for row in rows)
        name = tr(_CONTEXT, "Mark as billable") if self._billable else tr(_CONTEXT, "Mark as not billable")
        self.billable.become("billable" if self._billable else "not-billable", name, "plain")
        self.merge.setEnabled(len(projects) == 1)

    def set_projects(self, rows: Sequence[ProjectRow]) -> None:
        """What there is to choose from."""
        self.project.set_projects(rows)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addStretch(1)
        for part in (self.project, self.tags, self.billable, self.earlier, self.later, self.merge, self.delete):
            row.addWidget(part)
        row.addWidget(self.close_button)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(space(1))
        self._halves.addWidget(self.count)
        self._halves.addLayout(row, 1)
        card = Card()
        card.body.setContentsMargins(space(4), space(2), space(2), space(2))
        card.body.addLayout(self._halves)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(4), space(4))
        column.addWidget(card)

    def _connect(self) -> None:
        self.project.first_opened.connect(self.projects_needed)
        self.project.project_changed.connect(self._set_project)
        self.tags.returnPressed.connect(self._change_tags)
        self.billable.clicked.connect(self._set_billable)
        self.earlier.clicked.connect(self._move_earlier)
        self.later.clicked.connect(self._move_later)
        self.merge.clicked.connect(self.merge_requested)
        self.delete.clicked.connect(self._delete)
        self.close_button.clicked.connect(self.left)

    @Slot(object)
    def _set_project(self, project_id: ProjectId | None) -> None:
        self.change_requested.emit(BulkChange(project_id=project_id, clear_project=project_id is None))

    @Slot()
    def _change_tags(self) -> None:
        typed = typed_tags(self.tags.text())
        gone = tuple(tag.removeprefix("-").removeprefix("#") for tag in typed if tag.startswith("-"))
        new = tuple(tag for tag in typed if not tag.startswith("-"))
        if gone or new:
            self.tags.clear()
            self.change_requested.emit(BulkChange(add_tags=new, remove_tags=gone))

    @Slot()
    def _set_billable(self) -> None:
        self.change_requested.emit(BulkChange(billable=self._billable))

    @Slot()
    def _move_earlier(self) -> None:
        self.change_requested.emit(BulkChange(shift_days=-1))

    @Slot()
    def _move_later(self) -> None:
        self.change_requested.emit(BulkChange(shift_days=1))

    @Slot()
    def _delete(self) -> None:
        self.change_requested.emit(BulkChange(delete=True))
