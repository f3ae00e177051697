"""Invoices: the list with the details of one beside it, and the form that makes them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.ids import ClientId
from app.errors import AppError, NotFound
from app.services.invoice_outcome import SendOutcome, SendState, settled_outcome
from app.services.invoice_terms import status_name, status_of
from app.services.invoices import invoice_service
from app.storage.changes import Changes
from app.storage.invoice_list import InvoiceHeadRow
from app.storage.invoices import InvoiceRow
from ui.bridge import Bridge
from ui.i18n import tr
from ui.invoice_acts import InvoiceActs
from ui.invoice_after import InvoiceAfter
from ui.invoice_document import InvoiceDocument
from ui.invoice_standing import outcome_words
from ui.messages import refused, sentence
from ui.models.invoice_columns import ListedInvoice
from ui.requests import Notice, StandingNotice
from ui.session import Session
from ui.theme import Theme, space
from ui.views.invoice_detail import InvoiceDetail
from ui.views.invoice_form import InvoiceForm, Opening
from ui.views.invoice_list import InvoiceList
from ui.widgets.banner import Banner, BannerKind
from ui.widgets.button import Button
from ui.widgets.page_frame import ShownStack
from ui.widgets.plain_label import PlainLabel

NEW = "new"
"""`open((NEW, client_id))` opens the form for that client (None: whoever comes first)."""

_BESIDE_FROM = 860
"""Width in device-independent pixels from which list and details stand side by side."""
_DETAIL_SHARE, _DETAIL_LEAST, _DETAIL_MOST = 0.42, 400, 640


class InvoicesPage(QWidget):
    """Asks services and shows values; what is sent goes through `InvoiceSending` of the form or of the acts."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAccessibleName(tr("invoices", "Invoices"))
        self._session, self._bridge = session, bridge
        self._stale, self._reading = True, False
        self._shown_id: str | None = None
        self._told_of: SendOutcome | None = None
        self.list = InvoiceList()
        self.detail = InvoiceDetail(session.invoices.entries_of, session.context.zone)
        self.form = InvoiceForm(session, bridge)
        self.acts = InvoiceActs(session, bridge, self)
        self.document = InvoiceDocument(session, bridge, self)
        self.after = InvoiceAfter(session, bridge, self)
        self.banner = Banner("info", "")
        self.new = Button(tr("invoices", "New invoice"), "primary", "plus")
        self._stack = ShownStack()
        self._lay_out()
        self._connect()

    # -- what the window asks ----------------------------------------------------------------------------------------

    def open(self, argument: object) -> None:
        """Show the invoice of that id, or with `(NEW, client_id)` the form."""
        if isinstance(argument, tuple) and argument[:1] == (NEW,):
            client_id = argument[1] if len(argument) > 1 else None
            self.open_form(Opening(client_id=None if client_id is None else ClientId(str(client_id))))
        else:
            self._show_invoice(str(argument))

    def open_form(self, opening: Opening) -> None:
        """Show the form, unless one is being sent: that one stays."""
        if self.form.sending.busy:
            self._stack.setCurrentWidget(self.form)
            return
        try:
            self.form.open(opening)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        self._stack.setCurrentWidget(self.form)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_if_stale()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # -- reading -----------------------------------------------------------------------------------------------------

    @Slot(object)
    def _note_changes(self, changes: Changes) -> None:
        if changes.concern("invoices", "clients", "sync"):
            self._stale = True
            self._refresh_if_stale()
        if changes.concern("clients", "projects"):
            self.form.refresh_choices()
        if changes.concern("entries", "projects", "clients") and self._stack.currentWidget() is self.form:
            self.form.recalculate()

    def _refresh_if_stale(self) -> None:
        if self._stale and not self._reading and self.isVisible():
            self._stale, self._reading = False, True
            task = self._bridge.tasks.run(_read_heads)
            task.done.connect(self._show_heads)
            task.failed.connect(self._show_failure)
            task.dropped.connect(self._forget_reading)

    @Slot(object)
    def _show_heads(self, heads: tuple[InvoiceHeadRow, ...]) -> None:
        self._reading = False
        today = self._session.invoices.today
        self.list.show_invoices(
            [ListedInvoice(head, status_of(head.status, head.balance_minor, head.due_date, today)) for head in heads],
            today,
        )
        self._show_detail()
        self._tell_the_end()
        self._refresh_if_stale()

    @Slot(object)
    def _show_failure(self, error: AppError) -> None:
        self._reading = False
        self.list.show_error(sentence(error))

    @Slot()
    def _forget_reading(self) -> None:
        self._reading = False

    # -- the details -------------------------------------------------------------------------------------------------

    def _show_invoice(self, invoice_id: str) -> None:
        self._stack.setCurrentWidget(self._browser)
        self._shown_id = invoice_id
        self.list.choose(invoice_id)
        if not self._show_detail():
            self.list.choose(None)  # it is gone: the list would wait for it in vain

    @Slot(object)
    def _take_chosen(self, invoice_id: str | None) -> None:
        """Moving in the list takes the details along where they stand beside it."""
        if invoice_id is not None and (self._beside or self._shown_id is not None):
            self._shown_id = invoice_id
            self._show_detail()

    @Slot(str)
    def _take_opened(self, invoice_id: str) -> None:
        self._shown_id = invoice_id
        self._show_detail()

    @Slot()
    def _close_detail(self) -> None:
        kept = None if self._beside else self._shown_id  # the next one below is a key away
        self._shown_id = None
        self.list.choose(kept)
        self._show_detail()
        self.list.table.setFocus()

    def _show_detail(self) -> bool:
        """Show the invoice anew; whether there is one to show."""
        row = None if self._shown_id is None else self._row(self._shown_id)
        if row is None:
            self._shown_id = None
        else:
            status = status_name(row.invoice, self._session.invoices.today)
            self.detail.show_row(row, status, busy=self.acts.is_sending(row.invoice.id))
            payments, messages = self._session.payments, self._session.messages
            self.detail.show_history(
                payments.of_invoice(row.invoice.id), messages.of_invoice(row.invoice.id), self._session.today
            )
        self._arrange()
        return row is not None

    def _row(self, invoice_id: str) -> InvoiceRow | None:
        try:
            return self._session.invoices.row(invoice_id)
        except NotFound:
            return None

    # -- what became of what was asked -------------------------------------------------------------------------------

    @Slot(str, str)
    def _act(self, act: str, invoice_id: str) -> None:
        if act == "edit":
            self.open_form(Opening(invoice_id=invoice_id))
            return
        if act in ("pay", "mail"):
            (self.after.pay if act == "pay" else self.after.write)(invoice_id)
            return
        self._told.hide()
        self._told_of = None
        self.acts.do(act, invoice_id)
        if not self.isAncestorOf(QApplication.focusWidget() or self.window()):
            self.detail.close_button.setFocus()  # the button that was pressed is gone
        self._show_detail()

    @Slot(object)
    def _take_draft(self, row: InvoiceRow) -> None:
        self._show_invoice(row.invoice.id)
        self._say("success", tr("invoices", "The draft is kept here. Its hours are reserved for it."))

    @Slot(object)
    def _take_outcome(self, outcome: SendOutcome) -> None:
        """An invoice that is kept here was sent, or waits, or is in doubt; the details say the same."""
        row = outcome.row
        if row is None:
            return
        self._show_invoice(row.invoice.id)
        kind, text = outcome_words(outcome, row)
        self._say(kind, text)
        self._told_of = outcome
        self.list.table.setFocus()
        if not self.isVisible():
            self._bridge.requests.notice_requested.emit(Notice(text))

    @Slot(object)
    def _tell_unseen_refusal(self, outcome: SendOutcome) -> None:
        """Somebody who went to another page meanwhile does not see the form, where the words stand."""
        if outcome.state is SendState.REFUSED and not self.form.isVisible():
            told = tr("invoices", "{refused} The invoice form still has it.", refused=refused(outcome.refusal))
            self._bridge.requests.standing_notice_requested.emit(StandingNotice("invoice", "error", told))

    def _tell_the_end(self) -> None:
        """What was said to wait or to be in doubt has become certain meanwhile."""
        told = self._told_of
        if told is None or told.row is None or told.state not in (SendState.CHECKING, SendState.WAITING):
            return
        known = settled_outcome(self._session.invoices, told.row.invoice.id)
        if known is not None and known.row is not None:
            self._told_of = known
            self._say(*outcome_words(known, known.row))

    def _say(self, kind: BannerKind, text: str) -> None:
        self.banner.set_message(kind, text)
        self.banner.show()
        self._told.show()

    @Slot()
    def _leave_form(self) -> None:
        self._stack.setCurrentWidget(self._browser)
        self.new.setFocus()

    @Slot()
    def _start_new(self) -> None:
        self.open_form(Opening())

    # -- layout ------------------------------------------------------------------------------------------------------

    @property
    def _beside(self) -> bool:
        return self.width() >= _BESIDE_FROM

    def _arrange(self) -> None:
        """List and details side by side, or one of them."""
        shown = self._shown_id is not None
        self.detail.setVisible(shown)
        self._line.setVisible(shown and self._beside)
        self._left.setVisible(self._beside or not shown)
        if self._beside:
            wide = max(_DETAIL_LEAST, min(_DETAIL_MOST, round(self.width() * _DETAIL_SHARE)))
            self.detail.setFixedWidth(wide)
        else:
            self.detail.setMinimumWidth(0)
            self.detail.setMaximumWidth(self.maximumWidth())

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.addWidget(PlainLabel(tr("invoices", "Invoices"), "title"), 1)
        header.addWidget(self.new)
        self._left = QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(space(5), space(4), space(5), space(5))
        column.setSpacing(space(3))
        column.addLayout(header)
        column.addWidget(self.list, 1)
        self._line = QFrame()
        self._line.setProperty("role", "side-line")
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._left, 1)
        row.addWidget(self._line)
        row.addWidget(self.detail, 0 if self._beside else 1)
        self._browser = QWidget()
        self._told = QWidget()
        told = QVBoxLayout(self._told)
        told.setContentsMargins(space(5), space(3), space(5), space(1))
        told.addWidget(self.banner)
        self._told.hide()
        browser = QVBoxLayout(self._browser)
        browser.setContentsMargins(0, 0, 0, 0)
        browser.setSpacing(0)
        browser.addWidget(self._told)
        browser.addLayout(row, 1)
        self._stack.addWidget(self._browser)
        self._stack.addWidget(self.form)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._arrange()

    def _connect(self) -> None:
        self.new.clicked.connect(self._start_new)
        self.list.create_requested.connect(self._start_new)
        self.list.chosen.connect(self._take_chosen)
        self.list.opened.connect(self._take_opened)
        self.detail.act_requested.connect(self._act)
        self.detail.close_requested.connect(self._close_detail)
        self.detail.document_requested.connect(self.document.ask)
        self.document.making_changed.connect(self.detail.show_making)
        self.detail.history.answered.connect(self.after.settle)
        self.detail.history.let_go.connect(self.after.let_go)
        self.form.left.connect(self._leave_form)
        self.form.drafted.connect(self._take_draft)
        self.form.ended.connect(self._take_outcome)
        self.form.sending.settled.connect(self._tell_unseen_refusal)
        self.acts.settled.connect(self._take_outcome)
        self.banner.dismissed.connect(self._told.hide)
        self.acts.changed.connect(self._show_detail)
        self.acts.made.connect(self._show_invoice)
        self._bridge.changed.connect(self._note_changes)


def _read_heads(context: AppContext, cancel: CancelToken) -> tuple[InvoiceHeadRow, ...]:
    del cancel  # it takes milliseconds
    return invoice_service(context).heads()
