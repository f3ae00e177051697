"""What there is to choose from when an invoice is made, beside hours: expenses and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.clients import Person
from app.services.invoice_request import ME
from app.services.people import known_me
from app.storage.billing_reads import free_expenses
from app.storage.clients import PersonRepository
from app.storage.database import Database
from app.storage.expenses import ExpenseRow


@dataclass(frozen=True, slots=True)
class BillingChoices:
    """Writes nothing."""

    db: Database

    def expenses(self, client_id: str, replacing: str | None = None) -> Sequence[ExpenseRow]:
        """Expenses of a client or its projects that no invoice has, newest first; `replacing`: an invoice whose
        expenses count as free.
        """
        return free_expenses(self.db, client_id, replacing)

    def people(self) -> list[Person]:
        """Whose hours there may be, as `InvoiceRequest.people` names them: the person at this computer as `ME`."""
        me = known_me(self.db)
        staff = PersonRepository(self.db).all()
        mine = next((person.name for person in staff if person.remote_id == me), "")
        return [Person(ME, mine), *(person for person in staff if person.remote_id != me)]
