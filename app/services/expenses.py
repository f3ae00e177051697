"""Use cases for expenses: adding one. It is kept here at once and queued for Clientary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.clock import Clock
from app.domain.expenses import Expense, ExpenseId
from app.domain.ids import ClientId, ProjectId, new_id
from app.domain.money import shown, to_major, to_minor
from app.domain.text import clean_text
from app.errors import NotFound, Refused, UserInputError
from app.services.clients import ClientService
from app.settings import Settings
from app.storage.clients import ClientRepository
from app.storage.database import Database
from app.storage.expenses import ExpenseRepository, ExpenseRow
from app.storage.outbox import SAVE, Outbox
from app.storage.projects import ProjectRepository

EXPENSE = "expense"


@dataclass(frozen=True, slots=True)
class ExpenseDraft:
    """What a person said about an expense. `amount` is text in major units, `date` YYYY-MM-DD; a project brings its
    client.
    """

    amount: str
    date: str
    description: str = ""
    client_id: ClientId | None = None
    project_id: ProjectId | None = None


@dataclass(frozen=True, slots=True)
class ExpenseService:
    """Writes here and queues it for Clientary, both or neither. `settings` has the usual currency."""

    db: Database
    clock: Clock
    settings: Settings

    def all(self) -> Sequence[ExpenseRow]:
        """Every expense, newest first."""
        return ExpenseRepository(self.db).all()

    def add(self, draft: ExpenseDraft) -> ExpenseRow:
        """A new expense in the currency of its project or client. Raises `UserInputError` for what is no amount in it,
        and for a client that the project does not belong to.
        """
        with self.db.write():
            client_id, currency = self._place(draft)
            minor = to_minor(draft.amount.strip(), currency)
            if minor <= 0:
                raise UserInputError("An expense is more than nothing.", field="amount")
            expense = Expense(
                id=ExpenseId(new_id()),
                amount=to_major(minor, currency),
                description=clean_text(draft.description).strip(),
                date=draft.date,
                client_id=client_id,
                project_id=draft.project_id,
            )
            ExpenseRepository(self.db).save(expense)
            Outbox(self.db).queue(EXPENSE, expense.id, SAVE, self.clock.now())
        return self.row(expense.id)

    def row(self, expense_id: str) -> ExpenseRow:
        """The expense and where it stands; raises `NotFound`."""
        found = ExpenseRepository(self.db).row(expense_id)
        if found is None:
            raise NotFound(f"There is no expense {shown(expense_id)}.", what=EXPENSE, name=shown(expense_id))
        return found

    def _place(self, draft: ExpenseDraft) -> tuple[ClientId | None, str]:
        """Whose expense it is, and in which currency."""
        project = None if draft.project_id is None else ProjectRepository(self.db).row(draft.project_id)
        client_id = draft.client_id
        if project is not None:
            if client_id not in (None, project.project.client_id):
                raise UserInputError("That project belongs to another client.", field="project")
            client_id = project.project.client_id
            if ProjectRepository(self.db).is_gone(project.project.id):
                raise Refused("That project was deleted in Clientary; choose another one.")
        client = None if client_id is None else ClientService(self.db, self.clock).row(client_id).client
        if client is not None and ClientRepository(self.db).is_gone(client.id):
            raise Refused(f"{shown(client.name)} was deleted in Clientary; choose another client.")
        named = (project and project.project.currency) or (client and client.currency)
        return client_id, named or self.settings.billing_currency
