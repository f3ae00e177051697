"""The timer bar on top of the window, and the keys that reach it from every page."""

from __future__ import annotations

import importlib
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from ui.bridge import Bridge
from ui.i18n import tr
from ui.in_turns import InTurns, loading
from ui.main_window import MainWindow
from ui.session import Session
from ui.theme import Theme
from ui.widgets.timer_bar import TimerBar

if TYPE_CHECKING:
    from app.cancel import CancelToken
    from app.context import AppContext

_PREPARE_MS = 3_000
"""After the first paint: the start is over, and few have typed by then. Who has, has waited 40 ms at one key."""
_TOOLS = (
    "app.domain.timer", "app.storage.outbox", "app.storage.hours_marks", "app.storage.links", "app.storage.pending",
    "app.domain.invoices", "app.storage.terms", "app.storage.undo", "app.services.entry_writing",
    "app.services.entries", "ui.models.entry_form", "ui.timer_acts", "ui.widgets.timer_tools",
)  # fmt: skip
"""What stands beside the clock comes from these; loaded at once they would hold the window up for 40 ms."""


def add_timer_bar(window: MainWindow, session: Session, theme: Theme, bridge: Bridge) -> TimerBar:
    """Make the bar, put it on top of every page and join it with the window's actions."""
    bar = TimerBar(session, theme, bridge)
    window.set_timer_bar(bar)
    window.actions_.timer.triggered.connect(bar.toggle)
    window.actions_.add_entry.triggered.connect(partial(window.open_page, "timer", ("new", None)))
    actions = window.actions_
    go_on = actions.add("pause", tr("actions", "Pause or go on"), "Ctrl+Shift+Space")
    earlier = actions.add("earlier", tr("actions", "Began 5 minutes earlier"), "Alt+Left")
    later = actions.add("later", tr("actions", "Began 5 minutes later"), "Alt+Right")
    go_on.triggered.connect(bar.pause_or_go_on)
    earlier.triggered.connect(lambda: bar.tools.nudge(earlier=True))
    later.triggered.connect(lambda: bar.tools.nudge(earlier=False))
    window.page_shown.connect(bar.close_list)
    completion = InTurns(bar, *loading(*_TOOLS), bar.complete)
    window.painted.connect(completion.begin)
    bridge.destroyed.connect(completion.stop)
    window.painted.connect(_Preparation(bar, bridge).begin)
    bar.setFocus()
    return bar


class _Preparation(QObject):
    """Loads what the first letter in the bar needs off this thread, and makes it. Goes with the bar, and asks nothing
    of a bridge that went before."""

    def __init__(self, bar: TimerBar, bridge: Bridge) -> None:
        super().__init__(bar)
        self._bar, self._bridge = bar, bridge
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PREPARE_MS)
        self._timer.timeout.connect(self._load)
        bridge.destroyed.connect(self._timer.stop)

    @Slot()
    def begin(self) -> None:
        self._timer.start()

    @Slot()
    def _load(self) -> None:
        self._bridge.tasks.run(_load).done.connect(self._make)

    @Slot(object)
    def _make(self, _loaded: object) -> None:
        self._bar.draft.prepare()


def _load(_context: AppContext, _cancel: CancelToken) -> None:
    importlib.import_module("ui.widgets.bar_draft")
