"""A small window that opens at a control and closes when one clicks beside it or presses Esc."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme import RADIUS_M, mixed, space, tokens_in_use


class Popup(QFrame):
    """`body` is its column. Nothing waits for it: it reports by signals."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)  # for the round corners
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(space(2), space(2), space(2), space(2))
        self.body.setSpacing(space(1))

    def open_at(self, anchor: QWidget, size: QSize) -> None:
        """Open below `anchor`, or above it where the screen ends; never beyond the screen's edge."""
        self.resize(size)
        screen = anchor.screen().availableGeometry()
        below = anchor.mapToGlobal(QPoint(0, anchor.height() + space(1)))
        if below.y() + size.height() > screen.bottom():
            above = anchor.mapToGlobal(QPoint(0, 0)).y() - size.height() - space(1)
            below.setY(max(screen.top(), above))
        below.setX(max(screen.left(), min(below.x(), screen.right() - size.width())))
        self.move(below)
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the corners off as well: where nothing composes windows, what is transparent is shown black."""
        super().resizeEvent(event)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), RADIUS_M, RADIUS_M)
        self.setMask(QRegion(outline.toFillPolygon().toPolygon()))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event  # Qt paints no background where it may be seen through; the style sheet has no say
        tokens = tokens_in_use()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(mixed(tokens.border, tokens.faint, 0.5)))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_M, RADIUS_M)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()
