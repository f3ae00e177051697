"""What each state shows, where the keyboard goes, and what Esc does; no server is needed for that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QRadioButton, QWidget

from app.errors import AuthRequired, Offline, Rejected, TransportUnavailable
from app.services.connect_states import (
    ActionRequired,
    Advice,
    AnotherAccount,
    Building,
    Check,
    ChooseConnection,
    Failed,
    Found,
    NeedCommand,
    NoConnection,
    OpenInBrowser,
    Ready,
    SignIn,
    State,
)
from app.services.ways import Ways
from tests.ui.connect.conftest import Browser
from ui.bridge import Bridge
from ui.dialogs.connect_dialog import ConnectDialog
from ui.dialogs.connect_link import is_web_address
from ui.dialogs.connect_words import unkept_text
from ui.session import Session
from ui.theme import Theme

ONE = Found("c1", "Clientary")
TWO = Found("c2", "Clientary & sons")
URL = "https://ui.example/oauth/authorize?state=1"

STAGES: tuple[tuple[State, str, str], ...] = (
    (NeedCommand("it is another program"), "Use the browser", "another program"),
    (SignIn(None), "Stop", ""),
    (SignIn(URL), "Copy the link", "Sign in"),
    (SignIn(URL, code_wanted=True), "Code shown in the browser after you sign in", "Sign in"),
    (NoConnection(), "Create in the browser", "none by itself"),
    (NoConnection((ONE,)), "Clientary", "do not say"),
    (ChooseConnection((ONE, TWO)), "Clientary", "never takes another"),
    (OpenInBrowser(URL), "Copy the link", "Membrane's page"),
    (OpenInBrowser(None), "Stop", ""),
    (Building(ONE), "Stop", "setting “Clientary” up"),
    (ActionRequired(ONE, "enter the token", URL), "Open in the browser", "Enter the token."),
    (Failed("no base address", Advice.RECONNECT, ONE), "Reconnect in the browser", "no base address."),
    (Failed("", Advice.NEW_CONNECTION, ONE), "Create a new connection", "no reason"),
    (Failed("strange", Advice.WAIT, ONE), "Look again", "does not know that state"),
    (Failed("nobody came", Advice.TRY_AGAIN), "Try again", "Nobody came."),
    (AnotherAccount(ONE), "Open a new data folder", "Two accounts are never mixed"),
)


@pytest.fixture
def dialog(session: Session, bridge: Bridge, theme: Theme, browser: Browser) -> Iterator[ConnectDialog]:
    """The wizard by itself, at its first choice, with nothing looked up."""
    made = ConnectDialog(session, bridge)
    made.controller.stop()
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    made.show()
    made.activateWindow()
    made.show_ways(Ways())
    yield made
    made.reject()
    made.deleteLater()
    QCoreApplication.sendPostedEvents()


def focused(dialog: ConnectDialog) -> str:
    widget = dialog.focusWidget()
    assert widget is not None
    assert widget.isVisibleTo(dialog)
    assert widget.isEnabled()
    return name_of(widget)


def name_of(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text.replace("&&", "&")


@pytest.mark.parametrize(("state", "control", "words"), STAGES, ids=[type(state).__name__ for state, _, _ in STAGES])
def test_each_state_says_what_it_means_and_leads_the_keyboard(
    dialog: ConnectDialog, state: State, control: str, words: str
) -> None:
    dialog.follow(state)
    assert focused(dialog) == control
    panel = dialog.panel
    shown = (panel.heading, panel.text, panel.busy_text, panel.ways.command.found)
    said = " ".join([*(label.text() for label in shown if label.isVisibleTo(dialog)), panel.problem.text])
    assert words in said
    for kind in (QAbstractButton, QLineEdit):
        for widget in dialog.findChildren(kind):
            if widget.isVisibleTo(dialog):
                assert name_of(widget), widget
                one_of_several = isinstance(widget, QRadioButton)  # the arrow keys lead on among them
                assert one_of_several or widget.focusPolicy() & Qt.FocusPolicy.TabFocus, name_of(widget)


def test_no_connection_is_preselected(dialog: ConnectDialog) -> None:
    dialog.follow(ChooseConnection((ONE, TWO)))
    radios = dialog.panel.findChildren(QRadioButton)
    assert [radio.isChecked() for radio in radios] == [False, False]
    assert not dialog.foot.primary.isEnabled()
    QTest.keyClick(radios[0], Qt.Key.Key_Down)
    assert not dialog.foot.primary.isEnabled()
    QTest.keyClick(radios[1], Qt.Key.Key_Space)
    assert dialog.panel.choice.connection_id == "c2"
    assert dialog.foot.primary.isEnabled()


def test_only_what_was_asked_for_is_opened(dialog: ConnectDialog, browser: Browser) -> None:
    dialog.follow(SignIn(URL))
    dialog.follow(SignIn(URL, code_wanted=True))  # the same page: once is enough
    assert browser.opened == [URL]
    dialog.follow(ActionRequired(ONE, "enter the token", f"{URL}2"))
    assert browser.opened == [URL]
    QTest.keyClick(dialog.foot.primary, Qt.Key.Key_Return)
    assert browser.opened == [URL, f"{URL}2"]
    dialog.follow(OpenInBrowser("file:///etc/passwd"))
    assert browser.opened == [URL, f"{URL}2"]
    assert "could not be opened" in dialog.panel.problem.text


def test_a_code_that_was_refused_is_kept_for_correction(dialog: ConnectDialog) -> None:
    dialog.follow(SignIn(URL, code_wanted=True))
    given: list[str] = []
    dialog.panel.code_entered.connect(given.append)
    edit = dialog.panel.code.edit
    QTest.keyClicks(edit, "  4TK9-X ")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert given == ["4TK9-X"]
    assert not edit.isEnabled()
    dialog.follow(SignIn(URL, code_wanted=True, problem="that code is over"))
    assert dialog.panel.code.field.error == "That code is over."
    assert edit.selectedText() == edit.text()
    assert focused(dialog) == edit.accessibleName()


def test_escape_goes_back_and_then_closes(dialog: ConnectDialog) -> None:
    dialog.follow(NoConnection())
    decision = dialog.stage
    dialog.follow(OpenInBrowser(URL))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.stage == decision
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.stage.step == 0
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_failed_calls_say_what_to_do(dialog: ConnectDialog) -> None:
    for error, words in (
        (Offline("refused"), "cannot be reached"),
        (AuthRequired("401", layer="membrane"), "did not accept"),
        (Rejected("plan limit"), "Plan limit."),
        (TransportUnavailable("the membrane command crashes"), "The membrane command crashes."),
    ):
        dialog.show_error(error)
        assert words in dialog.panel.problem.text
        assert focused(dialog) == "Try again"


def test_what_is_done_and_what_comes_is_said_without_colour(dialog: ConnectDialog) -> None:
    dialog.follow(Failed("broken", Advice.RECONNECT, ONE))
    assert [step.accessibleName().rpartition(": ")[2] for step in dialog.rail.steps] == [
        "done", "done", "needs you", "not yet", "not yet",
    ]  # fmt: skip


def test_ready_shows_what_can_be_read(dialog: ConnectDialog) -> None:
    dialog.follow(Ready(ONE, (Check("clients", 12), Check("invoices", None, "403"))))
    assert "Clients: 12" in dialog.panel.facts.accessibleDescription()
    assert "Not everything can be read" in dialog.panel.problem.text
    assert focused(dialog) == "Done"


def test_a_sign_in_for_this_session_is_said() -> None:
    assert unkept_text(None) == ""
    assert "locked" in unkept_text("keyring_locked")
    assert "this session only" in unkept_text("no_keyring")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https:///path", "ui.example", ""])
def test_what_is_no_address_of_the_web(url: str) -> None:
    assert not is_web_address(url)
    assert is_web_address("http://127.0.0.1:8080/x?y=%20")
