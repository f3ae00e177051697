"""The rows of an invoice that is being made: what the preview worked out, and between them lines that are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Signal

from app.services.invoice_request import Preview
from app.services.invoice_terms import LineEdit, Section, section_key, typed_key
from ui.models.hours_line import HoursLine, worked_out
from ui.models.line_columns import AMOUNT, GRIP
from ui.models.line_order import (
    begun_typed,
    complete_typed,
    default_place,
    is_own,
    keys_of_own,
    merged,
    named_headings,
    placed_sections,
)
from ui.models.line_row import LineCells, Row
from ui.models.typed_line import Heading, TypedLine, typed_line

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

_MEASURED = 50


class LineRows(QAbstractTableModel):
    """Rows by ids that stay while they change, so that an open editor stays open while figures come in. The order is
    the service's until the person moves a line or puts in a heading.
    """

    edited = Signal()
    """The person changed, added, moved or removed a line."""
    taken_off = Signal(object)
    """Row that the service worked out and the person does not want: what it stands for is to be left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._titles: dict[str, str] = {}
        self._edits: dict[str, LineEdit] = {}
        self._currency, self._made = "EUR", 0
        self._ordered = False
        self._remembered: tuple[str, ...] = ()

    # -- what a request says about lines -----------------------------------------------------------------------------

    @property
    def titles(self) -> Mapping[str, str]:
        """What the person calls lines, by their key; also of lines that are not there as it is grouped now."""
        return MappingProxyType(self._titles)

    @property
    def edits(self) -> tuple[LineEdit, ...]:
        """What else they changed on lines that were worked out."""
        return tuple(self._edits.values())

    @property
    def sections(self) -> tuple[Section, ...]:
        if self._ordered and not self._remembered:
            return placed_sections(self._rows)
        return tuple(heading.section for _, heading in named_headings(self._rows))

    @property
    def order(self) -> tuple[str, ...]:
        """The keys of the lines as the person arranged them; empty for the service's own order."""
        return self._arranged(self._currency)

    def complete(self) -> tuple[str, ...]:
        """The typed lines that can be billed, as a request has them."""
        return tuple(line.request_text for _, line in complete_typed(self._rows, self._currency))

    def begun(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """As `complete` and `order`, with the typed lines that are not finished: to be kept for later."""
        return tuple(line.request_text for _, line in begun_typed(self._rows)), self._arranged(None)

    def _arranged(self, currency: str | None) -> tuple[str, ...]:
        if not self._ordered:
            return ()
        keys, own = keys_of_own(self._rows, currency), {row.id for row in self._rows if is_own(row)}
        ids = self._remembered or [row.id for row in self._rows]
        return tuple(keys.get(one, one) for one in ids if one in keys or one not in own)

    def fill(
        self,
        manual: Sequence[str] = (),
        sections: Sequence[Section] = (),
        order: Sequence[str] = (),
        titles: Mapping[str, str] | None = None,
        edits: Sequence[LineEdit] = (),
    ) -> None:
        """What a request has; no signal, the other lines follow with their preview."""
        self.beginResetModel()
        typed = [self._new_row(typed_line(text)) for text in manual]
        headings = [self._new_row(Heading(one.title, one.before)) for one in sections]
        self._rows = typed + headings
        self._titles, self._edits = dict(titles or {}), {edit.key: edit for edit in edits}
        ids = {typed_key(place): row.id for place, row in enumerate(typed)}
        ids |= {section_key(place): row.id for place, row in enumerate(headings)}
        self._ordered, self._remembered = bool(order), tuple(ids.get(key, key) for key in order)
        self.endResetModel()

    # -- what the preview says -----------------------------------------------------------------------------------------

    def show_preview(self, preview: Preview) -> None:
        """The lines as they were worked out from what is here now."""
        self._currency = preview.invoice.currency
        own = {key: own_id for own_id, key in keys_of_own(self._rows, self._currency).items()}
        found = worked_out(preview, self._titles, self._edits)
        lines = {key: Row(key, cells) for key, cells in found.items()}
        self._replace(merged(self._rows, preview.keys, own, lines))
        self._ordered = self._ordered or bool(preview.invoice.lines and named_headings(self._rows))
        self._remembered = ()

    def show_own(self, currency: str) -> None:
        """Only what is typed here: there is no preview. The order is kept for the next one."""
        self._currency = currency
        if self._ordered and not self._remembered:
            self._remembered = tuple(row.id for row in self._rows)
        self._replace([row for row in self._rows if is_own(row)])

    def _replace(self, rows: list[Row]) -> None:
        """Tell only what changed: rows with the same id at the ends stay."""
        before = self._rows
        first = next(
            (at for at, (one, other) in enumerate(zip(before, rows, strict=False)) if one.id != other.id), None
        )
        if first is None:
            first = min(len(before), len(rows))
        tail = 0
        while tail < min(len(before), len(rows)) - first and before[-1 - tail].id == rows[-1 - tail].id:
            tail += 1
        if len(before) - tail > first:
            self.beginRemoveRows(ROOT, first, len(before) - tail - 1)
            self._rows = before[:first] + before[len(before) - tail :]
            self.endRemoveRows()
        if len(rows) - tail > first:
            self.beginInsertRows(ROOT, first, len(rows) - tail - 1)
            self._rows = before[:first] + rows[first : len(rows) - tail] + before[len(before) - tail :]
            self.endInsertRows()
        known, self._rows = self._rows, rows
        changed = [at for at, (one, other) in enumerate(zip(known, rows, strict=True)) if one != other]
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], GRIP))

    # -- what the person does ------------------------------------------------------------------------------------------

    def add_typed(self) -> int:
        """Put in an empty line below the others; returns its row."""
        return self._insert(TypedLine(), default_place(self._rows))

    def add_heading(self, row: int) -> int:
        """Put in an empty heading above that row; returns its row."""
        self._ordered = True
        return self._insert(Heading(), min(max(0, row), len(self._rows)))

    def remove(self, row: int) -> bool:
        """Take a line away: a typed one at once, of another the form hears."""
        if not 0 <= row < len(self._rows):
            return False
        if not is_own(self._rows[row]):
            self.taken_off.emit(self._rows[row])
            return True
        self.beginRemoveRows(ROOT, row, row)
        del self._rows[row]
        self.endRemoveRows()
        self.edited.emit()
        return True

    def move(self, row: int, to: int) -> bool:
        """Put a line in the place of another one, which goes the other way; False at the ends."""
        if not (0 <= row < len(self._rows) and 0 <= to < len(self._rows)) or row == to:
            return False
        self.beginMoveRows(ROOT, row, row, ROOT, to + 1 if to > row else to)
        self._rows.insert(to, self._rows.pop(row))
        self.endMoveRows()
        self._ordered, self._remembered = True, ()
        self.edited.emit()
        return True

    def first_error(self) -> tuple[int, str] | None:
        """Row and words of the first typed line that cannot be billed; untouched ones do not count."""
        for place, row in enumerate(self._rows):
            error = row.cells.error(self._currency)
            if error is not None:
                return place, error
        return None

    def place_of(self, row: int) -> int | None:
        """The place of that row's line on the invoice; None for one that is not on it yet."""
        known = keys_of_own(self._rows, self._currency)
        on_it = [one.id for one in self._rows if one.id in known or not is_own(one)]
        return on_it.index(self._rows[row].id) if self._rows[row].id in on_it else None

    @property
    def has_quantities(self) -> bool:
        """Whether a line has a number of pieces; hours say under "Billed" how many they are."""
        return any(not isinstance(row.cells, HoursLine | Heading) for row in self._rows)

    @property
    def has_hours(self) -> bool:
        return any(isinstance(row.cells, HoursLine) for row in self._rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows)

    def longest_text(self, column: int) -> str:
        """What a column has to have room for: the longest text of the first lines, and the largest amount of all."""
        cells = [row.cells for row in self._rows[:_MEASURED]]
        if column == AMOUNT and self._rows:
            everything = (row.cells for row in self._rows)
            cells = [max(everything, key=lambda one: abs(one.amount_minor(self._currency) or 0))]
        return max((one.text(column, self._currency) for one in cells), key=len, default="")

    def title_of(self, row: int) -> str:
        """The description of a line, for whoever measures them all."""
        return self._rows[row].cells.title

    def _insert(self, cells: LineCells, row: int) -> int:
        self.beginInsertRows(ROOT, row, row)
        self._rows.insert(row, self._new_row(cells))
        self.endInsertRows()
        self.edited.emit()
        return row

    def _new_row(self, cells: LineCells) -> Row:
        self._made += 1
        return Row(f"own:{self._made}", cells)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else GRIP + 1
