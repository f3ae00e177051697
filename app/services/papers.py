"""Lists of what is only read from Clientary: contacts, estimates and recurring schedules."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.papers import ESTIMATE_STATES, RECURRING_STATES, Contact, Estimate, Recurring, named
from app.services.catalog import fits
from app.storage.database import Database
from app.storage.papers import PaperRepository, PaperRow

_CLOSED = frozenset({"cancelled", "declined", "archived"})


@dataclass(frozen=True, slots=True)
class PaperService:
    """Reads only; as of the last sync. `search`: words that must be somewhere in the texts, None for all."""

    db: Database

    def contacts(self, search: str | None = None) -> list[PaperRow[Contact]]:
        """People by client and name."""
        rows = PaperRepository(self.db).contacts()
        return [row for row in rows if fits(search, row.paper.name, row.paper.email, row.client_name)]

    def estimates(self, search: str | None = None, *, everything: bool = False) -> list[PaperRow[Estimate]]:
        """Estimates, newest first; `everything` includes cancelled, declined and archived ones."""
        return [
            row
            for row in PaperRepository(self.db).estimates()
            if fits(search, row.paper.number, row.paper.title, row.client_name)
            and (everything or named(ESTIMATE_STATES, row.paper.status) not in _CLOSED)
        ]

    def recurring(self, search: str | None = None, *, everything: bool = False) -> list[PaperRow[Recurring]]:
        """Schedules, the next one first; `everything` includes stopped ones."""
        return [
            row
            for row in PaperRepository(self.db).recurring()
            if fits(search, row.paper.number, row.paper.title, row.client_name)
            and (everything or named(RECURRING_STATES, row.paper.status) != "stopped")
        ]
