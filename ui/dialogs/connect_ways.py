"""The two ways to Membrane, side by side, or one below the other where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.services.connect_states import INSTALL
from app.services.ways import Ways
from ui.dialogs.connect_way import ConnectWay
from ui.i18n import tr
from ui.messages import as_sentence
from ui.theme import space
from ui.widgets.button import Button

_NARROW = 540


class ConnectWays(QWidget):
    """The command is proposed where it is found; else the browser is, which needs nothing."""

    chosen = Signal(str)
    """"cli", "api", or "look": look for the command again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usable = False
        self.command = ConnectWay(
            "keyboard",
            tr("connect", "The membrane command"),
            tr("connect", "Membrane's own program signs in and keeps the sign-in, for Stint and for your terminal."),
            INSTALL,
        )
        self.browser = ConnectWay(
            "external",
            tr("connect", "Only the browser"),
            tr("connect", "Nothing to install, and quicker for large accounts. You sign in on Membrane's own page."),
        )
        self.command.chosen.connect(self._choose_command)
        self.browser.chosen.connect(self._choose_browser)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(space(3))
        self._row.addWidget(self.command, 1)
        self._row.addWidget(self.browser, 1)

    @property
    def main_button(self) -> Button:
        """The button of the way that is proposed."""
        return self.command.button if self._usable else self.browser.button

    def show_ways(self, ways: Ways) -> None:
        """What there is on this computer."""
        self._usable = ways.command is not None
        if self._usable:
            parts = (ways.version, str(ways.command))
            found = tr("connect", "Found: {what}", what=" · ".join(part for part in parts if part))
            self.command.show_found(found, tr("connect", "Use the command"), "primary")
        else:
            missing = as_sentence(ways.reason) or tr("connect", "It is not on this computer yet.")
            how = tr("connect", "To get it, with Node.js there, type this in a terminal:")
            self.command.show_found(f"{missing} {how}", tr("connect", "Look again"), "secondary", with_command=True)
        kept = tr("connect", "The sign-in is kept in this computer's keyring.")
        if not ways.keyring:
            kept = tr("connect", "No keyring answers here, so you would be signed in for this session only.")
        self.browser.show_found(kept, tr("connect", "Use the browser"), "secondary" if self._usable else "primary")

    def resizeEvent(self, event: QResizeEvent) -> None:
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.TopToBottom if self.width() < _NARROW else directions.LeftToRight)
        super().resizeEvent(event)

    @Slot()
    def _choose_command(self) -> None:
        self.chosen.emit("cli" if self._usable else "look")

    @Slot()
    def _choose_browser(self) -> None:
        self.chosen.emit("api")
