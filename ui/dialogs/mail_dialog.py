"""Write to a client about an invoice: have Clientary send it, hand it to the mail program, or copy the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.messages import addresses_in
from app.errors import AppError, UserInputError
from app.services.messages import Recipient
from app.storage.invoices import InvoiceRow
from ui.bridge import Bridge
from ui.i18n import tr
from ui.messages import sentence
from ui.plain import one_line
from ui.revocable import Revocable
from ui.session import Session
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.button_rows import ButtonRows
from ui.widgets.chip import Chip
from ui.widgets.choice import Choice
from ui.widgets.field import Field
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "MailDialog"
_WIDTH, _LINES = 620, 8
_MOST_CHIPS = 6


class MailDialog(QDialog):
    """Recipients, subject and text begin as they are proposed and can all be changed. Nothing leaves before a button
    says so, nor after it was cancelled while that waits to be saved. Open it with `open()`.
    """

    sent = Signal(str)
    """Id of the e-mail that is queued."""
    handed_over = Signal(object, str, str)
    """Recipients, subject and text, for the person's own mail program."""

    def __init__(self, session: Session, bridge: Bridge, row: InvoiceRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self._session, self._row = session, row
        self._revocable = Revocable(bridge, self)
        self._touched = False
        self._people: tuple[Recipient, ...] = ()
        self.kind: Choice[bool] = Choice([(False, tr(_CONTEXT, "Invoice")), (True, tr(_CONTEXT, "Reminder"))])
        self.to, self.subject, self.body = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.attach = QCheckBox(tr(_CONTEXT, "Attach the PDF that Clientary makes"))
        self.copy = QCheckBox(tr(_CONTEXT, "Send a copy to me"))
        self.problem = Banner("error", "", dismissible=False)
        self.chips: list[Chip] = []
        self._chip_rows = ButtonRows()
        self.copy_button = Button(tr(_CONTEXT, "Copy text"), "secondary", "copy")
        self.program_button = Button(tr(_CONTEXT, "Open in mail program"), "secondary", "external")
        self.cancel_button = Button(tr(_CONTEXT, "Cancel"))
        self.send_button = Button(tr(_CONTEXT, "Send e-mail"), "primary")
        self._to_field = Field(tr(_CONTEXT, "To"), self.to, tr(_CONTEXT, "Several addresses are separated by commas."))
        self._lay_out()
        self._connect()
        self._begin()

    def show_people(self, people: Sequence[Recipient]) -> None:
        """The client's people, as they are known now; who was chosen by hand stays."""
        self._people = tuple(people)
        if not self._touched:
            blocked = self.to.blockSignals(True)
            self.to.setText(", ".join(one.address for one in people if one.usual))
            self.to.blockSignals(blocked)
        self.chips = [self._chip(one) for one in self._people[:_MOST_CHIPS]]
        self._chip_rows.show_buttons(self.chips)
        for one, following in pairwise((self.to, *self.chips, self.subject)):
            self.setTabOrder(one, following)
        self._mark_chips()

    @Slot(object)
    def take_looked_up(self, _done: object) -> None:
        """The client's addresses were looked up in Clientary."""
        self.show_people(self._session.messages.recipients(self._row))

    # -- what it holds -------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        number = one_line(self._row.invoice.number or "")
        credit = self._row.credits is not None
        title = (
            tr(_CONTEXT, "E-mail about credit note {number}", number=number)
            if credit
            else tr(_CONTEXT, "E-mail about invoice {number}", number=number)
        )
        self.setWindowTitle(title)
        self._title.setText(self.windowTitle())
        proposal = self._session.messages.proposal(self._row)
        self.kind.choose(proposal.reminder)
        self.subject.setText(proposal.subject)
        self.body.setPlainText(proposal.body)
        self.attach.setChecked(True)
        self.show_people(proposal.recipients)
        self.to.setFocus()
        there = self._row.remote_id is not None
        self.send_button.setEnabled(there)
        self.attach.setVisible(there)
        self.copy.setVisible(there)
        self._foot.setText(
            tr(_CONTEXT, "Clientary sends it with the next sync. An e-mail cannot be taken back.")
            if there
            else tr(_CONTEXT, "Clientary does not have this invoice yet, so only your mail program can send it.")
        )

    @Slot()
    def _propose_text(self) -> None:
        proposal = self._session.messages.proposal(self._row, reminder=bool(self.kind.key))
        self.subject.setText(proposal.subject)
        self.body.setPlainText(proposal.body)

    @Slot(str)
    def _note_typed(self, _text: str) -> None:
        self._touched = True
        self._mark_chips()

    @Slot()
    def _toggle(self) -> None:
        chip = self.sender()
        address = str(chip.property("address"))
        now = list(addresses_in(self.to.text()))
        kept = [one for one in now if one.casefold() != address.casefold()]
        self.to.setText(", ".join(kept if len(kept) < len(now) else [*now, address]))

    def _mark_chips(self) -> None:
        named = {one.casefold() for one in addresses_in(self.to.text())}
        for chip in self.chips:
            chip.setChecked(str(chip.property("address")).casefold() in named)

    def _chip(self, person: Recipient) -> Chip:
        chip = Chip(person.name or person.address, detail=person.address if person.name else None)
        chip.setCheckable(True)
        chip.setProperty("address", person.address)
        chip.clicked.connect(self._toggle)
        return chip

    # -- what is done with it ------------------------------------------------------------------------------------------

    @Slot()
    def _send(self) -> None:
        self.problem.hide()
        self._to_field.set_error(None)
        if not self._revocable.do(self._act(), self._end, self._refuse):
            self._wait(waits=True)

    def _act(self) -> Callable[[Session], str]:
        """What queues the e-mail as it is written now; its result is the e-mail's id."""
        invoice_id, to = self._row.invoice.id, addresses_in(self.to.text())
        subject, body = self.subject.text(), self.body.toPlainText()
        attach, copy = self.attach.isChecked(), self.copy.isChecked()

        def act(on: Session) -> str:
            row = on.invoices.row(invoice_id)
            return on.messages.send(row, to, subject, body, attach_pdf=attach, send_copy=copy).message.id

        return act

    @Slot(object)
    def _end(self, message_id: str) -> None:
        self.sent.emit(message_id)
        self.accept()

    @Slot(object)
    def _refuse(self, error: AppError) -> None:
        self._wait(waits=False)
        if isinstance(error, UserInputError):
            self._to_field.set_error(sentence(error))
            self.to.setFocus()
        else:
            self.problem.set_message("error", error.detail or sentence(error))
            self.problem.show()

    def _wait(self, *, waits: bool) -> None:
        """Nothing can be changed, nor sent in another way, while another program keeps it from being saved."""
        typed = (self.kind, self.to, self.subject, self.body, self.attach, self.copy)
        for part in (*typed, *self.chips, self.program_button, self.send_button):
            part.setEnabled(not waits)

    @Slot()
    def _hand_over(self) -> None:
        self.handed_over.emit(addresses_in(self.to.text()), self.subject.text(), self.body.toPlainText())
        self.accept()

    @Slot()
    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.subject.text()}\n\n{self.body.toPlainText()}\n")
        self.copy_button.setText(tr(_CONTEXT, "Copied"))
        announce(self, tr(_CONTEXT, "Copied"))

    # -- layout --------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._title, self._foot = PlainLabel("", "title", elide=True), PlainLabel("", "small", "muted", wrap=True)
        self.body.setTabChangesFocus(True)
        self._chip_rows.resize(_WIDTH - 2 * space(6), 0)  # as wide as the dialog will be, so that this is high enough
        top = QHBoxLayout()
        top.setSpacing(space(3))
        top.addWidget(self._title, 1)
        top.addWidget(self.kind)
        self.kind.setAccessibleName(tr(_CONTEXT, "Kind of text"))
        self.kind.setMaximumWidth(_WIDTH // 3)
        self.kind.setVisible(self._row.credits is None)  # nobody is reminded to pay one
        flags = QHBoxLayout()
        flags.setSpacing(space(4))
        flags.addWidget(self.attach)
        flags.addWidget(self.copy)
        flags.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addLayout(top)
        column.addWidget(self.problem)
        self.problem.hide()
        column.addWidget(self._to_field)
        column.addWidget(self._chip_rows)
        column.addWidget(Field(tr(_CONTEXT, "Subject"), self.subject))
        text = Field(tr(_CONTEXT, "Text"), self.body)
        text.setMinimumHeight(text.fontMetrics().lineSpacing() * _LINES)  # style rules give the editor that of one line
        column.addWidget(text, 1)
        column.addLayout(flags)
        column.addWidget(self._foot)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.program_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.send_button)
        for button in (self.copy_button, self.program_button, self.cancel_button, self.send_button):
            button.setAutoDefault(False)  # a hasty Enter in a field sends nothing
        return buttons

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._propose_text)
        self.to.textChanged.connect(self._note_typed)
        self.copy_button.clicked.connect(self._copy_text)
        self.program_button.clicked.connect(self._hand_over)
        self.cancel_button.clicked.connect(self.reject)
        self.send_button.clicked.connect(self._send)
