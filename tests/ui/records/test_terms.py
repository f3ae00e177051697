"""Terms of billing are set on the pages of clients and projects, and said to be wrong under their field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.billing_terms import BillingTerms, TermsKind
from tests.ui.records.desk import Desk, click
from ui.dialogs.record_dialog import RecordDialog
from ui.dialogs.terms_dialog import ClientTermsDialog, ProjectTermsDialog
from ui.views.clients_page import ClientsPage
from ui.views.projects_page import ProjectsPage


def opened(desk: Desk, kind: type[RecordDialog]) -> RecordDialog:
    [found] = [one for one in desk.window.findChildren(kind) if one.isVisible()]
    return found


def test_a_client_gets_its_terms_by_keys(desk: Desk) -> None:
    page = desk.page("clients", ClientsPage)
    page.list.table.selectRow(0)
    click(page.terms_button)
    dialog = opened(desk, ClientTermsDialog)
    assert isinstance(dialog, ClientTermsDialog)
    QTest.keyClicks(dialog.editor("rate"), "82.50")
    QTest.keyClicks(dialog.editor("rounding"), "7")
    dialog.language.setCurrentIndex(dialog.language.findText("Deutsch"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert "not to 7" in (dialog.error_of("rounding") or "")
    dialog.editor("rounding").selectAll()
    QTest.keyClicks(dialog.editor("rounding"), "15up")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    [(client_id, kept)] = _all(desk, TermsKind.CLIENT).items()
    assert (str(kept.rate), kept.rounding, kept.language, kept.due_days) == ("82.50", "15up/entry", "de", None)
    click(page.terms_button)
    again = opened(desk, ClientTermsDialog)
    assert again.editor("rate").text() == "82.50"
    for name in ("rate", "rounding"):
        again.editor(name).clear()
    QTest.keyClick(again, Qt.Key.Key_Return)
    assert _all(desk, TermsKind.CLIENT)[client_id] == BillingTerms(language="de")


def test_a_project_gets_its_rounding(desk: Desk) -> None:
    page = desk.page("projects", ProjectsPage)
    page.list.table.selectRow(0)
    click(page.terms_button)
    dialog = opened(desk, ProjectTermsDialog)
    QTest.keyClicks(dialog.editor("rounding"), "6up/day")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert [kept.rounding for kept in _all(desk, TermsKind.PROJECT).values()] == ["6up/day"]


def _all(desk: Desk, kind: TermsKind) -> dict[str, BillingTerms]:
    ids: list[str] = [one.row.client.id for one in desk.session.directory.clients()] if kind is TermsKind.CLIENT else []
    ids += [one.row.project.id for one in desk.session.directory.projects()] if kind is TermsKind.PROJECT else []
    found = {one: desk.session.terms.of(kind, one) for one in ids}
    return {one: terms for one, terms in found.items() if terms != BillingTerms()}
