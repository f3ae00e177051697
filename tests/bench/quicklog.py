"""The quick log among 100,000 titles: opening it, and a keystroke that is read, answered and painted, in it and in the
timer bar.

`python -m tests.bench.quicklog FOLDER` is the process that measures, without a screen; `run` starts it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench import million
from tests.bench.measure import heading, line
from tests.bench.start import environment
from tests.sandbox.process import ROOT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

    from ui.quick_log_opener import QuickLogOpener
    from ui.views.quick_log import QuickLog

TITLES, OPENINGS = 100_000, 10
SAME_CLICK_MS = 400
SETTLE_MS = 5_000
"""The bar prepares itself some seconds after the first paint."""
OPEN_BUDGET_MS, KEY_BUDGET_MS = 60.0, 16.0
TYPED = (
    "1h30 client 12: wireframes and review yesterday #design",
    "proj",
    "wirefarmes for the landing pgae",
    "9-10:45 acme/webshop: call with the customer !$",
)
"""A whole line, a project's name, slips of the pen, and a span with a name that nothing has."""


def run(folder: Path) -> None:
    """Print the figures; `folder` is for the data."""
    words = [sys.executable, "-m", "tests.bench.quicklog", str(folder / "quicklog")]
    surroundings = environment(QT_QPA_PLATFORM="offscreen", STINT_TRANSPORT="none")
    told = subprocess.run(words, env=surroundings, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    heading(f"Quick log among {TITLES:,} titles: CPU of the window's thread")
    for what, (middle, worst) in json.loads(told).items():
        budget = KEY_BUDGET_MS if "key" in what else OPEN_BUDGET_MS
        line(what, f"{middle:.1f} ms, most {worst:.1f} ms", f"under {budget:g} ms", middle < budget)


def measure(folder: Path) -> dict[str, tuple[float, float]]:
    """Median and largest milliseconds of each, as CPU time: the machine may be busy with something else."""
    from PySide6.QtCore import QCoreApplication, QRect
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.config import read_config
    from ui.bridge import Bridge
    from ui.main_window import MainWindow
    from ui.pages import PAGES
    from ui.quick_log_opener import QuickLogOpener
    from ui.session import open_session
    from ui.theme import Theme
    from ui.top_bar import add_timer_bar

    folder.mkdir(mode=0o700)
    million.build(folder / "stint.sqlite3", TITLES)
    app = QApplication(["stint", "-style", "Fusion"])
    theme = Theme()
    theme.install(app)
    session = open_session(read_config(os.environ, data_dir=str(folder)))
    bridge = Bridge(session.context)
    window = MainWindow(session, theme, bridge, PAGES)
    bar = add_timer_bar(window, session, theme, bridge)
    opener = QuickLogOpener(session, theme, bridge)

    def paint_bar() -> None:
        bar.repaint()
        bar.draft.suggestions.repaint()

    def show() -> None:
        opener.toggle(QRect())
        QCoreApplication.sendPostedEvents()
        _popup(opener).repaint()

    try:
        window.show()
        QTest.qWait(SETTLE_MS)
        first_letter = _pressed(bar.title, paint_bar, TYPED[0], 0)
        in_bar = _keys(bar.title, paint_bar)
        opener.prepare()
        while opener.popup is None:
            QCoreApplication.processEvents()
        first = _cpu_ms(show)
        opens = [_opened_again(opener, show) for _ in range(OPENINGS)]
        keys = _keys(_popup(opener).line, _popup(opener).repaint)
    finally:
        opener.close()
        window.end()
        bridge.stop()
        bridge.stop_tasks()
        session.context.close()
    return {
        "opened the first time, as prepared": (first, first),
        "opened again": (median(opens), max(opens)),
        "a key read and painted": (median(keys), max(keys)),
        "the first key in the timer bar": (first_letter, first_letter),
        "a key in the timer bar": (median(in_bar), max(in_bar)),
    }


def _popup(opener: QuickLogOpener) -> QuickLog:
    assert opener.popup is not None
    return opener.popup


def _opened_again(opener: QuickLogOpener, show: Callable[[], None]) -> float:
    from PySide6.QtTest import QTest

    _popup(opener).hide()
    QTest.qWait(SAME_CLICK_MS)  # a click so soon after closing is the one that closed it
    return _cpu_ms(show)


def _keys(line: QLineEdit, paint: Callable[[], None]) -> list[float]:
    return [_pressed(line, paint, text, letter) for text in TYPED for letter in range(len(text))]


def _pressed(line: QLineEdit, paint: Callable[[], None], text: str, place: int) -> float:
    from PySide6.QtTest import QTest

    def press() -> None:
        QTest.keyClicks(line, text[place])
        paint()

    if place == 0:
        line.clear()
    return _cpu_ms(press)


def _cpu_ms(act: Callable[[], object]) -> float:
    begun = time.thread_time()
    act()
    return (time.thread_time() - begun) * 1000


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
