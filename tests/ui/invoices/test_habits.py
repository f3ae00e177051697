"""What a new invoice takes over from the last one."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.billing_terms import TermsKind
from app.domain.invoices import Tax
from app.services.invoice_request import InvoiceRequest
from app.services.terms import TermsChange
from tests.sandbox.process import SandboxProcess
from tests.ui.invoices.conftest import sync
from tests.ui.invoices.room import Room, click, type_keys


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


def test_what_was_chosen_stays_with_another_client_and_is_named(
    room: Room, server: SandboxProcess, qtbot: QtBot
) -> None:
    """Beta's own tax stands ready for one key; what nobody chose follows by itself."""
    server.add("clients", name="Beta")
    sync(room, qtbot)
    acme, beta = (
        next(row.client.id for row in room.session.catalog.clients() if row.client.name == name)
        for name in ("Acme", "Beta")
    )
    room.session.terms.change(TermsKind.CLIENT, beta, TermsChange(taxes=("VAT=19",)))
    room.session.invoices.create(InvoiceRequest(acme, terms="Net 14."), draft=True)
    click(room.page, "New invoice")
    parts = room.form.parts
    assert parts.terms.toPlainText() == "Net 14."
    click(parts.taxes, "Add a tax")
    type_keys("GST", Qt.Key.Key_Tab)
    type_keys("5")
    click(room.form, "Back")
    click(room.page, "New invoice")  # what was begun is as touched as before
    parts.fields.client.setFocus()
    QTest.keyClick(parts.fields.client, Qt.Key.Key_Down)
    assert parts.fields.client.currentText() == "Beta"
    assert parts.terms.toPlainText() == ""
    assert [tax.label for tax in parts.taxes.taxes()] == ["GST"]
    assert "taxes GST 5 %. Usual with Beta: taxes VAT 19 %." in parts.banner.text
    click(room.form, "Take what is usual")
    assert [tax.label for tax in parts.taxes.taxes()] == ["VAT"]
    assert parts.banner.isHidden()
