"""What a person does in each part of the window while another process has the data file: kept for later at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.domain.billing_terms import TermsKind
from app.domain.clients import Person
from app.domain.ids import ProjectId
from app.services.invoice_request import InvoiceRequest
from app.services.unfinished import UnfinishedService
from app.storage.clients import PersonRepository
from app.storage.syncstate import HERE, SyncState
from tests.sandbox.process import wait_until
from tests.services.invoice_making import ACME
from tests.services.invoice_making import Desk as Books
from tests.ui.presence.desk import Desk, turned
from tests.ui.presence.desk import desk as absence_desk
from tests.ui.records.desk import click
from tests.ui.shell.other_writer import another_writes
from ui.bridge import Bridge
from ui.dialogs.client_dialog import ClientDialog
from ui.dialogs.mail_dialog import MailDialog
from ui.dialogs.payment_dialog import PaymentDialog
from ui.dialogs.pricing_question import PricingQuestion
from ui.dialogs.project_dialog import ProjectDialog
from ui.dialogs.terms_dialog import ClientTermsDialog
from ui.invoice_acts import InvoiceActs
from ui.session import Session
from ui.views.invoice_form_keeping import FormKeeping
from ui.widgets.button import Button
from ui.widgets.who_card import WhoCard

__all__ = ["absence_desk"]

Opened = tuple[QWidget, Button, Callable[[], object]]
"""A form that is filled in, its button, and what is stored by it so far."""


def client(session: Session, bridge: Bridge) -> Opened:
    dialog = ClientDialog(bridge)
    dialog.editor("name").setText("Zeta")
    return dialog, dialog.add_button, lambda: [row.client.name for row in session.catalog.clients()][1:]


def project(session: Session, bridge: Bridge) -> Opened:
    dialog = ProjectDialog(session, bridge, ACME)
    dialog.editor("name").setText("Poster")
    dialog.editor("rate").setText("90")
    return dialog, dialog.add_button, lambda: [row.project.name for row in session.catalog.projects()][:-1]


def terms(session: Session, bridge: Bridge) -> Opened:
    dialog = ClientTermsDialog(session, bridge, ACME, "Acme")
    dialog.editor("rate").setText("95")
    return dialog, dialog.add_button, lambda: session.terms.of(TermsKind.CLIENT, ACME).rate


def pricing(session: Session, bridge: Bridge) -> Opened:
    dialog = PricingQuestion(session, bridge, ProjectId("webshop"))
    return dialog, dialog.answers[0], lambda: session.terms.of(TermsKind.PROJECT, "webshop").priced


def payment(session: Session, bridge: Bridge) -> Opened:
    dialog = PaymentDialog(session, bridge, session.invoices.row("pulled-7"))
    return dialog, dialog.add_button, lambda: session.payments.of_invoice("pulled-7")


def mail(session: Session, bridge: Bridge) -> Opened:
    dialog = MailDialog(session, bridge, session.invoices.row("pulled-7"))
    dialog.to.setText("ann@acme.example")
    return dialog, dialog.send_button, lambda: session.messages.of_invoice("pulled-7")


def person(session: Session, bridge: Bridge) -> Opened:
    card = WhoCard(session, bridge)
    card.reload()
    return card, card.buttons[0], session.people.me


@pytest.fixture
def books(session: Session) -> Books:
    """A client with a project and an open invoice, and two people, neither of whom is known to be the person."""
    db = session.context.db
    made = Books(db, session.invoices)
    made.client()
    made.project(kind=None)
    made.pulled("7")
    with db.write():
        for one in (Person("1", "Ann"), Person("2", "Ben")):
            PersonRepository(db).save(one)
        SyncState(db).put(HERE, "connection_id", "one", session.now)
    return made


def wait_for_all(bridge: Bridge) -> None:
    """Until nothing waits to be saved."""
    wait_until(lambda: turned() and not bridge.saving, 60, "all to be saved")


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("opened", [client, project, terms, pricing, payment, mail, person])
def test_what_a_form_says_is_kept_once(
    session: Session, bridge: Bridge, opened: Callable[[Session, Bridge], Opened]
) -> None:
    form, button, stored = opened(session, bridge)
    form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # to be asked afterwards whether it is shown
    form.show()
    with another_writes(session.context.db.path):
        click(button)
        click(button)
        assert bridge.saving
        assert not stored()
        assert form.isVisible()
    wait_for_all(bridge)
    wait_until(lambda: turned() and not form.isVisible(), 60, "the form to be gone")
    kept = stored()
    assert len(kept) == 1 if isinstance(kept, list) else kept
    form.deleteLater()


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("opened", [client, payment, mail, pricing])
def test_a_form_that_is_cancelled_meanwhile_keeps_nothing(
    session: Session, bridge: Bridge, opened: Callable[[Session, Bridge], Opened]
) -> None:
    form, button, stored = opened(session, bridge)
    form.show()
    with another_writes(session.context.db.path):
        click(button)
        assert isinstance(form, QDialog)
        form.reject()
    wait_for_all(bridge)
    assert not stored()


@pytest.mark.usefixtures("books")
def test_a_copy_of_an_invoice_is_made_once(session: Session, bridge: Bridge) -> None:
    made: list[str] = []
    acts = InvoiceActs(session, bridge, bridge)
    acts.made.connect(made.append)
    with another_writes(session.context.db.path):
        acts.do("duplicate", "pulled-7")
        acts.do("duplicate", "pulled-7")
        assert bridge.saving
    wait_for_all(bridge)
    wait_until(lambda: turned() and made, 60, "the copy")
    assert made == [row.invoice.id for row in session.invoices.list() if row.made_here]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("when", ["typing", "leaving", "quitting"])
def test_what_is_typed_for_an_invoice_is_kept_when_the_file_is_free(
    session: Session, bridge: Bridge, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    monkeypatch.setattr("ui.views.invoice_form_keeping._PAUSE_MS", 50 if when == "typing" else 500)
    read: list[InvoiceRequest] = []
    errors: list[object] = []
    bridge.requests.error_reported.connect(errors.append)

    def request() -> InvoiceRequest:
        read.append(InvoiceRequest(ACME, number="8"))
        return read[-1]

    keeping = FormKeeping(session, bridge, request, bridge)
    with another_writes(session.context.db.path):
        keeping.note_edit()
        if when == "leaving":
            keeping.keep_now()
        elif when == "quitting":
            bridge.save_requested.emit()
        assert bool(read) is (when != "typing")
        wait_until(lambda: turned() and read, 60, "the pause after typing")
        assert bridge.saving is (when == "quitting")
    kept = UnfinishedService(session.context.db, session.context.clock)
    wait_until(lambda: turned() and kept.find(ACME), 60, "a later pause")
    begun = keeping.found(ACME, None)
    assert begun is not None
    assert begun.request == read[-1]
    assert not errors


@pytest.mark.parametrize("how", ["keys", "a button of the desktop"])
def test_an_absence_is_noted_and_decided_about(absence_desk: Desk, how: str) -> None:
    desk = absence_desk
    desk.start_timer()
    with another_writes(desk.session.context.db.path):
        desk.leave_and_return()
        assert desk.bridge.saving
        assert desk.wiring.asker.prompt is None
    wait_for_all(desk.bridge)
    assert desk.session.absences.count() == 1
    prompt = desk.prompt
    with another_writes(desk.session.context.db.path):
        if how == "keys":
            desk.press(Qt.Key.Key_3)
        else:
            chosen = desk.notes[-1].on_action
            assert chosen is not None
            chosen("continue")
        assert desk.bridge.saving
        assert not desk.notices
        assert prompt.isVisible()
    wait_for_all(desk.bridge)
    wait_until(lambda: turned() and not prompt.isVisible(), 60, "the question to be gone")
    assert [notice.text for notice in desk.notices] == ["Discarded: 58 minutes of “layout”; the timer runs on."]
    assert desk.exact() == [("layout", 0, 3_600), ("layout", 7_080, None)]


def test_deciding_later_calls_off_what_waits_to_be_saved(absence_desk: Desk) -> None:
    desk = absence_desk
    desk.start_timer()
    desk.leave_and_return()
    with another_writes(desk.session.context.db.path):
        desk.press(Qt.Key.Key_2)
        assert not desk.prompt.panels.isEnabled()
        wait_until(lambda: turned() and desk.prompt.saving.isVisible(), 60, "a word about the wait")
        desk.press(Qt.Key.Key_Escape, desk.prompt)  # keeps, but for that choice
        desk.prompt.later.click()
    wait_for_all(desk.bridge)
    assert not desk.notices
    assert desk.session.absences.count() == 1
    assert desk.exact() == [("layout", 0, None)]
