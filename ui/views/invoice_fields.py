"""The fields of an invoice form: whose hours, which, made into lines how, and the head of the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.clients import Person
from app.domain.ids import ClientId, ProjectId
from app.domain.spans import shift_day
from app.errors import UserInputError
from app.services.invoice_request import InvoiceRequest
from app.services.invoice_terms import Group, parse_rate
from ui.i18n import tr
from ui.invoice_words import group_text, typed_number, typed_text
from ui.theme import space
from ui.widgets.choice import Choice
from ui.widgets.day_edit import DayEdit
from ui.widgets.field import Field
from ui.widgets.flow_grid import FlowGrid
from ui.widgets.fold import Fold
from ui.widgets.people_checks import PeopleChecks
from ui.widgets.period_picker import PeriodPicker
from ui.widgets.project_checks import ProjectChecks
from ui.widgets.rounding_fields import RoundingFields

if TYPE_CHECKING:
    from app.storage.clients import ClientRow
    from app.storage.projects import ProjectRow

_LONGEST_NUMBER = 60
_CODE = 3
"""Letters of a currency."""
_FOLDED = ("people", "rate", "due_days", "currency")


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from."""

    clients: Sequence[ClientRow]
    projects: Sequence[ProjectRow]
    people: Sequence[Person] = ()


class InvoiceFields(QWidget):
    """Everything of the form above the lines; what is rare is folded away. `today` is YYYY-MM-DD, `due_days` what the
    settings say.
    """

    changed = Signal()
    """Of anything but the client."""
    client_changed = Signal()

    def __init__(self, today: str, due_days: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due_chosen = False
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
        self.rate, self.due_days, self.currency = QLineEdit(), QLineEdit(), QLineEdit()
        self.currency.setMaxLength(_CODE)
        self.currency.setPlaceholderText(tr("invoices", "That of the hours"))
        self.rate.setPlaceholderText(tr("invoices", "As agreed"))
        self.due_days.setPlaceholderText(tr("invoices", "As agreed"))
        self.projects, self.people = ProjectChecks(), PeopleChecks()
        self._fields = self._make_fields()
        self._lay_out()
        self._connect()

    def set_choices(self, choices: Choices) -> None:
        """The clients, projects and people of this moment; what is chosen stays."""
        self._projects = choices.projects
        self.client.set_choices([(row.client.id, row.client.name) for row in choices.clients])
        self._offer_projects(self.projects.ticked)
        self.people.set_people(choices.people, self.people.ticked)
        self._fields["people"].setVisible(len(choices.people) > 1)

    def fill(self, request: InvoiceRequest) -> None:
        """Show what a request asks for; what is folded away opens where it says something."""
        self.client.choose(request.client_id)
        self._offer_projects(request.project_ids)
        self.number.setText(request.number or "")
        if request.date is not None:
            self.date.set_day(request.date)
        self._due_chosen = request.due is not None
        if request.due is not None:
            self.due.set_day(request.due)
        self.due_days.setText("" if request.due_days is None else str(request.due_days))
        self.period.set_days(request.day_from, request.day_to)
        self.group.choose(request.group)
        self.rounding.set_policy(request.rounding)
        self.rate.setText("" if request.rate is None else typed_text(request.rate))
        self.people.tick(request.people)
        self.currency.setText(request.currency or "")
        rare = request.people or request.currency or request.rate is not None or request.due_days is not None
        self.fold.set_open(bool(rare))

    def read(self) -> InvoiceRequest:
        """The request without taxes, lines, note, terms and order number; raises `UserInputError` naming a field."""
        client_id = self.client.key
        if client_id is None:
            raise UserInputError(tr("invoices", "Choose a client."), field="client")
        first, last = self.period.days
        rate = typed_number(self.rate.text())
        return InvoiceRequest(
            client_id=client_id,
            project_ids=self.projects.ticked,
            people=self.people.ticked,
            day_from=first,
            day_to=last,
            group=self.group.key or Group.PROJECT,
            rounding=self.rounding.policy,
            rate=parse_rate(rate) if rate else None,
            number=self.number.text().strip() or None,
            date=self.date.day,
            due=self.due.day if self._due_chosen else None,
            due_days=self._days(),
            currency=self.currency.text().strip() or None,
        )

    def propose_number(self, number: str | None) -> None:
        """Show the next free number where none is typed."""
        self.number.setPlaceholderText(number or "")

    def show_due(self, day: str) -> None:
        """The day on which it is due, unless a person chose one."""
        if not self._due_chosen:
            self.due.set_day(day)

    def set_error(self, field: str | None, text: str | None) -> bool:
        """Say what is wrong under the field of that name, and nothing under the others; False if it is not here."""
        for name, one in self._fields.items():
            one.set_error(text if name == field else None)
        if field in _FOLDED:
            self.fold.set_open(True)
        return field in self._fields

    def _days(self) -> int | None:
        text = self.due_days.text().strip()
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 6):
            raise UserInputError(tr("invoices", "Give a whole number of days."), field="due_days")
        return int(text)

    def _make_fields(self) -> dict[str, Field]:
        return {
            "client": Field(tr("invoices", "Client"), self.client),
            "number": Field(tr("invoices", "Number"), self.number),
            "date": Field(tr("invoices", "Date"), self.date),
            "due": Field(tr("invoices", "Due"), self.due),
            "to": Field(tr("invoices", "Time to bill"), self.period),
            "group": Field(tr("invoices", "Group lines by"), self.group),
            "project": Field(tr("invoices", "Projects"), self.projects),
            "people": Field(tr("invoices", "People"), self.people),
            "rate": Field(tr("invoices", "Hourly rate"), self.rate),
            "due_days": Field(tr("invoices", "Due after days"), self.due_days),
            "currency": Field(tr("invoices", "Currency"), self.currency),
        }

    def _lay_out(self) -> None:
        at, rounding = self._fields, self.rounding.fields
        rows = (
            ((at["client"], 5), (at["number"], 3), (at["date"], 4), (at["due"], 4)),
            ((at["to"], 4), (at["project"], 4), (at["group"], 4), (rounding.step, 4)),
        )
        rare = (
            ((rounding.direction, 4), (rounding.unit, 4), (rounding.minimum, 4), (at["rate"], 4)),
            ((at["due_days"], 4), (at["currency"], 4), (at["people"], 4)),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(FlowGrid(rows))
        self.fold = Fold(
            tr("invoices", "More: rounding, rate, people, currency"), tr("invoices", "Less"), FlowGrid(rare)
        )
        column.addWidget(self.fold)

    def _connect(self) -> None:
        self.client.currentIndexChanged.connect(self._take_client)
        self.date.day_edited.connect(self.changed)
        self.due.day_edited.connect(self._take_due)
        self.due_days.textEdited.connect(self._take_days)
        self.group.currentIndexChanged.connect(self.changed)
        for editor in (self.number, self.rate, self.currency):
            editor.textEdited.connect(self.changed)
        for several in (self.period, self.projects, self.people, self.rounding):
            several.changed.connect(self.changed)

    def _offer_projects(self, ticked: Sequence[ProjectId]) -> None:
        own = [row.project for row in self._projects if row.project.client_id == self.client.key]
        self.projects.set_projects([(project.id, project.name) for project in own], ticked)

    @Slot()
    def _take_client(self) -> None:
        self._offer_projects(())
        self.client_changed.emit()

    @Slot()
    def _take_due(self) -> None:
        self._due_chosen = True
        self.due_days.clear()
        self.changed.emit()

    @Slot()
    def _take_days(self) -> None:
        """Days come instead of a day that was chosen; without either it is as agreed."""
        self._due_chosen = False
        self.changed.emit()
