"""The list, the details of one invoice, and what is done about it there, by clicks and keys in the real window."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.billing.extras import Section, section_line
from app.domain.ids import EntryId
from app.domain.invoices import InvoiceLine, InvoiceStatus, InvoiceSync
from app.services.invoice_request import InvoiceRequest
from app.services.invoice_terms import Group, parse_tax
from app.storage.invoices import InvoiceRow
from tests.sandbox.process import SandboxProcess
from tests.ui.invoices.conftest import sync
from tests.ui.invoices.room import Room, button_of, click, focused, type_keys
from ui.models.invoice_columns import DATE, NUMBER, TOTAL
from ui.models.invoice_tree import AMOUNT, BILLED, WORK, WORKED, line_detail, line_spoken, line_text
from ui.widgets.chip import Chip

LEFT = Qt.MouseButton.LeftButton
SLOW = 20_000
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def make(room: Room, *, draft: bool = False, **wanted: object) -> InvoiceRow:
    """An invoice of what is unbilled, or of a typed line."""
    client = room.session.catalog.client_named("Acme")
    request = InvoiceRequest(client, **wanted)  # type: ignore[arg-type]  # the test names fields of the request
    return room.session.invoices.create(request, draft=draft)


def shown_rows(room: Room) -> int:
    return room.page.list.model.rowCount()


def rows_are(room: Room, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: shown_rows(room) == count, timeout=SLOW)


def open_first(room: Room, qtbot: QtBot) -> None:
    """Click the first row."""
    qtbot.waitUntil(lambda: shown_rows(room) > 0, timeout=SLOW)
    table = room.page.list.table
    QTest.mouseClick(table.viewport(), LEFT, pos=table.visualRect(room.page.list.model.index(0, NUMBER)).center())
    assert room.page.detail.isVisible()


def test_an_empty_list_says_what_to_do_first(room: Room, qtbot: QtBot) -> None:
    page = room.page
    qtbot.waitUntil(lambda: page.list.empty.isVisible() and page.list.empty.button.isVisible(), timeout=SLOW)
    QTest.mouseClick(page.list.empty.button, LEFT)
    assert page.form.isVisible()
    click(page.form, "Back")
    assert not page.form.isVisible()


def test_an_invoice_that_is_not_listed_yet_stays_the_one_that_is_shown(room: Room, qtbot: QtBot) -> None:
    make(room, no_hours=True, manual=("Domain;1;24",), number="A-7")
    rows_are(room, qtbot, 1)
    made = make(room, no_hours=True, manual=("Hosting;1;99",), number="B-9")
    page = room.page
    assert shown_rows(room) == 1, "the list is read off this thread"
    page.open(made.invoice.id)
    page.list.table.setFocus()
    assert "B-9" in page.detail._title.text()
    rows_are(room, qtbot, 2)
    assert "B-9" in page.detail._title.text()
    assert page.list.table.currentIndex().siblingAtColumn(NUMBER).data() == "B-9"
    page.open("gone for good")
    page.list.table.setCurrentIndex(page.list.model.index(0, NUMBER))
    page.list.table.setCurrentIndex(page.list.model.index(1, NUMBER))
    assert page.list._chosen_id == page.list.model.record(1).head.id, "nothing is waited for in vain"


def test_words_and_status_filter_the_list(room: Room, qtbot: QtBot) -> None:
    make(room, no_hours=True, manual=("Domain;1;24",), number="A-7")
    make(room, no_hours=True, manual=("Hosting;1;99",), number="B-9", po="PO 5")
    page = room.page
    rows_are(room, qtbot, 2)
    page.list.search.setFocus()
    type_keys("po 5")
    assert [page.list.model.index(0, NUMBER).data(), shown_rows(room)] == ["B-9", 1]
    type_keys("zzz")
    assert page.list.empty.isVisible()
    QTest.mouseClick(page.list.empty.button, LEFT)
    assert shown_rows(room) == 2
    make(room, draft=True)
    rows_are(room, qtbot, 3)
    chips = page.list.status
    assert [chips.chip(place).accessibleName() for place in (0, 1)] == ["All · 3", "Draft · 3"]


def test_chips_narrow_the_list_by_click_and_key(room: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    make(room, no_hours=True, manual=("Domain;1;24",), number="A-7", date="2020-01-01", due="2020-02-01")
    sync(room, qtbot)
    [record] = server.records("invoices")
    server.control("PUT", f"records/invoices/{record['id']}", {"status": 1})
    make(room, draft=True)
    sync(room, qtbot)
    page = room.page
    rows_are(room, qtbot, 2)
    chips = page.list.status
    qtbot.waitUntil(
        lambda: [c.text() for c in chips.findChildren(Chip) if c.isVisible()] == ["All", "Draft", "Overdue"]
    )
    assert page.list.ageing.texts() == ["Outstanding: €24.00", "Over 90 days: €24.00"]
    click(chips, "Overdue · 1")
    assert [page.list.model.index(row, NUMBER).data() for row in range(shown_rows(room))] == ["A-7"]
    type_keys("", Qt.Key.Key_Left)
    assert [page.list.model.index(row, NUMBER).data() for row in range(shown_rows(room))] == ["–"]
    type_keys("", Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert shown_rows(room) == 2


def test_the_newest_stands_first_and_the_heading_says_so(room: Room, qtbot: QtBot) -> None:
    for number, day in (("1", "2026-01-05"), ("2", "2026-03-05"), ("3", "2026-02-05")):
        make(room, no_hours=True, manual=("Domain;1;24",), number=number, date=day)
    rows_are(room, qtbot, 3)
    assert [room.page.list.model.index(row, NUMBER).data() for row in range(3)] == ["2", "3", "1"]
    assert room.page.list.table.horizontalHeader().sortIndicatorSection() == DATE


def test_a_click_on_a_heading_sorts(room: Room, qtbot: QtBot) -> None:
    make(room, no_hours=True, manual=("Small;1;5",), number="1")
    make(room, no_hours=True, manual=("Large;1;500",), number="2")
    rows_are(room, qtbot, 2)
    header = room.page.list.table.horizontalHeader()
    spot = header.rect().center()
    spot.setX(header.sectionViewportPosition(TOTAL) + header.sectionSize(TOTAL) // 2)
    numbers = []
    for _ in range(2):
        QTest.mouseClick(header.viewport(), LEFT, pos=spot)
        numbers.append([room.page.list.model.index(row, NUMBER).data() for row in range(2)])
    assert sorted(numbers) == [["1", "2"], ["2", "1"]]


def test_the_details_show_worked_and_billed_time_and_the_entries(room: Room, qtbot: QtBot) -> None:
    from app.billing.rounding import parse_policy

    make(room, draft=True, group=Group.ONE, rounding=parse_policy("30up"), taxes=(parse_tax("VAT=21"),))
    open_first(room, qtbot)
    detail = room.page.detail
    line = detail.model.index(0, 0)
    assert [detail.model.index(0, column).data() for column in (WORKED, BILLED)] == ["2:00", "2:30"]
    assert not any(detail.lines.isColumnHidden(column) for column in (WORKED, BILLED))
    detail.lines.setFocus()
    detail.lines.setCurrentIndex(line)
    type_keys("", Qt.Key.Key_Right)
    assert sorted(detail.model.index(row, 0, line).data() for row in range(2)) == ["Backups", "Checkout"]
    assert detail.totals.texts()[-1][0] == "Total"
    for control in (detail.lines, detail.timesheet, detail.pdf_button, *detail.buttons.values()):
        if control.isEnabled():
            open_first(room, qtbot)
            QTest.keyClick(control, Qt.Key.Key_Escape)
            assert not detail.isVisible(), control
    open_first(room, qtbot)
    QTest.mouseClick(detail.lines.viewport(), LEFT, pos=detail.lines.visualRect(line).center())
    menu = QMenu("Over the details", detail)
    menu.popup(detail.mapToGlobal(detail.rect().center()))
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert (menu.isVisible(), detail.isVisible()) == (False, True), "what is open over them goes first"


def test_a_draft_is_edited_discarded_and_brought_back(room: Room, qtbot: QtBot) -> None:
    make(room, draft=True, po="PO 1")
    open_first(room, qtbot)
    click(room.page.detail, "Edit")
    form = room.form
    qtbot.waitUntil(form.parts.save.isEnabled, timeout=SLOW)
    assert (form.parts.po.text(), form.parts.model.rowCount()) == ("PO 1", 2)
    form.parts.po.setFocus()
    type_keys("2")
    with qtbot.waitSignal(form.drafted, timeout=SLOW):
        click(form, "Save draft")
    (head,) = room.session.invoices.heads()
    assert room.session.invoices.row(head.id).invoice.po == "PO 12"
    assert room.page.detail.invoice_id == head.id
    click(room.page.detail, "Discard")
    rows_are(room, qtbot, 0)
    assert room.session.invoices.heads() == ()
    click(room.window, "Undo")
    rows_are(room, qtbot, 1)
    assert room.session.entries.row(room.entries[0]).ledger == "reserved"


def test_a_refused_one_says_why_and_is_tried_again(room: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    make(room, draft=True)
    open_first(room, qtbot)
    server.fault(
        kind="status", layer="clientary", status=422, method="POST", path="/invoices", body='{"error":"Plan limit"}'
    )
    with qtbot.waitSignal(room.page.acts.settled, timeout=SLOW):
        click(room.page.detail, "Create in Clientary")
    detail = room.page.detail
    assert (detail.banner.kind, "Plan limit" in detail.banner.text) == ("error", True)
    assert set(detail.buttons) == {"again", "edit", "discard"}
    with qtbot.waitSignal(room.page.acts.settled, timeout=SLOW):
        click(detail, "Try again")
    (head,) = room.session.invoices.heads()
    assert (head.sync, len(server.records("invoices"))) == (InvoiceSync.SYNCED, 1)


def test_totals_that_differ_stay_until_somebody_saw_them(room: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    server.speak(totals_rounding="line_half_up")
    lines = tuple(f"Item {number};1;0.10" for number in range(3))
    make(room, no_hours=True, manual=lines, taxes=(parse_tax("VAT=5"),))
    sync(room, qtbot)
    open_first(room, qtbot)
    detail = room.page.detail
    assert "€0.33" in detail.banner.text
    assert "€0.32" in detail.banner.text
    assert ("Total in Clientary", "€0.33") in detail.totals.texts()
    assert all(detail.lines.isColumnHidden(column) for column in (WORKED, BILLED)), "nothing would stand in them"
    click(detail, "I have seen it")
    assert not detail.banner.isVisible()
    (head,) = room.session.invoices.heads()
    assert not head.differs


def test_making_void_asks_first_and_frees_the_hours(room: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    make(room)
    sync(room, qtbot)
    open_first(room, qtbot)
    detail = room.page.detail
    click(detail, "Make void…")
    assert "cannot be undone" in detail.banner.text
    click(detail, "Keep it")
    assert not detail.banner.isVisible()
    click(detail, "Make void…")
    with qtbot.waitSignal(room.bridge.sync_answered, timeout=SLOW):
        click(detail, "Make void")
    assert server.records("invoices") == []
    assert room.session.invoices.heads()[0].status == InvoiceStatus.CANCELLED
    assert room.session.entries.row(room.entries[0]).ledger is None


def test_a_narrow_window_shows_one_thing_at_a_time(room: Room, qtbot: QtBot) -> None:
    make(room, draft=True)
    room.window.resize(900, 700)
    open_first(room, qtbot)
    assert not room.page.list.isVisible()
    click(room.page.detail, "Close the details")
    assert room.page.list.isVisible()
    assert focused() is room.page.list.table
    assert room.page.list.table.selectedIndexes(), "the place in the list is kept"
    type_keys("", Qt.Key.Key_Return)
    assert room.page.detail.isVisible()


def test_the_form_opens_for_a_client_and_by_keys_alone(room: Room, qtbot: QtBot) -> None:
    client = room.session.catalog.client_named("Acme")
    room.bridge.requests.page_requested.emit("invoices", ("new", client))
    form = room.form
    assert form.isVisible()
    assert form.parts.fields.client.key == client
    qtbot.waitUntil(form.parts.create.isEnabled, timeout=SLOW)
    with qtbot.waitSignal(form.sending.settled, timeout=SLOW):
        QTest.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert room.session.invoices.heads()[0].sync is InvoiceSync.SYNCED


def test_every_control_has_a_name(room: Room, qtbot: QtBot) -> None:
    make(room, draft=True)
    open_first(room, qtbot)
    click(room.page, "New invoice")
    click(room.form, "Add a tax")
    kinds = (QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit, QPlainTextEdit)
    controls = [one for one in room.page.findChildren(QWidget) if isinstance(one, kinds) and one.isVisible()]
    nameless = [control for control in controls if not named(control)]
    assert nameless == []


def named(widget: QWidget) -> bool:
    if widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()):
        return True
    return widget.focusPolicy() is Qt.FocusPolicy.NoFocus or isinstance(widget.parent(), QAbstractSpinBox)


@pytest.mark.parametrize("dark", [False, True])
def test_both_schemes_are_drawn(room: Room, qtbot: QtBot, dark: bool) -> None:
    make(room, draft=True)
    open_first(room, qtbot)
    theme = room.theme
    theme.override(dark)
    assert not room.window.grab().isNull()
    click(room.page, "New invoice")
    assert not room.window.grab().isNull()
    assert button_of(room.form, "Create in Clientary").isVisible()


def test_the_models_keep_qts_rules(room: Room, qtbot: QtBot) -> None:
    make(room, draft=True)
    open_first(room, qtbot)
    page = room.page
    testers = [QAbstractItemModelTester(model, FATAL) for model in (page.list.model, page.detail.model)]
    testers.append(QAbstractItemModelTester(page.form.parts.model, FATAL))
    line = page.detail.model.index(0, 0)
    page.detail.lines.expand(line)
    click(page, "New invoice")
    qtbot.waitUntil(page.form.parts.nothing.isVisible, timeout=SLOW)
    click(page.form, "Add a line")
    type_keys("Domain", Qt.Key.Key_Tab, Qt.Key.Key_Escape)
    type_keys("", Qt.Key.Key_Delete)
    click(page.form, "Back")
    click(page.detail, "Discard")
    rows_are(room, qtbot, 0)
    assert len(testers) == 3


def test_a_heading_is_shown_as_one_and_has_no_amount() -> None:
    heading = section_line(Section("Phase one"))
    assert [line_text(heading, column, "EUR") for column in (WORK, WORKED, BILLED, AMOUNT)] == ["Phase one", "", "", ""]
    assert (line_detail(heading, "EUR"), line_spoken(heading, WORK, "EUR")) == ("", "Heading: Phase one")


@pytest.mark.parametrize(("rate", "told"), [(Decimal(90), "90.00 / h"), (None, "several rates")])
def test_a_line_of_hours_names_its_rate_beside_the_time(rate: Decimal | None, told: str) -> None:
    line = InvoiceLine("Shop", Decimal(2), Decimal(90), 18_000, rate=rate, billed_s=7_200, entries=(EntryId("a"),))
    assert line_detail(line, "EUR") == f"{told} · 1 entry"
