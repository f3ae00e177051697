"""A client and a project are added on their pages, by keys alone, and what is wrong is said under its field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.records.desk import Desk, click, texts
from ui.dialogs.client_dialog import ClientDialog
from ui.dialogs.project_dialog import ProjectDialog
from ui.dialogs.record_dialog import RecordDialog
from ui.views.clients_page import ClientsPage
from ui.views.projects_page import ProjectsPage


def opened(desk: Desk, kind: type[RecordDialog]) -> RecordDialog:
    found = [one for one in desk.window.findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_client_is_added_and_chosen(desk: Desk) -> None:
    page, before = desk.page("clients", ClientsPage), desk.session.status.standing().waiting
    click(page.add_button)
    dialog = opened(desk, ClientDialog)
    QTest.keyClicks(dialog.editor("name"), "acme corp")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "already" in (dialog.error_of("name") or "")
    dialog.editor("name").clear()
    QTest.keyClicks(dialog.editor("name"), "Zeta <b>GmbH</b>")
    QTest.keyClicks(dialog.editor("number"), "Z-1")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert texts(page.list.table)[-1] == "Zeta <b>GmbH</b>"
    assert page.list.table.currentIndex().row() == len(texts(page.list.table)) - 1
    assert desk.session.status.standing().waiting == before + 1


def test_a_project_takes_the_currency_of_its_client(desk: Desk) -> None:
    page = desk.page("projects", ProjectsPage)
    before = desk.session.status.standing().waiting
    click(page.add_button)
    dialog = opened(desk, ProjectDialog)
    assert isinstance(dialog, ProjectDialog)
    dialog.client.setCurrentIndex(dialog.client.findText("Kitano & <b>Sons</b>"))
    assert dialog.editor("currency").text() == "JPY"
    QTest.keyClicks(dialog.editor("name"), "Poster")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.error_of("rate")
    QTest.keyClicks(dialog.editor("rate"), "9000")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "Poster" in texts(page.list.table)
    assert desk.session.status.standing().waiting == before + 1
    click(page.add_button)
    second = opened(desk, ProjectDialog)
    QTest.keyClick(second, Qt.Key.Key_Escape)
    assert not second.isVisible()
