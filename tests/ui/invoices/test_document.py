"""An invoice saved as PDF by clicks, through the file dialog of the real window and the real typesetter."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.config import read_config
from app.domain.clients import Client
from app.domain.ids import ClientId
from app.services.invoice_request import InvoiceRequest
from app.settings import SettingsFile
from app.storage.clients import ClientRepository
from tests.ui.invoices.room import Room, button_of, click, open_room
from ui.invoice_document import file_name
from ui.theme import Theme
from ui.widgets.lines_edit import LinesEdit
from ui.widgets.toast import Toast

RENDER_MS = 60_000


@pytest.fixture
def room(theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """Connected to nothing, with one client."""
    config = read_config({**os.environ, "STINT_TRANSPORT": "none"}, data_dir=str(tmp_path / "data"))
    with open_room(config, theme) as opened:
        with opened.session.context.db.write():
            ClientRepository(opened.session.context.db).save(Client(ClientId("acme"), "Acme", currency="EUR"))
        yield opened


def show_invoice(room: Room, text: str) -> None:
    request = InvoiceRequest(ClientId("acme"), no_hours=True, manual=(f"{text};1;24",), number="A/7")
    room.page.open(room.session.invoices.create(request, draft=False).invoice.id)


def save_as(room: Room, target: Path) -> None:
    """Press the button, type the file's name, press *Save*."""
    click(room.page.detail, "Save as PDF…")
    chooser = room.window.findChild(QFileDialog)
    assert isinstance(chooser, QFileDialog)
    name, buttons = chooser.findChild(QLineEdit, "fileNameEdit"), chooser.findChild(QDialogButtonBox)
    assert isinstance(name, QLineEdit)
    assert isinstance(buttons, QDialogButtonBox)
    assert name.text() == "Invoice A-7.pdf"
    name.setText(str(target))
    QTest.mouseClick(buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)


def banners(room: Room) -> str:
    return " ".join(room.window.notices.texts())


def toast_text(window: QWidget) -> str:
    return " ".join(toast.text for toast in window.findChildren(Toast) if toast.isVisible())


def test_a_click_saves_the_pdf_and_says_so(room: Room, qtbot: QtBot, tmp_path: Path) -> None:
    show_invoice(room, "Domain")
    target = tmp_path / "bill.pdf"
    save_as(room, target)
    qtbot.waitUntil(lambda: "bill.pdf" in toast_text(room.window), timeout=RENDER_MS)
    assert target.read_bytes().startswith(b"%PDF")
    assert banners(room) == ""
    qtbot.waitUntil(lambda: room.window.focusWidget() is room.page.detail.pdf_button, timeout=RENDER_MS)


def test_characters_without_a_font_are_named_and_become_boxes_if_wanted(
    room: Room, qtbot: QtBot, tmp_path: Path
) -> None:
    show_invoice(room, "\U0001e900\U00012000")
    target = tmp_path / "boxes.pdf"
    save_as(room, target)
    qtbot.waitUntil(lambda: "No font on this computer" in banners(room), timeout=RENDER_MS)
    assert not target.exists()
    QTest.mouseClick(button_of(room.window.notices, "Save with boxes"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(target.exists, timeout=RENDER_MS)
    assert banners(room) == ""
    qtbot.waitUntil(lambda: "boxes.pdf" in toast_text(room.window), timeout=RENDER_MS)


def test_a_logo_that_is_gone_is_said_in_a_sentence(room: Room, qtbot: QtBot, tmp_path: Path) -> None:
    SettingsFile(room.session.config.folder.settings).set("documents.logo", str(tmp_path / "none.png"))
    room.session.reload_settings()
    room.bridge.settings_changed.emit()
    show_invoice(room, "Domain")
    save_as(room, tmp_path / "never.pdf")
    qtbot.waitUntil(lambda: "none.png cannot be read" in banners(room), timeout=RENDER_MS)
    assert not (tmp_path / "never.pdf").exists()


@pytest.mark.parametrize(
    ("number", "credit", "name"),
    [
        ("R-1", False, "Invoice R-1.pdf"),
        ("2026/04:7", False, "Invoice 2026-04-7.pdf"),
        ("..", False, "Draft invoice.pdf"),
        (None, False, "Draft invoice.pdf"),
        ("R-2", True, "Credit note R-2.pdf"),
    ],
)
def test_a_file_is_named_after_what_it_is_and_its_number(number: str | None, credit: bool, name: str) -> None:
    assert file_name(number, credit=credit) == name


def test_a_missing_letterhead_is_told_of_with_the_way_to_its_setting(room: Room, qtbot: QtBot) -> None:
    """Before the first PDF leaves; once a name and an address are set, nothing is said."""
    click(room.page, "New invoice")
    paper = room.form.paper
    assert "who sends it" in paper.missing.text
    assert paper.missing.isVisible()
    assert "English" in paper.language.text()
    click(paper, "Set up…")
    assert isinstance(room.window.focusWidget(), LinesEdit)  # the field of the sender
    SettingsFile(room.session.config.folder.settings).set("documents.sender", "Studio Nine\nLyon")
    room.session.reload_settings()
    room.bridge.settings_changed.emit()
    assert room.page.form.paper.missing.isHidden()
