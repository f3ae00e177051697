"""Choosing a project by keyboard, pointer and screen reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.ids import ProjectId
from tests.ui.look.rows import project_rows
from ui.models.project_list import ProjectListModel, choice_of
from ui.theme import Theme
from ui.widgets.project_chooser import ProjectChooser


@pytest.fixture
def chooser(theme: Theme, qtbot: QtBot) -> Iterator[ProjectChooser]:
    """A chooser of seven projects in a shown window."""
    window = QWidget()
    layout = QVBoxLayout(window)
    made = ProjectChooser()
    made.set_projects(project_rows())
    layout.addWidget(made)
    layout.addWidget(QLineEdit())
    window.resize(400, 200)
    qtbot.addWidget(window)
    window.show()
    made.setFocus()
    yield made
    window.close()


def shown(chooser: ProjectChooser) -> list[str]:
    model = chooser.popup.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def marked(chooser: ProjectChooser) -> str:
    return str(chooser.popup.list.currentIndex().data())


def test_typing_opens_filters_and_enter_chooses(chooser: ProjectChooser, qtbot: QtBot) -> None:
    QTest.keyClick(chooser, Qt.Key.Key_R)
    assert chooser.popup.isVisible()
    search = chooser.popup.search
    assert search.text() == "r"
    assert shown(chooser)[:2] == ["Rebrand", "Retainer"]
    QTest.keyClicks(search, "et")
    assert shown(chooser) == ["Retainer"]
    with qtbot.waitSignal(chooser.project_changed) as changed:
        QTest.keyClick(search, Qt.Key.Key_Return)
    assert changed.args == [ProjectId("p3")]
    assert chooser.project_id == "p3"
    assert not chooser.popup.isVisible()
    assert chooser.accessibleName() == "Project: Retainer, Northwind"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("muller", ["Café Société"]),
        ("CAFE soc", ["Café Société"]),
        ("acme web", ["Webshop"]),
        ("acme/web", ["Webshop"]),
        ("shop", ["Shop relaunch <b>", "Webshop"]),
        ("zzz", []),
    ],
)
def test_words_are_found_in_project_and_client(chooser: ProjectChooser, typed: str, expected: list[str]) -> None:
    chooser.open_list()
    chooser.popup.search.setText(typed)
    assert shown(chooser) == expected
    assert chooser.popup.list.isHidden() == (not expected)


def test_arrows_move_while_one_types(chooser: ProjectChooser) -> None:
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert shown(chooser)[0] == "No project"
    search = chooser.popup.search
    for key, expected in (
        (Qt.Key.Key_Up, "No project"),
        (Qt.Key.Key_Down, "Webshop"),
        (Qt.Key.Key_Down, "Hosting"),
        (Qt.Key.Key_PageDown, "Internal"),
        (Qt.Key.Key_PageUp, "No project"),
    ):
        QTest.keyClick(search, key)
        assert marked(chooser) == expected


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_F4])
def test_escape_leaves_everything_as_it_was(chooser: ProjectChooser, qtbot: QtBot, key: Qt.Key) -> None:
    chooser.set_project(ProjectId("p2"))
    QTest.keyClick(chooser, key)
    assert marked(chooser) == "Rebrand"
    with qtbot.assertNotEmitted(chooser.project_changed):
        QTest.keyClick(chooser.popup.search, Qt.Key.Key_Down)
        QTest.keyClick(chooser.popup.search, Qt.Key.Key_Escape)
    assert not chooser.popup.isVisible()
    assert chooser.project_id == "p2"


def test_delete_takes_the_project_away(chooser: ProjectChooser, qtbot: QtBot) -> None:
    chooser.set_project(ProjectId("p2"))
    with qtbot.waitSignal(chooser.project_changed) as changed:
        QTest.keyClick(chooser, Qt.Key.Key_Delete)
    assert changed.args == [None]
    assert chooser.accessibleName() == "Project: none"
    with qtbot.assertNotEmitted(chooser.project_changed):
        QTest.keyClick(chooser, Qt.Key.Key_Delete)


def test_a_click_chooses(chooser: ProjectChooser, qtbot: QtBot) -> None:
    QTest.mouseClick(chooser, Qt.MouseButton.LeftButton)
    popup = chooser.popup
    place = popup.list.visualRect(popup.list.model().index(2, 0)).center()
    with qtbot.waitSignal(chooser.project_changed) as changed:
        QTest.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert changed.args == [ProjectId("p1")]


def test_choosing_the_same_again_is_no_change(chooser: ProjectChooser, qtbot: QtBot) -> None:
    chooser.set_project(ProjectId("p0"))
    chooser.open_list()
    with qtbot.assertNotEmitted(chooser.project_changed):
        QTest.keyClick(chooser.popup.search, Qt.Key.Key_Return)
    assert chooser.project_id == "p0"


def test_shortcuts_of_the_window_do_not_open_it(chooser: ProjectChooser) -> None:
    QTest.keyClick(chooser, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert not chooser.popup.isVisible()


def test_a_project_that_is_not_on_offer_is_still_named(chooser: ProjectChooser) -> None:
    chooser.set_project(ProjectId("gone"), "Old shop", "Acme Corp")
    assert chooser.accessibleName() == "Project: Old shop, Acme Corp"
    chooser.set_project(ProjectId("gone"))
    assert chooser.accessibleName() == "Project: Unknown project"


def test_projects_that_arrive_later_give_it_its_name(chooser: ProjectChooser) -> None:
    chooser.set_projects([])
    chooser.set_project(ProjectId("p0"))
    chooser.set_projects(project_rows())
    assert chooser.accessibleName() == "Project: Webshop, Acme Corp"


def test_projects_that_arrive_leave_filter_and_mark(chooser: ProjectChooser) -> None:
    chooser.open_list()
    QTest.keyClicks(chooser.popup.search, "acme")
    QTest.keyClick(chooser.popup.search, Qt.Key.Key_Down)
    before = marked(chooser)
    chooser.set_projects([*project_rows()[::-1]])
    assert set(shown(chooser)) == {"Webshop", "Shop relaunch <b>"}
    assert marked(chooser) == before


def test_it_is_drawn_in_both_schemes(chooser: ProjectChooser, theme: Theme) -> None:
    chooser.open_list()
    light = chooser.popup.grab().toImage()
    theme.override(True)
    assert chooser.popup.grab().toImage() != light


def test_the_model_keeps_qts_rules(qapp: object) -> None:
    model = ProjectListModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    choices = [choice_of(row) for row in project_rows()]
    for typed in ("", "a", "zzz", ""):
        model.set_choices(choices)
        model.show_matching(typed)
    model.set_choices([])
    assert model.rowCount() == 1
    tester.deleteLater()


def test_the_mark_is_a_selection_too(chooser: ProjectChooser) -> None:
    chooser.open_list()
    selection = chooser.popup.list.selectionModel()
    assert isinstance(selection, QItemSelectionModel)
    assert len(selection.selectedIndexes()) == 1
