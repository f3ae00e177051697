"""The head of the invoice form: what it is for and its total, beside the buttons that end it."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.plain import tooltip
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel

_TITLE_WIDTH = 170
"""Device-independent pixels that title and total have before the quiet buttons give up their names for them."""


class FormHead(QWidget):
    """Never wider than its place: in a narrow one *Preview* and *Back* show only their icons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = PlainLabel("", "title", elide=True)
        self.total = PlainLabel("", "strong", elide=True)
        self.look = Button(tr("invoices", "Preview"), "ghost", "eye")
        self.cancel = Button(tr("invoices", "Back"), "ghost", "chevron-left")
        self.save = Button(tr("invoices", "Save draft"))
        self.create_button = Button(tr("invoices", "Create in Clientary"), "primary")
        self._quiet = [(button, button.text(), button.sizeHint().width()) for button in (self.look, self.cancel)]
        for button, name, _ in self._quiet:
            button.setAccessibleName(name)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Names where there is room for them."""
        loud = sum(button.sizeHint().width() for button in (self.save, self.create_button) if not button.isHidden())
        quiet = sum(width for button, _, width in self._quiet if not button.isHidden())
        narrow = self.width() < _TITLE_WIDTH + quiet + loud + 2 * space(5) + space(2)
        for button, name, _ in self._quiet:
            button.setText("" if narrow else name)
            button.setToolTip(tooltip(name) if narrow else "")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(space(5), space(3), space(5), space(2))
        row.setSpacing(0)  # the quiet buttons have their own room around them
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(self.title)
        titles.addWidget(self.total)
        row.addLayout(titles, 1)
        for button in (self.look, self.cancel, self.save):
            row.addWidget(button)
        row.addSpacing(space(2))
        row.addWidget(self.create_button)
