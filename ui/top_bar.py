"""The timer bar on top of the window, and the keys that reach it from every page."""

from __future__ import annotations

from functools import partial

from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.session import Session
from ui.theme import Theme
from ui.widgets.timer_bar import TimerBar


def add_timer_bar(window: MainWindow, session: Session, theme: Theme, bridge: Bridge) -> TimerBar:
    """Make the bar, put it on top of every page and join it with the window's actions."""
    bar = TimerBar(session, theme, bridge)
    window.set_timer_bar(bar)
    window.actions_.timer.triggered.connect(bar.toggle)
    window.actions_.add_entry.triggered.connect(partial(window.open_page, "timer", ("new", None)))
    bar.setFocus()
    return bar
