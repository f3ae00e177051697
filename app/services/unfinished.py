"""What a person began to put on an invoice: kept while they type, so that a closed window or a crash loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import Clock
from app.services.invoice_request import InvoiceRequest
from app.services.invoice_request_json import read_request, request_json
from app.storage.database import Database
from app.storage.unfinished import UnfinishedRepository, UnfinishedRow


@dataclass(frozen=True, slots=True)
class Begun:
    """`at`: when it was last touched, epoch seconds."""

    request: InvoiceRequest
    at: int


@dataclass(frozen=True, slots=True)
class UnfinishedService:
    """One begun invoice for each client, and one for each invoice that is being changed (`replacing`). It reserves
    nothing: until it is made, the hours are free.
    """

    db: Database
    clock: Clock

    def find(self, client_id: str | None, replacing: str | None = None) -> Begun | None:
        """What was begun for that client (None: whichever is newest) or as a change of that invoice."""
        row = UnfinishedRepository(self.db).newest(replacing or client_id)
        request = None if row is None or row.replacing != replacing else read_request(row.request)
        return None if row is None or request is None else Begun(request, row.at)

    def keep(self, request: InvoiceRequest, replacing: str | None = None) -> None:
        """Keep this instead of what was kept for the same client or change."""
        with self.db.write():
            row = UnfinishedRow(request_json(request), replacing, self.clock.now())
            UnfinishedRepository(self.db).put(replacing or request.client_id, row)

    def forget(self, client_id: str, replacing: str | None = None) -> None:
        """It was made, or given up."""
        with self.db.write():
            UnfinishedRepository(self.db).forget(replacing or client_id)
