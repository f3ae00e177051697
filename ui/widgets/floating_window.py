"""A small window of its own without a frame, that goes when another one is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from ui.focus import claim_focus
from ui.theme import RADIUS_L, mixed, space, tokens_in_use


class FloatingWindow(QWidget):
    """Belongs to no other window, so it opens while those are hidden. As high as its layout wants to be."""

    closed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)  # for the round corners
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setWindowTitle(title)
        self.setAccessibleName(title)

    def open_at(self, anchor: QRect, screen: QRect) -> None:
        """Show it beside `anchor` (the tray icon), or in the upper half of `screen` if that is empty; both in global
        coordinates, `screen` without its panels.
        """
        self.fit()
        self.move(_place(self.size(), anchor, screen))
        self.show()
        self.raise_()
        self.activateWindow()
        claim_focus(self)

    def fit(self) -> None:
        """As high as what it shows; the top stays, or the bottom where there is no room below."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        height = layout.totalHeightForWidth(self.width())
        if height < 0:  # no line of it breaks yet
            height = layout.totalSizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)
            self._stay_on_screen()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return handled

    def leave(self) -> None:
        """Esc was pressed."""
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isVisible() and not self.isActiveWindow():
            self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if QGuiApplication.platformName() == "xcb":  # without a compositor what may be seen through would be black
            outline = QPainterPath()
            outline.addRoundedRect(QRectF(self.rect()), RADIUS_L, RADIUS_L)
            self.setMask(QRegion(outline.toFillPolygon().toPolygon()))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_in_use()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(mixed(tokens.border, tokens.faint, 0.5)))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_L, RADIUS_L)

    def _stay_on_screen(self) -> None:
        bottom = self.screen().availableGeometry().bottom() - space(2)
        if self.isVisible() and self.y() + self.height() > bottom:
            self.move(self.x(), max(self.screen().availableGeometry().top(), bottom - self.height()))


def _place(size: QSize, anchor: QRect, screen: QRect) -> QPoint:
    """Above or below the anchor, wholly on the screen."""
    gap = space(2)
    if anchor.isEmpty():
        left, top = screen.center().x() - size.width() // 2, screen.top() + screen.height() // 5
    else:
        left = anchor.center().x() - size.width() // 2
        below = anchor.center().y() < screen.center().y()
        top = anchor.bottom() + gap if below else anchor.top() - size.height() - gap
    left = max(screen.left() + gap, min(left, screen.right() - size.width() - gap))
    return QPoint(left, max(screen.top() + gap, min(top, screen.bottom() - size.height() - gap)))
