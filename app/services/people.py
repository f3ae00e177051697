"""Who the person at this computer is in Clientary, where its first answers do not tell."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import Clock
from app.domain.clients import Person
from app.domain.names import Candidate, match_name
from app.errors import Refused
from app.storage.clients import PersonRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.syncstate import HERE, SyncState

ME = "me"


@dataclass(frozen=True, slots=True)
class PeopleService:
    """Reads the staff and keeps the answer to the one question about them."""

    db: Database
    clock: Clock

    def people(self) -> list[Person]:
        """Everybody on the staff, by name."""
        return PersonRepository(self.db).all()

    def me(self) -> str | None:
        """Clientary's user id of this program's user; None while it is not known."""
        return known_me(self.db)

    def must_ask(self) -> bool:
        """Whether hours of several people came in and nobody said so far which of them are mine."""
        return self._connection() is not None and self.me() is None and len(self.people()) > 1

    def choose(self, name: str) -> Person:
        """I am the member of staff of that name or id: their entries are mine from now on."""
        connection = self._connection()
        if connection is None:
            raise Refused("No account was synced so far; sync first.")
        people = self.people()
        chosen = match_name(name, [Candidate(p.remote_id, p.name) for p in people], what="person")
        known = self.me()
        if known is not None and known != chosen:
            raise Refused("Clientary's own answers already told who you are; that cannot be changed here.")
        with self.db.write():
            SyncState(self.db).put(connection, ME, chosen, self.clock.now(), "chosen from the staff list")
            EntryRepository(self.db).claim(chosen)
        return next(person for person in people if person.remote_id == chosen)

    def _connection(self) -> str | None:
        return _bound(self.db)


def known_me(db: Database) -> str | None:
    """Clientary's user id of this program's user; None while it is not known."""
    connection = _bound(db)
    known = None if connection is None else SyncState(db).get(connection, ME)
    return known if isinstance(known, str) else None


def _bound(db: Database) -> str | None:
    bound = SyncState(db).get(HERE, "connection_id")
    return bound if isinstance(bound, str) else None
