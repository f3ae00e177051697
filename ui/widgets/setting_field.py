"""One setting as a form field that says where its value comes from."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit

from ui.setting_specs import SettingSpec, origin_text
from ui.widgets.choice import Choice
from ui.widgets.field import Field


class SettingField(Field):
    """Tells of a value once it is finished: Enter, leaving the field, or choosing. What the environment or a flag sets
    can be seen, not changed.
    """

    edited = Signal(str, str)
    """Key and text."""

    def __init__(self, spec: SettingSpec) -> None:
        self.spec = spec
        self._line, self._choice = QLineEdit(), Choice(spec.choices)
        editor = self._choice if spec.choices else self._line
        super().__init__(spec.label, editor, spec.hint)
        (self._line if spec.choices else self._choice).deleteLater()
        self._stored = ""
        if spec.choices:
            self._choice.activated.connect(self._finish)
        else:
            self._line.setPlaceholderText(spec.placeholder)
            self._line.editingFinished.connect(self._finish)

    @property
    def text(self) -> str:
        """What the field shows now."""
        return str(self._choice.key or "") if self.spec.choices else self._line.text().strip()

    def show_stored(self, text: str, origin: str) -> None:
        """Show what is in force, unless something else is being typed."""
        typing = not self.spec.choices and self._line.isModified() and self._line.hasFocus()
        self._stored = text
        if not typing and self.error is None:
            if self.spec.choices:
                self._choice.choose(text)
            else:
                self._line.setText(text)
        self.editor.setEnabled(not origin.startswith(("environment", "flag")))
        self.set_hint(f"{self.spec.hint} {origin_text(origin)}".strip())

    @Slot()
    def _finish(self) -> None:
        if self.text != self._stored:
            self.edited.emit(self.spec.key, self.text)
        else:
            self.set_error(None)
