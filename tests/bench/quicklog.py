"""The quick log among 100,000 titles: opening it, and a keystroke that is read, answered and painted.

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
    from ui.quick_log_opener import QuickLogOpener
    from ui.views.quick_log import QuickLog

TITLES, OPENINGS = 100_000, 10
SAME_CLICK_MS = 400
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
    from PySide6.QtWidgets import QApplication

    from app.config import read_config
    from ui.bridge import Bridge
    from ui.quick_log_opener import QuickLogOpener
    from ui.session import open_session
    from ui.theme import Theme

    folder.mkdir(mode=0o700)
    million.build(folder / "stint.sqlite3", TITLES)
    app = QApplication(["stint", "-style", "Fusion"])
    theme = Theme()
    theme.install(app)
    session = open_session(read_config(os.environ, data_dir=str(folder)))
    bridge = Bridge(session.context)
    opener = QuickLogOpener(session, theme, bridge)

    def show() -> None:
        opener.toggle(QRect())
        QCoreApplication.sendPostedEvents()
        _popup(opener).repaint()

    try:
        opener.prepare()
        while opener.popup is None:
            QCoreApplication.processEvents()
        first = _cpu_ms(show)
        opens = [_opened_again(opener, show) for _ in range(OPENINGS)]
        keys = [_pressed(_popup(opener), text, letter) for text in TYPED for letter in range(len(text))]
    finally:
        opener.close()
        bridge.stop()
        bridge.stop_tasks()
        session.context.close()
    return {
        "opened the first time, as prepared": (first, first),
        "opened again": (median(opens), max(opens)),
        "a key read and painted": (median(keys), max(keys)),
    }


def _popup(opener: QuickLogOpener) -> QuickLog:
    assert opener.popup is not None
    return opener.popup


def _opened_again(opener: QuickLogOpener, show: Callable[[], None]) -> float:
    from PySide6.QtTest import QTest

    _popup(opener).hide()
    QTest.qWait(SAME_CLICK_MS)  # a click so soon after closing is the one that closed it
    return _cpu_ms(show)


def _pressed(popup: QuickLog, text: str, place: int) -> float:
    from PySide6.QtTest import QTest

    def press() -> None:
        QTest.keyClicks(popup.line, text[place])
        popup.repaint()

    if place == 0:
        popup.line.clear()
    return _cpu_ms(press)


def _cpu_ms(act: Callable[[], object]) -> float:
    begun = time.thread_time()
    act()
    return (time.thread_time() - begun) * 1000


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
