"""What a line in the timer bar may go on as: offered below the bar, taken by key and click, never in the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.records.desk import click
from tests.ui.timer.desk import CTRL, LEFT, NONE, TimerDesk
from ui.widgets.bar_suggestions import BarSuggestions

ALT = Qt.KeyboardModifier.AltModifier
DOWN, UP, ENTER, ESC, TAB = (
    Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab,
)  # fmt: skip


@pytest.fixture
def worked(desk: TimerDesk) -> TimerDesk:
    """Three titles from before, and the keyboard in the bar."""
    for title, project in (("Fix rounding", "Webshop"), ("Menu card", "Café site"), ("Fixtures", None)):
        desk.log(title, project=project)
    click(desk.bar.title)
    return desk


def shown(desk: TimerDesk) -> BarSuggestions:
    return desk.bar.draft.suggestions


def offered(desk: TimerDesk) -> list[str]:
    """What is shown, top to bottom; empty while there is no list."""
    lines = shown(desk).list.lines
    return [lines.line(row).title for row in range(lines.rowCount())] if shown(desk).isVisible() else []


def keys(desk: TimerDesk, *pressed: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    for key in pressed:
        desk.press(key, modifier, desk.bar.title)


def click_at(desk: TimerDesk, widget: QWidget, place: QPoint) -> None:
    """As the system tells of a click: to the window, which finds the widget."""
    QTest.mouseClick(desk.window.windowHandle(), LEFT, NONE, widget.mapTo(desk.window, place))


def test_tab_completes_a_project_and_enter_starts_what_is_typed_behind_it(worked: TimerDesk) -> None:
    bar = worked.bar
    worked.type("webs", bar.title)
    assert offered(worked)[:2] == ["Webshop:", "Fix rounding"]
    assert QApplication.focusWidget() is bar.title
    below = QRect(bar.mapToGlobal(QPoint(0, bar.height() - 8)), worked.window.rect().bottomRight())
    assert below.top() <= shown(worked).mapToGlobal(QPoint(0, 0)).y()
    assert worked.window.rect().contains(shown(worked).geometry())
    keys(worked, TAB)
    assert (bar.title.text(), bar.title.cursorPosition()) == ("Webshop: ", 9)
    assert offered(worked)[0] == "Fix rounding", "the project's own titles come next"
    worked.type("call", bar.title)
    keys(worked, ENTER)
    worked.settle()
    running = worked.running()
    assert running is not None
    assert (running.entry.title, running.project_name) == ("call", "Webshop")
    assert offered(worked) == []
    worked.type(" fi", bar.title)
    assert offered(worked) == [], "what runs is renamed, and not begun again"


def test_down_offers_what_was_worked_on_and_enter_takes_the_chosen_one(worked: TimerDesk) -> None:
    bar = worked.bar
    keys(worked, DOWN)
    assert offered(worked) == ["Fixtures", "Menu card", "Fix rounding"]
    keys(worked, DOWN, DOWN, DOWN, DOWN, UP, ENTER)
    assert (bar.title.text(), offered(worked)) == ("Café site: Menu card", [])
    assert worked.running() is None
    keys(worked, Qt.Key.Key_Z, modifier=CTRL)
    assert bar.title.text() == "", "the line's own undo takes it back"
    assert len(worked.rows()) == 3
    worked.type("2h fi yesterday", bar.title)
    keys(worked, Qt.Key.Key_2, modifier=ALT)
    assert bar.title.text().startswith("2h Webshop: Fix rounding ")
    keys(worked, ENTER)
    worked.settle()
    assert [row.project_name for row in worked.rows() if row.entry.title == "Fix rounding"] == ["Webshop", "Webshop"]


def test_esc_and_a_click_elsewhere_close_the_list_and_keep_the_line(worked: TimerDesk) -> None:
    bar = worked.bar
    worked.type("fi", bar.title)
    assert offered(worked)
    keys(worked, ESC)
    assert (offered(worked), bar.title.text()) == ([], "fi")
    keys(worked, ESC)
    assert bar.title.text() == ""
    worked.type("fi", bar.title)
    assert offered(worked)
    click_at(worked, bar.title, bar.title.rect().center())
    click_at(worked, shown(worked).list, QPoint(-2, -2))
    assert offered(worked), "the line itself, and the edge of the list"
    click_at(worked, bar, QPoint(2, 2))  # where nothing takes the focus
    assert (offered(worked), bar.title.text()) == ([], "fi")
    keys(worked, DOWN)
    assert offered(worked)
    keys(worked, Qt.Key.Key_2, modifier=CTRL)
    assert offered(worked) == [], "it lay over the page that was left"
    keys(worked, DOWN, TAB)
    assert offered(worked) == [], "nothing is chosen and no name offered: Tab goes on, and the list with it"
    assert QApplication.focusWidget() is bar.chooser
    click(bar.title)
    keys(worked, DOWN, ENTER)
    worked.settle()
    running = worked.running()
    assert running is not None
    assert (running.entry.title, offered(worked)) == ("fi", []), "without a choice Enter starts what is typed"


def test_a_project_that_was_chosen_beside_the_line_wins(worked: TimerDesk) -> None:
    bar = worked.bar
    worked.type("w", bar.chooser)
    worked.press(ENTER, widget=bar.chooser.popup.search)
    worked.activate(worked.window)
    worked.type("fi", bar.title)
    assert offered(worked) == ["Fix rounding"], "no names, and no other project's titles"
    row = shown(worked).list
    QTest.mouseClick(row.viewport(), LEFT, NONE, row.visualRect(row.lines.index(0)).center())
    assert (bar.title.text(), bar.title.hasFocus()) == ("Fix rounding", True)
    keys(worked, ENTER)
    worked.settle()
    running = worked.running()
    assert running is not None
    assert (running.entry.title, running.project_name) == ("Fix rounding", "Webshop")


def test_it_is_ready_some_time_after_the_first_paint(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr("ui.top_bar._PREPARE_MS", 0)
    desk: TimerDesk = request.getfixturevalue("desk")
    desk.until(lambda: "draft" in desk.bar.__dict__, "the list to be made")
    assert "suggestions" in desk.bar.draft.__dict__
    assert offered(desk) == []
