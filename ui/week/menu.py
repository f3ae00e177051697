"""What can be done with one entry of the calendar, as a menu at the pointer or at the chosen entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from app.storage.week import WeekRow
from ui.format import clock_time
from ui.i18n import tr
from ui.week.axis import MINUTE_S
from ui.week.places import Hit

if TYPE_CHECKING:
    from ui.week.acts import WeekActs
    from ui.week.board import WeekBoard

_CONTEXT = "week_menu"


class EntryMenu(QMenu):
    """Open it with `popup`; it deletes itself. `split_at` is where a split would be, None where none can be."""

    def __init__(self, row: WeekRow, split_at: int | None, acts: WeekActs, board: WeekBoard) -> None:
        super().__init__(board)
        self.aboutToHide.connect(self.deleteLater)
        self._row, self._acts, self._split_at = row, acts, split_at
        self._add(tr(_CONTEXT, "Edit…"), "Return").triggered.connect(self._edit)
        self._add(tr(_CONTEXT, "Continue"), "Space").triggered.connect(self._continue)
        if not row.running:
            self._add(tr(_CONTEXT, "Duplicate")).triggered.connect(self._duplicate)
        if row.billed:
            return
        if split_at is not None:
            text = tr(_CONTEXT, "Split at {time}", time=clock_time(split_at, row.zone))
            self._add(text).triggered.connect(self._split)
        if row.started_at is not None and not row.running:
            self._add(tr(_CONTEXT, "Take the times away")).triggered.connect(self._lift)
        self.addSeparator()
        self._add(tr(_CONTEXT, "Delete"), "Delete").triggered.connect(self._delete)

    def _add(self, text: str, key: str = "") -> QAction:
        """The key is only shown: the calendar itself answers to it."""
        if key:
            text = f"{text}\t{QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)}"
        return self.addAction(text)

    def _edit(self) -> None:
        self._acts.edit(self._row.id)

    def _continue(self) -> None:
        self._acts.start_again(self._row.id)

    def _duplicate(self) -> None:
        self._acts.duplicate(self._row.id)

    def _split(self) -> None:
        self._acts.split(self._row.id, self._split_at or 0)

    def _lift(self) -> None:
        self._acts.lift(self._row.id)

    def _delete(self) -> None:
        self._acts.delete(self._row.id)


def show_menu(board: WeekBoard, acts: WeekActs, event: QContextMenuEvent) -> bool:
    """Open the menu of the entry at the pointer, or of the chosen one for the keyboard; whether there is one."""
    by_keys = event.reason() is QContextMenuEvent.Reason.Keyboard
    at: QPoint = board.rect_of(board.chosen or "").center() if by_keys else event.pos()
    hit = board.hit(at.toPointF())
    if hit is None or hit.row is None:
        return False
    board.choose(hit.row.id)
    menu = EntryMenu(hit.row, _split_at(board, hit, hit.row, at), acts, board)
    menu.popup(board.viewport().mapToGlobal(at))
    return True


def _split_at(board: WeekBoard, hit: Hit, row: WeekRow, at: QPoint) -> int | None:
    """The instant of the calendar's step that is nearest to a point of a block, if it lies within the entry."""
    if hit.piece is None or row.started_at is None:
        return None
    place = board.axis.snapped(board.places.place_at(at.y()), board.step_min)
    instant = board.axis.instant(place, hit.piece.day, row.zone)
    end = board.now if row.ended_at is None else row.ended_at
    return instant if row.started_at + MINUTE_S <= instant <= end - MINUTE_S else None
