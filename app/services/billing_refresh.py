"""Asking Clientary, just before hours and expenses are billed, which of them were billed there meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.ids import EntryId
from app.domain.money import shown
from app.errors import LockBusy, Refused
from app.services.invoice_request import InvoiceRequest
from app.services.invoices import InvoiceService, invoice_service
from app.services.sync import SyncService
from app.storage.entries import EntryRepository

_NAMED = 3
_NOT_ASKED = (
    "Clientary could not be asked whether these hours were billed there meanwhile; that is looked at before anything "
    "is sent."
)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a look brought: `dropped` were on the invoice and no longer are; `warnings` are sentences for the person.
    `state` is the sync state it ended with, "none" where there was nothing to ask about.
    """

    state: str = "none"
    dropped: tuple[EntryId, ...] = ()
    warnings: tuple[str, ...] = ()


def refresh_before_billing(
    context: AppContext, cancel: CancelToken, request: InvoiceRequest, timeout_s: float, replacing: str | None = None
) -> Refreshed:
    """Look at what the request would bill, hours and expenses; blocks for `timeout_s` at most: never for a GUI thread.

    Without a network it says so and changes nothing. Raises `Refused` as a preview does when nothing is left to bill.
    """
    service = invoice_service(context)
    before = _billed(service, request, replacing)
    projects = _projects(context, before)
    if not projects and not request.expenses:
        return Refreshed()
    try:
        result = SyncService(context, cancel).refresh(projects, request.expenses, timeout_s=timeout_s)
    except LockBusy:
        return Refreshed("busy", warnings=(_NOT_ASKED,))
    if result.state != "idle" or result.problems or result.out_of_time:
        return Refreshed(result.state, warnings=(_NOT_ASKED,))
    try:
        after = set(_billed(service, request, replacing))
    except Refused as error:
        if error.facts.get("field") == "expenses":
            raise
        raise Refused(" ".join((_about(context, before), error.detail))) from error
    dropped = tuple(one for one in before if one not in after)
    return Refreshed("idle", dropped, (_about(context, dropped),) if dropped else ())


def _billed(service: InvoiceService, request: InvoiceRequest, replacing: str | None) -> list[EntryId]:
    lines = service.preview(request, replacing).invoice.lines
    return [entry_id for line in lines for entry_id in line.entries]


def _projects(context: AppContext, entry_ids: list[EntryId]) -> list[str]:
    """The projects of these entries, each once."""
    repository = EntryRepository(context.db)
    entries = (repository.get(entry_id) for entry_id in entry_ids)
    return list(dict.fromkeys(e.project_id for e in entries if e is not None and e.project_id is not None))


def _about(context: AppContext, entry_ids: tuple[EntryId, ...] | list[EntryId]) -> str:
    repository = EntryRepository(context.db)
    titles = [entry.title for one in entry_ids if (entry := repository.get(one)) is not None]
    named = ", ".join(f'"{shown(title)}"' for title in titles[:_NAMED])
    more = f" and {len(titles) - _NAMED} more" if len(titles) > _NAMED else ""
    return f"Billed in Clientary or gone there meanwhile, so not on this invoice: {named}{more}."
