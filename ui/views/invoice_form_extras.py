"""What may be on an invoice beside its fields: single entries, expenses, fixed prices, headings, a discount."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.expenses import ExpenseId
from app.domain.ids import EntryId, ProjectId
from app.domain.invoices import LineKind
from app.domain.money import line_amount
from app.errors import UserInputError
from app.services.invoice_request import InvoiceRequest, OfferedEntry
from app.services.invoice_terms import FixedOffer
from app.services.invoices import invoice_service
from ui.bridge import Bridge
from ui.dialogs.entries_to_bill import EntriesToBill
from ui.dialogs.pricing_question import PricingQuestion
from ui.format import money
from ui.i18n import tr
from ui.models.hours_line import HoursLine, PricedLine
from ui.models.line_row import Row
from ui.plain import menu_text
from ui.session import Session
from ui.views.invoice_form_parts import FormParts
from ui.views.invoice_form_values import FormValues
from ui.widgets.checks import CheckList


class FormExtras(QObject):
    """Puts them on the form's values and takes them off again."""

    changed = Signal()
    failed = Signal(object)
    """UserInputError: the fields do not say whose entries there are to choose from."""

    def __init__(self, session: Session, bridge: Bridge, parts: FormParts, values: FormValues, form: QWidget) -> None:
        super().__init__(form)
        self._session, self._bridge, self._form = session, bridge, form
        self._parts, self._values = parts, values
        self._offers: tuple[FixedOffer, ...] = ()
        self.replacing: str | None = None
        self.expenses = CheckList(tr("invoices", "Expenses"), form)
        self.expenses.ticked_changed.connect(self._take_expenses)
        parts.model.taken_off.connect(self._take_off)
        parts.choose.clicked.connect(self.choose_entries)
        parts.more.clicked.connect(self._open_menu)

    def show_offers(self, offers: tuple[FixedOffer, ...]) -> None:
        """Projects with a fixed price that the preview knows of."""
        self._offers = offers

    @Slot(object)
    def bill_fixed(self, project_id: ProjectId) -> None:
        """Bill what is open of that project's price."""
        if project_id not in self._values.fixed:
            self._values.fixed = (*self._values.fixed, project_id)
            self.changed.emit()

    @Slot(object)
    def ask_pricing(self, project_id: ProjectId) -> None:
        """Ask once whether that project's rate is for an hour."""
        PricingQuestion(self._session, self._bridge, project_id, self._form.window()).open()

    # -- the menu of what can be added ---------------------------------------------------------------------------------

    @Slot()
    def _open_menu(self) -> None:
        menu = QMenu(self._form)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("invoices", "Heading"), self._parts.add_heading)
        discount = menu.addAction(tr("invoices", "Discount"), self._parts.discount.begin)
        discount.setEnabled(self._parts.discount.isHidden())
        for offer in self._offers:
            if not offer.chosen and offer.open_minor:
                name, open_part = menu_text(offer.project.name), money(offer.open_minor, offer.currency)
                text = tr("invoices", "Fixed price of {project}: {amount}", project=name, amount=open_part)
                menu.addAction(text, partial(self.bill_fixed, offer.project.id))
        expenses = menu.addAction(tr("invoices", "Expenses…"), self._open_expenses)
        expenses.setEnabled(bool(self._offer_expenses()))
        anchor = self._parts.more
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def _offer_expenses(self) -> int:
        """Fill the list of the client's expenses that no invoice has; returns how many there are."""
        client = self._parts.fields.client.key
        if client is None:
            return 0
        rows = self._session.billing_choices.expenses(client, self.replacing)
        default = self._session.config.settings.billing_currency
        choices = []
        for row in rows:
            what = row.expense.description or row.expense.date or tr("invoices", "Expense")
            currency = (row.currency or default).upper()
            choices.append(
                (
                    str(row.expense.id),
                    f"{what}   {money(line_amount(Decimal(1), row.expense.amount, currency), currency)}",
                )
            )
        self.expenses.set_choices(choices, self._values.expenses)
        return len(rows)

    @Slot()
    def _open_expenses(self) -> None:
        self.expenses.open_below(self._parts.more)

    @Slot()
    def _take_expenses(self) -> None:
        self._values.expenses = tuple(ExpenseId(one) for one in self.expenses.ticked)
        self.changed.emit()

    # -- taking lines off ----------------------------------------------------------------------------------------------

    @Slot(object)
    def _take_off(self, row: Row) -> None:
        """Leave out what a line stands for."""
        values, cells = self._values, row.cells
        if isinstance(cells, HoursLine):
            values.left_out = tuple(dict.fromkeys((*values.left_out, *cells.line.entries)))
        elif isinstance(cells, PricedLine) and cells.line.kind is LineKind.DISCOUNT:
            self._parts.discount.clear()
            return
        elif isinstance(cells, PricedLine):
            values.expenses = tuple(one for one in values.expenses if one not in cells.line.expenses)
            values.fixed = tuple(one for one in values.fixed if one != cells.line.project_id)
        self.changed.emit()

    # -- single entries ------------------------------------------------------------------------------------------------

    @Slot()
    def choose_entries(self) -> None:
        """Show all hours that the form asks for, to leave some out."""
        try:
            request = self._values.read()
        except UserInputError as error:
            self.failed.emit(error)
            return
        task = self._bridge.tasks.run(partial(_offered, request, self.replacing))
        task.done.connect(self._show_entries)
        task.failed.connect(self._bridge.requests.error_reported)

    @Slot(object)
    def _show_entries(self, entries: list[OfferedEntry]) -> None:
        if not self._form.isVisible() or not self._parts.body.isEnabled():
            return
        dialog = EntriesToBill(entries, self._form)
        dialog.changed.connect(self._leave_out)
        dialog.open()

    @Slot(object)
    def _leave_out(self, entry_ids: tuple[EntryId, ...]) -> None:
        self._values.left_out = entry_ids
        self.changed.emit()


def _offered(
    request: InvoiceRequest, replacing: str | None, context: AppContext, cancel: CancelToken
) -> list[OfferedEntry]:
    del cancel  # it takes milliseconds
    return invoice_service(context).offered(request, replacing)
