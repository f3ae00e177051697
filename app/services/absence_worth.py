"""What time of an entry is worth, so that a person who decides about an absence sees what it costs."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from app.billing.amounts import SECONDS_PER_HOUR, time_amount
from app.domain.billing_terms import TermsKind
from app.domain.clients import ProjectKind
from app.settings import Settings
from app.storage.database import Database
from app.storage.entries import EntryRow
from app.storage.projects import ProjectRepository
from app.storage.terms import TermsRepository


class Worth(NamedTuple):
    """An amount in minor units of `currency`, and what an hour comes to."""

    amount_minor: int
    currency: str
    hour_minor: int


def worth_of(db: Database, row: EntryRow, seconds: int, settings: Settings) -> Worth | None:
    """What `seconds` of the entry are worth before any rounding of the time; None where they are billed by no hourly
    rate: not billable, part of a fixed price, or nobody set one.
    """
    rate = hourly_rate(db, row, settings) if row.entry.billable else None
    if rate is None:
        return None
    currency = row.currency or settings.billing_currency
    return Worth(time_amount(seconds, rate, currency), currency, time_amount(SECONDS_PER_HOUR, rate, currency))


def hourly_rate(db: Database, row: EntryRow, settings: Settings) -> Decimal | None:
    """The first of entry, task, project, client and settings that names one, as the billing has it."""
    entry, terms = row.entry, TermsRepository(db)
    own = [(TermsKind.ENTRY, str(entry.id)), (TermsKind.TASK, entry.task_id)]
    for kind, record_id in own:
        rate = None if record_id is None else terms.get(kind, record_id).rate
        if rate is not None:
            return rate
    project = None if entry.project_id is None else ProjectRepository(db).get(entry.project_id)
    if project is not None:
        priced = terms.get(TermsKind.PROJECT, project.id).priced
        if project.fixed or (project.kind != ProjectKind.HOURLY and priced == "fixed"):
            return None
        if project.rate is not None:
            return project.rate
    of_client = None if row.client_id is None else terms.get(TermsKind.CLIENT, row.client_id).rate
    if of_client is not None:
        return of_client
    return Decimal(settings.billing_default_rate) if settings.billing_default_rate else None
