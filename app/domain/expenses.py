"""Money spent for a client, as Clientary keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NewType

from app.domain.ids import ClientId, ProjectId

ExpenseId = NewType("ExpenseId", str)


@dataclass(frozen=True, slots=True)
class Expense:
    """`amount` is in major units; Clientary names no currency for it. `billed`: it is on an invoice there."""

    id: ExpenseId
    amount: Decimal
    description: str = ""
    date: str | None = None
    client_id: ClientId | None = None
    project_id: ProjectId | None = None
    billed: bool = False
