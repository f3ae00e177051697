"""The form for a new invoice, or for a draft or a refused one that is changed: hours become lines while you look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.ids import ClientId
from app.errors import AppError, UserInputError
from app.services.invoice_outcome import SendOutcome
from app.services.invoice_request import InvoiceRequest, Preview
from app.services.invoice_terms import Notice as BillingNotice
from app.services.invoice_terms import totals
from app.storage.invoices import InvoiceRow
from ui.bridge import Bridge
from ui.i18n import tr
from ui.invoice_preview import LivePreview, PreviewQuestion
from ui.invoice_sending import InvoiceSending
from ui.requests import Notice
from ui.session import Session
from ui.views.invoice_form_client import FormClient
from ui.views.invoice_form_extras import FormExtras
from ui.views.invoice_form_keeping import FormKeeping
from ui.views.invoice_form_making import FormMaking
from ui.views.invoice_form_paper import FormPaper
from ui.views.invoice_form_parts import FormParts
from ui.views.invoice_form_texts import begun_text, said_in_form
from ui.views.invoice_form_values import FormValues
from ui.views.invoice_form_why import FormWhy
from ui.widgets.totals_box import sums_of


@dataclass(frozen=True, slots=True)
class Opening:
    """What the form is opened with: nothing, a client, or an invoice that was not sent yet and is changed."""

    client_id: ClientId | None = None
    invoice_id: str | None = None


class InvoiceForm(QWidget):
    """Asks `LivePreview` after every change and `InvoiceSending` to make the invoice; decides nothing about money."""

    left = Signal()
    """The person is done with it, without an invoice."""
    drafted = Signal(object)
    """InvoiceRow that was saved as a draft."""
    ended = Signal(object)
    """SendOutcome of an invoice that is kept here."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._session, self._bridge = session, bridge
        self._replacing: str | None = None
        self._filling = False
        self.parts = FormParts(bridge, session.invoices.today, session.config.settings.billing_due_days, self)
        self.values = FormValues(session, self.parts)
        self.extras = FormExtras(session, bridge, self.parts, self.values, self)
        self.why = FormWhy(bridge, self.parts, self)
        self.preview = LivePreview(bridge, self)
        self.making = FormMaking(session, bridge, self.parts, self.values.read, self)
        self.keeping = FormKeeping(session, bridge, self.values.read_begun, self)
        self.client = FormClient(self.values, self.making, self)
        self.paper = FormPaper(session, bridge)
        self.parts.add_below_warnings(self.paper)
        self._connect()

    # -- opening -----------------------------------------------------------------------------------------------------

    def open(self, opening: Opening) -> None:
        """Go on with what was begun for the same client or change, else start afresh. Raises `NotFound` when the
        invoice to change is gone.
        """
        row = None if opening.invoice_id is None else self._session.invoices.row(opening.invoice_id)
        begun = self.keeping.found(opening.client_id, opening.invoice_id)
        self.keeping.holds = begun is not None
        self._fill(opening, None if begun is None else begun.request)
        self.making.amending = row is not None and row.remote_id is not None
        self.parts.set_purpose(changing=row is not None, amending=self.making.amending)
        self.parts.banner.hide()
        self.parts.set_busy(False)
        self._allow(False)
        self.paper.show_client(self.parts.fields.client.key)
        self.parts.show_no_lines(self._session.config.settings.billing_currency)
        self.parts.show_sums(())
        self._propose_number()
        self.recalculate()
        self.parts.fields.client.setFocus()
        if begun is not None:
            self.making.say("info", begun_text(begun.at), tr("invoices", "Start afresh"), self._start_afresh)

    def _fill(self, opening: Opening, begun: InvoiceRequest | None) -> None:
        self._filling = True
        try:
            self._replacing = self.extras.replacing = self.making.replacing = opening.invoice_id
            self.keeping.replacing = opening.invoice_id
            self.values.refresh_choices()
            if begun is not None:
                self.values.fill(begun)
            elif opening.invoice_id is not None:
                self.values.fill(self._session.invoices.request_of(opening.invoice_id))
            else:
                self.values.start_new(opening.client_id)
            self.client.opened(self.parts.fields.client.key)
        finally:
            self._filling = False

    @Slot()
    def _start_afresh(self) -> None:
        """Forget what was begun."""
        client = self.parts.fields.client.key
        self.keeping.forget(client)
        self.open(Opening(None if self._replacing is not None else client, self._replacing))

    @Slot()
    def refresh_choices(self) -> None:
        """Read clients and projects again; what is chosen stays."""
        self.values.refresh_choices()

    @Slot()
    def recalculate(self) -> None:
        """Ask for the preview of what the form says now."""
        if self._filling or self.sending.busy:
            return
        self._clear_errors()
        try:
            request = self.values.read()
        except UserInputError as error:
            self.preview.stop()
            self._show_error(error)
            return
        self.preview.ask(PreviewQuestion(request, self._replacing))

    # -- the preview -------------------------------------------------------------------------------------------------

    @Slot(object)
    def _show_preview(self, preview: Preview) -> None:
        invoice, parts = preview.invoice, self.parts
        parts.fields.propose_number(invoice.number)
        parts.show_lines(preview)
        parts.show_left_out(preview.left_out)
        parts.show_sums(sums_of(totals(invoice.lines, invoice.taxes, invoice.compound), invoice.currency))
        parts.fields.show_due(invoice.due_date)
        self.extras.show_offers(preview.offers)
        parts.warnings.show_notices(self._worth_saying(preview.notices))
        parts.table.show_taxes(bool(invoice.taxes))
        self.why.show_invoice(invoice)
        parts.side.show_invoice(invoice, parts.fields.client.currentText())
        parts.nothing.hide()
        self._allow(self.parts.model.first_error() is None)

    def _worth_saying(self, notices: Sequence[BillingNotice]) -> list[BillingNotice]:
        """All but what is asked anyway before the first invoice is made."""
        asked = self._session.config.settings.billing_mark_hours == "ask"
        return [notice for notice in notices if not (asked and notice.code == "not_marked")]

    @Slot(object)
    def _show_refusal(self, error: AppError) -> None:
        """There is no invoice to show: nothing to bill, no rate, or a field that only the service can judge."""
        parts = self.parts
        parts.show_no_lines(self._session.config.settings.billing_currency)
        parts.show_left_out(len(self.values.left_out))
        parts.show_sums(())
        self._propose_number()
        parts.warnings.show_notices(())
        self.why.show_invoice(None)
        parts.side.show_invoice(None, "")
        self._show_error(error)

    def _show_error(self, error: AppError) -> None:
        """Where the person can mend it: under its field, else in place of the lines."""
        self._allow(False)
        field, text = str(error.facts.get("field", "")), said_in_form(error)
        if field == "tax":
            self.parts.taxes.set_error(text)
        elif field == "discount":
            self.parts.discount.set_error(text)
        elif not self.parts.fields.set_error("to" if field == "from" else field, text):
            self.parts.nothing.setText(text)
            self.parts.nothing.show()

    @Slot(str)
    def _tell_rejected(self, text: str) -> None:
        self.making.say("warn", text)

    def _clear_errors(self) -> None:
        self.parts.taxes.set_error(None)
        self.parts.discount.set_error(None)
        self.parts.fields.set_error(None, None)
        self.parts.nothing.hide()

    def _allow(self, complete: bool) -> None:
        busy = self.sending.busy
        self.parts.create.setEnabled(complete and not busy)
        self.parts.save.setEnabled(complete and not busy)

    # -- making it ---------------------------------------------------------------------------------------------------

    @property
    def sending(self) -> InvoiceSending:
        """What makes and sends it."""
        return self.making.sending

    @Slot(object)
    def _take_draft(self, row: InvoiceRow) -> None:
        self.keeping.forget(row.invoice.client_id)
        self.drafted.emit(row)

    @Slot(object)
    def _take_end(self, outcome: SendOutcome) -> None:
        self.keeping.forget(self.parts.fields.client.key)
        self.ended.emit(outcome)

    @Slot(object)
    def _take_refused(self, outcome: SendOutcome) -> None:
        self._replacing = self.extras.replacing = self.keeping.replacing = self.making.replacing
        self.parts.fields.client.setFocus()
        self.recalculate()

    # -- helpers -----------------------------------------------------------------------------------------------------

    @Slot()
    def _note_edit(self) -> None:
        """The person changed something; while fields are filled nobody did."""
        if not self._filling:
            self.keeping.note_edit()
        self.recalculate()

    @Slot()
    def _take_client(self) -> None:
        """To look at another client's hours is nothing that has to be kept. An untouched form is made anew, for what
        the one before is taxed with is not what this one owes; of one that was touched what nobody chose follows.
        """
        if self._filling:
            return
        self.values.forget_choices()
        client = self.parts.fields.client
        self._filling = True
        try:
            if client.key is None or (self._replacing is None and not self.keeping.holds):
                self.values.start_new(client.key)
                self.client.opened(client.key)
            else:
                self.client.follow(client.key, client.currentText())
        finally:
            self._filling = False
        self.paper.show_client(client.key)
        self.recalculate()

    def _propose_number(self) -> None:
        fields = self.parts.fields
        fields.propose_number(self._session.invoices.next_number(self._replacing, fields.client.key, fields.date.day))

    def _connect(self) -> None:
        parts, extras = self.parts, self.extras
        for changed in (
            parts.fields.changed, parts.taxes.changed, parts.discount.changed, parts.model.edited,
            parts.only_typed.toggled, parts.po.textEdited, parts.note.textChanged, parts.terms.textChanged,
            extras.changed,
        ):  # fmt: skip
            changed.connect(self._note_edit)
        parts.fields.client_changed.connect(self._take_client)
        parts.model.rejected.connect(self._tell_rejected)
        parts.warnings.fixed_wanted.connect(extras.bill_fixed)
        parts.warnings.pricing_asked.connect(extras.ask_pricing)
        parts.warnings.entries_asked.connect(extras.choose_entries)
        self.client.changed.connect(self._note_edit)
        parts.cancel.clicked.connect(self._leave)
        extras.failed.connect(self._show_error)
        self.preview.answered.connect(self._show_preview)
        self.preview.refused.connect(self._show_refusal)
        self._connect_making()

    def _connect_making(self) -> None:
        parts, making = self.parts, self.making
        parts.create.clicked.connect(making.create_now)
        parts.save.clicked.connect(making.save_draft)
        making.wrong.connect(self._show_error)
        making.freed.connect(self.recalculate)
        making.refused.connect(self._take_refused)
        making.drafted.connect(self._take_draft)
        making.ended.connect(self._take_end)
        making.sending.stored.connect(self.preview.stop)
        for keys, button in (("Ctrl+Return", parts.create), ("Ctrl+Enter", parts.create), ("Ctrl+S", parts.save)):
            shortcut = QShortcut(QKeySequence(keys), self, button.click)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nothing in the form wants is Back. As a shortcut it would come before lists that opened over it."""
        if event.key() == Qt.Key.Key_Escape:
            self.parts.cancel.click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _leave(self) -> None:
        """What was typed stays, for the next time."""
        self.keeping.keep_now()
        if self.keeping.holds:
            text = tr("invoices", "What you began is kept for the next time.")
            self._bridge.requests.notice_requested.emit(Notice(text))
        self.preview.stop()
        self.left.emit()
