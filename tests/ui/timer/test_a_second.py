"""What a second that passes costs: one small rectangle, no layout, nothing looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.services.entries import EntryDraft
from tests.ui.timer.desk import TimerDesk
from ui.tokens import DARK

PAINT, LAYOUT = QEvent.Type.Paint, QEvent.Type.LayoutRequest


class Watcher(QObject):
    """Counts what is painted and laid out."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[tuple[QEvent.Type, str]] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (PAINT, LAYOUT) and isinstance(watched, QWidget):
            self.seen[event.type(), type(watched).__name__] += 1
        return False


@contextmanager
def watching() -> Iterator[Counter[tuple[QEvent.Type, str]]]:
    watcher, app = Watcher(), QApplication.instance()
    assert app is not None
    app.installEventFilter(watcher)
    try:
        yield watcher.seen
    finally:
        app.removeEventFilter(watcher)


def running(desk: TimerDesk) -> None:
    """A timer in the middle of a minute, in a window that has come to rest."""
    desk.activate(desk.window)
    desk.bar.title.setFocus()
    desk.session.entries.start(EntryDraft("Long", started_at=desk.session.now - 3_635))
    desk.settle()
    desk.bar.title.rest()
    desk.turn()


def test_a_second_repaints_only_the_clock(desk: TimerDesk) -> None:
    running(desk)
    before = desk.bar.clock.text()
    with watching() as seen:
        desk.bar.clock.show_seconds(3_640)
        desk.until(lambda: seen[PAINT, "ClockFace"], "the clock to be painted")
    assert before != desk.bar.clock.text() == "1:00:40"
    assert set(seen) == {(PAINT, "ClockFace")}


def test_a_second_asks_the_data_file_for_nothing_but_its_version(desk: TimerDesk) -> None:
    running(desk)
    asked: list[str] = []
    desk.session.context.db._connection.set_trace_callback(asked.append)
    desk.bridge._on_tick()
    desk.session.context.db._connection.set_trace_callback(None)
    assert asked == ["pragma data_version"]


def test_a_hidden_clock_stands_still_and_is_right_when_it_is_seen_again(desk: TimerDesk) -> None:
    running(desk)
    desk.window.hide()
    desk.bar.clock.show_seconds(0)
    desk.bridge._on_tick()
    assert desk.bar.clock.text() == "0:00:00"
    desk.window.show()
    assert desk.bar.clock.text().startswith("1:00:")


def test_the_clock_paints_what_it_shows_in_the_colours_of_the_scheme(desk: TimerDesk) -> None:
    running(desk)
    face = desk.bar.clock
    face.show_seconds(100 * 3_600)
    wide = face.grab().toImage()
    assert face.text() == "100:00:00"
    for seconds in (359_999, 360_000):  # there and back, digit by digit
        face.show_seconds(seconds)
        desk.turn()
    assert face.grab().toImage() == wide
    desk.theme.override(dark=True)
    assert face.grab().toImage().pixelColor(0, 0).name().upper() == DARK.surface


def test_the_cursor_rests_until_somebody_types(desk: TimerDesk) -> None:
    hints = QApplication.styleHints()
    own_ms = hints.cursorFlashTime()
    desk.activate(desk.window)
    desk.bar.title.setFocus()
    desk.bar.title.rest()
    assert hints.cursorFlashTime() == 0
    desk.type("x", desk.bar.title)
    assert hints.cursorFlashTime() == own_ms > 0
    desk.bar.title.rest()
    desk.page.add_button.setFocus()
    assert hints.cursorFlashTime() == own_ms


def test_a_minute_repaints_the_row_that_says_it_and_no_other(desk: TimerDesk) -> None:
    for number in range(6):
        desk.session.entries.log(EntryDraft(f"Done {number}", seconds=600))
    running(desk)
    view, model = desk.page.view, desk.page.model
    painted: list[int] = []

    class Heights(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                painted.append(event.region().boundingRect().height())
            return False

    heights = Heights()
    view.viewport().installEventFilter(heights)
    model.dataChanged.emit(model.index(1), model.index(1))
    desk.until(lambda: painted, "the row to be painted")
    view.viewport().removeEventFilter(heights)
    assert max(painted) <= view.sizeHintForRow(1) + 2
