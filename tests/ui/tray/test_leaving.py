"""Closing the window and quitting, without a tray as the offscreen platform has none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.entries import EntryDraft
from tests.ui.shell.other_writer import another_writes
from tests.ui.tray.conftest import Desk
from ui.dialogs.quit_question import QuitQuestion

CTRL = Qt.KeyboardModifier.ControlModifier


def question() -> QuitQuestion | None:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QuitQuestion) and w.isVisible()]
    return found[0] if found else None


def ask(desk: Desk, qtbot: QtBot) -> QuitQuestion:
    """The question, with a timer running."""
    desk.session.entries.start(EntryDraft("call"))
    desk.bridge.requests.quit_requested.emit()
    qtbot.waitUntil(lambda: question() is not None)
    found = question()
    assert found is not None
    return found


def test_without_a_tray_closing_minimises(desk: Desk, qtbot: QtBot) -> None:
    assert not desk.joined.tray.present
    desk.window.close()
    assert desk.window.isMinimized()
    assert desk.window.isVisible()
    desk.window.come_to_front()
    assert not desk.window.isMinimized()


def test_with_nothing_running_quitting_asks_nothing(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.leaving.quit_confirmed):
        desk.bridge.requests.quit_requested.emit()
    assert question() is None


def test_a_running_timer_may_go_on(desk: Desk, qtbot: QtBot) -> None:
    asked = ask(desk, qtbot)
    with qtbot.waitSignal(desk.leaving.quit_confirmed):
        QTest.keyClick(asked, Qt.Key.Key_Return)
    assert desk.session.entries.running() is not None


def test_or_stop(desk: Desk, qtbot: QtBot) -> None:
    asked = ask(desk, qtbot)
    with qtbot.waitSignal(desk.leaving.quit_confirmed):
        QTest.mouseClick(asked.stop, Qt.MouseButton.LeftButton)
    assert desk.session.entries.running() is None


def test_or_nothing_happens_and_the_question_can_be_asked_again(desk: Desk, qtbot: QtBot) -> None:
    asked = ask(desk, qtbot)
    with qtbot.assertNotEmitted(desk.leaving.quit_confirmed):
        QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert question() is None
    assert desk.session.entries.running() is not None
    desk.bridge.requests.quit_requested.emit()
    desk.bridge.requests.quit_requested.emit()
    assert question() is not None


def test_a_timer_that_somebody_stopped_meanwhile_is_no_obstacle(desk: Desk, qtbot: QtBot) -> None:
    asked = ask(desk, qtbot)
    desk.session.entries.stop()
    with qtbot.waitSignal(desk.leaving.quit_confirmed):
        QTest.mouseClick(asked.stop, Qt.MouseButton.LeftButton)


def test_a_window_that_lost_its_panel_comes_back(desk: Desk, qtbot: QtBot) -> None:
    desk.window.hide()
    desk.joined.tray.host_lost.emit()
    assert desk.window.isMinimized()
    assert desk.window.isVisible()


def test_a_window_started_into_a_tray_that_never_came_is_within_reach(desk: Desk, qtbot: QtBot) -> None:
    desk.window.hide()
    desk.leaving._bring_back_without_tray()
    assert desk.window.isMinimized()
    assert desk.window.isVisible()


def test_quitting_waits_for_what_is_not_saved_and_what_is_called_off_is_not_done(desk: Desk, qtbot: QtBot) -> None:
    path, nobody = desk.session.context.db.path, list[object]()
    with another_writes(path):
        desk.bridge.writes.do(lambda on: on.entries.start(EntryDraft("call")), nobody.append, nobody.append)
        with qtbot.assertNotEmitted(desk.leaving.quit_confirmed):
            desk.bridge.requests.quit_requested.emit()
    qtbot.waitUntil(lambda: question() is not None)  # only now is it known that a timer runs
    asked = question()
    assert asked is not None
    with another_writes(path):
        QTest.mouseClick(asked.stop, Qt.MouseButton.LeftButton)
        QTest.keyClick(asked, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desk.bridge.saving)
    assert desk.session.entries.running() is not None
    assert question() is None
