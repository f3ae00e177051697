"""Everything that can be done from anywhere in the window: one QAction each, with menu entry and shortcut."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui.i18n import tr
from ui.pages import PageSpec

MOST_PAGES_WITH_KEYS = 9


class Actions(QObject):
    """Made once; the window carries the actions, so their keys work on every page.

    Whoever brings a new one calls `add` and connects its `triggered`.
    """

    page_chosen = Signal(str)
    """Key of the page."""

    def __init__(self, window: QWidget, pages: Sequence[PageSpec]) -> None:
        super().__init__(window)
        self._window = window
        self._sections: list[list[QAction]] = [[], [], []]
        self._by_key: dict[str, QAction] = {}
        self.timer = self.add("timer", tr("actions", "Start or stop the timer"), "Ctrl+Space", 0)
        self.add_entry = self.add("add_entry", tr("actions", "Add an entry"), "Ctrl+N", 0)
        self.new_invoice = self.add("new_invoice", tr("actions", "New invoice"), "Ctrl+I", 0)
        self.quick_log = self.add("quick_log", tr("actions", "Quick log"), "Ctrl+L", 0)
        self.sync = self.add("sync", tr("actions", "Sync now"), "F5", 0)
        self.find = self.add("find", tr("actions", "Find anything"), "Ctrl+K", 0)
        self.undo = self.add("undo", tr("actions", "Undo"), QKeySequence.StandardKey.Undo, 0)
        self.redo = self.add("redo", tr("actions", "Redo"), QKeySequence.StandardKey.Redo, 0)
        self._add_pages(pages)
        self.shortcuts = self.add("shortcuts", tr("actions", "Keyboard shortcuts"), "?", 2)
        self.close = self.add("close", tr("actions", "Close the window"), QKeySequence.StandardKey.Close, 2)
        self.quit = self.add("quit", tr("actions", "Quit Stint"), "Ctrl+Q", 2)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def add(
        self,
        key: str,
        text: str,
        shortcut: str | QKeySequence.StandardKey | None,
        section: int = 0,
        *,
        first: bool = False,
    ) -> QAction:
        """A new action. `section` of the menu: 0 acts, 1 pages, 2 the program; `first` puts it on top of that."""
        action = QAction(text, self)
        action.setObjectName(key)
        if isinstance(shortcut, str):
            action.setShortcut(QKeySequence(shortcut))
        elif shortcut is not None:
            action.setShortcuts(shortcut)
        self._window.addAction(action)
        self._sections[section].insert(0 if first else len(self._sections[section]), action)
        self._by_key[key] = action
        return action

    def get(self, key: str) -> QAction:
        """The action of that key; KeyError where there is none."""
        return self._by_key[key]

    def all(self) -> list[QAction]:
        """In the order of the menu."""
        return [action for section in self._sections for action in section]

    def menu(self, parent: QWidget) -> QMenu:
        """A menu of all of them, as they are when this is called."""
        menu = QMenu(parent)
        for section in self._sections:
            menu.addActions(section)
            menu.addSeparator()
        return menu

    def mark_page(self, key: str) -> None:
        """The page that is shown now."""
        self.get(f"page.{key}").setChecked(True)

    def _add_pages(self, pages: Sequence[PageSpec]) -> None:
        group = QActionGroup(self)
        for number, page in enumerate(pages, 1):
            keys = f"Ctrl+{number}" if number <= MOST_PAGES_WITH_KEYS else None
            action = self.add(f"page.{page.key}", page.title().replace("&", "&&"), keys, 1)
            action.setCheckable(True)
            action.setData(page.key)
            group.addAction(action)
        group.triggered.connect(self._choose)

    def _choose(self, action: QAction) -> None:
        self.page_chosen.emit(str(action.data()))
