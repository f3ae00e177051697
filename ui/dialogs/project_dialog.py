"""Add a project of a client."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.ids import ClientId
from app.errors import UserInputError
from app.services.projects import ProjectForm
from ui.bridge import Bridge
from ui.dialogs.record_dialog import RecordDialog
from ui.i18n import tr
from ui.session import Session
from ui.widgets.choice import Choice
from ui.widgets.field import Field

_CONTEXT = "ProjectDialog"


class ProjectDialog(RecordDialog):
    """Its client, its name, what an hour of it is worth and in which currency; the client's currency is proposed."""

    def __init__(
        self, session: Session, bridge: Bridge, client_id: ClientId | None = None, parent: QWidget | None = None
    ) -> None:
        self._session = session
        rows = session.catalog.clients()
        self._currencies = {row.client.id: row.client.currency for row in rows}
        self.client: Choice[ClientId] = Choice([(row.client.id, row.client.name) for row in rows])
        if client_id in self._currencies:
            self.client.choose(client_id)
        self._name, self._rate, self._currency = QLineEdit(), QLineEdit(), QLineEdit()
        self._rate.setText(session.config.settings.billing_default_rate)
        fields = {
            "name": Field(tr(_CONTEXT, "Name"), self._name),
            "client": Field(tr(_CONTEXT, "Client"), self.client),
            "rate": Field(tr(_CONTEXT, "Rate"), self._rate, tr(_CONTEXT, "For an hour, such as 90 or 82.50.")),
            "currency": Field(tr(_CONTEXT, "Currency"), self._currency),
        }
        hint = tr(_CONTEXT, "It is kept here at once and goes to Clientary with the next sync.")
        super().__init__(tr(_CONTEXT, "New project"), hint, fields, self._act, bridge, parent)
        self.client.currentIndexChanged.connect(self._propose_currency)
        self._propose_currency()
        self._name.setFocus()

    @Slot()
    def _propose_currency(self) -> None:
        known = None if self.client.key is None else self._currencies[self.client.key]
        self._currency.setText(known or self._session.config.settings.billing_currency)

    def _act(self) -> Callable[[Session], str]:
        client_id = self.client.key
        if client_id is None:
            raise UserInputError(tr(_CONTEXT, "A project belongs to a client; add the client first."), field="client")
        form = ProjectForm(self._name.text(), self._rate.text(), self._currency.text())
        return lambda on: on.projects.add(client_id, form).project.id
