"""How a line of an invoice looks and is edited while the invoice is being made."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.delegates.painting import draw_check, draw_ring, draw_text
from ui.delegates.stacked_delegate import StackedDelegate, paint_ground
from ui.fonts import font
from ui.i18n import tr
from ui.icons import current_icon
from ui.models.invoice_lines import ERROR, HEADING, MarkRole
from ui.models.line_columns import BILLED, GRIP, PRICE, QUANTITY, REMOVE, TAX, TITLE
from ui.tokens import space, tokens_in_use

_ICON = 16
_REACHABLE = Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable


class InvoiceLineDelegate(StackedDelegate):
    """A grip, two lines for what it is, a check box for the tax and a bin; billed time stands out from the worked time
    beside it, and a heading from the lines below it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strong = font("strong")
        self._editors: set[QWidget] = set()

    def is_editing(self, editor: QWidget) -> bool:
        """Whether that editor is still open: Enter reports it a turn of the event loop later, when a click may have
        closed it already.
        """
        return editor in self._editors

    def destroyEditor(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        self._editors.discard(editor)
        super().destroyEditor(editor, index)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        column = index.column()
        mark = index.data(MarkRole) if column == TITLE else None
        if mark is not None:
            self._paint_title(painter, option, index, mark)
        elif column == BILLED:
            self._paint_strong(painter, option, index, QRect(option.rect))
        elif column in (REMOVE, GRIP) or (column == TAX and index.flags() & Qt.ItemFlag.ItemIsUserCheckable):
            self._paint_control(painter, option, index)
        else:
            super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_HasFocus and index.flags() & _REACHABLE:
            painter.save()
            draw_ring(painter, QRect(option.rect))
            painter.restore()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        del option
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        names = {
            TITLE: tr("invoices", "Description of the line"),
            BILLED: tr("invoices", "Billed time of the line"),
            QUANTITY: tr("invoices", "Quantity of the line"),
            PRICE: tr("invoices", "Price of one piece"),
        }
        editor.setAccessibleName(names[index.column()])
        editor.setPlaceholderText(_placeholder(index))
        self._editors.add(editor)
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        del index
        height = editor.sizeHint().height()
        rect = QRect(option.rect).adjusted(2, 0, -2, 0)
        editor.setGeometry(rect.left(), rect.center().y() - height // 2, rect.width(), height)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """A click anywhere in the cell, or the space bar, turns the tax on and off."""
        if index.column() != TAX or not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return QStyledItemDelegate.editorEvent(self, event, model, option, index)
        by_key = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)
        if event.type() == QEvent.Type.MouseButtonRelease or (event.type() == QEvent.Type.KeyPress and by_key):
            checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
            after = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
            return model.setData(index, after, Qt.ItemDataRole.CheckStateRole)
        return False

    def _paint_title(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, mark: str
    ) -> None:
        """A heading, or a line with a mark for what is wrong with it."""
        rect = QRect(option.rect)
        if mark == HEADING and index.data():
            self._paint_strong(painter, option, index, rect)
            return
        super().paint(painter, option, index)
        if mark == ERROR:
            painter.save()
            bar = QRect(rect.left(), rect.top() + 4, 3, rect.height() - 9)
            painter.fillRect(bar, QColor(tokens_in_use().danger))
            painter.restore()

    def _paint_strong(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, rect: QRect
    ) -> None:
        tokens = tokens_in_use()
        painter.save()
        paint_ground(painter, option, tokens)
        inside = rect.adjusted(space(2) + 2, 0, -space(2) - 2, 0)
        alignment = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        draw_text(painter, inside, str(index.data() or ""), self._strong, tokens.text, alignment)
        painter.restore()

    def _paint_control(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        paint_ground(painter, option, tokens_in_use())
        place = QRect(0, 0, _ICON, _ICON)
        place.moveCenter(QRect(option.rect).center())
        if index.column() == REMOVE:
            current_icon("trash", "muted").paint(painter, place)
        elif index.column() == GRIP:
            painter.drawPixmap(place, _grip(tokens_in_use().faint, painter.device().devicePixelRatioF()))
        else:
            checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
            draw_check(painter, place, checked=checked)
        painter.restore()


@lru_cache(maxsize=8)
def _grip(color: str, scale: float) -> QPixmap:
    """Six dots, as what can be dragged has them."""
    picture = QPixmap(round(_ICON * scale), round(_ICON * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    for column in (-3, 3):
        for row in (-5, 0, 5):
            painter.drawEllipse(QPointF(_ICON / 2 + column, _ICON / 2 + row), 1.3, 1.3)
    painter.end()
    return picture


def _placeholder(index: QModelIndex | QPersistentModelIndex) -> str:
    if index.column() != TITLE:
        return "0:00" if index.column() == BILLED else "0"
    if index.data(MarkRole) == HEADING:
        return tr("invoices", "Heading")
    return tr("invoices", "What is it for?") if not index.data() else tr("invoices", "Its own name")
