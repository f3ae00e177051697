"""Starting with the session, and how the quick log's key stands on this desktop, above the setting of that key."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.errors import AppError
from ui.autostart import autostart, quick_log_command
from ui.bridge import Bridge
from ui.global_key.key import KeyState
from ui.i18n import tr
from ui.messages import sentence
from ui.session import Session
from ui.theme import space
from ui.widgets.copy_line import CopyLine
from ui.widgets.plain_label import PlainLabel, Tone

_CONTEXT = "SettingsPage"


class DesktopLine(QWidget):
    """The switch asks and tells the system at once; there is no setting of ours behind it."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._autostart = autostart(session.config)
        self.switch = QCheckBox(tr(_CONTEXT, "Start with the session, in the tray"))
        self.problem = PlainLabel("", "small", "danger", wrap=True)
        self.key = PlainLabel("", "small", "muted", wrap=True)
        self.command = CopyLine(quick_log_command(session.config))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        for part in (self.switch, self.problem, self.key, self.command):
            column.addWidget(part)
        self.problem.hide()
        self.switch.clicked.connect(self._set)
        bridge.key_state_changed.connect(self._show_key)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.switch.setChecked(self._autostart.enabled)
        self._show_key()

    @Slot()
    def _set(self) -> None:
        """As the person clicked, or as it was if the system refuses."""
        try:
            self._autostart.set(self.switch.isChecked())
        except AppError as error:
            self.problem.setText(sentence(error))
        else:
            self.problem.setText("")
        self.problem.setVisible(bool(self.problem.text()))
        self.switch.setChecked(self._autostart.enabled)

    @Slot()
    def _show_key(self) -> None:
        text, tone = key_words(self._bridge.key_state or KeyState())
        self.key.setText(text)
        self.key.set_tone(tone)
        self.command.setVisible(text.endswith(":"))


def key_words(state: KeyState) -> tuple[str, Tone]:
    """How the key stands, and the tone to say it in. A text that ends with a colon has the command behind it."""
    key = state.trigger or state.text
    match state.trouble:
        case _ if not state.text:
            return tr(
                _CONTEXT,
                "No key opens the quick log from other programs. Set one below, or bind this command to a key:",
            ), "muted"
        case _ if state.asked:
            return tr(_CONTEXT, "The desktop is asked for {key}. Or bind this command to a key:", key=key), "muted"
        case "":
            return tr(_CONTEXT, "{key} opens the quick log wherever you are.", key=key), "muted"
        case "taken":
            return tr(
                _CONTEXT,
                "Another program has {key}. Choose another one below, or bind this command to a key of the desktop:",
                key=key,
            ), "danger"
        case "unknown_key":
            return tr(
                _CONTEXT,
                "This keyboard has no {key}. Choose another one below, or bind this command to a key:",
                key=key,
            ), "danger"
        case "refused":
            return tr(
                _CONTEXT,
                "The desktop does not give {key} to Stint. Bind this command to a key in its settings:",
                key=key,
            ), "danger"
        case _:
            return tr(
                _CONTEXT, "This desktop gives no program a key. Bind this command to one in its settings:"
            ), "muted"
