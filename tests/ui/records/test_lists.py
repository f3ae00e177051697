"""The lists of clients and projects: search, the past, what is unbilled, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.clients import Client
from app.domain.ids import ClientId, ProjectId
from app.services.entries import EntryDraft
from app.storage.clients import ClientRepository
from tests.ui.records.desk import CTRL, Desk, button_of, click, click_row, texts
from ui.views.clients_page import ClientsPage
from ui.views.projects_page import ProjectsPage

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def shown_texts(page: ClientsPage | ProjectsPage) -> set[str]:
    return {label.text() for label in page.detail.findChildren(QLabel) if label.isVisible()}


def test_projects_with_what_is_unbilled(desk: Desk) -> None:
    page = desk.page("projects", ProjectsPage)
    assert texts(page.list.table) == ["Café site", "Hosting", "Webshop"]
    assert texts(page.list.table, 1) == ["¥11,000 / h", "€50.00 / h", "€90.00 / h"]
    assert texts(page.list.table, 2) == ["", "1:00", "2:00"]
    assert texts(page.list.table, 3) == ["", "€50.00", "€180.00"]


def test_typing_searches_projects_clients_and_accents(desk: Desk) -> None:
    page = desk.page("projects", ProjectsPage)
    QTest.keyClick(page, Qt.Key.Key_F, CTRL)
    assert page.list.search.hasFocus()
    QTest.keyClicks(page.list.search, "CAFE kit")
    assert texts(page.list.table) == ["Café site"]
    QTest.keyClicks(page.list.search, "x")
    assert page.list.empty.isVisible()
    assert not page.start_button.isVisible()


def test_closed_projects_are_shown_when_asked_for_and_start_nothing(desk: Desk) -> None:
    page = desk.page("projects", ProjectsPage)
    click(page.list.past)
    assert "Old shop" in texts(page.list.table)
    click_row(page.list.table, texts(page.list.table).index("Old shop"))
    assert "Closed" in shown_texts(page)
    assert not page.start_button.isEnabled()


def test_a_click_on_a_heading_sorts_and_keeps_the_choice(desk: Desk) -> None:
    page = desk.page("projects", ProjectsPage)
    click_row(page.list.table, 2)
    header = page.list.table.horizontalHeader()
    for _ in range(2):  # ascending, then descending
        middle = QPoint(header.sectionViewportPosition(2) + header.sectionSize(2) // 2, 5)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert texts(page.list.table)[0] == "Webshop"
    assert page.list.table.currentIndex().row() == 0


def test_start_a_timer_and_take_it_back(desk: Desk) -> None:
    page = desk.page("projects", ProjectsPage)
    click_row(page.list.table, 2)
    click(page.start_button)
    running = desk.session.status.read().running
    assert running is not None
    assert (running.title, running.project) == ("Webshop", "Webshop")
    click(button_of(desk.window, "Undo"))
    assert desk.session.status.read().running is None


def test_start_a_timer_by_keys_alone(desk: Desk) -> None:
    page = desk.page("projects", ProjectsPage)
    page.list.table.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(page.list.table, key)
    running = desk.session.status.read().running
    assert running is not None
    assert running.project == "Webshop"


def test_the_latest_entries_follow_what_is_logged(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page("projects", ProjectsPage)
    click_row(page.list.table, 1)
    view = page.detail.views[0]
    assert texts(view) == ["Backup check"]
    desk.session.entries.log(EntryDraft("New disk", project_id=ProjectId("hosting"), seconds=600))
    qtbot.waitUntil(lambda: texts(view) == ["New disk", "Backup check"])
    assert texts(page.list.table, 2)[1] == "1:10"


def test_a_hidden_page_reads_when_it_is_shown(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page("clients", ClientsPage)
    desk.page("projects", ProjectsPage)
    with desk.session.context.db.write():
        ClientRepository(desk.session.context.db).save(Client(ClientId("new"), "Newcomer"))
    with qtbot.waitSignal(desk.bridge.changed):
        pass
    assert "Newcomer" not in texts(page.list.table)
    desk.page("clients", ClientsPage)
    assert "Newcomer" in texts(page.list.table)


def test_a_client_with_its_projects_and_its_name_as_plain_text(desk: Desk) -> None:
    page = desk.page("clients", ClientsPage)
    assert texts(page.list.table) == ["Acme Corp", "Kitano & <b>Sons</b>"]
    assert texts(page.list.table, 3) == ["€230.00", ""]
    click_row(page.list.table, 1)
    name = next(label for label in page.detail.findChildren(QLabel) if label.text() == "Kitano & <b>Sons</b>")
    assert name.textFormat() is Qt.TextFormat.PlainText
    click_row(page.list.table, 0)
    assert texts(page.detail.views[0]) == ["Hosting", "Webshop"]
    assert texts(page.detail.views[1]) == ["Ticket grooming", "Backup check", "Checkout"]


def test_a_project_of_the_client_leads_to_its_page(desk: Desk) -> None:
    page = desk.page("clients", ClientsPage)
    click_row(page.detail.views[0], 1)
    assert desk.window.page_key == "projects"
    projects = desk.window.page("projects")
    assert isinstance(projects, ProjectsPage)
    chosen = projects.list.chosen_record
    assert chosen is not None
    assert chosen.id == "webshop"


def test_invoice_this_client_leads_to_the_form(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page("clients", ClientsPage)
    click_row(page.list.table, 0)
    with qtbot.waitSignal(desk.bridge.requests.page_requested) as asked:
        click(page.invoice_button)
    assert asked.args == ["invoices", ("new", "acme")]
    assert desk.window.page_key == "invoices"


def test_an_empty_list_says_what_to_do_first(empty_desk: Desk) -> None:
    page = empty_desk.page("clients", ClientsPage)
    assert page.list.empty.isVisible()
    assert not page.list.past.isVisible()
    assert not page.detail.isVisible()
    click(button_of(page, "See how sync stands"))
    assert empty_desk.window.page_key == "sync"


def test_the_table_keeps_the_rules_of_models(desk: Desk) -> None:
    page = desk.page("projects", ProjectsPage)
    testers = [QAbstractItemModelTester(model, FATAL) for model in (page.list.model, page.detail.views[0].lines)]
    page.list.model.sort(3, Qt.SortOrder.DescendingOrder)
    click_row(page.list.table, 0)
    click(page.list.past)
    QTest.keyClicks(page.list.search, "nothing")
    assert page.list.model.rowCount(QModelIndex()) == 0
    assert len(testers) == 2
