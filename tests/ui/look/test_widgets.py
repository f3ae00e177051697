"""Each shared widget: shown, by keyboard, heard, in both schemes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QEnterEvent, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.services.invoice_terms import Notice
from ui.plain import menu_text, one_line, tooltip
from ui.theme import DARK, LIGHT, Theme, project_color
from ui.widgets.banner import Banner, BannerKind
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import Field
from ui.widgets.icon_button import IconButton
from ui.widgets.key_cap import KeyHint, split_keys
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.stat_card import StatCard
from ui.widgets.tag import Tag
from ui.widgets.toast import ToastRow
from ui.widgets.warning_list import WarningList

EVIL = "<b>Bold</b> & <img src=x>"

MAKERS: dict[str, Callable[[], QWidget]] = {
    "banner": lambda: Banner("warn", EVIL, "Review"),
    "button": lambda: Button("Save", "primary", icon="check"),
    "card": Card,
    "chip": lambda: Chip("Webshop", project_color("p1"), "Acme Corp"),
    "data table": lambda: DataTable("Invoices"),
    "empty state": lambda: EmptyState("timer", "Nothing yet", "Press Start.", "Start"),
    "field": lambda: Field("Rate", QLineEdit(), "per hour"),
    "icon button": lambda: IconButton("play", "Start the timer", "start"),
    "key hint": lambda: KeyHint("Ctrl+N", "add entry"),
    "label": lambda: PlainLabel(EVIL, elide=True),
    "page": lambda: ScrollPage("This week"),
    "stat card": lambda: StatCard("Today", "5:48", "of 6:30 planned"),
    "tag": lambda: Tag("overdue", "error"),
}


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> QWidget:
    """A window with a column in it."""
    made = QWidget()
    QVBoxLayout(made)
    made.resize(480, 320)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def put(window: QWidget, *widgets: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    for widget in widgets:
        layout.addWidget(widget)
        widget.show()  # the layout would only do so with the next event


@pytest.mark.parametrize("name", MAKERS)
def test_it_is_drawn_in_both_schemes(window: QWidget, theme: Theme, name: str) -> None:
    widget = MAKERS[name]()
    put(window, widget)
    light = window.grab().toImage()
    theme.override(True)
    dark = window.grab().toImage()
    assert light != dark
    assert not light.isNull()


@pytest.mark.parametrize("name", MAKERS)
def test_every_control_has_a_name_and_can_be_reached(window: QWidget, name: str) -> None:
    widget = MAKERS[name]()
    put(window, widget)
    controls = [widget, *widget.findChildren(QWidget)]
    for control in controls:
        if isinstance(control, QAbstractButton | QLineEdit) and control.isVisible():
            assert control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()), control
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("name", ["button", "chip", "icon button"])
def test_buttons_are_pressed_by_key(window: QWidget, name: str, key: Qt.Key) -> None:
    button = MAKERS[name]()
    assert isinstance(button, QAbstractButton)
    put(window, button)
    button.setFocus()
    presses: list[bool] = []
    button.clicked.connect(lambda: presses.append(True))
    QTest.keyClick(button, key)
    assert len(presses) == 1
    button.setEnabled(False)
    QTest.keyClick(button, key)
    assert len(presses) == 1


def test_labels_show_markup_as_it_was_written(window: QWidget) -> None:
    label = PlainLabel(EVIL)
    put(window, label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == EVIL
    assert label.sizeHint().width() > label.fontMetrics().horizontalAdvance("Bold & ") + 50


def test_a_cut_label_says_all_of_it_in_its_tooltip(window: QWidget, qtbot: QtBot) -> None:
    label = PlainLabel("Logo variations, " * 20, elide=True)
    put(window, label)
    qtbot.waitUntil(lambda: label.width() < 500)
    assert "Logo variations" in label.toolTip()
    assert label.minimumSizeHint().width() < 100
    label.setText("Logo")
    assert label.toolTip() == ""


def test_foreign_text_is_made_harmless() -> None:
    assert tooltip(EVIL) == "<qt>&lt;b&gt;Bold&lt;/b&gt; &amp; &lt;img src=x&gt;</qt>"
    assert tooltip("") == ""
    assert menu_text("Müller & Söhne\n\x07") == "Müller && Söhne"
    assert len(one_line("x" * 5_000_000)) == 1000


def test_a_chip_shows_an_ampersand(window: QWidget) -> None:
    chip = Chip("Müller & Söhne", detail="R&D")
    put(window, chip)
    assert chip.accessibleName() == "Müller & Söhne · R&D"
    assert chip.shortcut().isEmpty()


def test_a_switch_of_a_chip_looks_different(window: QWidget) -> None:
    chip = Chip("billable", icon="billable")
    chip.setCheckable(True)
    put(window, chip)
    off = chip.grab().toImage()
    chip.click()
    assert chip.isChecked()
    assert chip.grab().toImage() != off


def test_a_field_says_what_is_wrong(window: QWidget) -> None:
    editor = QLineEdit("ninety")
    field = Field("Rate", editor, "per hour")
    put(window, field)
    assert (editor.accessibleName(), editor.accessibleDescription()) == ("Rate", "per hour")
    calm = editor.grab().toImage()
    field.set_error("Not a number.")
    assert field.error == "Not a number."
    assert editor.accessibleDescription() == "Not a number."
    assert editor.grab().toImage() != calm
    field.set_error(None)
    assert editor.accessibleDescription() == "per hour"
    assert editor.grab().toImage() == calm


def test_the_label_of_a_field_leads_to_its_editor(window: QWidget) -> None:
    editor = QLineEdit()
    field = Field("R&D rate", editor)
    labels = [label for label in field.findChildren(PlainLabel) if label.buddy() is editor]
    assert [label.text() for label in labels] == ["R&&D rate"]  # a buddy's label shows "&&" as "&"


@pytest.mark.parametrize("kind", ["info", "warn", "error", "success"])
def test_a_banner_acts_and_leaves(window: QWidget, qtbot: QtBot, kind: BannerKind) -> None:
    banner = Banner(kind, "It happened.", "Look")
    put(window, banner)
    assert banner.accessibleName().endswith(": It happened.")
    with qtbot.waitSignal(banner.action_requested):
        banner.action.click()
    assert banner.isVisible()
    with qtbot.waitSignal(banner.dismissed):
        QTest.keyClick(banner.close_button, Qt.Key.Key_Space)
    assert not banner.isVisible()


def test_an_empty_page_offers_the_first_step(window: QWidget, qtbot: QtBot) -> None:
    empty = EmptyState("timer", "Nothing yet", "Press Start. " * 12, "Start")
    put(window, empty)
    with qtbot.waitSignal(empty.action_requested):
        QTest.keyClick(empty.button, Qt.Key.Key_Return)
    empty.set_texts("Nothing found", "Try another word.")
    assert not empty.button.isVisible()


def test_a_value_is_heard_as_one(window: QWidget) -> None:
    card = StatCard("Today")
    put(window, card)
    card.set_value("5:48", "of 6:30 planned", spoken="5 hours 48 minutes")
    assert card.accessibleName() == "Today, 5 hours 48 minutes, of 6:30 planned"


def test_undo_in_a_toast_happens_once(window: QWidget) -> None:
    host = ToastRow()
    put(window, host)
    undone: list[str] = []
    host.show_message("Entry deleted", "Undo", lambda: undone.append("deleted"))
    assert host.toast.isVisible()
    assert host.toast.text == "Entry deleted"
    QTest.keyClick(host.toast.action, Qt.Key.Key_Space)
    assert undone == ["deleted"]
    assert not host.toast.isVisible()
    host.show_message("Saved")
    assert not host.toast.action.isVisible()
    host.toast.action.click()
    assert undone == ["deleted"]


def test_a_toast_stays_inside_the_window(window: QWidget, qtbot: QtBot) -> None:
    host, above = ToastRow(), QPushButton("Above")
    put(window, above, host)
    host.show_message("A long message that has to be broken into lines. " * 5, "Undo", lambda: None)

    def is_inside() -> bool:
        place = QRect(host.toast.mapTo(window, QPoint(0, 0)), host.toast.size())
        return window.rect().contains(place) and place.top() > above.geometry().bottom()

    for width, height in ((480, 320), (900, 500), (320, 300)):
        window.resize(width, height)
        qtbot.waitUntil(is_inside)
    QTest.keyClick(host.toast, Qt.Key.Key_Escape)
    assert not host.isVisible(), "its room is the page's again"


def test_a_toast_waits_while_it_is_looked_at(window: QWidget) -> None:
    host = ToastRow()
    put(window, host)
    host.show_message("Entry deleted", "Undo", lambda: None)
    host.toast.enterEvent(QEnterEvent(QPoint(1, 1), QPoint(1, 1), QPoint(1, 1)))
    assert not host.toast._clock.isActive()
    host.toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert host.toast._clock.isActive()


def test_icons_of_buttons_follow_the_scheme(window: QWidget, theme: Theme) -> None:
    button = IconButton("stop", "Stop")
    put(window, button)
    seen = []
    for dark in (False, True):
        theme.override(dark)
        seen.append(button.icon().pixmap(16, 16).toImage().pixelColor(8, 8).name().upper())
    assert seen == [LIGHT.muted, DARK.muted]


def test_a_button_becomes_another(window: QWidget) -> None:
    button = IconButton("play", "Start the timer", "start")
    put(window, button)
    before = button.grab().toImage()
    button.become("stop", "Stop the timer", "stop")
    assert button.accessibleName() == "Stop the timer"
    assert button.grab().toImage() != before


def test_a_table_opens_rows_and_lets_tab_pass(window: QWidget, qtbot: QtBot) -> None:
    table, after = DataTable("Invoices"), Button("Next")
    model = QStandardItemModel(table)
    for text in ("first", "second"):
        model.appendRow([QStandardItem(text)])
    table.setModel(model)
    put(window, table, after)
    table.setFocus()
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [1]
    assert not table.tabKeyNavigation()


@pytest.mark.parametrize(
    ("native", "keys"), [("Ctrl+N", ["Ctrl", "N"]), ("F5", ["F5"]), ("Ctrl++", ["Ctrl", "+"]), ("+", ["+"])]
)
def test_keys_of_a_shortcut(native: str, keys: list[str]) -> None:
    assert split_keys(native) == keys


def test_a_warning_writes_days_as_the_window_does(qtbot: QtBot) -> None:
    warnings = WarningList()
    qtbot.addWidget(warnings)
    warnings.show_notices([Notice("future", '1 entry is dated after today: "Plan for 2026-12-01" of 2030-01-02.')])
    assert warnings.texts == ("1 entry is dated after today: “Plan for 2026-12-01” of 2 Jan 2030.",)
