"""One setting as a form field that says where its value comes from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLineEdit

from ui.i18n import tr
from ui.icons import current_icon
from ui.setting_specs import SettingSpec, origin_text
from ui.widgets.choice import Choice
from ui.widgets.field import Field
from ui.widgets.lines_edit import LinesEdit

_FILE_ICON = "projects"


class SettingField(Field):
    """Tells of a value once it is finished: Enter, leaving the field, or choosing. What the environment or a flag sets
    can be seen, not changed.
    """

    edited = Signal(str, str)
    """Key and text."""

    def __init__(self, spec: SettingSpec) -> None:
        self.spec = spec
        self._choose_action: QAction | None = None
        self._input = _input_of(spec)
        super().__init__(spec.label, self._input, spec.hint)
        self._stored = ""
        if isinstance(self._input, Choice):
            self._input.activated.connect(self._finish)
        else:
            self._input.setPlaceholderText(spec.placeholder)
            self._input.editingFinished.connect(self._finish)
        if spec.files and isinstance(self._input, QLineEdit):
            self._choose_action = self._input.addAction(
                current_icon(_FILE_ICON), QLineEdit.ActionPosition.TrailingPosition
            )
            self._choose_action.setToolTip(tr("SettingsPage", "Choose a file…"))
            self._choose_action.triggered.connect(self._choose_file)

    @property
    def text(self) -> str:
        """What the field shows now."""
        match self._input:
            case Choice():
                return str(self._input.key or "")
            case LinesEdit():
                return self._input.toPlainText().strip()
            case _:
                return self._input.text().strip()

    def show_stored(self, text: str, origin: str) -> None:
        """Show what is in force, unless something else is being typed."""
        if self.spec.lines:
            text = text.replace("\\n", "\n")  # as a command line writes a new line
        self._stored = text
        if not self._typing and self.error is None:
            self._show(text)
        self.editor.setEnabled(not origin.startswith(("environment", "flag")))
        self.set_hint(f"{self.spec.hint} {origin_text(origin)}".strip())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._choose_action is not None:
            self._choose_action.setIcon(current_icon(_FILE_ICON))

    @property
    def _typing(self) -> bool:
        match self._input:
            case Choice():
                return False
            case LinesEdit():
                return self._input.document().isModified() and self._input.hasFocus()
            case _:
                return self._input.isModified() and self._input.hasFocus()

    def _show(self, text: str) -> None:
        match self._input:
            case Choice():
                if text not in dict(self.spec.choices):  # a value that can be typed elsewhere, such as de_CH
                    self._input.set_choices([*self.spec.choices, (text, text)])
                self._input.choose(text)
            case LinesEdit():
                if text != self._input.toPlainText():
                    self._input.setPlainText(text)
            case _:
                self._input.setText(text)

    @Slot()
    def _choose_file(self) -> None:
        chooser = QFileDialog(self.window(), self.spec.label, str(Path(self.text).expanduser().parent))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([self.spec.files])
        chooser.fileSelected.connect(self._take_file)
        chooser.open()

    @Slot(str)
    def _take_file(self, name: str) -> None:
        self._show(name)
        self._finish()

    @Slot()
    def _finish(self) -> None:
        if self.text != self._stored:
            self.edited.emit(self.spec.key, self.text)
        else:
            self.set_error(None)


def _input_of(spec: SettingSpec) -> Choice[str] | LinesEdit | QLineEdit:
    if spec.choices:
        return Choice(spec.choices)
    return LinesEdit() if spec.lines else QLineEdit()
