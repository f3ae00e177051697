"""Where the window and its page are after the next start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from tests.ui.look.conftest import english, theme
from tests.ui.shell.joined import PAGES
from ui.bridge import Bridge
from ui.main_window import SIZE, MainWindow
from ui.session import Session
from ui.theme import Theme

__all__ = ["english", "theme"]


@pytest.fixture
def windows(session: Session, theme: Theme, bridge: Bridge, qtbot: QtBot) -> Iterator[list[MainWindow]]:
    """Made one after the other by the tests, on the same data."""
    made = [MainWindow(session, theme, bridge, PAGES)]
    yield made
    for window in made:
        window.end()
        window.deleteLater()


def started_again(windows: list[MainWindow], session: Session, theme: Theme, bridge: Bridge) -> MainWindow:
    windows.append(MainWindow(session, theme, bridge, PAGES))
    return windows[-1]


def test_comes_back_with_its_size_and_page(
    windows: list[MainWindow], session: Session, theme: Theme, bridge: Bridge
) -> None:
    (first,) = windows
    room = first.screen().availableGeometry().size()
    assert room.width() < SIZE.width(), "the screen of the tests is a small one"
    assert 0 < room.width() - first.width() < 20, "no larger than the screen"
    assert 20 < room.height() - first.height() < 60, "with room for the title bar"
    first.resize(760, 500)
    first.show_page("more")
    first.save_geometry()
    second = started_again(windows, session, theme, bridge)
    assert (second.size().toTuple(), second.page_key) == ((760, 500), "more")


def test_a_window_that_was_on_a_screen_that_is_gone_is_brought_into_sight(
    windows: list[MainWindow], session: Session, theme: Theme, bridge: Bridge
) -> None:
    (first,) = windows
    first.setGeometry(QRect(5_000, 4_000, 740, 490))
    first.save_geometry()
    second = started_again(windows, session, theme, bridge)
    assert second.screen().availableGeometry().contains(second.geometry().center())


def test_a_window_that_was_on_a_larger_screen_comes_back_whole(
    windows: list[MainWindow], session: Session, theme: Theme, bridge: Bridge
) -> None:
    (first,) = windows
    first.setGeometry(QRect(300, -20, 1600, 1200))
    first.save_geometry()
    second = started_again(windows, session, theme, bridge)
    assert second.screen().availableGeometry().contains(second.frameGeometry())


def test_a_page_that_is_not_there_any_more_gives_way_to_the_first(
    windows: list[MainWindow], session: Session, theme: Theme, bridge: Bridge
) -> None:
    (first,) = windows
    first._state.save(first, "gone")
    assert started_again(windows, session, theme, bridge).page_key == PAGES[0].key
