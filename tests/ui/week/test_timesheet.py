"""Hours typed into the table of the week: what is stored, what is never touched, and the keys of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.domain.ids import ProjectId
from app.errors import UserInputError
from app.services.entries import EntryDraft, EntryEdit
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.hours_marks import HoursMarkRepository
from tests.ui.records.desk import button_of, click
from tests.ui.shell.other_writer import another_writes
from tests.ui.week.desk import LEFT, NONE, WeekDesk
from tests.ui.week.weeks import MONDAY
from ui.week.grid_model import GridModel, NotKeptRole, typed_seconds

SHOP = ProjectId("Webshop")


class Sheet:
    """The table, by keys."""

    def __init__(self, desk: WeekDesk) -> None:
        self.desk = desk
        self.tester = QAbstractItemModelTester(
            desk.page.grid.model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )
        desk.page.tabs.setCurrentIndex(1)
        desk.window.activateWindow()
        desk.page.grid.table.setFocus()
        desk.turn()

    def log(self, title: str, day: int, minutes: int, hour: int | None = None) -> str:
        """An entry of the shop, with or without clock times."""
        row = self.desk.log(title, day, hour, minutes)
        self.desk.session.entries.edit(row.entry.id, EntryEdit(project_id=SHOP))
        self.desk.settle()
        return row.entry.id

    def go(self, day: int, row: int = 0) -> None:
        self.desk.page.grid.table.setCurrentIndex(self.desk.page.grid.model.index(row, day + 1))

    def type(self, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """Type over the current cell."""
        table = self.desk.page.grid.table
        QTest.keyClicks(table, text[0])
        editor = QApplication.focusWidget()
        assert editor is not None
        assert editor is not table, "typing opens the cell"
        QTest.keyClicks(editor, text[1:])
        QTest.keyClick(editor, end)
        self.desk.settle()

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.desk.page.grid.table, key)
        self.desk.settle()

    def cells(self, row: int = 0) -> list[str]:
        """What a row shows."""
        model = self.desk.page.grid.model
        return [str(model.index(row, column).data()) for column in range(model.columnCount())]

    def stored(self, day: int) -> list[tuple[str, int]]:
        """Titles and minutes of that day's entries, oldest first."""
        date = f"2026-11-{16 + day}"
        rows = EntryRepository(self.desk.session.context.db).page(EntryFilter(day_from=date, day_to=date), 50)
        return [(row.entry.title, row.entry.seconds // 60) for row in reversed(rows)]


@pytest.fixture
def sheet(desk: WeekDesk) -> Iterator[Sheet]:
    made = Sheet(desk)
    yield made
    made.tester.deleteLater()


def test_typing_hours_by_the_keys_of_a_spreadsheet(sheet: Sheet) -> None:
    sheet.log("Checkout", 0, 60)
    sheet.desk.log("Alone", 0, None, 30)
    sheet.go(1)
    sheet.type("1:30", Qt.Key.Key_Tab)
    editor = QApplication.focusWidget()
    assert editor is not None
    QTest.keyClicks(editor, "90m")  # Tab opened the next cell
    QTest.keyClick(editor, Qt.Key.Key_Return)
    sheet.desk.settle()
    assert sheet.cells() == ["Webshop", "1:00", "1:30", "1:30", "", "", "", "", "4:00"]
    assert sheet.cells(2)[-1] == "4:30"
    assert sheet.desk.page.grid.table.currentIndex().row() == 1, "Enter goes down"
    assert sheet.stored(1) == [("Webshop", 90)]
    sheet.go(1)
    sheet.key(Qt.Key.Key_Delete)
    assert sheet.stored(1) == []
    click(button_of(sheet.desk.window, "Undo"))
    sheet.desk.settle()
    assert sheet.stored(1) == [("Webshop", 90)]
    QTest.keyClick(sheet.desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    sheet.desk.settle()
    assert sheet.stored(2) == [], "each cell is a step of its own"


def with_keys() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def press(*keys: Qt.Key | str) -> None:
    """Keys and texts for whatever has the focus."""
    for key in keys:
        for letter in key if isinstance(key, str) else "":
            QTest.keyClicks(with_keys(), letter)  # the first one opens a cell
        if not isinstance(key, str):
            QTest.keyClick(with_keys(), key)


def test_a_week_by_the_keys_alone_after_a_click_on_the_tab(desk: WeekDesk) -> None:
    key = Qt.Key
    for title, project in (("Checkout", "Webshop"), ("Logo", "Rebrand")):
        row = desk.log(title, 6, None, 60)
        desk.session.entries.edit(row.entry.id, EntryEdit(project_id=ProjectId(project)))
    desk.settle()
    table, tabs = desk.page.grid.table, desk.page.tabs
    desk.window.activateWindow()
    desk.page.back.setFocus()
    QTest.mouseClick(tabs, LEFT, NONE, tabs.tabRect(1).center())
    desk.until(table.hasFocus, "the table to have the keys")
    press("1:30", key.Key_Tab, "2", key.Key_Tab, "45m", key.Key_Return)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 3), "Enter goes down"
    press("0:15", key.Key_Up, "0:50", key.Key_Escape)
    assert table.currentIndex().row() == 0
    assert table.hasFocus(), "Esc takes back what was typed, and no more"
    press("3", key.Key_Down, key.Key_Right, key.Key_Up, "7:30", key.Key_Tab)
    press("1", key.Key_Tab, "1", key.Key_Tab, "0", key.Key_Tab, "6", key.Key_Return)
    desk.settle()
    names = desk.page.grid.model
    assert [[str(names.index(row, column).data()) for column in range(9)] for row in range(3)] == [
        ["Rebrand", "1:30", "2:00", "3:00", "7:30", "1:00", "1:00", "", "16:00"],
        ["Webshop", "6:00", "", "0:15", "", "", "", "1:00", "7:15"],
        ["Total", "7:30", "2:00", "3:15", "7:30", "1:00", "1:00", "1:00", "23:15"],
    ]
    press(*[key.Key_Tab] * 7)
    assert not table.hasFocus(), "behind the last cell Tab goes on"
    press(key.Key_Backtab)
    assert table.hasFocus()


def test_what_is_being_typed_stays_when_the_week_changes(sheet: Sheet) -> None:
    sheet.log("Checkout", 0, 60)
    sheet.go(1)
    press("1:3")
    editor = QApplication.focusWidget()
    sheet.desk.session.entries.log(EntryDraft("Reading", date="2026-11-17", seconds=600, project_id=SHOP))
    sheet.desk.session.entries.log(
        EntryDraft("New row", project_id=ProjectId("Hosting"), date="2026-11-18", seconds=60)
    )
    sheet.desk.settle()
    assert QApplication.focusWidget() is editor
    press("5", Qt.Key.Key_Return)
    sheet.desk.settle()
    assert sheet.cells()[:4] == ["Hosting", "", "", "0:01"]
    assert sheet.cells(1)[:4] == ["Webshop", "1:00", "1:35", ""]


def test_several_entries_shrink_from_the_newest_and_the_clock_is_never_touched(sheet: Sheet) -> None:
    sheet.log("Meeting", 0, 120, hour=9)
    sheet.log("First", 0, 60)
    sheet.log("Second", 0, 30)
    assert sheet.cells()[1] == "3:30"
    sheet.go(0)
    sheet.type("2:40")
    assert sheet.stored(0) == [("First", 40), ("Meeting", 120)]
    sheet.go(0)
    sheet.type("3")
    assert sheet.stored(0) == [("First", 60), ("Meeting", 120)]
    sheet.go(0)
    sheet.type("1:30")
    assert sheet.stored(0) == [("First", 60), ("Meeting", 120)]
    assert "by the clock" in sheet.desk.toast()
    sheet.go(0)
    sheet.type("2x")
    assert "not a duration" in sheet.desk.toast()
    assert sheet.cells()[1] == "3:00"


def test_what_is_refused_after_a_wait_is_there_again_until_it_is_given_up(sheet: Sheet) -> None:
    sheet.log("Meeting", 0, 120, hour=9)
    table, cell = sheet.desk.page.grid.table, sheet.desk.page.grid.model.index(0, 1)
    with another_writes(sheet.desk.session.context.db.path):
        sheet.go(0)
        sheet.type("1:30")
        assert sheet.desk.bridge.saving
    sheet.desk.until(lambda: not sheet.desk.bridge.saving, "the refusal")
    assert "by the clock" in sheet.desk.toast()
    assert "1:30 is not saved" in str(cell.data(Qt.ItemDataRole.AccessibleTextRole))
    assert sheet.cells()[1] == "2:00"
    sheet.go(0)
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "1:30"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert cell.data(NotKeptRole) is None
    sheet.type("2x")
    assert cell.data(NotKeptRole).typed == "2x"
    sheet.go(0)
    sheet.type("2:30")
    assert (sheet.cells()[1], cell.data(NotKeptRole)) == ("2:30", None)


def test_billed_hours_stay_and_more_is_an_entry_beside_them(sheet: Sheet) -> None:
    entry_id = sheet.log("Billed", 3, 60)
    db = sheet.desk.session.context.db
    with db.write():
        HoursMarkRepository(db).seen(entry_id, None, flag=True)
    sheet.desk.settle()
    sheet.go(3)
    sheet.type("0:30")
    assert sheet.stored(3) == [("Billed", 60)]
    sheet.go(3)
    sheet.type("1.5h")
    assert sheet.stored(3) == [("Billed", 60), ("Webshop", 30)]


def test_rows_of_the_week_before_and_of_a_project(sheet: Sheet) -> None:
    desk = sheet.desk
    desk.session.entries.log(EntryDraft("Old", project_id=ProjectId("Hosting"), date="2026-11-10", seconds=3600))
    desk.settle()
    click(button_of(desk.window, "Rows of the week before"))
    desk.settle()
    assert sheet.cells() == ["Hosting", *[""] * 8]
    sheet.go(4)
    sheet.type("0:45")
    assert sheet.stored(4) == [("Hosting", 45)]
    desk.page.grid.chooser.project_changed.emit("Rebrand")
    desk.settle()
    assert sheet.cells(1)[0] == "Rebrand"
    desk.page.step(1)
    assert desk.page.grid.model.rowCount() == 1, "rows belong to their week"


@pytest.mark.parametrize(
    ("text", "minutes"), [("1:30", 90), ("1,5", 90), ("2", 120), ("90m", 90), ("1h15", 75), ("0:00", 0), ("", 0)]
)
def test_what_a_cell_understands(text: str, minutes: int) -> None:
    assert typed_seconds(text) == minutes * 60


@pytest.mark.parametrize("text", ["-1", "90", "1:75", "soon", "25:00"])
def test_what_it_does_not(text: str, sheet_model: GridModel) -> None:
    if text in ("90", "25:00"):
        assert typed_seconds(text) > 24 * 3600  # refused by the service: a day has 24 hours
    else:
        with pytest.raises(UserInputError):
            typed_seconds(text)


@pytest.fixture
def sheet_model() -> GridModel:
    model = GridModel(lambda *_: None, lambda _: None)
    model.show_rows([], (MONDAY,))
    assert not model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(QModelIndex()) & Qt.ItemFlag.ItemIsEditable
    return model
