"""A line of the quick log and the list of what it may go on as: the keys between them, and what taking one does."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.services.quicklog import ReadLine
from app.services.quicklog_names import NameOffer
from app.storage.titles import TitleRow
from ui.widgets.suggestion_list import MOST_NAMES, SHOWN, SuggestionList

if TYPE_CHECKING:
    from app.cancel import CancelToken
    from app.context import AppContext
    from ui.bridge import Bridge

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_RANKS = "app.services.likeness"
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def warm_up(bridge: Bridge) -> None:
    """Load what ranks names, off this thread: that takes as long as ten keystrokes, and the second one needs it."""
    if _RANKS not in sys.modules:
        bridge.tasks.run(_load)


def _load(_context: AppContext, _cancel: CancelToken) -> None:
    importlib.import_module(_RANKS)


class Suggesting(Protocol):
    """What is asked at a keystroke; `app.services.quicklog.QuickLogService` is one."""

    def name_offers(self, line: ReadLine, limit: int) -> list[NameOffer]: ...
    def suggestions(self, line: ReadLine, limit: int) -> list[TitleRow]: ...
    def with_name(self, text: str, offer: NameOffer) -> tuple[str, int]: ...
    def completed(self, text: str, past: TitleRow) -> str: ...


class TypeAhead(QObject):
    """While the list is shown, the arrows walk it and Enter takes the chosen line over, Tab the chosen one or the first
    name; Alt with a digit and a click are told (`picked`). All other keys are the line's own. The focus stays there.
    """

    picked = Signal(object)
    """NameOffer or TitleRow, by click or by Alt with its number."""
    taken = Signal(object)
    """NameOffer or TitleRow that is in the line now."""

    def __init__(self, edit: QLineEdit, shown: SuggestionList, parent: QObject) -> None:
        super().__init__(parent)
        self._edit, self._list = edit, shown
        self.source: Suggesting | None = None
        """Who is asked; while there is none, nothing is offered or taken."""
        shown.opened.connect(self.picked)
        edit.installEventFilter(self)

    def offer(self, read: ReadLine) -> None:
        """Show what the line may go on as."""
        if self.source is not None:
            names = self.source.name_offers(read, MOST_NAMES) if read.typed.title else []
            self._list.show_offers(names, self.source.suggestions(read, SHOWN - len(names)))

    @Slot(object)
    def take(self, chosen: object) -> None:
        """Put a name or a title into the line, in a way that the line's own undo takes back."""
        if self.source is None or self._edit.isReadOnly():
            return
        if isinstance(chosen, NameOffer):
            text, caret = self.source.with_name(self._edit.text(), chosen)
        elif isinstance(chosen, TitleRow):
            text = self.source.completed(self._edit.text(), chosen)
            caret = len(text)
        else:
            return
        self._edit.selectAll()
        self._edit.insert(text)
        self._edit.setCursorPosition(caret)
        self.taken.emit(chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._use(Qt.Key(event.key()), event.modifiers() & ~_KEYPAD)
        return False

    def _use(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether the key was for the list."""
        shown = self._list.isVisible() and self._list.count > 0
        if modifiers == Qt.KeyboardModifier.AltModifier and shown:
            return self._pick(key - Qt.Key.Key_1)
        if modifiers:
            return False
        if key in _STEPS and shown:
            self._list.step(_STEPS[key])
        elif key == Qt.Key.Key_Tab and shown and self._list.to_complete is not None:
            self.take(self._list.to_complete)
        elif key in _ENTER and shown and self._list.current_key is not None:
            self.take(self._list.current_key)
        else:
            return False
        return True

    def _pick(self, row: int) -> bool:
        if not 0 <= row < self._list.count:
            return False
        self.picked.emit(self._list.lines.line(row).key)
        return True
