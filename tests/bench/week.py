"""The week page with 300 entries: what its first paint and a step of a drag cost, beside a widget that paints nothing.

`python -m tests.bench.week FOLDER` is the process that measures, without a screen; `run` starts it.
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

from tests.bench.measure import heading, line
from tests.bench.start import environment
from tests.sandbox.process import ROOT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.week.board import WeekBoard

ENTRIES, PAINTS, STEPS, READS = 300, 15, 60, 100
BUDGETS_MS = {
    "first paint": 50.0,
    "a later paint": 50.0,
    "a drag step, painted": 16.0,
    "the week read": 2.0,
    "what it is worth": 2.0,
}
SIZE = (1280, 800)


def run(folder: Path) -> None:
    """Print the figures; `folder` is for the data."""
    words = [sys.executable, "-m", "tests.bench.week", str(folder / "week")]
    surroundings = environment(QT_QPA_PLATFORM="offscreen", STINT_TRANSPORT="none", TZ="Europe/Berlin")
    told = subprocess.run(words, env=surroundings, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    heading(f"Week of {ENTRIES} entries at {SIZE[0]} x {SIZE[1]}: CPU of the window's thread (medians)")
    for what, (middle, worst) in json.loads(told).items():
        budget = BUDGETS_MS.get(what)
        words_of = "control" if budget is None else f"under {budget:g} ms"
        line(what, f"{middle:.2f} ms, most {worst:.2f} ms", words_of, budget is None or middle < budget)


def measure(folder: Path) -> dict[str, tuple[float, float]]:
    """Median and largest milliseconds of each, as CPU time: the machine may be busy with something else."""
    from PySide6.QtWidgets import QApplication, QWidget

    from app.config import read_config
    from tests.ui.week.weeks import MONDAY, add_projects, full_week, store
    from ui.bridge import Bridge
    from ui.project_colors import ProjectColors
    from ui.session import open_session
    from ui.theme import Theme
    from ui.views.week_page import WeekPage

    app = QApplication(["stint", "-style", "Fusion"])
    theme = Theme()
    theme.install(app)
    session = open_session(read_config(os.environ, data_dir=str(folder)))
    add_projects(session)
    store(session, full_week(session.context.zone, ENTRIES))
    bridge = Bridge(session.context)
    colors = ProjectColors(session, bridge, bridge)
    try:
        page, empty = WeekPage(session, theme, bridge), QWidget()
        empty.resize(*SIZE)
        page.resize(*SIZE)
        page.show()  # else each picture resizes it again
        page.open(MONDAY)
        page.board.verticalScrollBar().setValue(round(7 * page.board.places.hour_px))
        return {
            "first paint": _paints(page.board, forget=True),
            "a later paint": _paints(page.board, forget=False),
            "a drag step, painted": _drag(page.board),
            "the week read": _cpu_ms(lambda _number: session.week.rows(MONDAY, "2026-11-22"), READS),
            "what it is worth": _cpu_ms(
                lambda _number: session.week.worth(MONDAY, "2026-11-22", session.config.settings), READS
            ),
            "an empty widget painted": _cpu_ms(lambda _number: empty.grab(), PAINTS),
        }
    finally:
        del colors
        bridge.stop()
        bridge.stop_tasks()
        session.context.close()


def _paints(board: WeekBoard, *, forget: bool) -> tuple[float, float]:
    """The calendar alone; `forget`: with the shapes of all its letters worked out anew."""
    from ui.week import block_painter

    def paint(_number: int) -> None:
        if forget:
            for kept in (block_painter._static, block_painter._elided, block_painter._wrapped, block_painter._look):
                kept.cache_clear()
        board.viewport().grab()

    return _cpu_ms(paint, PAINTS)


def _drag(board: WeekBoard) -> tuple[float, float]:
    """A block held and moved on by a few pixels at a time over the whole calendar."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    viewport: QWidget = board.viewport()
    start = board.rect_of(board.rows[20].id).center()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(viewport, start + QPoint(9, 9))
    viewport.grab()

    def step(number: int) -> None:
        QTest.mouseMove(viewport, start + QPoint(10 + 11 * number, 10 + 3 * number))
        viewport.grab()

    found = _cpu_ms(step, STEPS)
    if not board.pointer.dragging:
        raise SystemExit("nothing was dragged")
    board.pointer.cancel()
    return found


def _cpu_ms(act: Callable[[int], object], times: int) -> tuple[float, float]:
    taken = []
    for number in range(times):
        before = time.thread_time()
        act(number)
        taken.append((time.thread_time() - before) * 1000)
    return median(taken), max(taken)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
