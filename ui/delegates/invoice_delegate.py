"""How an invoice looks in the list: as other records do, with its status as a tag and its sync as a mark."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from ui.delegates.painting import draw_choice
from ui.delegates.record_delegate import RecordDelegate
from ui.delegates.tag_painter import paint_tag, tag_font
from ui.icons import current_icon
from ui.invoice_words import status_icon, status_kind, status_text, sync_mark
from ui.models.invoice_columns import STATUS, SYNC, ListedInvoice
from ui.models.record_table import RecordRole
from ui.plain import tooltip
from ui.tokens import tokens_in_use

_ICON, _PAD = 16, 10


class InvoiceDelegate(RecordDelegate):
    """Paints cells of the list of invoices; the other columns are painted as everywhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tag_font = tag_font()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if index.column() not in (STATUS, SYNC):
            super().paint(painter, option, index)
            return
        tokens, rect = tokens_in_use(), QRect(option.rect)
        listed: ListedInvoice = index.data(RecordRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            draw_choice(painter, option)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.border))
        if index.column() == STATUS:
            kind, inside = status_kind(listed.shown), rect.adjusted(_PAD, 0, -2, 0)
            icon = status_icon(listed.shown)
            paint_tag(painter, inside, status_text(listed.shown), kind, self._tag_font, tokens, icon)
        else:
            _paint_mark(painter, rect, listed)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """The mark says in words what it means."""
        if index.isValid() and index.column() == SYNC:
            QToolTip.showText(event.globalPos(), tooltip(str(index.data(Qt.ItemDataRole.AccessibleTextRole))), view)
            return True
        return super().helpEvent(event, view, option, index)


def _paint_mark(painter: QPainter, rect: QRect, listed: ListedInvoice) -> None:
    mark = sync_mark(listed.head.sync, differs=listed.head.differs)
    place = QRect(0, 0, _ICON, _ICON)
    place.moveCenter(rect.center())
    current_icon(mark.icon, mark.tone).paint(painter, place)
