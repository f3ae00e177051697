"""What a new invoice takes over from the last one."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.invoices import Tax
from app.services.invoice_request import InvoiceRequest
from tests.sandbox.process import SandboxProcess
from tests.ui.invoices.conftest import sync
from tests.ui.invoices.room import Room, click


def test_what_one_client_is_taxed_with_is_not_taken_over_to_another(
    room: Room, server: SandboxProcess, qtbot: QtBot
) -> None:
    server.add("clients", name="Beta")
    sync(room, qtbot)
    acme = next(row.client.id for row in room.session.catalog.clients() if row.client.name == "Acme")
    room.session.invoices.create(InvoiceRequest(acme, taxes=(Tax("VAT", Decimal(21)),)), draft=True)
    click(room.page, "New invoice")
    parts = room.form.parts
    assert [tax.label for tax in parts.taxes.taxes() or ()] == ["VAT"]
    parts.fields.client.setFocus()
    QTest.keyClick(parts.fields.client, Qt.Key.Key_Down)
    assert parts.fields.client.currentText() == "Beta"
    assert list(parts.taxes.taxes() or ()) == []
