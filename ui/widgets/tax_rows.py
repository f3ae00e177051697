"""Up to three taxes: a label and a percentage each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from app.domain.invoices import Tax
from app.errors import UserInputError
from app.services.invoice_terms import MAX_TAXES, parse_tax
from ui.i18n import tr
from ui.invoice_words import tax_text, typed_number, typed_text
from ui.plain import menu_text
from ui.theme import restyle, space
from ui.widgets.button import Button
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel

_LABEL_LENGTH = 60


class TaxRow(QWidget):
    """One tax as it is being typed."""

    changed = Signal()
    removed = Signal(object)
    """This row."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label, self.percent = QLineEdit(), QLineEdit()
        self.label.setMaxLength(_LABEL_LENGTH)
        self.label.setPlaceholderText(tr("TaxRows", "Label, such as VAT"))
        self.percent.setPlaceholderText("0")
        self.percent.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.percent.setMaximumWidth(space(20))
        self.remove = IconButton("close", tr("TaxRows", "Remove this tax"))
        self.set_number(number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self.label, 1)
        row.addWidget(self.percent)
        row.addWidget(PlainLabel("%", "body", "muted"))
        row.addWidget(self.remove)
        self.label.textEdited.connect(self.changed)
        self.percent.textEdited.connect(self.changed)
        self.remove.clicked.connect(self._go)

    def set_number(self, number: int) -> None:
        """Which of the taxes it is, for screen readers."""
        self.label.setAccessibleName(tr("TaxRows", "Label of tax {number}", number=number))
        self.percent.setAccessibleName(tr("TaxRows", "Percentage of tax {number}", number=number))

    @property
    def untouched(self) -> bool:
        return not self.label.text().strip() and not self.percent.text().strip()

    def tax(self) -> Tax:
        """The tax; raises `UserInputError` (field `tax`) for what is none."""
        if not self.label.text().strip():
            raise UserInputError(tr("TaxRows", "Give the tax a label, such as VAT."), field="tax")
        if not self.percent.text().strip():
            raise UserInputError(tr("TaxRows", "How many percent?"), field="tax")
        return parse_tax(f"{self.label.text()}={typed_number(self.percent.text())}")

    def show_tax(self, tax: Tax) -> None:
        """Show that tax; no signal."""
        self.label.setText(tax.label)
        self.percent.setText(typed_text(tax.percent))

    def set_wrong(self, wrong: bool) -> None:
        """Mark the row as the one with the error."""
        for editor in (self.label, self.percent):
            editor.setProperty("error", wrong)
            restyle(editor)

    @Slot()
    def _go(self) -> None:
        self.removed.emit(self)


class TaxRows(QWidget):
    """Rows are added and removed; with two or more, the later ones may be taken of the earlier ones too."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[TaxRow] = []
        self._presets: tuple[Tax, ...] = ()
        self.add = Button(tr("TaxRows", "Add a tax"), "link", "plus")
        self.compound = QCheckBox(tr("TaxRows", "Each tax is also taken of the taxes before it"))
        self._error = PlainLabel("", "small", "danger", wrap=True)
        self._column = QVBoxLayout()
        self._column.setSpacing(space(1))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(space(1))
        self._heading = PlainLabel(tr("TaxRows", "Taxes"), "small", "muted")
        whole.addWidget(self._heading)
        whole.addLayout(self._column)
        whole.addWidget(self._error)
        whole.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self.compound)
        self.add.clicked.connect(self._add_clicked)
        self.compound.toggled.connect(self.changed)
        self._show()

    def taxes(self) -> tuple[Tax, ...]:
        """The taxes that are typed, empty rows left out; raises `UserInputError` for the first wrong one, marked."""
        self.set_error(None)
        found = []
        for row in self._rows:
            if not row.untouched:
                row.set_wrong(True)
                found.append(row.tax())
                row.set_wrong(False)
        return tuple(found)

    @property
    def is_compound(self) -> bool:
        return self.compound.isChecked() and len(self._rows) > 1

    def set_taxes(self, taxes: Sequence[Tax], *, compound: bool) -> None:
        """Show those; no signal."""
        for row in self._rows[:]:
            self._take(row)
        for tax in taxes[:MAX_TAXES]:
            row = self._append()
            row.show_tax(tax)
        blocked = self.compound.blockSignals(True)
        self.compound.setChecked(compound)
        self.compound.blockSignals(blocked)
        self._show()

    def set_presets(self, taxes: Sequence[Tax]) -> None:
        """What is offered before one has to type."""
        self._presets = tuple(taxes)

    def set_error(self, text: str | None) -> None:
        """Say below the rows what is wrong; None takes it back."""
        self._error.setText(text or "")
        self._error.setVisible(bool(text))
        if text is None:
            for row in self._rows:
                row.set_wrong(False)

    @Slot()
    def _add_clicked(self) -> None:
        """Offer the usual ones that are not there yet; without any, an empty row."""
        there = {(row.label.text(), typed_number(row.percent.text())) for row in self._rows}
        offered = [tax for tax in self._presets if (tax.label, f"{tax.percent:f}") not in there]
        if not offered:
            self._add_empty()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for tax in offered:
            menu.addAction(menu_text(tax_text(tax)), partial(self._add_preset, tax))
        menu.addSeparator()
        menu.addAction(tr("TaxRows", "Another tax"), self._add_empty)
        menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _add_preset(self, tax: Tax) -> None:
        row = self._append()
        row.show_tax(tax)
        row.show()
        self._show()
        self.changed.emit()

    def _add_empty(self) -> None:
        row = self._append()
        row.show()  # now, not with the next layout: whoever types on at once must find it
        self._show()
        row.label.setFocus()
        self.changed.emit()

    def _append(self) -> TaxRow:
        row = TaxRow(len(self._rows) + 1)
        row.changed.connect(self.changed)
        row.removed.connect(self._remove)
        before: QWidget = self._rows[-1].remove if self._rows else self._heading
        self._rows.append(row)
        self._column.addWidget(row)
        for widget in (row.label, row.percent, row.remove):
            QWidget.setTabOrder(before, widget)
            before = widget
        return row

    @Slot(object)
    def _remove(self, row: TaxRow) -> None:
        self._take(row)
        self._show()
        (self._rows[-1].label if self._rows else self.add).setFocus()
        self.changed.emit()

    def _take(self, row: TaxRow) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        for number, left in enumerate(self._rows, 1):
            left.set_number(number)

    def _show(self) -> None:
        self.add.setVisible(len(self._rows) < MAX_TAXES)
        self.compound.setVisible(len(self._rows) > 1)
        self._error.setVisible(bool(self._error.text()))
