"""The fields of an invoice form: whose hours, which, made into lines how, and the head of the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.ids import ClientId, ProjectId
from app.domain.spans import shift_day
from app.errors import UserInputError
from app.services.invoice_request import InvoiceRequest
from app.services.invoice_terms import NONE, Group, parse_rate
from ui.i18n import tr
from ui.invoice_words import group_text, typed_number, typed_text
from ui.theme import space
from ui.widgets.choice import Choice
from ui.widgets.day_edit import DayEdit
from ui.widgets.field import Field
from ui.widgets.flow_grid import FlowGrid
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.project_checks import ProjectChecks
from ui.widgets.rounding_fields import RoundingFields

if TYPE_CHECKING:
    from app.storage.clients import ClientRow
    from app.storage.projects import ProjectRow

_LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from."""

    clients: Sequence[ClientRow]
    projects: Sequence[ProjectRow]


class InvoiceFields(QWidget):
    """Everything of the form above the lines. `today` is YYYY-MM-DD, `due_days` what the settings say."""

    changed = Signal()
    client_changed = Signal()

    def __init__(self, today: str, due_days: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due_days, self._due_chosen = due_days, False
        self._projects: Sequence[ProjectRow] = ()
        self.client: Choice[ClientId] = Choice()
        self.number = QLineEdit()
        self.number.setMaxLength(_LONGEST_NUMBER)
        self.number.setToolTip(
            tr("invoices", "The next free number, unless you type one. It is reserved when the invoice is created.")
        )
        self.date, self.due = DayEdit(today), DayEdit(shift_day(today, due_days))
        self.period = PeriodPicker(today)
        self.group: Choice[Group] = Choice([(group, group_text(group)) for group in Group])
        self.rounding = RoundingFields()
        self.rate = QLineEdit()
        self.rate.setPlaceholderText(tr("invoices", "Projects' own"))
        self.projects = ProjectChecks()
        self._fields = self._make_fields()
        self._lay_out()
        self._connect()

    def set_choices(self, choices: Choices) -> None:
        """The clients and projects of this moment; what is chosen stays."""
        self._projects = choices.projects
        self.client.set_choices([(row.client.id, row.client.name) for row in choices.clients])
        self._offer_projects(self.projects.ticked)

    def choose_client(self, client_id: ClientId | None) -> None:
        """Show that client, with all projects."""
        self.client.choose(client_id)
        self._offer_projects(())

    def fill(self, request: InvoiceRequest) -> None:
        """Show what a request asks for."""
        self.client.choose(request.client_id)
        self._offer_projects(request.project_ids)
        self.number.setText(request.number or "")
        if request.date is not None:
            self.date.set_day(request.date)
        self._due_chosen = request.due is not None
        self.due.set_day(request.due or shift_day(self.date.day, self._due_days))
        self.period.set_days(request.day_from, request.day_to)
        self.group.choose(request.group)
        self.rounding.set_policy(request.rounding or NONE)
        self.rate.setText("" if request.rate is None else typed_text(request.rate))

    def read(self) -> InvoiceRequest:
        """The request without taxes, typed lines, note and order number; raises `UserInputError` naming a field."""
        client_id = self.client.key
        if client_id is None:
            raise UserInputError(tr("invoices", "Choose a client."), field="client")
        first, last = self.period.days
        rate = typed_number(self.rate.text())
        return InvoiceRequest(
            client_id=client_id,
            project_ids=self.projects.ticked,
            day_from=first,
            day_to=last,
            group=self.group.key or Group.PROJECT,
            rounding=self.rounding.policy,
            rate=parse_rate(rate) if rate else None,
            number=self.number.text().strip() or None,
            date=self.date.day,
            due=self.due.day,
        )

    def propose_number(self, number: str | None) -> None:
        """Show the next free number where none is typed."""
        self.number.setPlaceholderText(number or "")

    def set_error(self, field: str | None, text: str | None) -> bool:
        """Say what is wrong under the field of that name, and nothing under the others; False if it is not here."""
        for name, one in self._fields.items():
            one.set_error(text if name == field else None)
        return field in self._fields

    def _make_fields(self) -> dict[str, Field]:
        return {
            "client": Field(tr("invoices", "Client"), self.client),
            "number": Field(tr("invoices", "Number"), self.number),
            "date": Field(tr("invoices", "Date"), self.date),
            "due": Field(tr("invoices", "Due"), self.due),
            "to": Field(tr("invoices", "Time to bill"), self.period),
            "group": Field(tr("invoices", "Group lines by"), self.group),
            "project": Field(tr("invoices", "Projects"), self.projects),
            "rate": Field(tr("invoices", "Hourly rate"), self.rate),
        }

    def _lay_out(self) -> None:
        at, rounding = self._fields, self.rounding.fields
        rows = (
            ((at["client"], 5), (at["number"], 3), (at["date"], 4), (at["due"], 4)),
            ((at["to"], 4), (at["project"], 4), (at["group"], 4), (at["rate"], 4)),
            ((rounding.step, 4), (rounding.direction, 4), (rounding.unit, 4), (rounding.minimum, 4)),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        column.addWidget(FlowGrid(rows))

    def _connect(self) -> None:
        self.client.currentIndexChanged.connect(self._take_client)
        self.number.textEdited.connect(self.changed)
        self.date.day_edited.connect(self._move_due)
        self.due.day_edited.connect(self._take_due)
        self.period.changed.connect(self.changed)
        self.group.currentIndexChanged.connect(self.changed)
        self.projects.changed.connect(self.changed)
        self.rate.textEdited.connect(self.changed)
        self.rounding.changed.connect(self.changed)

    def _offer_projects(self, ticked: Sequence[ProjectId]) -> None:
        own = [row.project for row in self._projects if row.project.client_id == self.client.key]
        self.projects.set_projects([(project.id, project.name) for project in own], ticked)

    @Slot()
    def _take_client(self) -> None:
        self._offer_projects(())
        self.client_changed.emit()
        self.changed.emit()

    @Slot()
    def _take_due(self) -> None:
        self._due_chosen = True
        self.changed.emit()

    @Slot(str)
    def _move_due(self, day: str) -> None:
        """The due date goes along until somebody chose one."""
        if not self._due_chosen:
            self.due.set_day(shift_day(day, self._due_days))
        self.changed.emit()
