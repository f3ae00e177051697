"""The form for a new invoice, or for a draft or a refused one that is changed: hours become lines while you look."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.ids import ClientId
from app.errors import AppError, UserInputError
from app.services.invoice_outcome import SendOutcome, SendState
from app.services.invoice_request import Preview
from app.services.invoice_terms import totals
from ui.bridge import Bridge
from ui.i18n import tr
from ui.invoice_preview import LivePreview, PreviewQuestion
from ui.invoice_sending import InvoiceSending
from ui.messages import sentence
from ui.session import Session
from ui.views.invoice_form_extras import FormExtras
from ui.views.invoice_form_parts import FormParts
from ui.views.invoice_form_texts import refused_text, said_in_form
from ui.views.invoice_form_values import FormValues
from ui.widgets.banner import BannerKind
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
        self.preview = LivePreview(bridge, self)
        self.sending = InvoiceSending(session, bridge, self)
        self._connect()

    # -- opening -----------------------------------------------------------------------------------------------------

    def open(self, opening: Opening) -> None:
        """Start afresh. Raises `NotFound` when the invoice to change is gone."""
        self._filling = True
        try:
            self._replacing = self.extras.replacing = opening.invoice_id
            self.values.refresh_choices()
            if opening.invoice_id is not None:
                self.values.fill(self._session.invoices.request_of(opening.invoice_id))
            else:
                self.values.start_new(opening.client_id)
        finally:
            self._filling = False
        changing = opening.invoice_id is not None
        self.parts.set_title(tr("invoices", "Change invoice") if changing else tr("invoices", "New invoice"))
        self.parts.banner.hide()
        self._set_busy(False)
        self._allow(False)
        self.parts.show_no_lines(self._session.config.settings.billing_currency)
        self.parts.show_sums(())
        self.parts.fields.propose_number(self._session.invoices.next_number(opening.invoice_id))
        self.recalculate()
        self.parts.fields.client.setFocus()

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
        parts.warnings.show_notices(preview.notices)
        parts.table.show_taxes(bool(invoice.taxes))
        parts.side.show_invoice(invoice, parts.fields.client.currentText())
        parts.nothing.hide()
        self._allow(self.parts.model.first_error() is None)

    @Slot(object)
    def _show_refusal(self, error: AppError) -> None:
        """There is no invoice to show: nothing to bill, no rate, or a field that only the service can judge."""
        parts = self.parts
        parts.show_no_lines(self._session.config.settings.billing_currency)
        parts.show_left_out(len(self.values.left_out))
        parts.show_sums(())
        parts.fields.propose_number(self._session.invoices.next_number(self._replacing))
        parts.warnings.show_notices(())
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
        self._say("warn", text)

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

    @Slot()
    def create_now(self) -> None:
        """Make the invoice and send it; a second click finds the button disabled and the sending busy."""
        self._begin(draft=False)

    @Slot()
    def save_draft(self) -> None:
        self._begin(draft=True)

    def _begin(self, *, draft: bool) -> None:
        if self.sending.busy or self._typed_line_is_wrong():
            return
        try:
            request = self.values.read()
        except UserInputError as error:
            self._show_error(error)
            return
        request = replace(request, number=None) if draft else request
        self._set_busy(True)
        self.preview.stop()
        if not draft:
            self._say("info", tr("invoices", "Sending the invoice to Clientary…"))
        self.sending.create(request, draft=draft, replacing=self._replacing)

    def _typed_line_is_wrong(self) -> bool:
        """Go to the first typed line that cannot be billed."""
        wrong = self.parts.model.first_error()
        if wrong is not None:
            self.parts.edit_line(wrong[0])
        return wrong is not None

    @Slot(object)
    def _take_refusal(self, error: AppError) -> None:
        """It could not even be stored (somebody else billed these hours meanwhile): everything stays as typed."""
        self._set_busy(False)
        self._say("error", sentence(error))
        self.recalculate()

    @Slot()
    def _give_up(self) -> None:
        self._set_busy(False)
        self.parts.banner.hide()
        self.recalculate()

    @Slot()
    def _tell_doubt(self) -> None:
        self._say(
            "warn",
            tr(
                "invoices",
                "Clientary did not answer while the invoice was being created. It may or may not exist there; we are "
                "checking. Do not send it again.",
            ),
        )

    @Slot(object)
    def _take_row(self, row: object) -> None:
        if not self.sending.busy:
            self._set_busy(False)
            self.drafted.emit(row)

    @Slot(object)
    def _settle(self, outcome: SendOutcome) -> None:
        self._set_busy(False)
        if outcome.state is not SendState.REFUSED:
            self.ended.emit(outcome)
            return
        kept = outcome.row is not None
        self._replacing = self.extras.replacing = outcome.row.invoice.id if outcome.row is not None else None
        self._say("error", refused_text(outcome.words, kept=kept))
        self.parts.fields.client.setFocus()
        self.recalculate()

    # -- helpers -----------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        parts = self.parts
        parts.fields.changed.connect(self.recalculate)
        parts.taxes.changed.connect(self.recalculate)
        parts.model.edited.connect(self.recalculate)
        parts.only_typed.toggled.connect(self.recalculate)
        parts.po.textEdited.connect(self.recalculate)
        parts.note.textChanged.connect(self.recalculate)
        parts.terms.textChanged.connect(self.recalculate)
        parts.discount.changed.connect(self.recalculate)
        parts.fields.client_changed.connect(self.values.forget_choices)
        parts.model.rejected.connect(self._tell_rejected)
        parts.warnings.fixed_wanted.connect(self.extras.bill_fixed)
        parts.warnings.pricing_asked.connect(self.extras.ask_pricing)
        parts.warnings.entries_asked.connect(self.extras.choose_entries)
        self.extras.changed.connect(self.recalculate)
        self.extras.failed.connect(self._show_error)
        parts.create.clicked.connect(self.create_now)
        parts.save.clicked.connect(self.save_draft)
        parts.cancel.clicked.connect(self._leave)
        self.preview.answered.connect(self._show_preview)
        self.preview.refused.connect(self._show_refusal)
        self.sending.stored.connect(self._take_row)
        self.sending.refused_here.connect(self._take_refusal)
        self.sending.given_up.connect(self._give_up)
        self.sending.doubted.connect(self._tell_doubt)
        self.sending.settled.connect(self._settle)
        for keys, slot in (
            ("Ctrl+Return", self._press_create),
            ("Ctrl+Enter", self._press_create),
            ("Ctrl+S", self._press_save),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @Slot()
    def _press_create(self) -> None:
        self.parts.create.click()

    @Slot()
    def _press_save(self) -> None:
        self.parts.save.click()

    @Slot()
    def _leave(self) -> None:
        self.preview.stop()
        self.left.emit()

    def _set_busy(self, busy: bool) -> None:
        self.parts.set_busy(busy)

    def _say(self, kind: BannerKind, text: str) -> None:
        self.parts.banner.set_message(kind, text)
        self.parts.banner.show()
        self.parts.scroll_to_top()
