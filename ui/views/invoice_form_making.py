"""From the form's buttons to an invoice: what is asked before, and what is said meanwhile and afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.invoices import Invoice
from app.domain.refusals import NUMBER_TAKEN
from app.errors import AppError, UserInputError
from app.services.hours_marking import HoursMarking
from app.services.invoice_outcome import SendOutcome, SendState
from app.services.invoice_request import InvoiceRequest
from app.storage.invoices import InvoiceRow
from ui.bridge import Bridge
from ui.dialogs.marks_question import MarksQuestion
from ui.i18n import tr
from ui.invoice_sending import InvoiceSending
from ui.messages import sentence
from ui.session import Session
from ui.views.invoice_form_parts import FormParts
from ui.views.invoice_form_texts import refused_text, taken_text
from ui.widgets.banner import BannerKind

Read = Callable[[], InvoiceRequest]


class FormMaking(QObject):
    """One invoice at a time. `read` gives what the form says; `replacing` is the draft or refused invoice that is
    changed, `amending` one that Clientary has.
    """

    drafted = Signal(object)
    """InvoiceRow that was saved as a draft."""
    ended = Signal(object)
    """SendOutcome of an invoice that is kept here."""
    refused = Signal(object)
    """SendOutcome: the form stays as it is."""
    freed = Signal()
    """The form can be changed again, and nothing was made."""
    wrong = Signal(object)
    """UserInputError in a field."""

    def __init__(self, session: Session, bridge: Bridge, parts: FormParts, read: Read, form: QObject) -> None:
        super().__init__(form)
        self._session, self._bridge, self._parts, self._read = session, bridge, parts, read
        self.sending = InvoiceSending(session, bridge, self)
        self.replacing: str | None = None
        self.amending = False
        self._made: Invoice | None = None
        self._act: Callable[[], object] | None = None
        parts.banner.action_requested.connect(self._do)
        self.sending.stored.connect(self._take_row)
        self.sending.refused_here.connect(self._take_refusal)
        self.sending.dropped.connect(self._tell_dropped)
        self.sending.given_up.connect(self._give_up)
        self.sending.doubted.connect(self._tell_doubt)
        self.sending.settled.connect(self._settle)

    @Slot()
    def create_now(self) -> None:
        """Make the invoice and send it; a second click finds the button disabled and the sending busy."""
        if not self._ask_about_marks():
            self.begin(draft=False)

    @Slot()
    def save_draft(self) -> None:
        self.begin(draft=True)

    def begin(self, *, draft: bool) -> None:
        """Make it, unless a typed line is wrong: that one is shown."""
        wrong = self._parts.model.first_error()
        if self.sending.busy or wrong is not None:
            if wrong is not None:
                self._parts.edit_line(wrong[0])
            return
        try:
            request = self._read()
        except UserInputError as error:
            self.wrong.emit(error)
            return
        self._parts.set_busy(True)
        if not draft:
            self.say("info", tr("invoices", "Sending the invoice to Clientary…"))
        if self.amending and self.replacing is not None:
            self.sending.amend(self.replacing, request)
            return
        request = replace(request, number=None) if draft else request
        self.sending.create(request, draft=draft, replacing=self.replacing)

    def _ask_about_marks(self) -> bool:
        """With the first invoice of hours, whether they are to be marked in Clientary; True while that is asked."""
        marking = HoursMarking(self._session.config)
        connected = self._session.config.transport != "none"
        if not connected or not self._parts.model.has_hours or not marking.marks_question():
            return False
        question = MarksQuestion(self._parts.body.window())
        question.answered.connect(self._take_marks)
        question.open()
        return True

    @Slot(bool)
    def _take_marks(self, marked: bool) -> None:
        HoursMarking(self._session.config).answer(marked=marked)
        self._session.reload_settings()
        self._bridge.settings_changed.emit()
        self.begin(draft=False)

    @Slot(object)
    def _take_refusal(self, error: AppError) -> None:
        """It could not even be stored (somebody else billed these hours meanwhile): everything stays as typed."""
        self._parts.set_busy(False)
        self.say("error", sentence(error))
        self.freed.emit()

    @Slot(str)
    def _tell_dropped(self, text: str) -> None:
        """Clientary was asked before, and had billed some of it."""
        self._parts.set_busy(False)
        self.say("warn", text)
        self.freed.emit()

    @Slot()
    def _give_up(self) -> None:
        self._parts.set_busy(False)
        self._parts.banner.hide()
        self.freed.emit()

    @Slot()
    def _tell_doubt(self) -> None:
        text = tr(
            "invoices",
            "Clientary did not answer while the invoice was being created. It may or may not exist there; we are "
            "checking. Do not send it again.",
        )
        self.say("warn", text)

    @Slot(object)
    def _take_row(self, row: InvoiceRow) -> None:
        self._made = row.invoice
        if not self.sending.busy:
            self._parts.set_busy(False)
            self.drafted.emit(row)

    @Slot(object)
    def _settle(self, outcome: SendOutcome) -> None:
        self._parts.set_busy(False)
        if outcome.state is not SendState.REFUSED:
            self.ended.emit(outcome)
            return
        self.replacing = outcome.row.invoice.id if outcome.row is not None else None
        kept = outcome.row is not None
        if outcome.refusal.why == NUMBER_TAKEN and not self.amending and self._made is not None:
            self._offer_number(self._made, kept=kept)
        else:
            self.say("error", refused_text(outcome.refusal, kept=kept))
        self.refused.emit(outcome)

    def _offer_number(self, invoice: Invoice, *, kept: bool) -> None:
        """Where the number is in use by now, offer the next free one; nothing changes it unasked."""
        free = self._session.invoices.number_instead(invoice)
        text = taken_text(invoice.number or "", free.number, known=free.known, kept=kept)
        use = partial(self._begin_with, free.number)
        self.say("warn", text, tr("invoices", "Create with number {number}", number=free.number), use)

    def _begin_with(self, number: str) -> None:
        self._parts.fields.number.setText(number)
        self.begin(draft=False)

    @Slot()
    def _do(self) -> None:
        if self._act is not None:
            self._act()

    def be_quiet(self) -> None:
        """What was said last is dealt with."""
        self._act = None
        self._parts.banner.hide()

    def say(
        self, kind: BannerKind, text: str, action: str | None = None, act: Callable[[], object] | None = None
    ) -> None:
        """Above the form, where it is seen; `act` is what the button of that text does."""
        self._act = act
        self._parts.banner.set_message(kind, text, action)
        self._parts.banner.show()
        self._parts.scroll_to_top()
