"""After an invoice was made: payments, e-mails and the hand-over to the mail program, by clicks and keys."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pypdf
import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.invoices import InvoiceStatus
from tests.sandbox.process import SandboxProcess
from tests.ui.invoices.conftest import sync
from tests.ui.invoices.room import Room, button_of, click, type_keys
from tests.ui.invoices.test_browsing import SLOW, make, open_first
from ui.dialogs.mail_dialog import MailDialog
from ui.dialogs.payment_dialog import PaymentDialog

Dialog = TypeVar("Dialog", bound=QDialog)


@pytest.fixture
def server(server: SandboxProcess) -> SandboxProcess:
    """Ann works at the client."""
    client = server.records("clients")[0]["id"]
    server.add("contacts", name="Ann", email="ann@acme.example", client_id=client)
    return server


@pytest.fixture
def billed(room: Room, server: SandboxProcess, qtbot: QtBot) -> Room:
    """Overdue invoice 7 of 240.00 EUR, in Clientary and open in the details."""
    make(room, no_hours=True, manual=("Domain;10;24",), number="7", date="2026-01-01", due="2026-02-01")
    sync(room, qtbot)
    server.control("PUT", f"records/invoices/{server.records('invoices')[0]['id']}", {"status": 1})
    sync(room, qtbot)
    open_first(room, qtbot)
    return room


def dialog_of(room: Room, kind: type[Dialog]) -> Dialog:
    found = next(one for one in room.window.findChildren(kind) if one.isVisible())
    assert isinstance(found, kind)
    return found


def typed(qtbot: QtBot, field: QWidget, text: str) -> None:
    """Type into a field over what it has, once the keyboard speaks to it."""
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=SLOW)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)


def pressed(room: Room, qtbot: QtBot, dialog: QDialog, text: str) -> None:
    """Press a button that asks for a sync, and wait until that is over."""
    with qtbot.waitSignal(room.bridge.sync_answered, timeout=SLOW):
        QTest.mouseClick(button_of(dialog, text), Qt.MouseButton.LeftButton)


def test_a_part_is_paid_then_the_rest(billed: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    detail = billed.page.detail
    click(detail, "Edit")
    assert billed.form.isVisible()
    click(billed.form, "Back")
    click(detail, "Record payment…")
    dialog = dialog_of(billed, PaymentDialog)
    assert dialog.editor("amount").text() == "240.00"
    typed(qtbot, dialog.editor("amount"), "1,300.00")
    QTest.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    assert "only 240.00 EUR open" in dialog.problem.text
    typed(qtbot, dialog.editor("amount"), "100.5")
    pressed(billed, qtbot, dialog, "Record payment")
    assert [Decimal(one["amount"]) for one in server.records("payments")] == [Decimal("100.5")]
    qtbot.waitUntil(lambda: ("To be paid", "€139.50") in detail.totals.texts(), timeout=SLOW)
    assert "edit" not in detail.buttons, "what was paid for is not changed"
    assert billed.window.focusWidget() is detail.buttons["pay"], "the keys are where they were"
    click(detail, "Record payment…")
    pressed(billed, qtbot, dialog_of(billed, PaymentDialog), "Record payment")
    qtbot.waitUntil(lambda: detail.status.text == "Paid", timeout=SLOW)
    assert "pay" not in detail.buttons
    assert billed.window.focusWidget() is detail.close_button
    assert billed.session.invoices.heads()[0].status == InvoiceStatus.PAID


def test_an_email_whose_answer_was_lost_is_asked_about(billed: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    detail = billed.page.detail
    click(detail, "Remind…")
    dialog = dialog_of(billed, MailDialog)
    qtbot.waitUntil(lambda: bool(dialog.chips), timeout=SLOW)
    assert dialog.to.text() == "ann@acme.example"
    assert dialog.to.nextInFocusChain() is dialog.chips[0]
    assert "Reminder" in dialog.subject.text()
    click(dialog, "Ann · ann@acme.example")
    assert dialog.to.text() == ""
    click(dialog, "Send e-mail")
    assert dialog.isVisible(), "without recipients nothing leaves"
    typed(qtbot, dialog.to, "bo@acme.example")
    server.fault(kind="cut_after", method="POST", path="/invoices/*/messages")
    pressed(billed, qtbot, dialog, "Send e-mail")
    qtbot.waitUntil(detail.history.question.isVisible, timeout=SLOW)
    assert [one["recipients"] for one in server.records("messages")] == [["bo@acme.example"]]
    with qtbot.waitSignal(billed.bridge.sync_answered, timeout=SLOW):
        click(detail.history, "It was sent")
    qtbot.waitUntil(lambda: not detail.history.question.isVisible(), timeout=SLOW)
    assert len(server.records("messages")) == 1


@pytest.mark.skipif(os.name == "nt", reason="xdg-email is of the Linux desktops")
def test_the_mail_program_gets_the_text_and_the_pdf(
    billed: Room, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program is a script of ours in the way of the real one; it writes down what it was called with."""
    told, programs = tmp_path / "told", tmp_path / "bin"
    programs.mkdir()
    script = programs / "xdg-email"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{told}.part" && mv "{told}.part" "{told}"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    click(billed.page.detail, "Remind…")
    click(dialog_of(billed, MailDialog), "Open in mail program")
    qtbot.waitUntil(told.exists, timeout=3 * SLOW)
    *_, attached, address = told.read_text().splitlines()
    assert Path(attached).parent in (documents, Path.home())
    assert Path(attached).read_bytes().startswith(b"%PDF")
    assert address.startswith("mailto:ann@acme.example?subject=Reminder%3A%20Invoice%207")


def test_a_pdf_with_its_timesheet(room: Room, qtbot: QtBot, tmp_path: Path) -> None:
    make(room, draft=True)
    open_first(room, qtbot)
    detail, target = room.page.detail, tmp_path / "with.pdf"
    detail.timesheet.setFocus()
    type_keys(" ")
    assert detail.timesheet.isChecked()
    click(detail, "Save as PDF…")
    chooser = room.window.findChild(QFileDialog)
    assert isinstance(chooser, QFileDialog)
    name, buttons = chooser.findChild(QLineEdit, "fileNameEdit"), chooser.findChild(QDialogButtonBox)
    assert isinstance(name, QLineEdit)
    assert isinstance(buttons, QDialogButtonBox)
    name.setText(str(target))
    QTest.mouseClick(buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)
    assert "Making" in detail.pdf_button.text()
    qtbot.waitUntil(detail.pdf_button.isEnabled, timeout=3 * SLOW)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(target).pages)
    assert "Timesheet" in text
    assert "Checkout" in text


def test_a_copy_and_a_credit_note_are_made_by_clicks(billed: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    detail = billed.page.detail
    click(detail, "Credit note…")
    click(detail, "Cancel")
    click(detail, "Credit note…")
    with qtbot.waitSignal(billed.bridge.sync_answered, timeout=SLOW):
        click(detail, "Make a credit note")
    _, credit = server.records("invoices")
    assert (credit["number"], credit["note"]) == ("8", "Credit note for invoice 7")
    assert detail.accessibleName() == "Credit note 8"
    assert billed.session.invoices.heads()[0].total_minor == -24000
    qtbot.waitUntil(lambda: "duplicate" in detail.buttons, timeout=SLOW)
    assert "ask_credit" not in detail.buttons, "a credit note is made void, not credited"
    click(detail, "E-mail…")
    dialog = dialog_of(billed, MailDialog)
    assert (dialog.windowTitle(), dialog.subject.text()) == ("E-mail about credit note 8", "Credit note 8")
    assert "for invoice 7, over €240.00." in dialog.body.toPlainText()
    click(dialog, "Cancel")
    billed.page.open(next(head.id for head in billed.session.invoices.heads() if head.number == "7"))
    click(detail, "Duplicate")
    assert set(detail.buttons) == {"create", "edit", "discard"}
    assert len(server.records("invoices")) == 2
