"""A day of seconds with a running timer, then a thousand changes of the page: how much the window's memory grows.

`python -m tests.bench.ticks FOLDER` is the process that measures, without a screen; `run` starts it. The seconds are
those of a clock that the measurement moves, so a day takes a minute; everything that a second does is done.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import million
from tests.bench.measure import heading, line
from tests.bench.said import memory, say
from tests.bench.start import environment
from tests.sandbox.process import ROOT

if TYPE_CHECKING:
    from ui.bridge import Bridge
    from ui.main_window import MainWindow

DAY_S, WARM_S = 86_400, 3_600
SWITCHES, WARM_SWITCHES = 1_000, 100
BUDGET_MIB = 5.0
ENTRIES = 2_000


class MovedClock:
    """The computer's time, moved on by the measurement."""

    def __init__(self) -> None:
        self.at = 1_772_539_200

    def now(self) -> int:
        return self.at


def run(folder: Path) -> None:
    """Print the figures; `folder` is for the data."""
    data = folder / "ticks"
    data.mkdir(mode=0o700)
    million.build(data / "stint.sqlite3", ENTRIES)
    surroundings = environment(QT_QPA_PLATFORM="offscreen", STINT_TRANSPORT="none")
    words = [sys.executable, "-m", "tests.bench.ticks", str(data)]
    told = subprocess.run(words, env=surroundings, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    heading("Window: growth of its memory with a running timer (all of it, libraries included)")
    names = (f"{DAY_S:,} simulated seconds", f"{SWITCHES:,} page switches")
    for name, facts in zip(names, told.splitlines(), strict=True):
        grown = float(facts.partition(":")[2].strip(" }")) / 1024
        line(name, f"{grown:+.2f} MiB", f"under {BUDGET_MIB:g} MiB", grown < BUDGET_MIB)


def measure(folder: Path) -> None:
    """Say the growth in KiB of each, after what is only kept once has been made."""
    from PySide6.QtWidgets import QApplication

    from app.config import read_config
    from app.services.entries import EntryDraft
    from ui.bridge import Bridge
    from ui.main_window import MainWindow
    from ui.pages import PAGES
    from ui.session import open_session
    from ui.theme import Theme
    from ui.timer_watch import TimerWatch
    from ui.top_bar import add_timer_bar

    app = QApplication(["stint", "-style", "Fusion"])
    theme, clock = Theme(), MovedClock()
    theme.install(app)
    session = open_session(read_config(os.environ, data_dir=str(folder)), clock)
    session.entries.start(EntryDraft("Bench"))
    bridge = Bridge(session.context)
    window = MainWindow(session, theme, bridge, PAGES)
    add_timer_bar(window, session, theme, bridge)
    TimerWatch(session, bridge, window)
    window.show()
    app.processEvents()
    _tick(bridge, clock, WARM_S)
    before = _kib()
    _tick(bridge, clock, DAY_S - WARM_S)
    say(grown_kib=_kib() - before)
    _switch(window, WARM_SWITCHES)
    before = _kib()
    _switch(window, SWITCHES)
    say(grown_kib=_kib() - before)
    bridge.stop_tasks()
    bridge.stop()
    window.end()
    session.context.close()


def _tick(bridge: Bridge, clock: MovedClock, seconds: int) -> None:
    from PySide6.QtCore import QCoreApplication

    for _ in range(seconds):
        clock.at += 1
        bridge._on_tick()
        QCoreApplication.processEvents()


def _switch(window: MainWindow, times: int) -> None:
    from PySide6.QtCore import QCoreApplication

    from ui.pages import PAGES

    keys = [page.key for page in PAGES if page.offered is None]
    for number in range(times):
        window.open_page(keys[number % len(keys)], None)
        for _ in range(3):
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents()


def _kib() -> float:
    gc.collect()
    return memory()["rss_kib"]


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
