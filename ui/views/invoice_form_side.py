"""What stands beside the invoice form: the page that comes of it, as large as there is room for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.invoices import Invoice
from ui.bridge import Bridge
from ui.dialogs.page_dialog import PageDialog
from ui.i18n import tr
from ui.page_preview import PagePreview
from ui.theme import space
from ui.widgets.page_pane import PagePane

_ASIDE_FROM = 960
"""Width of the form in device-independent pixels from which the page stands beside it."""
_LEAST, _MOST, _SHARE = 336, 560, 0.36
_RATIO = 297 / 210
_BELOW = 28
"""Steps of the grid that caption and margins take."""


class FormSide(QFrame):
    """Has its own typesetter, which works only while it is seen. `show_large` opens the page in a dialog."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "raised")
        self.setAccessibleName(tr("invoices", "Preview"))
        self._bridge = bridge
        self._client = ""
        self.preview = PagePreview(bridge, self)
        self.pane = PagePane(self.preview)
        self.pane.paper.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pane.paper.setToolTip(tr("invoices", "Click to read it"))
        self.pane.paper.setCursor(Qt.CursorShape.PointingHandCursor)
        self.pane.enlarge_requested.connect(self.show_large)
        self._lay_out()

    def show_invoice(self, invoice: Invoice | None, client: str) -> None:
        """The invoice of this moment, or None while there is none."""
        self._client = client
        self.pane.show_invoice(invoice, client)

    def fit(self, width: int, height: int) -> None:
        """The form is that large: stand beside the fields where they have room too."""
        self.setVisible(width >= _ASIDE_FROM)
        by_height = round((height - space(_BELOW)) / _RATIO)
        self.pane.set_width(max(_LEAST, min(_MOST, round(width * _SHARE), by_height)))

    @Slot()
    def show_large(self) -> None:
        """Open the page large enough to be read."""
        if self.pane.invoice is not None:
            PageDialog(self._bridge, self.pane.invoice, self._client, self.window()).open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pane.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.preview.rest()

    def _lay_out(self) -> None:
        line = QFrame()
        line.setProperty("role", "side-line")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(line)
        column = QVBoxLayout()
        column.setContentsMargins(space(4), space(4), space(4), space(4))
        column.addWidget(self.pane)
        column.addStretch(1)
        row.addLayout(column)
