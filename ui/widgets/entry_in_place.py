"""Editing an entry where it is listed: a field over its title, times or duration, the projects over its chip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.ids import ProjectId
from app.services.entry_changes import BulkChange
from app.storage.entries import EntryRow
from app.storage.projects import ProjectRow
from ui.i18n import tr
from ui.models.entry_form import form_of
from ui.theme import restyle
from ui.widgets.project_chooser import ProjectChooser
from ui.widgets.reason_below import ReasonBelow

_CONTEXT = "entries"
TYPED = ("title", "times", "duration")
_DECIDING = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""Keys that give up what was refused, or try it once more."""


class EntryInPlace(QObject):
    """`ground` is what the rows are painted on. One field at a time; Enter and leaving it take what was typed, Esc does
    not, Tab goes on to the next part. Made when something is edited in place for the first time.

    What is refused stays in the field with the reason below it, until it is mended or given up by Esc; the field of
    another part may be opened meanwhile.
    """

    typed = Signal(object, str, str)
    """EntryRow, part, text: only where the text changed. `accept` or `refuse` answers."""
    project_chosen = Signal(object, object)
    """EntryRow, BulkChange"""
    next_requested = Signal(str)
    """The part to go on to."""
    left = Signal()
    given_up = Signal()
    """Esc, while `typed` was not answered: it is not wanted any more, and no answer has to come."""

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground)
        self._row: EntryRow | None = None
        self._part, self._before, self._then = "", "", ""
        self._asked = False
        self._refused: dict[tuple[str, str], tuple[str, str]] = {}
        self.edit = QLineEdit(ground)
        self.edit.hide()
        self.edit.installEventFilter(self)
        self.edit.editingFinished.connect(self.take)
        self.edit.textEdited.connect(self._mend)
        self.reason = ReasonBelow(ground)
        self.project = ProjectChooser(ground)
        self.project.hide()
        self.project.project_changed.connect(self._take_project)

    @property
    def entry_id(self) -> str:
        """Of what is being edited, "" for nothing."""
        return "" if self._row is None else self._row.entry.id

    @property
    def part(self) -> str:
        return self._part

    def open(self, row: EntryRow, part: str, place: QRect) -> None:
        """Let that part of an entry be typed; what was refused there is there again."""
        self._row, self._part, self._before = row, part, _text_of(row, part)
        self._asked = False
        typed, reason = self._refused.get((row.entry.id, part), (self._before, ""))
        names = {
            "title": tr(_CONTEXT, "Title"),
            "times": tr(_CONTEXT, "Start and end, as 9:00 - 10:30"),
            "duration": tr(_CONTEXT, "Duration, as 1:30"),
        }
        self.edit.setAccessibleName(names[part])
        self.edit.setPlaceholderText("" if part == "title" else "9:00 - 10:30" if part == "times" else "1:30")
        self.edit.setReadOnly(False)
        self.edit.setText(typed)
        self.move_to(place)
        self.edit.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()
        self._say(reason)

    def open_projects(self, row: EntryRow, place: QRect, projects: Sequence[ProjectRow]) -> None:
        """Let another project be chosen."""
        self._row, self._part = row, "chip"
        self.project.set_projects(projects)
        self.project.set_project(row.entry.project_id, row.project_name or "", row.client_name or "")
        self.project.setGeometry(_centred(place, self.project.sizeHint().height()))
        self.project.popup.closed.connect(self.left, Qt.ConnectionType.UniqueConnection)
        self.project.open_list()

    def move_to(self, place: QRect) -> None:
        """The row is somewhere else now. A field is as wide as what is usually typed there."""
        rect = _centred(place, self.edit.sizeHint().height())
        longest = max(self._before, "00:00 \u2013 00:00 ", key=len)
        least = self.edit.fontMetrics().horizontalAdvance(longest) + 28
        if self._part == "times" and rect.width() < least:
            rect.setLeft(rect.right() - least)
        elif self._part == "duration":
            rect.setLeft(min(rect.left(), rect.right() - self.edit.fontMetrics().horizontalAdvance("00:00:00") - 20))
        self.edit.setGeometry(rect)
        self.reason.move_below(rect)

    @Slot()
    def take(self) -> None:
        """What was typed holds, unless it is refused; what was refused is not tried again by merely leaving it."""
        row, text = self._row, self.edit.text()
        if row is None or self._asked or (row.entry.id, self._part) in self._refused:
            return
        if text.strip() == self._before:
            self._go_on()
            return
        self._asked = True
        self.edit.setReadOnly(True)  # until it is known whether it holds
        self.typed.emit(row, self._part, text)

    def accept(self, entry_id: str, part: str) -> None:
        """It holds: the next part is typed, if somebody went on to it."""
        self._refused.pop((entry_id, part), None)
        if self._is_at(entry_id, part):
            self._go_on()

    def refuse(self, entry_id: str, part: str, typed: str, reason: str) -> bool:
        """It does not, and why; False if that is not to be seen now, as the field was left."""
        self._refused[entry_id, part] = typed, reason
        if not self._is_at(entry_id, part):
            return False
        self._then, self._asked = "", False
        self.edit.setReadOnly(False)
        self._say(reason)
        return True

    def close(self) -> None:
        """Show no field; nothing is taken."""
        had_focus = self.edit.hasFocus()
        self._row, self._then, self._asked = None, "", False
        self.edit.hide()
        self._say("")
        if had_focus:
            self.left.emit()

    def _go_on(self) -> None:
        then = self._then
        self.close()
        if then:
            self.next_requested.emit(then)

    def _is_at(self, entry_id: str, part: str) -> bool:
        return (self.entry_id, self._part) == (entry_id, part)

    @Slot()
    def _mend(self) -> None:
        """It is being typed anew: what was said of it is over."""
        self._refused.pop((self.entry_id, self._part), None)
        self._say("")

    def _say(self, reason: str) -> None:
        self.edit.setProperty("error", bool(reason))
        restyle(self.edit)
        self.edit.setAccessibleDescription(reason)
        self.reason.say(reason, self.edit.geometry())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc and Tab; the list must not hear of the keys that are typed here."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _DECIDING:
                self._refused.pop((self.entry_id, self._part), None)
            if event.key() == Qt.Key.Key_Escape:
                if self._asked:
                    self.given_up.emit()
                self.close()
                return True
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                back = event.key() == Qt.Key.Key_Backtab
                at = TYPED.index(self._part) + (-1 if back else 1)
                self._then = TYPED[at] if 0 <= at < len(TYPED) else ""
                self.take()
                return True
        return super().eventFilter(watched, event)

    @Slot(object)
    def _take_project(self, project_id: ProjectId | None) -> None:
        if self._row is not None:
            change = BulkChange(project_id=project_id, clear_project=project_id is None)
            self.project_chosen.emit(self._row, change)


def _text_of(row: EntryRow, part: str) -> str:
    form = form_of(row.entry)
    if part == "title":
        return form.title
    if part == "duration":
        return form.duration_text
    if not form.from_text:
        return ""
    return form.from_text if row.entry.running else f"{form.from_text} \u2013 {form.to_text}"


def _centred(place: QRect, height: int) -> QRect:
    return QRect(place.left(), place.center().y() - height // 2 + 1, place.width(), height)
