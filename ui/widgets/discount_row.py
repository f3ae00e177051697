"""A discount as it is typed: `10 %` or an amount."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.invoice_terms import Discount, parse_discount
from ui.i18n import tr
from ui.invoice_words import typed_number, typed_text
from ui.theme import restyle, space
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel


class DiscountRow(QWidget):
    """Takes no room until there is a discount; what it is called is changed on its line."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._taxable = "", True
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("DiscountRow", "10 % or 50"))
        self.edit.setAccessibleName(tr("DiscountRow", "Discount"))
        self.edit.setMaximumWidth(space(34))
        self._error = PlainLabel("", "small", "danger", wrap=True)
        remove = IconButton("close", tr("DiscountRow", "Remove the discount"))
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.edit)
        row.addWidget(remove)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(PlainLabel(tr("DiscountRow", "Discount"), "small", "muted"))
        column.addLayout(row)
        column.addWidget(self._error, 0, Qt.AlignmentFlag.AlignLeft)
        self.edit.textEdited.connect(self.changed)
        remove.clicked.connect(self.clear)
        self.set_error(None)
        self.hide()

    def discount(self) -> Discount | None:
        """What is typed; None for nothing. Raises `UserInputError` (field `discount`)."""
        text = self.edit.text().strip()
        if not text or self.isHidden():
            return None
        number = text.removesuffix("%").strip()
        ending = f"{'%' if text.endswith('%') else ''};{self._title}{'' if self._taxable else ';notax'}"
        return parse_discount(typed_number(number) + ending)

    def set_discount(self, discount: Discount | None) -> None:
        """Show it; no signal."""
        self.setVisible(discount is not None)
        self._title, self._taxable = ("", True) if discount is None else (discount.title, discount.taxable)
        value = None if discount is None else discount.percent if discount.percent is not None else discount.amount
        ending = " %" if discount is not None and discount.percent is not None else ""
        self.edit.setText("" if value is None else typed_text(value) + ending)
        self.set_error(None)

    def begin(self) -> None:
        """Show the row, ready to type."""
        self.show()
        self.edit.setFocus()

    def set_error(self, text: str | None) -> None:
        """Say below it what is wrong."""
        self._error.setText(text or "")
        self._error.setVisible(bool(text))
        self.edit.setProperty("error", bool(text))
        restyle(self.edit)

    @Slot()
    def clear(self) -> None:
        """No discount."""
        self.set_discount(None)
        self.changed.emit()
