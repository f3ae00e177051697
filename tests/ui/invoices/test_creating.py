"""From the button *New invoice* to an invoice in Clientary, by clicks and keys in the real window."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.invoices import InvoiceSync
from app.services.invoice_terms import Group
from tests.sandbox.process import SandboxProcess
from tests.ui.invoices.room import Room, click, focused, type_keys
from ui.dialogs.entries_to_bill import EntriesToBill
from ui.models.invoice_columns import STATUS
from ui.models.record_table import SubtextRole

LEFT = Qt.MouseButton.LeftButton
SLOW = 20_000


@pytest.fixture
def form(room: Room, qtbot: QtBot) -> Room:
    """The form is open and shows the hours of Acme as lines."""
    click(room.page, "New invoice")
    lines_are(room, qtbot, 2)
    return room


def lines_are(room: Room, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: room.form.parts.model.rowCount() == count and not room.form.preview.busy, timeout=SLOW)


def total_is(room: Room, qtbot: QtBot, total: str) -> None:
    def check() -> None:
        assert ("Total", total) in room.form.parts.totals.texts()

    qtbot.waitUntil(check, timeout=SLOW)


def create(room: Room, qtbot: QtBot) -> None:
    """Press *Create in Clientary* and wait until it is known what became of it."""
    with qtbot.waitSignal(room.form.sending.settled, timeout=SLOW):
        QTest.mouseClick(room.form.parts.create, LEFT)


def unbilled(room: Room) -> int:
    return sum(1 for entry in room.entries if room.session.entries.row(entry).ledger is None)


def there(server: SandboxProcess) -> list[tuple[str, Decimal]]:
    """Number and total of each invoice in Clientary."""
    found = [server.clientary("GET", f"invoices/{record['id']}") for record in server.records("invoices")]
    return [(one["number"], Decimal(one["total_cost"])) for one in found]


def told(room: Room) -> str:
    return room.page.banner.text


def test_hours_become_lines_and_one_invoice(form: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    parts = form.form.parts
    texts = {parts.model.index(row, column).data() for row in range(2) for column in (0, 1, 2, 6)}
    assert texts >= {"Hosting: 0:40 h at 60.00", "Webshop: 1:20 h at 90.00", "1:20", "0:40", "120.00", "40.00"}
    click(form.form, "Add a tax")
    type_keys("VAT", Qt.Key.Key_Tab)
    type_keys("21")
    total_is(form, qtbot, "€193.60")
    assert ("VAT 21 % on 160.00", "€33.60") in parts.totals.texts()
    create(form, qtbot)
    assert told(form) == "Invoice 1 is in Clientary: €193.60."
    assert there(server) == [("1", Decimal("193.60"))]
    assert form.page.detail.invoice_id == form.session.invoices.heads()[0].id
    assert unbilled(form) == 0


def test_the_total_stands_beside_the_buttons_and_the_hours_below_the_lines(form: Room, qtbot: QtBot) -> None:
    parts = form.form.parts
    form.window.resize(900, 600)
    for line in range(8):
        click(form.form, "Add a line")
        type_keys(f"Line {line}", Qt.Key.Key_Tab, Qt.Key.Key_Tab)
        type_keys("1250.5", Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not parts.table.findChildren(QLineEdit))
    total_is(form, qtbot, "€10,164.00")
    assert (parts.total.text(), parts.time_sum.text()) == ("Total €10,164.00", "2:00 worked, 2:00 billed")
    assert parts.total.visibleRegion().boundingRect() == parts.total.rect()
    assert parts.table.verticalScrollBar().maximum() == 0
    assert parts.model.index(2, 4).data() == "1,250.50"


def test_the_next_form_proposes_a_free_number_though_nothing_is_to_bill(form: Room, qtbot: QtBot) -> None:
    create(form, qtbot)
    click(form.page, "New invoice")
    lines_are(form, qtbot, 0)
    qtbot.waitUntil(form.form.parts.nothing.isVisible, timeout=SLOW)
    assert form.form.parts.fields.number.placeholderText() == "2"


@pytest.mark.parametrize("how", ["double click", "two clicks", "click and key"])
def test_create_twice_makes_one_invoice(form: Room, server: SandboxProcess, qtbot: QtBot, how: str) -> None:
    create_button = form.form.parts.create
    with qtbot.waitSignal(form.form.sending.settled, timeout=SLOW):
        QTest.mouseClick(create_button, LEFT)
        assert not create_button.isEnabled()
        match how:
            case "double click":
                QTest.mouseDClick(create_button, LEFT)
            case "two clicks":
                QTest.mouseClick(create_button, LEFT)
            case _:
                QTest.keyClick(form.form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(server.records("invoices")) == 1
    assert len(form.session.invoices.heads()) == 1


def test_typed_lines_alone_make_one_invoice_too(form: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    QTest.mouseClick(form.form.parts.only_typed, LEFT, pos=form.form.parts.only_typed.rect().center() / 2)
    lines_are(form, qtbot, 0)
    assert "no line was given" in form.form.parts.nothing.text()
    assert not form.form.parts.create.isEnabled()
    click(form.form, "Add a line")
    type_keys("Domain renewal", Qt.Key.Key_Tab)
    assert focused().accessibleName() == "Quantity of the line"
    type_keys("2", Qt.Key.Key_Tab)
    type_keys("12.50", Qt.Key.Key_Return)
    total_is(form, qtbot, "€25.00")
    with qtbot.waitSignal(form.form.sending.settled, timeout=SLOW):
        QTest.mouseDClick(form.form.parts.create, LEFT)
        QTest.mouseClick(form.form.parts.create, LEFT)
    assert there(server) == [("1", Decimal(25))]
    assert unbilled(form) == 2


def test_a_single_entry_is_left_out(form: Room, qtbot: QtBot) -> None:
    click(form.form, "Choose entries…")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), EntriesToBill), timeout=SLOW)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EntriesToBill)
    assert dialog.sum.text() == "2 of 2 entries on the invoice, 2:00 worked"
    tester = QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QTest.keyClicks(dialog.search, "hosting")
    click(dialog, "Tick none")
    assert dialog.sum.text() == "1 of 2 entries on the invoice, 1:20 worked"
    total_is(form, qtbot, "€120.00")
    QTest.keyClicks(dialog.search, " x")
    dialog.search.clear()
    rows = {str(dialog.model.index(row).data()): dialog.model.index(row) for row in range(2)}
    QTest.mouseClick(dialog.list.viewport(), LEFT, pos=dialog.list.visualRect(rows["Checkout"]).center())
    qtbot.waitUntil(form.form.parts.nothing.isVisible, timeout=SLOW)
    assert not form.form.parts.create.isEnabled()
    dialog.list.setCurrentIndex(rows["Checkout"])
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    click(dialog, "Done")
    total_is(form, qtbot, "€120.00")
    assert form.form.parts.choose.text() == "Choose entries… (1 left out)"
    create(form, qtbot)
    assert unbilled(form) == 1
    assert tester is not None


def test_a_line_of_hours_is_called_otherwise_and_gets_its_name_back(
    form: Room, server: SandboxProcess, qtbot: QtBot
) -> None:
    parts = form.form.parts
    parts.table.setFocus()
    parts.table.setCurrentIndex(parts.model.index(1, 0))
    type_keys("", Qt.Key.Key_Return)
    line = focused()
    assert isinstance(line, QLineEdit)
    assert line.text() == "Hosting"
    line.selectAll()
    type_keys("Care of the server", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: parts.model.index(1, 0).data() == "Care of the server: 0:40 h at 60.00", timeout=SLOW)
    assert parts.model.index(1, 0).data(SubtextRole) == "1 entry, in your words"
    QTest.mouseClick(parts.table.viewport(), LEFT, pos=parts.table.visualRect(parts.model.index(0, 0)).center())
    editor = focused()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    type_keys("Shop", Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab)  # over its time and rate to the next line
    next_editor = focused()
    assert isinstance(next_editor, QLineEdit)
    assert next_editor.text() == "Care of the server"
    next_editor.clear()
    type_keys("", Qt.Key.Key_Return)
    titles = ["Shop: 1:20 h at 90.00", "Hosting: 0:40 h at 60.00"]
    qtbot.waitUntil(lambda: [parts.model.index(row, 0).data() for row in (0, 1)] == titles, timeout=SLOW)
    create(form, qtbot)
    [record] = server.records("invoices")
    assert [item["title"] for item in record["items"]] == titles


def test_the_last_of_many_lines_gets_its_height_too(form: Room, qtbot: QtBot) -> None:
    parts = form.form.parts
    long_title = "A description that does not fit into one line of this table however wide the window may be made " * 2
    parts.model.fill([f"{number} {long_title};1;5" for number in range(150)])
    rows = parts.table.verticalHeader()
    last = parts.model.rowCount() - 1
    qtbot.waitUntil(lambda: rows.sectionSize(last) == rows.sectionSize(2) > rows.defaultSectionSize(), timeout=SLOW)
    qtbot.waitUntil(lambda: parts.table.height() >= rows.length(), timeout=SLOW)
    parts.model.fill()
    qtbot.waitUntil(lambda: parts.table.height() < 10 * rows.defaultSectionSize(), timeout=SLOW)


def test_add_a_line_in_a_hurry(form: Room, qtbot: QtBot) -> None:
    parts = form.form.parts
    for _ in range(3):
        click(form.form, "Add a line")
        click(form.form, "Add a line")
        type_keys("D", Qt.Key.Key_Return)
        click(form.form, "Add a line")  # before the table heard of the Enter
    lines_are(form, qtbot, 2 + 9)
    for _ in range(9):
        index = parts.model.index(parts.model.rowCount() - 1, 7)
        QTest.mouseClick(parts.table.viewport(), LEFT, pos=parts.table.visualRect(index).center())
    lines_are(form, qtbot, 2)


def test_lines_are_typed_changed_and_removed_by_keys(form: Room, qtbot: QtBot) -> None:
    parts = form.form.parts
    click(form.form, "Add a line")
    type_keys("Domain", Qt.Key.Key_Tab)
    type_keys("1", Qt.Key.Key_Tab)
    type_keys("24", Qt.Key.Key_Return)
    total_is(form, qtbot, "€184.00")
    assert focused() is parts.table
    type_keys("", Qt.Key.Key_Return)
    QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_keys("12x", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not parts.create.isEnabled())
    assert "is not a number" in parts.model.index(2, 0).data(Qt.ItemDataRole.UserRole + 1)
    type_keys("", Qt.Key.Key_Delete)
    qtbot.waitUntil(parts.create.isEnabled, timeout=SLOW)
    total_is(form, qtbot, "€160.00")


def test_grouping_rounding_rate_and_projects(form: Room, qtbot: QtBot) -> None:
    fields = form.form.parts.fields
    fields.group.setFocus()
    type_keys("O")
    qtbot.waitUntil(lambda: fields.group.key is Group.ONE)
    lines_are(form, qtbot, 1)
    fields.rounding.step.setFocus()
    type_keys("30")
    fields.rounding.direction.setFocus()
    type_keys("U")
    total_is(form, qtbot, "€195.00")
    assert form.form.parts.model.index(0, 2).data() == "2:30"
    fields.rate.setFocus()
    type_keys("100")
    total_is(form, qtbot, "€250.00")
    QTest.mouseClick(fields.projects, LEFT)
    type_keys("", Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Escape)
    total_is(form, qtbot, "€150.00")
    assert fields.projects.text() == "Webshop"


def test_what_is_wrong_stands_under_its_field(form: Room, qtbot: QtBot) -> None:
    fields, parts = form.form.parts.fields, form.form.parts
    fields.rate.setFocus()
    type_keys("lots")
    qtbot.waitUntil(lambda: "is not a number" in fields.rate.accessibleDescription())
    assert not parts.create.isEnabled()
    QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_keys("", Qt.Key.Key_Delete)
    qtbot.waitUntil(parts.create.isEnabled)
    click(form.form, "Add a tax")
    type_keys("", Qt.Key.Key_Tab)
    type_keys("21")
    assert not parts.create.isEnabled()
    click(form.form, "Remove this tax")
    qtbot.waitUntil(parts.create.isEnabled)


def test_a_refusal_keeps_nothing_but_what_was_typed(form: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    refuse_invoices(server)
    form.form.parts.po.setFocus()
    type_keys("PO 77")
    create(form, qtbot)
    banner = form.form.parts.banner
    assert banner.kind == "error"
    assert "Client is archived" in banner.text
    assert "Nothing was kept" in banner.text
    assert form.session.invoices.heads() == ()
    assert unbilled(form) == 2
    assert form.form.parts.po.text() == "PO 77"
    qtbot.waitUntil(form.form.parts.create.isEnabled, timeout=SLOW)
    create(form, qtbot)
    assert "is in Clientary" in told(form)
    assert [record["po"] for record in server.records("invoices")] == ["PO 77"]


def test_a_lost_reply_is_settled_and_nothing_is_doubled(form: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    server.fault(kind="cut_after", method="POST", path="/invoices")
    create(form, qtbot)
    assert told(form) == "Invoice 1 is in Clientary: €160.00."
    assert len(server.records("invoices")) == 1


@pytest.mark.logs_warnings("the fault is logged")
def test_in_doubt_it_is_said_not_to_send_again(form: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    server.fault(kind="cut_after", method="POST", path="/invoices")
    blind = server.fault(
        kind="status", layer="clientary", status=503, method="GET", path="/invoices*", skip=2, times=None
    )
    create(form, qtbot)
    assert server.struck(blind) > 0
    assert "Do not send it again" in told(form)
    detail = form.page.detail
    assert "we are checking" in detail.banner.text
    assert detail.buttons == {}
    server.control("DELETE", "faults")
    again(form, qtbot)
    assert len(server.records("invoices")) == 1
    assert row(form).sync is InvoiceSync.SYNCED


def test_offline_it_waits_and_is_sent_later(form: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    server.stop()
    create(form, qtbot)
    assert "waits here and will be sent by itself" in told(form)
    assert row(form).sync is InvoiceSync.WAITING
    assert "as soon as Clientary can be reached" in form.page.detail.banner.text
    assert form.page.detail.status.text == "To send"
    listed = form.page.list.model
    qtbot.waitUntil(lambda: listed.rowCount() == 1 and listed.index(0, STATUS).data() == "To send")
    server.restart()
    again(form, qtbot)
    assert row(form).sync is InvoiceSync.SYNCED
    qtbot.waitUntil(lambda: (form.page.detail.status.text, listed.index(0, STATUS).data()) == ("Draft", "Draft"))
    assert len(server.records("invoices")) == 1


def again(room: Room, qtbot: QtBot) -> None:
    """F5, and what came of it."""
    with qtbot.waitSignal(room.bridge.sync_answered, timeout=SLOW):
        QTest.keyClick(room.window, Qt.Key.Key_F5)


def row(room: Room) -> Any:
    (head,) = room.session.invoices.heads()
    return room.session.invoices.row(head.id)


def refuse_invoices(server: SandboxProcess) -> None:
    server.fault(
        kind="status",
        layer="clientary",
        status=422,
        method="POST",
        path="/invoices",
        body='{"error":"Client is archived"}',
    )


def test_a_refusal_reaches_whoever_went_on_meanwhile(form: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    refuse_invoices(server)
    with qtbot.waitSignal(form.form.sending.settled, timeout=SLOW):
        QTest.mouseClick(form.form.parts.create, LEFT)
        form.window.show_page("clients")
    assert any("Client is archived" in text for text in form.window.notices.texts())
    click(form.window, "Invoices")
    assert "Client is archived" in form.form.parts.banner.text
    assert form.form.isVisible()


def test_settled_later_the_doubt_is_taken_back(form: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    server.stop()
    create(form, qtbot)
    server.restart()
    again(form, qtbot)
    qtbot.waitUntil(lambda: told(form) == "Invoice 1 is in Clientary: €160.00.", timeout=SLOW)
    assert form.page.banner.kind == "success"


def test_a_click_and_the_space_bar_turn_the_tax_of_a_line_off_and_on(form: Room, qtbot: QtBot) -> None:
    parts = form.form.parts
    click(form.form, "Add a tax")
    type_keys("VAT", Qt.Key.Key_Tab)
    type_keys("10")
    total_is(form, qtbot, "€176.00")
    click(form.form, "Add a line")
    type_keys("Domain", Qt.Key.Key_Tab)
    type_keys("1", Qt.Key.Key_Tab)
    type_keys("100", Qt.Key.Key_Return)
    total_is(form, qtbot, "€286.00")
    cell = parts.model.index(2, 5)
    QTest.mouseClick(parts.table.viewport(), LEFT, pos=parts.table.visualRect(cell).center())
    total_is(form, qtbot, "€276.00")
    parts.table.setCurrentIndex(cell)
    type_keys("", Qt.Key.Key_Space)
    total_is(form, qtbot, "€286.00")
