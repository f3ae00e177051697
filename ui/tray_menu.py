"""The menu of the tray icon: stop or start, five titles of before, quick log, open, quit."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.ids import ProjectId
from app.storage.entries import EntryRow
from app.storage.titles import TitleRow
from ui.bridge import Bridge
from ui.i18n import tr
from ui.icons import current_icon
from ui.plain import menu_text
from ui.session import Session

_CONTEXT = "tray"
RECENT = 5
_LONGEST = 48
"""Characters of a title: menus of panels do not cut by themselves."""


class TrayMenu(QMenu):
    """Its entries are made once and only change their texts: panels that show it themselves copy it over a bus."""

    failed = Signal(object)
    """AppError of what was chosen."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._requests = session, bridge, bridge.requests
        self._running: EntryRow | None = None
        self.toggle = self._add("", self._stop_or_ask)
        self.addSeparator()
        self.heading = self._add(tr(_CONTEXT, "Start again"), None)
        self.heading.setEnabled(False)
        self.recent = [self._add("", self._start_again) for _ in range(RECENT)]
        self.addSeparator()
        self.quick_log = self._add(tr(_CONTEXT, "Quick log…"), self._ask_quick_log)
        self.open = self._add(tr(_CONTEXT, "Open Stint"), self._requests.raise_requested.emit)
        self.addSeparator()
        self.quit = self._add(tr(_CONTEXT, "Quit Stint"), self._requests.quit_requested.emit)
        self._titles: list[TitleRow] = []
        self._warned = [False] * RECENT
        self._left: Mapping[ProjectId, tuple[str, bool]] = {}
        """What `show_budgets` was told last; it holds until it is told anew."""
        self.show_running(None)
        self.show_recent([])

    def show_running(self, running: EntryRow | None) -> None:
        """What *Stop* would stop."""
        self._running = running
        if running is None:
            self.toggle.setText(tr(_CONTEXT, "Start a timer…"))
        else:
            self.toggle.setText(tr(_CONTEXT, "Stop “{title}”", title=menu_text(_cut(running.entry.title))))

    def show_recent(self, titles: list[TitleRow]) -> None:
        """What can be started again, at most five."""
        self._titles = titles
        self.heading.setVisible(bool(titles))
        for place, action in enumerate(self.recent):
            action.setVisible(place < len(titles))
            if place < len(titles) and action.data() != titles[place].entry_id:
                action.setData(titles[place].entry_id)
        self.show_budgets(self._left)

    def show_budgets(self, left: Mapping[ProjectId, tuple[str, bool]]) -> None:
        """What is left of the projects' budgets, in words, and whether that is a warning: then a mark stands before it.
        Nothing is touched that says so already.
        """
        self._left = left
        for place, (past, action) in enumerate(zip(self._titles, self.recent, strict=False)):
            words, warns = ("", False) if past.project_id is None else left.get(past.project_id, ("", False))
            details = "".join(f" · {part}" for part in (_cut(past.project_name or ""), words) if part)
            action.setText(menu_text(_cut(past.title) + details))
            if warns != self._warned[place]:
                self._warned[place] = warns
                action.setIcon(current_icon("warning", "warn") if warns else QIcon())

    def _add(self, text: str, slot: object) -> QAction:
        action = QAction(text, self)
        if callable(slot):
            action.triggered.connect(slot)
        self.addAction(action)
        return action

    @Slot()
    def _stop_or_ask(self) -> None:
        if self._running is None:
            self._ask_quick_log()
            return
        self._bridge.writes.do(lambda on: on.entries.stop(), lambda _stopped: None, self.failed.emit)

    @Slot()
    def _start_again(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            entry_id = str(action.data())
            self._bridge.writes.do(lambda on: on.entries.start_again(entry_id), lambda _begun: None, self.failed.emit)

    @Slot()
    def _ask_quick_log(self) -> None:
        self._requests.quick_log_requested.emit(QRect())


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
