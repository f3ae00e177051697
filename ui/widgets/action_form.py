"""A form made of an action's inputs: bare ones side by side, objects below each other, lists with rows to add."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.action_inputs import Input, Problem
from ui.i18n import tr
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.field_grid import FieldGrid
from ui.widgets.icon_button import IconButton
from ui.widgets.input_field import MISSING, InputField
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "developer"
_DEEPEST = 4
"""Further down an object is typed as JSON."""


class ObjectForm(QWidget):
    """The fields of one object. Nothing given in any of them is nothing given, unless the object is `whole`."""

    def __init__(self, wanted: Input, depth: int = 0, *, whole: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = whole or wanted.required
        self._parts: dict[str, ObjectForm | ListForm | InputField] = {}
        self._further: InputField | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(4))
        bare: list[QWidget] = []
        nested: list[tuple[Input, QWidget]] = []
        for one in sorted(wanted.fields, key=lambda field: not field.required):  # what must be given comes first
            part = _part(one, depth)
            self._parts[one.name] = part
            if isinstance(part, InputField):
                bare.append(part)
            else:
                nested.append((one, part))
        if wanted.open:
            text = tr(_CONTEXT, "Further inputs, as a JSON object")
            self._further = InputField(Input(text, "any"))
            bare.append(self._further)
        if bare:
            column.addWidget(FieldGrid(bare))
        for one, widget in nested:
            column.addWidget(_titled(one, widget))

    def given(self) -> object:
        """A dict of what was given, `MISSING` where that is nothing."""
        found = {name: value for name, part in self._parts.items() if (value := part.given()) is not MISSING}
        further = MISSING if self._further is None else self._further.given()
        if isinstance(further, Mapping):
            found = {**further, **found}
        return found if found or self._whole else MISSING

    def show_problems(self, path: str, problems: dict[str, str]) -> QWidget | None:
        """Say each at its field, and take it out of `problems`; the first editor that has one."""
        first: QWidget | None = None
        for name, part in self._parts.items():
            wrong = part.show_problems(f"{path}.{name}" if path else name, problems)
            first = wrong if first is None else first
        if self._further is not None:
            given = self._further.given()
            odd = given is not MISSING and not isinstance(given, Mapping)
            self._further.set_error(tr(_CONTEXT, "This is no JSON object.") if odd else None)
            first = self._further.editor if first is None and odd else first
        return first

    @property
    def further_is_wrong(self) -> bool:
        """Whether what was typed as further inputs is no object."""
        given = MISSING if self._further is None else self._further.given()
        return given is not MISSING and not isinstance(given, Mapping)


class ListForm(QWidget):
    """A list that grows by a button; each row can be taken away again."""

    def __init__(self, wanted: Input, depth: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted, self._depth = wanted, depth
        self._rows: list[tuple[QWidget, ObjectForm | ListForm | InputField]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(3))
        self.add_button = Button(tr(_CONTEXT, "Add to {name}", name=wanted.name), icon="plus")
        self.add_button.clicked.connect(self.add_row)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        self._column.addLayout(row)

    @property
    def rows(self) -> int:
        return len(self._rows)

    @Slot()
    def add_row(self) -> None:
        """One more, empty, with the focus in it."""
        part = _part(self._wanted.item or Input("", "any"), self._depth + 1, whole=True)
        card = Card()
        remove = IconButton("trash", tr(_CONTEXT, "Take this one away"))
        line = QHBoxLayout()
        line.addWidget(part, 1)
        line.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(line)
        remove.clicked.connect(self._remove)
        self._rows.append((card, part))
        self._column.insertWidget(len(self._rows) - 1, card)
        card.show()  # now, so that the focus can go there
        first = part if isinstance(part, InputField) else part.findChild(InputField)
        if isinstance(first, InputField):
            first.editor.setFocus()

    def given(self) -> object:
        """The values of the rows; no rows are nothing given."""
        values = [value for _, part in self._rows if (value := part.given()) is not MISSING]
        return values if self._rows else MISSING

    def show_problems(self, path: str, problems: dict[str, str]) -> QWidget | None:
        first: QWidget | None = None
        number = 0
        for _, part in self._rows:
            given = part.given() is not MISSING
            wrong = part.show_problems(f"{path}[{number}]" if given else f"{path}[-]", problems)
            number += given
            first = wrong if first is None else first
        if path in problems:
            problems.pop(path)
            return first or self.add_button
        return first

    @Slot()
    def _remove(self) -> None:
        sender = self.sender()
        for card, part in self._rows:
            if isinstance(sender, QWidget) and card.isAncestorOf(sender):
                self._rows.remove((card, part))
                card.hide()
                card.deleteLater()
                self.add_button.setFocus()
                return


class ActionForm(ObjectForm):
    """The form of a whole action."""

    def __init__(self, wanted: Input, parent: QWidget | None = None) -> None:
        super().__init__(wanted, whole=True, parent=parent)

    def payload(self) -> dict[str, object]:
        """What would be sent."""
        given = self.given()
        return given if isinstance(given, dict) else {}

    def show_all(self, found: list[Problem]) -> list[str]:
        """Say each problem at its field, focus the first; returns those that have no field."""
        problems = {problem.path: problem.text for problem in found}
        first = self.show_problems("", problems)
        if first is not None:
            first.setFocus()
        return [f"{path}: {text}" if path else text for path, text in problems.items()]


def _part(wanted: Input, depth: int, *, whole: bool = False) -> ObjectForm | ListForm | InputField:
    if wanted.kind == "object" and wanted.fields and depth < _DEEPEST:
        return ObjectForm(wanted, depth + 1, whole=whole)
    if wanted.kind == "list" and depth < _DEEPEST:
        return ListForm(wanted, depth + 1)
    return InputField(wanted)


def _titled(wanted: Input, widget: QWidget) -> QWidget:
    """An object or list below its name, drawn in a little."""
    box = QWidget()
    name = tr(_CONTEXT, "{name} (required)", name=wanted.name) if wanted.required else wanted.name
    title = PlainLabel(name, "strong")
    widget.setAccessibleName(name)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(space(2))
    column.addWidget(title)
    inside = QHBoxLayout()
    inside.setContentsMargins(space(3), 0, 0, 0)
    inside.addWidget(widget)
    column.addLayout(inside)
    return box
