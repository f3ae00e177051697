"""What a list looks like when it is opened, and when the pointer is over it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.choice import Choice
from ui.widgets.data_table import DataTable


@pytest.fixture(autouse=True)
def _themed(theme: Theme) -> None:
    """The style sheet decides about the room that a row takes."""


@pytest.mark.parametrize("count", [1, 3, 14])
def test_every_choice_is_seen_at_once(qtbot: QtBot, count: int) -> None:
    box = Choice([(number, f"Choice {number}") for number in range(count)])
    qtbot.addWidget(box)
    box.show()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    view = box.view()
    assert view.window().isVisible()
    assert not view.verticalScrollBar().isVisible()
    for row in range(count):
        assert view.viewport().rect().contains(view.visualRect(view.model().index(row, 0)))
    assert [child for child in view.window().children() if isinstance(child, QWidget) and child.isVisible()] == [view]
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert box.key == count - 1
    assert not view.window().isVisible()


def test_the_pointer_lights_the_whole_row(qtbot: QtBot) -> None:
    model = QStandardItemModel()
    for number in range(3):
        model.appendRow([QStandardItem(f"{number}"), QStandardItem("more")])
    table = DataTable("Things")
    qtbot.addWidget(table)
    table.setModel(model)
    table.resize(400, 240)
    table.show()

    def colors(row: int) -> set[str]:
        picture, height = table.viewport().grab().toImage(), table.rowHeight(row)
        top = table.rowViewportPosition(row)
        return {picture.pixelColor(QPoint(x, top + height - 4)).name() for x in range(2, 390)}

    calm = colors(1)
    assert len(calm) == 1
    QTest.mouseMove(table.viewport(), QPoint(1, 1))  # a pointer that is there already would not move
    QTest.mouseMove(table.viewport(), table.visualRect(model.index(1, 0)).center())
    qtbot.waitUntil(lambda: colors(1) != calm)
    assert len(colors(1)) == 1
    assert colors(0) == colors(2) == calm
    QTest.mouseMove(table.viewport(), table.visualRect(model.index(2, 1)).center())
    assert colors(1) == calm
