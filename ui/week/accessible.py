"""The calendar for a screen reader: a list whose items are the entries, in the order of the keyboard."""

from __future__ import annotations

import atexit
from functools import cache, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from ui.week.words import entry_words

if TYPE_CHECKING:
    from ui.week.board import WeekBoard
    from ui.week.selection import Stop


class EntryItem(QAccessibleInterface):
    """One entry, for as long as it is shown."""

    def __init__(self, board: WeekBoard, entry_id: str) -> None:
        super().__init__()
        self._board, self.entry_id = board, entry_id

    def isValid(self) -> bool:
        return self._stop is not None

    def object(self) -> QObject | None:  # type: ignore[override]  # Qt allows none, the stub does not say so
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]  # as above
        return self._board.window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._board)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        del index
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        del x, y
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        del child
        return -1

    def rect(self) -> QRect:
        return self._board.global_rect(self._board.rect_of(self.entry_id))

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = state.selectable = 1
        stop = self._stop
        if stop is None:
            state.invalid = 1
        elif stop.row.id == self._board.chosen:
            state.selected = 1
            state.focused = int(self._board.hasFocus())
        return state

    def text(self, kind: QAccessible.Text) -> str:
        stop = self._stop
        return entry_words(stop.row, self._board.now) if stop is not None and kind is QAccessible.Text.Name else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """An entry is renamed in its own window."""

    @property
    def _stop(self) -> Stop | None:
        return self._board.stop_of(self.entry_id)


class BoardItem(QAccessibleWidget):
    """The calendar as a whole."""

    def __init__(self, board: WeekBoard, keeper: Keeper) -> None:
        super().__init__(board, QAccessible.Role.List, board.accessibleName())
        self._board, self._keeper = board, keeper
        self._items: dict[str, EntryItem] = {}

    def childCount(self) -> int:
        return len(self._board.stops())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt allows none
        stops = self._board.stops()
        if not 0 <= index < len(stops):
            return None
        entry_id = stops[index].row.id
        if entry_id not in self._items:
            self._items[entry_id] = self._keeper.keep(self, EntryItem(self._board, entry_id))
        return self._items[entry_id]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if not isinstance(child, EntryItem):
            return -1
        ids = [stop.row.id for stop in self._board.stops()]
        return ids.index(child.entry_id) if child.entry_id in ids else -1


class Keeper:
    """Owns what is handed to Qt until it ends there too.

    Qt keeps every item that a screen reader saw and deletes it by itself, an item without an object only with the
    application; PySide knows nothing of that and would delete it once more, or too early. So all are kept here and
    given back by their number when their calendar goes, or when the program ends.
    """

    def __init__(self) -> None:
        self._boards: dict[BoardItem, list[QAccessibleInterface]] = {}
        self._open = True

    def made(self, _name: str, asked: QObject) -> QAccessibleInterface | None:
        """What Qt asks for each widget."""
        from ui.week.board import WeekBoard

        if not self._open or not isinstance(asked, WeekBoard):
            return None
        item = BoardItem(asked, self)
        self._boards[item] = []
        asked.destroyed.connect(partial(self._release, item))
        return item

    def keep(self, board: BoardItem, item: EntryItem) -> EntryItem:
        """An item of that calendar was made."""
        self._boards[board].append(item)
        return item

    def close(self) -> None:
        """The program ends: nothing is left to Qt, and nothing is made any more."""
        self._open = False
        for board in list(self._boards):
            self._release(board)

    def _release(self, board: BoardItem, *_: object) -> None:
        for item in (*self._boards.pop(board, ()), board):
            if isValid(item):
                QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(item))


@cache
def install() -> Keeper:
    """Let Qt ask here for calendars, once for the program; it asks only while a screen reader listens."""
    keeper = Keeper()
    QAccessible.installFactory(keeper.made)
    atexit.register(keeper.close)  # before PySide ends the application, which registered earlier
    return keeper


def tell_choice(board: WeekBoard) -> None:
    """The keyboard is on another entry."""
    if QAccessible.isActive() and board.hasFocus():
        ids = [stop.row.id for stop in board.stops()]
        event = QAccessibleEvent(board, QAccessible.Event.Focus)
        if board.chosen in ids:
            event.setChild(ids.index(board.chosen))
        QAccessible.updateAccessibility(event)
