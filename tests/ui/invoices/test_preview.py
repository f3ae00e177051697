"""The page beside the form: of the very PDF that is saved later, off the path of the keys, and gone with the form."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.cancel import CancelToken
from app.services.documents import save_invoice
from tests.ui.invoices.room import Room, click, type_keys
from ui.dialogs.page_dialog import PageDialog
from ui.page_preview import ShownPage

SLOW = 60_000


def page_of(room: Room, qtbot: QtBot) -> ShownPage:
    """The page of what the form says now."""
    side = room.form.parts.side
    qtbot.waitUntil(lambda: not room.form.preview.busy and not side.preview.busy, timeout=SLOW)
    shown = side.pane.shown_page
    assert shown is not None
    assert not shown.image.isNull()
    return shown


def was_asked(pid: int) -> bool:
    """Whether something lies in the pipe to a process that does not read any more."""
    with Path(f"/proc/{pid}/fd/0").open("rb") as pipe:
        (waiting,) = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))
    return bool(waiting)


def open_form(room: Room, qtbot: QtBot) -> None:
    room.window.resize(1280, 800)
    click(room.page, "New invoice")
    qtbot.waitUntil(lambda: room.form.parts.side.pane.shown_page is not None, timeout=SLOW)


def test_what_is_seen_is_what_is_saved_to_the_byte(room: Room, qtbot: QtBot, tmp_path: Path) -> None:
    open_form(room, qtbot)
    first = page_of(room, qtbot)
    room.form.parts.po.setFocus()
    type_keys("PO 77")
    qtbot.waitUntil(lambda: room.form.parts.side.pane.shown_page is not first, timeout=SLOW)
    seen = page_of(room, qtbot)
    with qtbot.waitSignal(room.form.sending.settled, timeout=SLOW):
        click(room.form, "Create in Clientary")
    (head,) = room.session.invoices.heads()
    saved = tmp_path / "bill.pdf"
    save_invoice(room.session.context, room.session.invoices.row(head.id), saved, CancelToken())
    assert saved.read_bytes() == seen.view.pdf.data
    assert seen.view.pdf.data != first.view.pdf.data
    renderer = room.form.parts.side.preview.renderer
    qtbot.waitUntil(lambda: renderer.pid is None, timeout=SLOW)  # the form is not shown any more


def test_a_typesetter_that_dies_is_started_again_and_the_sheet_is_drawn_meanwhile(room: Room, qtbot: QtBot) -> None:
    open_form(room, qtbot)
    page_of(room, qtbot)
    pid = room.form.parts.side.preview.renderer.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    room.form.parts.po.setFocus()
    type_keys("A")
    qtbot.waitUntil(lambda: not room.form.preview.busy, timeout=SLOW)  # the figures wait for no picture
    failures: list[object] = []
    room.form.parts.side.preview.failed.connect(failures.append)
    qtbot.waitUntil(lambda: room.form.parts.side.preview.working and was_asked(pid), timeout=SLOW)
    os.kill(pid, signal.SIGKILL)  # one that dies before it is asked is not missed
    qtbot.waitUntil(lambda: bool(failures), timeout=SLOW)
    assert not room.form.parts.side.pane.paper.shows_page
    type_keys("B")
    qtbot.waitUntil(lambda: room.form.parts.side.pane.paper.shows_page, timeout=SLOW)
    assert room.form.parts.side.pane.trouble.text() == ""


def test_in_a_small_window_the_page_opens_large_and_turns(room: Room, qtbot: QtBot) -> None:
    room.window.resize(1000, 700)
    click(room.page, "New invoice")
    qtbot.waitUntil(room.form.parts.create.isEnabled, timeout=SLOW)
    assert not room.form.parts.side.isVisible()
    room.form.parts.note.setPlainText("One line of many\n" * 90)
    qtbot.waitUntil(lambda: not room.form.preview.busy, timeout=SLOW)
    click(room.form, "Preview")
    dialog = room.window.findChild(PageDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.pane.caption.text() == "Page 1 of 2 · PDF/A", timeout=SLOW)
    QTest.keyClick(dialog, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: dialog.pane.shown_page is not None and dialog.pane.shown_page.view.page == 2, timeout=SLOW)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=SLOW)
