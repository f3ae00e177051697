"""A small form that adds one record: fields, what is wrong under each, Cancel and Add (or what the form says)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import AppError, UserInputError
from ui.bridge import Bridge
from ui.i18n import tr
from ui.messages import sentence
from ui.revocable import Revocable
from ui.session import Session
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "RecordDialog"
_WIDTH = 420


class RecordDialog(QDialog):
    """`fields` by the names that errors give in `facts["field"]`; `read` returns the act that commits what they hold
    then, and whose result is the new record's id. Open it with `open()`: it ends when that worked. Cancelled while that
    waits to be saved, it commits nothing.
    """

    added = Signal(str)
    """The new record's id."""

    def __init__(
        self,
        title: str,
        hint: str,
        fields: Mapping[str, Field],
        read: Callable[[], Callable[[Session], str]],
        bridge: Bridge,
        parent: QWidget | None = None,
        *,
        add_text: str | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self._fields, self._read = dict(fields), read
        self._revocable = Revocable(bridge, self)
        self.problem = Banner("error", "", dismissible=False)
        self.problem.hide()
        self.cancel_button = Button(tr(_CONTEXT, "Cancel"))
        self.add_button = Button(add_text or tr(_CONTEXT, "Add"), "primary")
        self._lay_out(title, hint)
        self.cancel_button.clicked.connect(self.reject)
        self.add_button.clicked.connect(self._save)

    def editor(self, name: str) -> QLineEdit:
        """The line in which a field is typed."""
        editor = self._fields[name].editor
        if not isinstance(editor, QLineEdit):
            raise TypeError(name)
        return editor

    def error_of(self, name: str) -> str | None:
        """What is said under a field."""
        return self._fields[name].error

    def _lay_out(self, title: str, hint: str) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(4))
        column.addWidget(PlainLabel(title, "title"))
        column.addWidget(PlainLabel(hint, "small", "muted", wrap=True))
        column.addWidget(self.problem)
        for field in self._fields.values():
            column.addWidget(field)
        column.addLayout(buttons)
        self.add_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)

    @Slot()
    def _save(self) -> None:
        self.problem.hide()
        for field in self._fields.values():
            field.set_error(None)
        try:
            act = self._read()
        except AppError as error:
            self._refuse(error)
            return
        if not self._revocable.do(act, self._end, self._refuse):
            self._wait(waits=True)

    @Slot(object)
    def _end(self, record_id: str) -> None:
        self.added.emit(record_id)
        self.accept()

    @Slot(object)
    def _refuse(self, error: AppError) -> None:
        self._wait(waits=False)
        self._say(error)

    def _wait(self, *, waits: bool) -> None:
        """Nothing can be changed while another program keeps the data from being saved; the dialog ends when it is."""
        for part in (*self._fields.values(), self.add_button):
            part.setEnabled(not waits)

    def _say(self, error: AppError) -> None:
        """Under the field that the error names, else above all of them."""
        field = self._fields.get(str(error.facts.get("field"))) if isinstance(error, UserInputError) else None
        if field is None:
            self.problem.set_message("error", error.detail or sentence(error))
            self.problem.show()
        else:
            field.set_error(sentence(error))
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))
