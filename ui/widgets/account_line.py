"""Whether Clientary is connected, with what can be done about it and the way to where more is said."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.storage.changes import Changes
from ui.account_words import way_on
from ui.bridge import Bridge
from ui.i18n import tr
from ui.messages import sync_state
from ui.session import Session
from ui.setting_specs import transports
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel
from ui.widgets.tag import Tag

_CONTEXT = "SettingsPage"


class AccountLine(QWidget):
    """Reads what the last sync left; asks no server."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge = session, bridge
        self.state = Tag("")
        self.text = PlainLabel("", "body", wrap=True)
        self.detail = PlainLabel("", "small", "muted", elide=True)
        self.sync_button = Button(tr(_CONTEXT, "Sync status"), "secondary", "sync")
        self.sync_button.clicked.connect(self._open_sync)
        self.connect_button = Button("", "secondary", "link")
        self.connect_button.clicked.connect(self._connect_account)
        self.sign_out_button = Button(tr(_CONTEXT, "Sign out"))
        self.sign_out_button.setToolTip(tr(_CONTEXT, "Your records stay here."))
        self.sign_out_button.clicked.connect(bridge.requests.sign_out_requested)
        self._start = "ways"
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.text)
        words.addWidget(self.detail)
        told = QHBoxLayout()
        told.setSpacing(space(3))
        told.addWidget(self.state)
        told.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        for button in (self.connect_button, self.sign_out_button, self.sync_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        column.addLayout(told)
        column.addLayout(buttons)
        bridge.changed.connect(self._note)
        bridge.settings_changed.connect(self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read again and say it."""
        try:
            status = self._session.status.read()
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        trouble = sync_state(status.sync.state, status.sync.reason)
        self.state.show_state(
            tr(_CONTEXT, "Connected") if status.connected else tr(_CONTEXT, "Not connected"),
            "success" if status.connected else "warn",
        )
        self.text.setText(trouble or tr(_CONTEXT, "Your records are kept in step with Clientary."))
        way = dict(transports()).get(status.transport, status.transport)
        if status.connection_id:
            way = tr(_CONTEXT, "{way}, connection {id}", way=way, id=status.connection_id)
        self.detail.setText(way)
        text, self._start = way_on(status.sync.state, status.sync.reason)
        self.connect_button.setText(text)
        self.connect_button.set_role("secondary" if status.connected else "primary")
        self.connect_button.setVisible(not self._session.sandbox)
        self.sign_out_button.setVisible(status.transport in ("cli", "api"))

    @Slot(object)
    def _note(self, changes: Changes) -> None:
        if changes.concern("sync") and self.isVisible():
            self.refresh()

    @Slot()
    def _connect_account(self) -> None:
        self._bridge.requests.connect_requested.emit(self._start)

    @Slot()
    def _open_sync(self) -> None:
        self._bridge.requests.page_requested.emit("sync", None)
