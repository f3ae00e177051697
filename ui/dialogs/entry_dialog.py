"""Add or change one entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import AppError, UserInputError
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.i18n import tr
from ui.messages import sentence
from ui.models.entry_form import EntryForm, TimeFrame, draft_of, edit_of, form_of
from ui.models.sync_words import mark_of
from ui.revocable import Revocable
from ui.session import Session
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.entry_fields import EntryFields
from ui.widgets.field import Field
from ui.widgets.mark_label import MarkLabel
from ui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from ui.widgets.history_list import HistoryList

_WIDTH = 540
_HISTORY_LINES = 9


class EntryDialog(QDialog):
    """`row` is the entry to change, None for a new one on `day`. Open it with `open()`: it commits by itself and ends
    when that worked; what is wrong is said under its field. A billed entry is only changed with a reason. `note`: what
    to know while changing it.
    """

    saved = Signal(object)
    """The EntryRow as it is stored now."""
    delete_requested = Signal(object)

    def __init__(
        self,
        session: Session,
        bridge: Bridge,
        row: EntryRow | None,
        day: str,
        parent: QWidget | None = None,
        *,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self._session, self._row, self._note = session, row, note
        zone = session.context.zone if row is None else row.entry.timezone
        self._frame = TimeFrame(zone, session.now, session.context.day_starts_at_min)
        self._revocable = Revocable(bridge, self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        title = tr("entry_dialog", "Add entry") if row is None else tr("entry_dialog", "Edit entry")
        self.setWindowTitle(title)
        self.problem = Banner("error", "", dismissible=False)
        self.problem.hide()
        self.fields = EntryFields(self._frame)
        self.reason = QLineEdit()
        self._reason_field = Field(tr("entry_dialog", "Why is it changed all the same?"), self.reason)
        self.history_button = Button(tr("entry_dialog", "History"), "link")
        self.history: HistoryList | None = None
        self.delete_button = Button(tr("entry_dialog", "Delete"), "danger", "trash")
        self.cancel_button = Button(tr("entry_dialog", "Cancel"))
        self.save_button = Button(tr("entry_dialog", "Save"), "primary")
        self._lay_out(title)
        self._connect()
        self._show_values(day)

    def _lay_out(self, title: str) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.delete_button)
        buttons.addWidget(self.history_button)
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(4))
        head = QHBoxLayout()
        head.addWidget(PlainLabel(title, "title"), 1)
        if self._row is not None:
            head.addWidget(MarkLabel(mark_of(self._row)))
        column.addLayout(head)
        if self._note:
            column.addWidget(Banner("warn", self._note, dismissible=False))
        if self._billed:
            column.addWidget(Banner("warn", self._billed_text(), dismissible=False))
        for part in (self.problem, self.fields, self._reason_field):
            column.addWidget(part)
        column.addLayout(buttons)
        self._reason_field.setVisible(self._billed)
        self.delete_button.setVisible(self._row is not None and not self._billed)
        self.history_button.setVisible(self._row is not None)
        self.save_button.setDefault(True)
        self.save_button.setToolTip(tr("entry_dialog", "Save (Ctrl+Enter)"))
        for button in (self.delete_button, self.history_button, self.cancel_button):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.fields.errors_shown.connect(self._fit)
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.reject)
        self.delete_button.clicked.connect(self._delete)
        self.history_button.clicked.connect(self._show_history)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._save)

    def _show_values(self, day: str) -> None:
        try:
            self.fields.offer(self._session.catalog.projects(), self._session.catalog.tasks())
        except AppError as error:
            self._say(sentence(error))
        row = self._row
        if row is None:
            self.fields.show_form(EntryForm(day))
        else:
            names = row.project_name or "", row.client_name or ""
            self.fields.show_form(form_of(row.entry), *names, running=row.entry.running)
        self.fields.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """Room for what is said under the fields."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    @property
    def _billed(self) -> bool:
        return self._row is not None and (self._row.ledger is not None or bool(self._row.entry.billed_there))

    def _billed_text(self) -> str:
        number = None if self._row is None else self._row.invoice_number
        if number:
            return tr(
                "entry_dialog", "This entry is on invoice {number}. Changing it does not change that.", number=number
            )
        return tr("entry_dialog", "This entry is on an invoice. Changing it does not change that.")

    @Slot()
    def _save(self) -> None:
        if not self.save_button.isEnabled():
            return
        self.fields.clear_errors()
        self.problem.hide()
        reason = self.reason.text().strip()
        if self._billed and not reason:
            self._reason_field.set_error(tr("entry_dialog", "Give a reason; it is kept in the sync log."))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            self._fit()
            return
        try:
            act = self._act(self.fields.form(), reason or None)
        except AppError as error:
            self._refuse(error)
            return
        if not self._revocable.do(act, self._end, self._refuse):
            self._wait(waits=True)

    def _act(self, form: EntryForm, reason: str | None) -> Callable[[Session], EntryRow]:
        """What saves the fields; raises `UserInputError` naming the field."""
        if self._row is None:
            draft = draft_of(form, self._frame)
            return lambda on: on.entries.log(draft)
        entry_id, edit = self._row.entry.id, edit_of(self._row.entry, form, self._frame)
        return lambda on: on.entries.edit(entry_id, edit, reason)

    @Slot(object)
    def _end(self, row: EntryRow) -> None:
        self.saved.emit(row)
        self.accept()

    @Slot(object)
    def _refuse(self, error: AppError) -> None:
        self._wait(waits=False)
        if not isinstance(error, UserInputError) or not self.fields.show_error(error, sentence(error)):
            self._say(sentence(error))
        self._fit()

    def _wait(self, *, waits: bool) -> None:
        """Nothing can be changed while another program keeps the data from being saved; the dialog ends when it is."""
        for part in (self.fields, self._reason_field, self.delete_button, self.save_button):
            part.setEnabled(not waits)

    @Slot()
    def _delete(self) -> None:
        self.delete_requested.emit(self._row)
        self.reject()

    @Slot()
    def _show_history(self) -> None:
        """What became of the entry, below its fields; a second click takes it away."""
        if self.history is not None:
            self.history.setVisible(not self.history.isVisible())
            self._take_height()
            return
        if self._row is None:
            return
        from ui.widgets.history_list import HistoryList

        try:
            steps = self._session.history.of_entry(self._row.entry.id)
        except AppError as error:
            self._say(sentence(error))
            return
        self.history = HistoryList(steps, self._session.context.zone)
        self.history.setFixedHeight(self.fontMetrics().lineSpacing() * _HISTORY_LINES)
        self._column.insertWidget(self._column.count() - 1, self.history)
        self.history.show()
        self._take_height()

    def _take_height(self) -> None:
        """What is shown now needs; `adjustSize` would stop at two thirds of the screen and squeeze the notes."""
        self._column.activate()
        self.resize(self.width(), self.sizeHint().height())

    def _say(self, text: str) -> None:
        self.problem.set_message("error", text)
        self.problem.show()
        self._fit()
