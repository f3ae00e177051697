"""What a person does in each part of the window while another process has the data file: kept for later at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.sandbox.process import wait_until
from tests.ui.presence.desk import Desk, turned
from tests.ui.presence.desk import desk as absence_desk
from tests.ui.shell.other_writer import another_writes
from ui.bridge import Bridge

__all__ = ["absence_desk"]


def wait_for_all(bridge: Bridge) -> None:
    """Until nothing waits to be saved."""
    wait_until(lambda: turned() and not bridge.saving, 60, "all to be saved")


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
        desk.press(Qt.Key.Key_Escape, desk.prompt)  # keeps, but for that choice
        desk.prompt.later.click()
    wait_for_all(desk.bridge)
    assert not desk.notices
    assert desk.session.absences.count() == 1
    assert desk.exact() == [("layout", 0, None)]
