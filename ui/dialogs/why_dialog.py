"""Why a number is what it is: the total with every step that leads to it, opened at the line that was asked about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.invoice_terms import Explained
from ui.i18n import tr
from ui.plain import one_line
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.plain_label import PlainLabel

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
        self.resize(_WIDTH, _HEIGHT)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(self.windowTitle())
        self.tree.setProperty("role", "bare")
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setIndentation(space(5))
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
        total = _item(explained)
        self.tree.addTopLevelItem(total)
        total.setExpanded(True)
        subtotal = total.child(0)
        subtotal.setExpanded(True)
        if line is None or line >= subtotal.childCount():
            self.tree.setCurrentItem(total)
        else:
            asked = subtotal.child(line)
            _open(asked)
            self.tree.setCurrentItem(asked)
            self.tree.scrollToItem(asked, QTreeWidget.ScrollHint.PositionAtTop)
        self.tree.setFocus()


def _item(step: Explained) -> QTreeWidgetItem:
    item = QTreeWidgetItem([one_line(step.label), one_line(step.value)])
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.addChildren([_item(one) for one in step.steps])
    return item


def _open(item: QTreeWidgetItem) -> None:
    """With everything below it."""
    item.setExpanded(True)
    for place in range(item.childCount()):
        _open(item.child(place))
