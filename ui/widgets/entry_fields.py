"""The fields of an entry: what, for whom, when, how long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from app.domain.ids import ProjectId, TaskId
from app.domain.when import parse_duration
from app.errors import UserInputError
from ui.i18n import tr
from ui.messages import sentence
from ui.models.entry_form import (
    EntryForm,
    TimeFrame,
    clock_text,
    length_text,
    mistakes,
    read_times,
    shifted,
    span_remark,
)
from ui.theme import space
from ui.widgets.choice import Choice
from ui.widgets.day_edit import DayEdit
from ui.widgets.field import Field
from ui.widgets.project_chooser import ProjectChooser
from ui.widgets.tag_chips import typed_tags

if TYPE_CHECKING:
    from app.storage.projects import ProjectRow, TaskRow

_NOTES_LINES = 4
_PAUSE_MS = 400
"""Half a time is no mistake while it is being typed."""


class EntryFields(QWidget):
    """Shows and returns an `EntryForm`. While start and end are typed the duration follows; a duration moves the end;
    without a start it stands alone. What cannot be read is said under its field as soon as the person pauses or goes
    on; errors of the services find their field by name (`facts["field"]`).
    """

    errors_shown = Signal()
    """Another text may stand under a field."""

    def __init__(self, frame: TimeFrame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._running = False
        self._touched: set[str] = set()
        self._tasks: list[TaskRow] = []
        self.title = QLineEdit()
        self.project = ProjectChooser()
        self.task: Choice[TaskId | None] = Choice()
        self.day = DayEdit("2000-01-01")
        self.from_ = QLineEdit()
        self.to = QLineEdit()
        self.duration = QLineEdit()
        self.tags = QLineEdit()
        self.billable = QCheckBox(tr("entry_form", "Billable"))
        self.notes = QPlainTextEdit()
        self._fields = self._make_fields()
        self._lay_out()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._connect()

    def offer(self, projects: Sequence[ProjectRow], tasks: Sequence[TaskRow]) -> None:
        """What there is to choose from."""
        self.project.set_projects(projects)
        self._tasks = list(tasks)
        self._offer_tasks(self.project.project_id)

    def show_form(self, form: EntryForm, project: str = "", client: str = "", *, running: bool = False) -> None:
        """Show these values; `project` and `client` are names for a project that is no longer on offer."""
        self._running = running
        self._touched.clear()
        self.title.setText(form.title)
        self.project.set_project(form.project_id, project, client)
        self._offer_tasks(form.project_id)
        self.task.choose(form.task_id)
        if self.task.key is None:
            self.task.choose(None)
        self.day.set_day(form.day)
        self.from_.setText(form.from_text)
        self.to.setText(form.to_text)
        self.duration.setText(form.duration_text)
        self.tags.setText(", ".join(form.tags))
        self.billable.setChecked(form.billable)
        self.notes.setPlainText(form.notes)
        if form.from_text and form.to_text:
            self._remark()
        if running:
            for editor in (self.to, self.duration, self.day):
                editor.setEnabled(False)
            self._fields["to"].set_hint(tr("entry_form", "The timer runs."))

    def propose_times(self, begin: str, end: str) -> None:
        """Times of day to begin with."""
        self.from_.setText(begin)
        self.to.setText(end)
        self._follow_clock()

    def form(self) -> EntryForm:
        """The values as they stand."""
        task_id = self.task.key
        return EntryForm(
            day=self.day.day,
            title=self.title.text(),
            notes=self.notes.toPlainText(),
            project_id=self.project.project_id,
            task_id=task_id,
            tags=typed_tags(self.tags.text()),
            billable=self.billable.isChecked(),
            from_text=self.from_.text(),
            to_text=self.to.text(),
            duration_text=self.duration.text(),
        )

    def show_error(self, error: UserInputError, text: str) -> bool:
        """Say `text` under the field that the error names, and go there; False if it is none of these."""
        self.clear_errors()
        name = _FIELD_NAMES.get(str(error.facts.get("field", "")))
        if name is None:
            return False
        self._fields[name].set_error(text)
        self._fields[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def clear_errors(self) -> None:
        """Nothing is wrong any more."""
        for field in self._fields.values():
            field.set_error(None)

    def _connect(self) -> None:
        self.project.project_changed.connect(self._offer_tasks)
        for editor in (self.from_, self.to):
            editor.editingFinished.connect(self._follow_clock)
        self.duration.editingFinished.connect(self._follow_duration)
        self._pause.timeout.connect(self._check)
        for name, line in self._checked.items():
            line.setProperty("checked_as", name)
            line.textEdited.connect(self._touch)
            line.editingFinished.connect(self._check)

    @property
    def _checked(self) -> dict[str, QLineEdit]:
        """What is judged while it is typed."""
        return {"title": self.title, "from": self.from_, "to": self.to, "duration": self.duration}

    @Slot()
    def _touch(self) -> None:
        """What was wrong may be right now; whether it is wrong is said when the person pauses."""
        self._touched.add(str(self.sender().property("checked_as")))
        self._show_mistakes(only_take_back=True)
        self._pause.start()

    @Slot()
    def _check(self) -> None:
        self._pause.stop()
        self._show_mistakes(only_take_back=False)

    def _show_mistakes(self, *, only_take_back: bool) -> None:
        """Under the fields that were typed in, and under no other."""
        found = mistakes(self.form(), self._frame, running=self._running)
        if not self.title.text().strip():
            found["title"] = UserInputError(tr("entry_form", "Say what the time was for."))
        for name in self._touched:
            field = self._fields[name]
            if name not in found or not only_take_back:
                field.set_error(sentence(found[name]) if name in found else None)
        self.errors_shown.emit()

    def _make_fields(self) -> dict[str, Field]:
        self.title.setPlaceholderText(tr("entry_form", "What was the time for?"))
        self.tags.setPlaceholderText(tr("entry_form", "design, ui"))
        self.from_.setPlaceholderText("9:00")
        self.to.setPlaceholderText("10:30")
        self.duration.setPlaceholderText("1:30")
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(self.notes.fontMetrics().lineSpacing() * _NOTES_LINES + space(4))
        return {
            "title": Field(tr("entry_form", "Title"), self.title),
            "project": Field(tr("entry_form", "Project"), self.project),
            "task": Field(tr("entry_form", "Task"), self.task),
            "date": Field(tr("entry_form", "Date"), self.day),
            "from": Field(tr("entry_form", "From"), self.from_),
            "to": Field(tr("entry_form", "To"), self.to),
            "duration": Field(tr("entry_form", "Duration"), self.duration),
            "tags": Field(tr("entry_form", "Tags"), self.tags),
            "notes": Field(tr("entry_form", "Notes"), self.notes),
        }

    def _lay_out(self) -> None:
        fields = self._fields
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(3))
        self.project.setFixedHeight(self.task.sizeHint().height())
        grid.addWidget(fields["title"], 0, 0, 1, 4)
        grid.addWidget(fields["project"], 1, 0, 1, 2)
        grid.addWidget(fields["task"], 1, 2, 1, 2)
        for column, name in enumerate(("date", "from", "to", "duration")):
            grid.addWidget(fields[name], 2, column)
            grid.setColumnStretch(column, 4 if name == "date" else 3)
        row = QHBoxLayout()
        row.setSpacing(space(4))
        self.billable.setMinimumHeight(self.tags.sizeHint().height())
        row.addWidget(fields["tags"], 1)
        row.addWidget(self.billable, 0, Qt.AlignmentFlag.AlignBottom)
        grid.addLayout(row, 3, 0, 1, 4)
        grid.addWidget(fields["notes"], 4, 0, 1, 4)

    @Slot(object)
    def _offer_tasks(self, project_id: ProjectId | None) -> None:
        """The open tasks of the project; one that is chosen stays chosen if it is among them."""
        tasks = [row.task for row in self._tasks if project_id is not None and row.task.project_id == project_id]
        none: list[tuple[TaskId | None, str]] = [(None, tr("entry_form", "No task"))]
        self.task.set_choices([*none, *((task.id, task.title) for task in tasks)])
        self.task.setEnabled(self.task.count() > 1)

    @Slot()
    def _follow_clock(self) -> None:
        """Start or end was typed: write them alike, and the duration that they make."""
        for editor in (self.from_, self.to):
            editor.setText(clock_text(editor.text()))
        if self.from_.text() and self.to.text() and not self._running:
            self._try_times()

    def _remark(self) -> None:
        """Say what the two times alone do not."""
        try:
            times = read_times(self.form(), self._frame)
        except UserInputError:
            return  # such as an end in another year: the stored one is right all the same
        self._fields["to"].set_hint(span_remark(times, self._frame.zone))

    def _try_times(self) -> None:
        try:
            times = read_times(self.form(), self._frame)
        except UserInputError:
            self._fields["to"].set_hint("")
            return  # said when it is saved
        if times.started_at is not None and times.ended_at is not None:
            self.duration.setText(length_text(times.ended_at - times.started_at))
        self._fields["to"].set_hint(span_remark(times, self._frame.zone))
        self.errors_shown.emit()

    @Slot()
    def _follow_duration(self) -> None:
        """A duration was typed: the end moves."""
        if not self.from_.text().strip() or not self.duration.isModified():
            return
        try:
            seconds = parse_duration(self.duration.text())
            self.to.setText(shifted(self.from_.text(), seconds, self.form(), self._frame))
        except UserInputError:
            return
        self.duration.setText(length_text(seconds))


_FIELD_NAMES = {
    "title": "title", "project": "project", "task": "task", "date": "date", "from": "from", "at": "from", "to": "to",
    "duration": "duration", "tag": "tags", "notes": "notes",
}  # fmt: skip
"""Our field, by the name that the services give it."""
