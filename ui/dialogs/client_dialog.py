"""Add a client."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.dialogs.record_dialog import RecordDialog
from ui.i18n import tr
from ui.session import Session
from ui.widgets.field import Field

_CONTEXT = "ClientDialog"


class ClientDialog(RecordDialog):
    """Its name, and its number if it has one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._session = session
        self._name, self._number = QLineEdit(), QLineEdit()
        fields = {
            "name": Field(tr(_CONTEXT, "Name"), self._name),
            "number": Field(tr(_CONTEXT, "Number"), self._number, tr(_CONTEXT, "Optional; no two clients share one.")),
        }
        hint = tr(_CONTEXT, "It is kept here at once and goes to Clientary with the next sync.")
        super().__init__(tr(_CONTEXT, "New client"), hint, fields, self._commit, parent)

    def _commit(self) -> str:
        return self._session.clients.add(self._name.text(), number=self._number.text()).client.id
