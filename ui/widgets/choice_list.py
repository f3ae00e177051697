"""The list that folds out of a choice, in the look of everything else that opens."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainterPath, QRegion
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QFrame, QStyledItemDelegate

from ui.theme import RADIUS_M, space

_EDGE = 5
"""Border and padding, as the style sheet has them."""


def dress_list(box: QComboBox) -> None:
    """Once, before the list of `box` opens for the first time."""
    view, window = box.view(), box.view().window()
    box.setItemDelegate(QStyledItemDelegate(box))  # Qt's own for these lists knows nothing of the style sheet
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)  # for the round corners
    if isinstance(window, QFrame):
        window.setFrameShape(QFrame.Shape.NoFrame)


def fit_list(box: QComboBox) -> None:
    """Put the open list below the box, or above it where the screen ends: as high as its rows (Qt forgets the edge),
    as wide as its longest text.
    """
    view, window, screen = box.view(), box.view().window(), box.screen().availableGeometry()
    rows = min(box.maxVisibleItems(), box.count())
    height = sum(view.sizeHintForRow(row) for row in range(rows)) + 2 * _EDGE
    height = min(height, screen.height())
    bar = view.verticalScrollBar().sizeHint().width() if box.count() > rows else 0
    width = min(max(box.width(), view.sizeHintForColumn(0) + bar + 2 * _EDGE), screen.width())
    corner = box.mapToGlobal(QPoint(0, box.height() + space(1)))
    top, left = corner.y(), max(screen.left(), min(corner.x(), screen.right() + 1 - width))
    if top + height > screen.bottom() + 1:
        top = max(screen.top(), box.mapToGlobal(QPoint(0, -space(1))).y() - height)
    window.setGeometry(left, top, width, height)
    outline = QPainterPath()  # where nothing composes windows, what is transparent is shown black
    outline.addRoundedRect(QRectF(window.rect()), RADIUS_M, RADIUS_M)
    window.setMask(QRegion(outline.toFillPolygon().toPolygon()))
    view.scrollTo(view.currentIndex())
