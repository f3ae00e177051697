"""Lines that are arranged, changed, explained and added in the form, and a form that is left before it is done."""

from __future__ import annotations

import re
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.domain.clients import Project, ProjectKind
from app.domain.expenses import Expense, ExpenseId
from app.domain.ids import ProjectId
from app.services.entries import EntryDraft
from app.services.hours_marking import HoursMarking
from app.settings import SettingsFile
from app.storage.expenses import ExpenseRepository
from app.storage.projects import ProjectRepository
from tests.sandbox.process import SandboxProcess
from tests.ui.invoices.conftest import sync
from tests.ui.invoices.room import Room, click, focused, type_keys
from tests.ui.records.desk import environment_of
from ui.dialogs.marks_question import MarksQuestion
from ui.dialogs.pricing_question import PricingQuestion
from ui.dialogs.why_dialog import WhyDialog
from ui.models.line_columns import AMOUNT, BILLED, GRIP, PRICE, TITLE
from ui.models.line_order import merged
from ui.models.line_row import Row
from ui.models.typed_line import Heading, TypedLine
from ui.widgets.toast import Toast

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
SLOW = 30_000


def open_form(room: Room, qtbot: QtBot) -> None:
    QTest.keySequence(room.window, "Ctrl+I")
    settled(room, qtbot)


def settled(room: Room, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not room.form.preview.busy, timeout=SLOW)


def titles(room: Room) -> list[str]:
    return [str(row.cells.title).partition(":")[0] for row in room.form.parts.model.rows]


def total_is(room: Room, qtbot: QtBot, total: str) -> None:
    qtbot.waitUntil(lambda: ("Total", total) in room.form.parts.totals.texts(), timeout=SLOW)


def back(room: Room, qtbot: QtBot) -> None:
    """To the window: without a screen a menu or a popup that closes leaves nothing active."""
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None, timeout=SLOW)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    room.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is room.window, timeout=SLOW)


def choose(room: Room, qtbot: QtBot, text: str) -> None:
    """An entry of the menu of what can be added."""
    click(room.form, "More…")
    click_menu(text)
    if text != "Expenses":
        back(room, qtbot)


def click_menu(text: str) -> None:
    """The one entry of the open menu that begins so."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions: list[QAction] = menu.actions()
    (action,) = [one for one in actions if one.text().startswith(text)]
    assert action.isEnabled()
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def dialog_of(kind: type[QDialog], qtbot: QtBot) -> QDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=SLOW)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def add(room: Room, name: str, rate: str, kind: ProjectKind | None) -> None:
    """A project of Acme with an hour of work."""
    session = room.session
    client = session.catalog.client_named("Acme")
    project = Project(ProjectId(name.lower()), name, client, rate=Decimal(rate), currency="EUR", kind=kind)
    with session.context.db.write():
        ProjectRepository(session.context.db).save(project)
    session.entries.log(EntryDraft(f"Work on {name}", project_id=project.id, date=session.today, seconds=3600))


def test_a_heading_that_is_being_typed_stays_at_the_top_when_figures_come_in() -> None:
    heading, line = Row("own:1", Heading()), Row("line", TypedLine())
    assert merged([heading, line], ["line"], {}, {"line": line}) == [heading, line]
    assert merged([line, heading], ["line"], {}, {"line": line}) == [line, heading]


def test_lines_are_arranged_and_changed_by_keys_and_mouse(room: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    open_form(room, qtbot)
    parts = room.form.parts
    tester = QAbstractItemModelTester(parts.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert titles(room) == ["Webshop", "Hosting"]
    parts.table.setFocus()
    parts.table.setCurrentIndex(parts.model.index(1, TITLE))
    QTest.keyClick(parts.table, Qt.Key.Key_Up, ALT)
    assert titles(room) == ["Hosting", "Webshop"]
    choose(room, qtbot, "Heading")
    type_keys("In March", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(room) == ["In March", "Hosting", "Webshop"], timeout=SLOW)
    settled(room, qtbot)
    grip, last = (parts.table.visualRect(parts.model.index(row, GRIP)) for row in (1, 2))
    QTest.mousePress(parts.table.viewport(), LEFT, pos=grip.center())
    QTest.mouseMove(parts.table.viewport(), last.center() + QPoint(0, last.height() // 3))
    QTest.mouseRelease(parts.table.viewport(), LEFT, pos=last.center())
    assert titles(room) == ["In March", "Webshop", "Hosting"]
    settled(room, qtbot)
    for column, text in ((BILLED, "1:30"), (PRICE, "100")):
        parts.table.setFocus()
        parts.table.setCurrentIndex(parts.model.index(1, column))
        type_keys("", Qt.Key.Key_Return)
        QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        type_keys(text, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not parts.table.findChildren(QLineEdit), timeout=SLOW)
    total_is(room, qtbot, "€190.00")
    with qtbot.waitSignal(room.form.sending.settled, timeout=SLOW):
        click(room.form, "Create in Clientary")
    [record] = server.records("invoices")
    assert [item["title"].partition(":")[0] for item in record["items"]] == ["In March", "Webshop", "Hosting"]
    assert Decimal(server.clientary("GET", f"invoices/{record['id']}")["total_cost"]) == 190
    assert tester is not None


def test_prices_expenses_and_a_discount_are_added_and_taken_off(room: Room, qtbot: QtBot) -> None:
    add(room, "Relaunch", "1000", ProjectKind.FIXED)
    db, client = room.session.context.db, room.session.catalog.client_named("Acme")
    with db.write():
        ExpenseRepository(db).save(Expense(ExpenseId("d"), Decimal(24), "Domain", room.session.today, client))
    open_form(room, qtbot)
    total_is(room, qtbot, "€160.00")
    assert any("fixed price of €1,000.00:" in text for text in room.form.parts.warnings.texts)
    click(room.form, "Bill the price")
    total_is(room, qtbot, "€1,160.00")
    choose(room, qtbot, "Expenses")
    assert "€24.00" in room.form.extras.expenses.list.item(0).text()
    type_keys("", Qt.Key.Key_Space, Qt.Key.Key_Escape)
    back(room, qtbot)
    total_is(room, qtbot, "€1,184.00")
    choose(room, qtbot, "Discount")
    type_keys("10 %")
    total_is(room, qtbot, "€1,065.60")
    assert titles(room) == ["Webshop", "Hosting", "Relaunch", "Domain", "Discount 10 %"]
    table, model = room.form.parts.table, room.form.parts.model
    for title, total in (("Discount 10 %", "€1,184.00"), ("Domain", "€1,160.00"), ("Hosting", "€1,120.00")):
        table.setFocus()
        table.setCurrentIndex(model.index(titles(room).index(title), TITLE))
        QTest.keyClick(table, Qt.Key.Key_Delete)
        total_is(room, qtbot, total)
    assert room.form.parts.choose.text() == "Choose entries… (1 left out)"


def test_a_project_whose_pricing_nobody_knows_is_asked_about_once(room: Room, qtbot: QtBot) -> None:
    add(room, "Mystery", "700", None)
    open_form(room, qtbot)
    total_is(room, qtbot, "€860.00")
    click(room.form, "Per hour or fixed?")
    click(dialog_of(PricingQuestion, qtbot), "Whole project")
    total_is(room, qtbot, "€160.00")
    qtbot.waitUntil(lambda: any("fixed price" in text for text in room.form.parts.warnings.texts), timeout=SLOW)


def test_every_amount_says_how_it_comes_about(room: Room, qtbot: QtBot) -> None:
    open_form(room, qtbot)
    parts = room.form.parts
    parts.table.setFocus()
    parts.table.setCurrentIndex(parts.model.index(1, AMOUNT))
    type_keys("", Qt.Key.Key_Space)
    dialog = dialog_of(WhyDialog, qtbot)
    assert isinstance(dialog, WhyDialog)
    asked = dialog.tree.currentItem()
    assert asked is not None
    assert (asked.text(0).partition(":")[0], asked.isExpanded()) == ("Hosting", True)
    step = asked.child(0)
    assert step is not None
    assert step.text(1) == "0:40 h"
    type_keys("", Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    click(room.form, "Why this total?")
    total = dialog_of(WhyDialog, qtbot)
    assert isinstance(total, WhyDialog)
    shown = total.tree.currentItem()
    assert shown is not None
    assert shown.text(1) == "€160.00"
    click(total, "Close")


def test_what_was_begun_is_there_again_until_it_is_made(room: Room, qtbot: QtBot) -> None:
    open_form(room, qtbot)
    room.form.parts.po.setFocus()
    type_keys("PO 5")
    room.form.parts.table.setFocus()
    room.form.parts.table.setCurrentIndex(room.form.parts.model.index(1, TITLE))
    QTest.keyClick(room.form.parts.table, Qt.Key.Key_Up, ALT)
    click(room.form, "Add a line")
    type_keys("Unfinished", Qt.Key.Key_Return)
    room.bridge.save_requested.emit()  # as when the program ends
    qtbot.waitUntil(lambda: titles(room)[-1] == "Unfinished", timeout=SLOW)
    QTest.keyClick(room.form.parts.table, Qt.Key.Key_F2)
    type_keys("Called off", Qt.Key.Key_Escape)
    assert room.form.isVisible(), "the first Esc is the title's own"
    type_keys("", Qt.Key.Key_Escape)
    assert room.form.isHidden()
    assert [one.text for one in room.window.findChildren(Toast)] == ["What you began is kept for the next time."]
    open_form(room, qtbot)
    parts = room.form.parts
    assert (parts.po.text(), titles(room)) == ("PO 5", ["Hosting", "Webshop", "Unfinished"])
    assert re.search(r"what you began on \d+ \w+ \d{4} at \d", parts.banner.text), "as other days are written"
    click(room.form, "Start afresh")
    settled(room, qtbot)
    assert (parts.po.text(), parts.banner.isVisible(), len(titles(room))) == ("", False, 2)
    parts.po.setFocus()
    type_keys("PO 6")
    with qtbot.waitSignal(room.form.sending.settled, timeout=SLOW):
        click(room.form, "Create in Clientary")
    open_form(room, qtbot)
    assert room.form.parts.po.text() == ""
    checks = room.form.parts.fields.projects
    checks.click()
    qtbot.waitUntil(checks.list.hasFocus, timeout=SLOW)
    QTest.keyClick(checks.list, Qt.Key.Key_Escape)
    assert (checks.popup.isVisible(), room.form.isVisible()) == (False, True), "Esc is for the list over the form"


def test_the_first_invoice_asks_whether_hours_are_to_be_marked(
    room: Room, server: SandboxProcess, qtbot: QtBot
) -> None:
    room.session.environment = environment_of(server)
    SettingsFile(room.session.config.folder.settings).set("billing.mark_hours", "ask")
    room.session.reload_settings()
    open_form(room, qtbot)
    click(room.form, "Create in Clientary")
    QTest.keyClick(dialog_of(MarksQuestion, qtbot), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert server.records("invoices") == []
    click(room.form, "Create in Clientary")
    with qtbot.waitSignal(room.form.sending.settled, timeout=SLOW):
        click(dialog_of(MarksQuestion, qtbot), "Mark them")
    assert len(server.records("invoices")) == 1
    assert HoursMarking(room.session.config).marks()


def test_hours_that_were_billed_there_meanwhile_are_named_and_nothing_is_made(
    room: Room, server: SandboxProcess, qtbot: QtBot
) -> None:
    open_form(room, qtbot)
    (billed,) = [one for one in server.records("hours") if one["title"] == "Checkout"]
    server.control("PUT", f"records/hours/{billed['id']}", {"billed": True})
    click(room.form, "Create in Clientary")
    qtbot.waitUntil(lambda: "Checkout" in room.form.parts.banner.text, timeout=SLOW)
    assert (server.records("invoices"), room.session.invoices.heads()) == ([], ())
    total_is(room, qtbot, "€40.00")


def test_a_number_that_is_taken_there_is_changed_only_by_consent(
    room: Room, server: SandboxProcess, qtbot: QtBot
) -> None:
    open_form(room, qtbot)
    client = server.records("clients")[0]["id"]
    dates = {"date": "2026-01-01", "due_date": "2026-02-01"}
    server.add("invoices", number="1", client_id=client, status=1, currency_code="EUR", items=[], **dates)
    with qtbot.waitSignal(room.form.sending.settled, timeout=SLOW):
        click(room.form, "Create in Clientary")
    assert "Number 1 is taken" in room.form.parts.banner.text
    assert len(server.records("invoices")) == 1
    with qtbot.waitSignal(room.form.sending.settled, timeout=SLOW):
        click(room.form, "Create with number 2")
    assert sorted(record["number"] for record in server.records("invoices")) == ["1", "2"]


def test_an_invoice_that_is_there_is_changed_there(room: Room, server: SandboxProcess, qtbot: QtBot) -> None:
    open_form(room, qtbot)
    with qtbot.waitSignal(room.form.sending.settled, timeout=SLOW):
        click(room.form, "Create in Clientary")
    sync(room, qtbot)
    (head,) = room.session.invoices.heads()
    room.page.detail.act_requested.emit("edit", head.id)
    settled(room, qtbot)
    click(room.form, "Add a line")
    type_keys("Domain", Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    type_keys("24", Qt.Key.Key_Return)
    total_is(room, qtbot, "€184.00")
    with qtbot.waitSignal(room.form.sending.settled, timeout=SLOW):
        click(room.form, "Change in Clientary")
    [record] = server.records("invoices")
    assert Decimal(server.clientary("GET", f"invoices/{record['id']}")["total_cost"]) == 184


def test_a_tax_of_the_settings_is_chosen_from_a_menu(room: Room, qtbot: QtBot) -> None:
    SettingsFile(room.session.config.folder.settings).set("billing.taxes", "VAT=21\nWithholding=-15")
    room.session.reload_settings()
    open_form(room, qtbot)
    click(room.form, "Add a tax")
    click_menu("VAT 21 %")
    total_is(room, qtbot, "€193.60")
