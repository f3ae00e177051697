"""An address that is opened in the browser, for the case that the browser did not open or is on another computer."""

from __future__ import annotations

from PySide6.QtCore import QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.i18n import tr
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.icon_button import IconButton

_TOLD_MS = 1_500
_SCHEMES = ("https", "http")


class ConnectLink(QWidget):
    """Shows the address as text that can be selected, with buttons that copy and open it. An address that is not one
    of the web is shown, never opened: it comes from a server.
    """

    not_opened = Signal()
    """The desktop could not open it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.line.setAccessibleName(tr("connect", "Address to open in a browser"))
        self.copy_button = IconButton("copy", tr("connect", "Copy the link"))
        self.open_button = IconButton("external", tr("connect", "Open in the browser"))
        self.copy_button.clicked.connect(self._copy)
        self.open_button.clicked.connect(self.open)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(_TOLD_MS)
        self._told.timeout.connect(self._rest)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        row.addWidget(self.line, 1)
        row.addWidget(self.copy_button)
        row.addWidget(self.open_button)

    @property
    def url(self) -> str:
        return self.line.text()

    def show_url(self, url: str) -> None:
        """Another address."""
        self.line.setText(url)
        self.line.setCursorPosition(0)
        self.open_button.setEnabled(is_web_address(url))
        self._rest()

    @Slot()
    def open(self) -> None:
        """Hand the address to the desktop's browser."""
        if not is_web_address(self.url) or not QDesktopServices.openUrl(QUrl(self.url, QUrl.ParsingMode.StrictMode)):
            self.not_opened.emit()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.url)
        self.copy_button.become("check", tr("connect", "Copied"), "plain")
        announce(self, tr("connect", "Copied"))
        self._told.start()

    @Slot()
    def _rest(self) -> None:
        self._told.stop()
        self.copy_button.become("copy", tr("connect", "Copy the link"), "plain")


def is_web_address(url: str) -> bool:
    """Whether `url` is a whole address of the web, and nothing that starts a program."""
    parsed = QUrl(url, QUrl.ParsingMode.StrictMode)
    return parsed.isValid() and parsed.scheme() in _SCHEMES and bool(parsed.host())
