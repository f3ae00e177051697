"""The pages of an invoice that is being made, large enough to be read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.invoices import Invoice
from ui.bridge import Bridge
from ui.i18n import tr
from ui.page_preview import PagePreview
from ui.theme import space
from ui.widgets.page_pane import PagePane

_LEAST, _MOST = 320, 1100
_WIDTH, _HEIGHT = 760, 860


class PageDialog(QDialog):
    """Open it with `open()`. Page Up and Page Down turn pages; the typesetter's process ends with it."""

    def __init__(self, bridge: Bridge, invoice: Invoice, client: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("PageDialog", "Preview of the invoice"))
        self._preview = PagePreview(bridge, self)
        self.pane = PagePane(self._preview)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(self.windowTitle())
        self._area.setWidget(self.pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(4), space(4), space(4))
        column.addWidget(self._area)
        screen = self.screen().availableGeometry()
        self.resize(min(_WIDTH, screen.width() - space(10)), min(_HEIGHT, screen.height() - space(15)))
        self.pane.show_invoice(invoice, client)
        self.finished.connect(self._preview.rest)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self.pane.ask(at_once=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_PageDown:
                self.pane.later.click()
            case Qt.Key.Key_PageUp:
                self.pane.earlier.click()
            case _:
                super().keyPressEvent(event)

    def _fit(self) -> None:
        room = self._area.width() - self._area.verticalScrollBar().sizeHint().width() - space(2)
        self.pane.set_width(max(_LEAST, min(_MOST, room)))
