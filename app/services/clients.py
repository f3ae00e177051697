"""Use cases for clients: adding one, and changing its name or number. Each commits at once, with what is to be sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.clock import Clock
from app.domain.clients import Client
from app.domain.ids import ClientId, new_id
from app.domain.money import shown
from app.domain.names import fold
from app.domain.text import clean_line
from app.errors import NotFound, Refused, UserInputError
from app.storage.clients import ClientRepository, ClientRow
from app.storage.database import Database
from app.storage.outbox import SAVE, Outbox

CLIENT = "client"
MAX_NAME = 250


@dataclass(frozen=True, slots=True)
class ClientService:
    """Writes here and queues it for Clientary, both or neither."""

    db: Database
    clock: Clock

    def add(self, name: str, *, number: str | None = None) -> ClientRow:
        """A new client. Raises `UserInputError` for no name, or one that a current client has."""
        with self.db.write():
            client = Client(ClientId(new_id()), self._name(name), checked_label(number, "number"))
            return self._save(client)

    def edit(self, client_id: ClientId, *, name: str | None = None, number: str | None = None) -> ClientRow:
        """Change what is given; an empty number clears it. Nothing is sent where nothing changed."""
        with self.db.write():
            before = self._current(client_id)
            client = replace(
                before,
                name=before.name if name is None else self._name(name, but=client_id),
                number=before.number if number is None else checked_label(number, "number"),
            )
            return self.row(client_id) if client == before else self._save(client)

    def row(self, client_id: str) -> ClientRow:
        """The client and where it stands; raises `NotFound`."""
        found = ClientRepository(self.db).row(client_id)
        if found is None:
            raise NotFound(f"There is no client {shown(client_id)}.", what=CLIENT, name=shown(client_id))
        return found

    def _save(self, client: Client) -> ClientRow:
        ClientRepository(self.db).save(client)
        Outbox(self.db).queue(CLIENT, client.id, SAVE, self.clock.now())
        return self.row(client.id)

    def _current(self, client_id: ClientId) -> Client:
        client = self.row(client_id).client
        if ClientRepository(self.db).is_gone(client_id):
            raise Refused(f"{shown(client.name)} was deleted in Clientary; it cannot be changed any more.")
        return client

    def _name(self, text: str, but: str | None = None) -> str:
        name = checked_name(text, "client")
        for row in ClientRepository(self.db).all(archived=False):
            if row.client.id != but and fold(row.client.name) == fold(name):
                raise UserInputError(f'There is a client "{shown(row.client.name)}" already.', field="name")
        return name


def checked_name(text: str, what: str) -> str:
    """A name on one line; raises `UserInputError` for an empty or endless one."""
    name = clean_line(text)
    if not name:
        raise UserInputError(f"A {what} needs a name.", field="name")
    if len(name) > MAX_NAME:
        raise UserInputError(f"A name has at most {MAX_NAME} characters.", field="name")
    return name


def checked_label(text: str | None, field: str) -> str | None:
    """A short text on one line, None for an empty one."""
    label = clean_line(text or "")
    if len(label) > MAX_NAME:
        raise UserInputError(f"The {field} is too long.", field=field)
    return label or None
