"""Add a client."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.bridge import Bridge
from ui.dialogs.record_dialog import RecordDialog
from ui.i18n import tr
from ui.session import Session
from ui.widgets.field import Field

_CONTEXT = "ClientDialog"


class ClientDialog(RecordDialog):
    """Its name, and its number if it has one."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        self._name, self._number = QLineEdit(), QLineEdit()
        fields = {
            "name": Field(tr(_CONTEXT, "Name"), self._name),
            "number": Field(tr(_CONTEXT, "Number"), self._number, tr(_CONTEXT, "Optional; no two clients share one.")),
        }
        hint = tr(_CONTEXT, "It is kept here at once and goes to Clientary with the next sync.")
        super().__init__(tr(_CONTEXT, "New client"), hint, fields, self._act, bridge, parent)

    def _act(self) -> Callable[[Session], str]:
        name, number = self._name.text(), self._number.text()
        return lambda on: on.clients.add(name, number=number).client.id
