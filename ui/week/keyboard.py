"""The keyboard on the calendar: arrows choose, with Ctrl they move and with Shift they resize the chosen entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.domain.spans import local_day, shift_day
from app.storage.week import WeekRow
from ui.week.axis import HOUR_S, MINUTE_S
from ui.week.selection import Stop, above_or_below, beside

if TYPE_CHECKING:
    from ui.week.board import WeekBoard

_ARROWS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}
"""Columns and steps."""
_PLAIN = Qt.KeyboardModifier.NoModifier
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Keyboard(QObject):
    """Turns the keys of a board into choices and into its signals."""

    def __init__(self, board: WeekBoard) -> None:
        super().__init__(board)
        self._board = board

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key is Qt.Key.Key_Escape:
            return self._escape()
        if self._board.pointer.dragging:
            return False
        if key in _ARROWS:
            return self._arrow(*_ARROWS[key], modifiers)
        if modifiers & ~_SHIFT:
            return False
        return self._act(key) or self._go(key, event.text())

    def _escape(self) -> bool:
        board = self._board
        if board.pointer.cancel():
            return True
        if board.chosen is None:
            return False
        board.choose(None)
        return True

    def _go(self, key: Qt.Key, text: str) -> bool:
        """Keys about the week itself."""
        board = self._board
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            board.weeks_stepped.emit(1 if key is Qt.Key.Key_PageDown else -1)
        elif key is Qt.Key.Key_T:
            board.today_requested.emit()
        elif key is Qt.Key.Key_N:
            board.pointer.ask_for_new(board.caret.column, self._place_for_new())
        elif text in ("+", "="):
            board.zoom(1)
        elif text == "-":
            board.zoom(-1)
        else:
            return False
        return True

    def _act(self, key: Qt.Key) -> bool:
        """Keys about the chosen entry."""
        board = self._board
        if board.chosen is None:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            board.edit_requested.emit(board.chosen)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            board.delete_requested.emit(board.chosen)
        elif key is Qt.Key.Key_Space:
            board.continue_requested.emit(board.chosen)
        else:
            return False
        return True

    def _arrow(self, columns: int, steps: int, modifiers: Qt.KeyboardModifier) -> bool:
        stop = self._board.stop_of(self._board.chosen)
        if modifiers == _PLAIN:
            self._walk(stop, columns, steps)
        elif stop is None or modifiers not in (_CTRL, _SHIFT):
            return False
        elif modifiers == _CTRL:
            self._move(stop, columns, steps)
        else:
            self._resize(stop.row, columns, steps)
        return True

    def _walk(self, stop: Stop | None, columns: int, steps: int) -> None:
        """To the next entry; where a day has none in that direction, to that time of the day."""
        board, order = self._board, self._board.stops()
        if steps and stop is not None:
            nearest = above_or_below(order, stop, steps)
            if nearest is not None:
                board.choose(nearest.row.id)
            return
        column = board.caret.column + columns
        if not 0 <= column < len(board.axis.days):
            return
        place = board.caret.place if stop is None or stop.place >= 0 else -1
        nearest = beside(order, column, place)
        if nearest is not None:
            board.choose(nearest.row.id)
            return
        moved = board.axis.snapped(board.caret.place + steps * board.step_min * MINUTE_S, board.step_min)
        board.caret = board.caret._replace(column=column, place=moved)
        board.choose(None)
        board.bring_into_view(board.caret)

    def _move(self, stop: Stop, columns: int, steps: int) -> None:
        board, row = self._board, stop.row
        if row.started_at is None:
            if columns:
                board.day_requested.emit(row.id, shift_day(row.date, columns))
            elif steps > 0:  # down into the hours
                day = board.axis.days[stop.column]
                board.place_requested.emit(row.id, board.axis.instant(self._place_for_new(), day, row.zone))
        elif columns:
            axis = board.axis
            day = local_day(row.started_at, row.zone, axis.day_starts_at_min)
            place = axis.place(row.started_at, day, row.zone)
            by = axis.instant(place, shift_day(day, columns), row.zone) - row.started_at
            board.shift_requested.emit(row.id, by, by)
        else:
            by = steps * board.step_min * MINUTE_S
            board.shift_requested.emit(row.id, by, by)

    def _resize(self, row: WeekRow, columns: int, steps: int) -> None:
        """Down and up: the end; right and left: the start."""
        if row.started_at is None:
            return
        step = self._board.step_min * MINUTE_S
        start, end = row.started_at + columns * step, None if row.ended_at is None else row.ended_at + steps * step
        if row.running and steps:
            return
        if start < (self._board.now if end is None else end):
            self._board.shift_requested.emit(row.id, columns * step, steps * step)

    def _place_for_new(self) -> int:
        """Below the last entry of the cursor's day, or where the cursor is if that is free."""
        board = self._board
        place = board.caret.place
        for piece in board.pieces:
            if piece.column == board.caret.column and piece.top < place + HOUR_S and piece.bottom > place:
                place = piece.bottom
        return min(place, board.axis.length - HOUR_S)
