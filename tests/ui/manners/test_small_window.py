"""The window on a screen of 1280 x 800 whose pixels are twice as large: 640 x 400 are left of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.config import read_config
from tests.ui.look.conftest import english, theme
from tests.ui.records.desk import Desk, open_desk
from ui.pages import PAGES
from ui.requests import Notice
from ui.theme import Theme
from ui.top_bar import add_timer_bar
from ui.views.invoice_form import InvoiceForm

__all__ = ["english", "theme"]
SMALL = QSize(640, 372)
NARROWEST = 526
"""What the sidebar with the mark of the sandbox and a scroll bar leave of it for a page."""


@pytest.fixture
def desk(tmp_path: Path, theme: Theme, qapp: object) -> Iterator[Desk]:
    config = read_config({**os.environ, "STINT_TRANSPORT": "none"}, data_dir=str(tmp_path))
    with open_desk(config, theme) as opened:
        add_timer_bar(opened.window, opened.session, theme, opened.bridge)
        opened.window.resize(SMALL)
        yield opened


def can_be_clicked(part: QWidget) -> bool:
    """Whether all of it can be brought into sight, with nothing over it."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part, 0, 0)
        above = above.parentWidget()
    window = part.window()
    uppermost = window.childAt(part.mapTo(window, part.rect().center()))
    seen = part.visibleRegion().boundingRect() == part.rect()
    return seen and uppermost is not None and (uppermost is part or part.isAncestorOf(uppermost))


def assert_all_can_be_clicked(window: QWidget) -> None:
    buttons = [one for one in window.findChildren(QAbstractButton) if one.isVisible() and not one.size().isEmpty()]
    assert len(buttons) > len(PAGES)
    assert [one.text() or one.accessibleName() for one in buttons if not can_be_clicked(one)] == []


def test_every_button_of_every_page_can_be_reached(desk: Desk, qtbot: QtBot) -> None:
    for page in PAGES:
        desk.window.show_page(page.key)
        desk.window.notify(Notice("Done, and long enough to be wider than the page. " * 2, "Undo", lambda: None))
        qtbot.waitUntil(lambda: assert_all_can_be_clicked(desk.window))  # texts that wrap take several turns
        assert desk.window.size() == SMALL, page.key


def test_the_sync_page_needs_no_scrolling_sideways(desk: Desk) -> None:
    desk.window.show_page("sync")
    page = desk.window.page("sync")
    assert page is not None
    assert page.minimumSizeHint().width() <= NARROWEST


def test_an_invoice_can_be_created_without_scrolling_sideways(desk: Desk, qtbot: QtBot) -> None:
    desk.window.show_page("invoices")
    [new] = [one for one in desk.window.findChildren(QAbstractButton) if one.text() == "New invoice"]
    new.click()
    [form] = desk.window.findChildren(InvoiceForm)
    form.parts.total.setText("Total CZK 1,234,567.89")
    head = form.parts.head
    buttons = (head.look, head.cancel, head.save, head.create_button)
    qtbot.waitUntil(lambda: all(one.visibleRegion().boundingRect() == one.rect() for one in buttons))
    assert (head.cancel.text(), head.cancel.accessibleName()) == ("", "Back")
    desk.window.resize(1180, 760)
    qtbot.waitUntil(lambda: head.cancel.text() == "Back")


def test_the_sidebar_leaves_the_room_to_the_page_and_comes_back(desk: Desk, qtbot: QtBot) -> None:
    sidebar = desk.window.sidebar
    narrow = sidebar.width()
    [week] = [one for one in sidebar.findChildren(QAbstractButton) if one.accessibleName() == "Week"]
    assert (week.text(), week.toolTip()) == ("", "<qt>Week</qt>")
    week.click()
    assert desk.window.page_key == "week"
    desk.window.resize(1180, 760)
    qtbot.waitUntil(lambda: (week.text(), week.toolTip()) == ("Week", ""))
    assert sidebar.width() > 2 * narrow
