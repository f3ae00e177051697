"""Whose hours: everybody's, or those of the people who are ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.domain.clients import Person
from app.services.invoice_request import ME
from ui.i18n import tr, tr_n
from ui.widgets.checks import Checks


class PeopleChecks(Checks):
    """None ticked means everybody."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("PeopleChecks", "People"), parent)

    @property
    def ticked(self) -> tuple[str, ...]:
        """As `InvoiceRequest.people` names them; empty for everybody."""
        return self._ticked

    def set_people(self, people: Sequence[Person], ticked: Sequence[str] = ()) -> None:
        """Whom there is to tick, and who is; no signal."""
        self.set_choices([(one.remote_id, _named(one)) for one in people], ticked)

    def tick(self, people: Sequence[str]) -> None:
        """Tick those and nobody else; no signal."""
        self.set_choices(list(self._names.items()), people)

    def none_text(self) -> str:
        return tr("PeopleChecks", "Everybody")

    def count_text(self, count: int) -> str:
        return tr_n("PeopleChecks", "{n} person", "{n} people", count)


def _named(person: Person) -> str:
    if person.remote_id != ME:
        return person.name
    return tr("PeopleChecks", "Me ({name})", name=person.name) if person.name else tr("PeopleChecks", "Me")
