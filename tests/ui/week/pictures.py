"""The week page in all its states, light and dark: `python -m tests.ui.week.pictures [folder]`, then look."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TZ", "Europe/Berlin")

from PySide6.QtCore import QCoreApplication, QLocale, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.config import read_config
from app.domain.spans import at_local
from app.services.entries import EntryDraft
from tests.ui.week.weeks import MONDAY, add_projects, full_week, odd_week, store
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.session import Session, open_session
from ui.theme import Theme
from ui.top_bar import add_timer_bar
from ui.views.week_page import WeekPage
from ui.week.new_entry import NewEntry

ZONE = "Europe/Berlin"
SIZES = (QSize(1000, 700), QSize(1280, 800))


class SetClock:
    """A clock that stands."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        return self.at


def settle() -> None:
    """Texts that wrap are laid out in several turns."""
    for _ in range(4):
        QCoreApplication.processEvents()


def save(widget: QWidget, folder: Path, name: str, over: QWidget | None = None) -> None:
    """A picture of the window, with a small window over it."""
    settle()
    shot: QPixmap = widget.grab()
    if over is not None:
        painter = QPainter(shot)
        painter.drawPixmap(over.pos() - widget.mapToGlobal(QPoint(0, 0)), over.grab())
        painter.end()
    shot.save(str(folder / f"{name}.png"))


def take(folder: Path, theme: Theme, session: Session, clock: SetClock) -> None:
    """Pictures of every state."""
    bridge = Bridge(session.context)
    window = MainWindow(session, theme, bridge, PAGES)
    add_timer_bar(window, session, theme, bridge)
    window.show()
    window.show_page("week")
    page = window.page("week")
    assert isinstance(page, WeekPage)
    for dark in (False, True):
        theme.override(dark)
        look = "dark" if dark else "light"
        for size in SIZES:
            window.resize(size)
            page.open(MONDAY)
            save(window, folder, f"week-{size.width()}-{look}")
        page.tabs.setCurrentIndex(1)
        page.grid_acts.copy_rows()
        save(window, folder, f"timesheet-{look}")
        page.tabs.setCurrentIndex(0)
        page.board.choose("e0004")
        page.board.setFocus()
        page.board.fold()
        save(window, folder, f"unfolded-{look}")
        page.board.fold()
        page.open("2026-10-20")
        page.board.verticalScrollBar().setValue(0)
        save(window, folder, f"autumn-{look}")
        page.open("2026-03-24")
        page.board.verticalScrollBar().setValue(0)
        save(window, folder, f"spring-{look}")
        page.open(MONDAY)
        page.board.zoom(3)
        page.span.choose(1)
        page.open("2026-11-17")
        save(window, folder, f"day-{look}")
        page.span.choose(7)
        page.board.zoom(-3)
        page.open("2026-12-02")
        window.resize(QSize(720, 480))
        save(window, folder, f"empty-{look}")
        page.tabs.setCurrentIndex(1)
        save(window, folder, f"empty-timesheet-{look}")
        page.open(MONDAY)
        page.grid.table.edit(page.grid.model.index(1, 2))
        save(window, folder, f"typing-{look}")
        page.grid.table.setFocus()
        page.tabs.setCurrentIndex(0)
        window.resize(SIZES[-1])
        settle()
        drag(page, folder, window, look)
        page.open("2026-11-02")
        save(window, folder, f"full-{look}")
        page.open(MONDAY)
        settle()
        start = clock.at + 4 * 3600
        page.acts.create(start, start + 4500, page.board.global_rect(QRect(400, 300, 120, 60)))
        asked = page.board.findChild(NewEntry)
        assert asked is not None
        asked.field.setText("webshop: ")
        save(window, folder, f"new-{look}", asked)
        asked.close()
    bridge.stop_tasks()
    bridge.stop()
    window.end()


def drag(page: WeekPage, folder: Path, window: MainWindow, look: str) -> None:
    """A block held over another day, and one from the strip over the hours."""
    viewport = page.board.viewport()
    page.board.verticalScrollBar().setValue(380)
    settle()
    for name, entry_id, way in (("move", "e0000", QPoint(560, 90)), ("lift", "u0001", QPoint(180, 300))):
        start = page.board.rect_of(entry_id).center()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        QTest.mouseMove(viewport, start + QPoint(9, 9))
        QTest.mouseMove(viewport, start + way)
        save(window, folder, f"{name}-{look}")
        page.board.pointer.cancel()


def main(folder: Path) -> int:
    QLocale.setDefault(QLocale("en_IE"))
    app = QApplication(["pictures", "-style", "Fusion"])
    theme = Theme()
    theme.install(app)
    folder.mkdir(parents=True, exist_ok=True)
    clock = SetClock(at_local("2026-11-22", 12, 41, 0, ZONE))
    with tempfile.TemporaryDirectory() as data:
        session = open_session(read_config({"STINT_TRANSPORT": "none"}, data_dir=data), clock)
        add_projects(session)
        store(session, odd_week(ZONE))
        spring = [e._replace(id=f"s{e.id}") for e in odd_week(ZONE, "2026-03-23")]  # type: ignore[arg-type]  # ids are text
        store(session, spring)
        store(session, [e._replace(id=f"f{e.id}") for e in full_week(ZONE, 300, "2026-11-02")])  # type: ignore[arg-type]  # ids are text
        night = at_local("2026-10-25", 1, 30, 0, ZONE)
        session.entries.log(EntryDraft("Night shift", started_at=night, ended_at=night + 9000))
        clock.at -= 42 * 60
        session.entries.start(EntryDraft("Checkout page: address validation"))
        clock.at += 42 * 60
        take(folder, theme, session, clock)
        session.context.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/week")))
