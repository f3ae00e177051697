"""Choosing what the time of an absence was for: something from before, the same on another project, or a line in the
grammar of the quick log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.names import fold
from app.errors import AppError
from app.services.absences import OpenAbsence
from app.services.entry_values import EntryDraft, same_work
from app.services.quicklog import QuickLogService, ReadLine, draft_of
from app.storage.projects import ProjectRow
from app.storage.titles import TitleRow
from ui.i18n import tr
from ui.messages import sentence
from ui.models.line_list import Line
from ui.session import Session
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.line_view import LineView
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "absence"
_SHOWN = 5
_PROJECTS = 2
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_NEW = "new"


class GivePanel(QWidget):
    """The best fit is marked while one types; Enter gives, Esc goes back."""

    chosen = Signal(object)
    """EntryDraft, of which times are not looked at."""
    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._service: QuickLogService | None = None
        self._read: ReadLine | None = None
        self._work = EntryDraft("")
        self._projects: list[ProjectRow] = []
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr(_CONTEXT, "What was it? Type a title, or project: title"))
        self.line.setAccessibleName(tr(_CONTEXT, "What the time was for"))
        self.list = LineView(tr(_CONTEXT, "What was worked on before"), single_click=True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.problem = PlainLabel("", "small", "danger", wrap=True)
        self.give = Button(tr(_CONTEXT, "Give it"), "primary")
        self.back = Button(tr(_CONTEXT, "Back"), "ghost")
        self._lay_out()
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._offer)
        self.list.opened.connect(self._choose)
        self.give.clicked.connect(self._choose_current)
        self.back.clicked.connect(self.left)

    def open(self, absence: OpenAbsence) -> None:
        """Begin anew."""
        self._work = same_work(absence.entry.entry)
        self.line.clear()
        try:
            self._service = self._session.quick_log()
            self._projects = self._session.catalog.projects()
        except AppError as error:
            self._fail(error)
            return
        self._offer()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _STEPS:
                row = self.list.currentIndex().row() + _STEPS[key]
                if 0 <= row < self.list.lines.rowCount():
                    self.list.setCurrentIndex(self.list.lines.index(row))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose_current()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        row_height = self.list.fontMetrics().height() + space(4)
        self.list.setFixedHeight((_SHOWN + 1) * row_height)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch()
        buttons.addWidget(self.give)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        for part in (self.line, self.list, self.problem):
            column.addWidget(part)
        column.addLayout(buttons)
        self.problem.hide()

    @Slot()
    def _offer(self) -> None:
        if self._service is None:
            return
        text = self.line.text().strip()
        try:
            self._read = self._service.read(text)
            past = self._service.suggestions(self._read, _SHOWN) if text else self._service.recent(_SHOWN)
        except AppError as error:
            self._read = None
            self._fail(error)
            return
        self.problem.hide()
        lines = self._lines(self._read, past)
        self.list.show_lines(lines)
        self.give.setEnabled(bool(lines))
        if lines:
            self.list.setCurrentIndex(self.list.lines.index(0))

    def _lines(self, read: ReadLine, past: Sequence[TitleRow]) -> list[Line]:
        """What has the typed words first, then what was typed as something new, then the rest."""
        title = read.typed.title
        fitting = [one for one in past if fold(title) in fold(one.title)]
        rest = [one for one in past if one not in fitting]
        lines = [Line(one, one.title, one.project_name or "", project_id=one.project_id) for one in (*fitting, *rest)]
        if title:
            name = "" if read.project is None else read.project.project.name
            new = Line(_NEW, tr(_CONTEXT, "New: {title}", title=title), name, icon=("plus", "muted"))
            lines[len(fitting) : len(fitting)] = [*self._on_projects(title), new]
        return lines

    def _on_projects(self, typed: str) -> list[Line]:
        """The same work on projects that are called what was typed, or belong to such a client."""
        words = fold(typed).split()
        found = [
            row
            for row in self._projects
            if row.project.id != self._work.project_id
            and all(word in fold(f"{row.project.name} {row.client_name or ''}") for word in words)
        ]
        return [
            Line(
                replace(self._work, project_id=row.project.id, task_id=None),
                tr(_CONTEXT, "“{title}” on {project}", title=self._work.title, project=row.project.name),
                row.client_name or "",
                project_id=row.project.id,
            )
            for row in found[:_PROJECTS]
        ]

    @Slot()
    def _choose_current(self) -> None:
        self._choose(self.list.current_key)

    @Slot(object)
    def _choose(self, key: object) -> None:
        if isinstance(key, TitleRow):
            try:
                entry = self._session.entries.row(key.entry_id).entry
            except AppError as error:
                self._fail(error)
                return
            self.chosen.emit(same_work(entry))
        elif isinstance(key, EntryDraft):
            self.chosen.emit(key)
        elif key == _NEW and self._read is not None:
            self.chosen.emit(draft_of(self._read.typed))

    def _fail(self, error: AppError) -> None:
        self.problem.setText(sentence(error))
        self.problem.show()
        self.give.setEnabled(False)
