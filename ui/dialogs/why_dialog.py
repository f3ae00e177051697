"""Why a number is what it is: the total with every step that leads to it, opened at the line that was asked about."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.invoice_terms import Explained
from ui.format import money
from ui.i18n import tr
from ui.plain import one_line
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.plain_label import PlainLabel
from ui.window_state import fit

_CONTEXT = "WhyDialog"
_WIDTH, _HEIGHT = 640, 560
_VALUE_AT_MOST = 0.55
"""Of the width; a longer value is cut and has its whole text as its tooltip."""


class WhyDialog(QDialog):
    """`line` is the place of the line that it is about; None for all of it. Arrow keys open and close steps."""

    def __init__(self, explained: Explained, line: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(_CONTEXT, "Why this number?"))
        fit(self, QSize(_WIDTH, _HEIGHT))
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(self.windowTitle())
        self.tree.setProperty("role", "bare")
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setIndentation(space(5))
        self.tree.setItemDelegate(_Roomy(self.tree))
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(round(_WIDTH * _VALUE_AT_MOST))
        self._lay_out()
        self._show(explained, line)

    def _lay_out(self) -> None:
        done = Button(tr(_CONTEXT, "Close"), "primary")
        done.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(done)
        card = Card(padded=False)
        card.body.addWidget(self.tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addWidget(PlainLabel(self.windowTitle(), "title"))
        column.addWidget(card, 1)
        column.addLayout(foot)

    def _show(self, explained: Explained, line: int | None) -> None:
        """The total's first step are the lines; the one that was asked about is opened."""
        total = _item(explained)
        lines = [_item(one) for one in explained.steps[0].steps]
        subtotal = QTreeWidgetItem(_texts(explained.steps[0]))
        subtotal.addChildren(lines)
        total.addChildren([subtotal, *(_item(one, deep=True) for one in explained.steps[1:])])
        self.tree.addTopLevelItem(total)
        for item in (total, subtotal):
            _align(item)
            item.setExpanded(True)
        for step, item in zip(explained.steps[0].steps, lines, strict=True):
            item.addChildren([_item(one, deep=True) for one in step.steps])
        if line is None or line >= len(lines):
            self.tree.setCurrentItem(total)
        else:
            self.tree.setCurrentItem(lines[line])
            self.tree.expandRecursively(self.tree.currentIndex())
            self.tree.scrollToItem(lines[line], QTreeWidget.ScrollHint.PositionAtTop)
        self.tree.setFocus()


class _Roomy(QStyledItemDelegate):
    """Rows with some air between them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), size.height() + space(2))


def _item(step: Explained, *, deep: bool = False) -> QTreeWidgetItem:
    """A step; `deep`: with all that lead to it."""
    item = QTreeWidgetItem(_texts(step))
    _align(item)
    if deep:
        item.addChildren([_item(one, deep=True) for one in step.steps])
    return item


def _texts(step: Explained) -> list[str]:
    value = step.value if step.amount is None else money(*step.amount)
    return [one_line(step.label), one_line(value)]


def _align(item: QTreeWidgetItem) -> None:
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
