"""The inbox on the timer page of the real window: counted, listed, asked about, kept in one go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.absence import Absence, Cause
from app.domain.ids import ProjectId
from app.services.entries import EntryDraft
from tests.ui.look.conftest import english, theme
from tests.ui.timer.conftest import desk, empty_desk
from tests.ui.timer.desk import LEFT, TimerDesk

__all__ = ["desk", "empty_desk", "english", "theme"]


def leave(desk: TimerDesk, number: int, began_s_ago: int, length_s: int) -> str:
    """An absence of the running entry, noted behind the page's back."""
    running = desk.running()
    assert running is not None
    began = desk.session.now - began_s_ago
    absence = Absence(number, running.entry.id, began, frozenset({Cause.IDLE}), began + length_s)
    absence_id = desk.session.absences.note(absence)
    desk.settle()
    return absence_id


def test_what_waits_is_counted_listed_and_asked_about(desk: TimerDesk) -> None:
    draft = EntryDraft("layout", project_id=ProjectId("Webshop"), started_at=desk.session.now - 7_200)
    desk.session.entries.start(draft)
    desk.settle()
    assert "absences" not in desk.page.__dict__, "nothing is made before one waits"
    first = leave(desk, 1, 5_000, 1_200)
    second = leave(desk, 2, 3_000, 1_800)
    card = desk.page.absences
    desk.until(card.isVisible, "the inbox")
    desk.until(lambda: card.list.lines.rowCount() == 2, "both")
    assert card.title.text() == "2 stretches of time away wait for a decision"
    desk.window.show_standing()
    assert "2" in desk.window.sidebar._nav["timer"].accessibleName()
    asked: list[object] = []
    desk.bridge.requests.absence_requested.connect(asked.append)
    place = card.list.visualRect(card.list.lines.index(1)).center()
    QTest.mouseClick(card.list.viewport(), LEFT, pos=place)
    assert asked == [first]
    assert card.list.lines.line(0).key == second, "the newest comes first"
    desk.page.add_button.setFocus()
    reached = []
    for _ in range(3):
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(desk.window.focusWidget())
    assert reached == [card.keep_all, card.list, desk.page.view], "the keys come to it where it is seen"


def test_all_are_kept_by_one_click_that_can_be_taken_back(desk: TimerDesk) -> None:
    desk.session.entries.start(EntryDraft("layout", started_at=desk.session.now - 7_200))
    leave(desk, 1, 5_000, 1_200)
    leave(desk, 2, 3_000, 1_800)
    card = desk.page.absences
    desk.until(card.isVisible, "the inbox")
    desk.clicked("Keep all", card)
    desk.until(lambda: not card.isVisible(), "an empty inbox")
    assert desk.session.absences.count() == 0
    desk.clicked("Undo")
    desk.until(card.isVisible, "both again")
    assert desk.session.absences.count() == 2
