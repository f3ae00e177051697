"""A form field: what it is, where it is typed, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import restyle, space
from ui.widgets.plain_label import PlainLabel


class Field(QWidget):
    """`label` above `editor`, `hint` below, replaced by the error while there is one. The label is the editor's buddy
    and its accessible name; hint and error are its accessible description.
    """

    def __init__(self, label: str, editor: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._label = PlainLabel(label.replace("&", "&&"), "small", "muted")
        self._note = PlainLabel("", "small", "muted", wrap=True)
        self._hint, self._error = hint, ""
        self._label.setBuddy(editor)
        editor.setAccessibleName(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        for part in (self._label, editor, self._note):
            column.addWidget(part)
        column.addStretch(1)
        self._show_note()

    @property
    def error(self) -> str | None:
        """What is wrong with the value, None if nothing."""
        return self._error or None

    def set_error(self, text: str | None) -> None:
        """Say under the field what is wrong with its value; None takes it back."""
        if (text or "") == self._error:
            return
        self._error = text or ""
        self.editor.setProperty("error", bool(text))
        restyle(self.editor)
        self._show_note()

    def set_hint(self, text: str) -> None:
        """Another hint."""
        self._hint = text
        self._show_note()

    def _show_note(self) -> None:
        note = self._error or self._hint
        self._note.set_tone("danger" if self._error else "muted")
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.editor.setAccessibleDescription(note)
