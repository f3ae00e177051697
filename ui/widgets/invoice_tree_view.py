"""The lines of an invoice, each to be opened for its entries: as high as what is open."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from ui.delegates.stacked_delegate import StackedDelegate
from ui.fonts import font
from ui.i18n import tr
from ui.models.invoice_tree import AMOUNT, BILLED, WORK, WORKED, InvoiceTreeModel
from ui.theme import space, tokens_in_use

_NUMBERS = (WORKED, BILLED, AMOUNT)


class _LineDelegate(StackedDelegate):
    """A row whose description does not fit has a second line."""

    def __init__(self, view: InvoiceTreeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option
        return QSize(0, self._view.height_of(index) if index.column() == WORK else self.row_height)


class InvoiceTreeView(QTreeView):
    """Right opens a line, Left closes it; Tab leaves. It has no scroll bar of its own: what is around it scrolls."""

    def __init__(self, model: InvoiceTreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = _LineDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("invoices", "Lines and their entries"))
        self.setProperty("role", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIndentation(space(5))
        self.setTabKeyNavigation(False)
        self.setExpandsOnDoubleClick(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._set_up_header()
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved, self.expanded, self.collapsed):
            changed.connect(self._fit)
        self.header().sectionResized.connect(self._fit_rows)

    def height_of(self, index: QModelIndex | QPersistentModelIndex) -> int:
        """Of that row, at the width that its description has now."""
        depth = (1 if index.parent().isValid() else 0) + (1 if self.rootIsDecorated() else 0)
        width = self.columnWidth(WORK) - depth * self.indentation()
        return self._delegate.height_of(str(index.data() or ""), width)

    def sizeHint(self) -> QSize:
        rows = max(self._delegate.row_height, sum(self.height_of(index) for index in self._rows_open()))
        height = self.header().sizeHint().height() + rows + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(space(60), self.sizeHint().height())

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        """The line below a row runs under the branches too."""
        super().drawBranches(painter, rect, index)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens_in_use().border))

    def _rows_open(self) -> Iterator[QModelIndex]:
        model, top = self.model(), QModelIndex()
        for row in range(model.rowCount(top)):
            index = model.index(row, WORK, top)
            yield index
            if self.isExpanded(index):
                yield from (model.index(below, WORK, index) for below in range(model.rowCount(index)))

    def _set_up_header(self) -> None:
        header = self.header()
        small = font("small")
        small.setWeight(font("strong").weight())
        header.setFont(small)
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(space(10))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(WORK, QHeaderView.ResizeMode.Stretch)

    @Slot()
    def _fit(self) -> None:
        """Columns as wide as their heading and longest text, the view as high as its rows."""
        header, metrics, model = self.header(), self.fontMetrics(), self.model()
        # Where no line can be opened, descriptions begin where their heading does.
        self.setRootIsDecorated(any(model.hasChildren(model.index(row, WORK)) for row in range(model.rowCount())))
        headings = QFontMetrics(header.font())
        for column in _NUMBERS:
            texts = [str(model.index(row, column).data() or "") for row in range(model.rowCount())]
            longest = metrics.horizontalAdvance(max(texts, key=len, default=""))
            heading = headings.horizontalAdvance(str(model.headerData(column, Qt.Orientation.Horizontal)))
            header.resizeSection(column, max(longest, heading) + space(5) + 2)
            self.setColumnHidden(column, column != AMOUNT and not longest)  # an invoice without hours that we know
        self.updateGeometry()

    @Slot()
    def _fit_rows(self) -> None:
        """Another width breaks other descriptions."""
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()
