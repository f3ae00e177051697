"""What became of an invoice that a person sent and waits for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.invoices import InvoiceSync
from app.domain.refusals import NOTHING_SAID, Refusal
from app.errors import AppError, NotFound
from app.services.invoices import InvoiceService
from app.storage.invoices import InvoiceRow
from app.sync.result import SyncResult


class SendState(StrEnum):
    """`CREATED`: Clientary has it. `REFUSED`: it is not there, `words` say why. `CHECKING`: it may or may not be there.
    `WAITING`: nothing was sent; it will be.
    """

    CREATED = "created"
    REFUSED = "refused"
    CHECKING = "checking"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """`row` is the invoice as it is kept here, None when nothing was kept. `refusal`: of `REFUSED`; of `WAITING`
    `sync_state` is the sync state that explains it (offline | sign_in_needed | not_connected | error | idle).
    """

    state: SendState
    row: InvoiceRow | None
    refusal: Refusal = NOTHING_SAID
    sync_state: str = "idle"
    reason: str | None = None

    @property
    def differs(self) -> bool:
        """Whether Clientary keeps it otherwise and nobody saw it so far."""
        return self.row is not None and self.row.unseen_difference


def settled_outcome(service: InvoiceService, invoice_id: str) -> SendOutcome | None:
    """What is certain about it already, before its sync has ended: created or refused."""
    try:
        row = service.row(invoice_id)
    except NotFound:
        return None
    if row.sync is InvoiceSync.SYNCED:
        return SendOutcome(SendState.CREATED, row)
    return None


def outcome(
    service: InvoiceService, invoice_id: str, answer: SyncResult | AppError | None, *, undo: bool
) -> SendOutcome:
    """After the sync that was asked for it. `answer` is what that sync came to, None after a bug.

    With `undo` a refused invoice is not kept: one that another cycle met the refusal of is discarded now, unless an
    earlier request may have created it.
    """
    refused = answer.refused.get(invoice_id) if isinstance(answer, SyncResult) else None
    try:
        row = service.row(invoice_id)
    except NotFound:
        return SendOutcome(SendState.REFUSED, None, refused or NOTHING_SAID)
    match row.sync:
        case InvoiceSync.SYNCED:
            return SendOutcome(SendState.CREATED, row)
        case InvoiceSync.PARKED:
            gone = undo and service.undo_parked(invoice_id)
            return SendOutcome(SendState.REFUSED, None if gone else row, row.refusal or NOTHING_SAID)
        case InvoiceSync.CHECKING | InvoiceSync.IN_FLIGHT:
            return SendOutcome(SendState.CHECKING, row)
        case _:
            state, reason = _why(answer)
            return SendOutcome(SendState.WAITING, row, sync_state=state, reason=reason)


def _why(answer: SyncResult | AppError | None) -> tuple[str, str | None]:
    """The sync state that kept it waiting."""
    if isinstance(answer, SyncResult):
        return answer.state, answer.reason
    return "error", None if answer is None else answer.detail
