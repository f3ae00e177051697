"""Every answer to the question, by keys and by clicks, from the prompt and from the inbox: to the second, and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.absence import Absence, Cause
from app.domain.presence_events import IdleSince
from tests.ui.presence.desk import Desk, desk, turned
from ui.session import open_session
from ui.widgets.absence_card import AbsenceCard
from ui.widgets.line_view import LineView

__all__ = ["desk"]

Spans = list[tuple[str, int, int | None]]
LEFT = Qt.MouseButton.LeftButton
WHOLE: Spans = [("layout", 0, None)]
AFTER: tuple[str, int, None] = ("layout", 7_080, None)
ANSWERS: dict[str, tuple[Spans, str]] = {
    "keep": (WHOLE, "Kept: 58 minutes of “layout”."),
    "discard": ([("layout", 0, 3_600), ("layout", 7_080, 7_200)], "Discarded: 58 minutes of “layout”."),
    "continue": ([("layout", 0, 3_600), AFTER], "Discarded: 58 minutes of “layout”; the timer runs on."),
    "give": ([("call", 3_600, 7_080), ("layout", 0, 3_600), AFTER], "Taken from “layout”: 58 minutes."),
    "split": ([("layout", 0, 4_200), AFTER], "Split: the rest of the absence is no part of “layout”."),
}


def click(view: LineView, row: int) -> None:
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.lines.index(row)).center())


def answer(desk: Desk, chosen: str, how: str) -> None:
    """Come to the question by itself or from the inbox, and answer."""
    if how == "inbox and clicks":
        desk.prompt.close()
        card = AbsenceCard(desk.session, desk.bridge)
        card.reload()
        card.show()
        click(card.list, 0)
        card.deleteLater()
    row = list(ANSWERS).index(chosen)
    if how == "prompt and keys":
        desk.press(Qt.Key(Qt.Key.Key_1.value + row))
    else:
        click(desk.prompt.list, row)
    panel = desk.prompt.panels.currentWidget() if chosen in ("give", "split") else None
    if chosen == "give":
        QTest.keyClicks(desk.prompt.give.line, "call")
    elif chosen == "split":
        slider = desk.prompt.split.slider
        desk.press(Qt.Key.Key_Home, slider)
        for _ in range(9):
            desk.press(Qt.Key.Key_Right, slider)
        kept, cut = desk.prompt.split.kept.text(), desk.prompt.split.cut.text()
        assert (kept, cut) == ("0:10 · €15.00", "0:48 · €72.00"), "together the 87.00 of the whole"
    if panel is None:
        return
    if how == "prompt and keys":
        desk.press(Qt.Key.Key_Return)
    else:
        button = desk.prompt.give.give if chosen == "give" else desk.prompt.split.split
        QTest.mouseClick(button, LEFT)


def test_the_time_from_an_answer_to_the_next_absence_is_work(desk: Desk) -> None:
    desk.start_timer()
    desk.leave_and_return()
    answer(desk, "keep", "prompt and keys")
    away = desk.returned + 50  # sooner after the return than two absences are one, had nobody decided
    desk.hand.tell(IdleSince(away + 600, away))
    assert [one.began_at for one in desk.session.absences.open()] == [away]


@pytest.mark.parametrize("how", ["prompt and keys", "inbox and clicks"])
@pytest.mark.parametrize("chosen", ANSWERS)
def test_each_answer_to_the_second_and_back(desk: Desk, chosen: str, how: str) -> None:
    desk.start_timer()
    desk.leave_and_return()
    assert "87.00" in desk.prompt.entry.worth.text()
    answer(desk, chosen, how)
    expected, said = ANSWERS[chosen]
    assert desk.exact() == expected
    assert desk.notices[-1].text == said
    assert desk.session.absences.count() == 0
    if chosen != "keep":
        desk.session.undo.undo()  # as Ctrl+Z does, without the notice
        assert desk.exact() == WHOLE
        assert desk.session.absences.count() == 1, "the time is back, and so is the question"
        desk.session.undo.redo()
        assert (desk.exact(), desk.session.absences.count()) == (expected, 0)
    undo = desk.notices[-1].on_action
    assert undo is not None
    undo()
    assert desk.exact() == WHOLE
    again = open_session(desk.session.config)
    (waiting,) = again.absences.open()
    assert (waiting.began_at, waiting.seconds) == (desk.began, 3_480)
    again.context.close()


def test_of_two_absences_each_gets_its_own_answer(desk: Desk) -> None:
    entry_id = desk.start_timer()
    early = Absence(1, entry_id, desk.began - 3_000, frozenset({Cause.LOCKED}), desk.began - 2_100)
    desk.session.absences.note(early)
    desk.leave_and_return()
    assert desk.prompt.more.text() == "1 more absence waits on the timer page."
    desk.press(Qt.Key.Key_3)
    card = AbsenceCard(desk.session, desk.bridge)
    card.reload()
    card.show()
    click(card.list, 0)
    assert "screen locked" in desk.prompt.when.text()
    desk.press(Qt.Key.Key_2)  # of an entry that has ended: nothing to stop
    assert desk.exact() == [("layout", 0, 600), ("layout", 1_500, 3_600), AFTER]
    for _ in range(2):
        desk.session.undo.undo()
    assert desk.exact() == WHOLE
    assert desk.session.absences.count() == 2
    card.deleteLater()


def test_what_is_split_stays_where_it_was_put_while_the_absence_goes_on(desk: Desk) -> None:
    entry_id = desk.start_timer()
    began = desk.session.now - 1_200
    known = desk.session.absences.note(Absence(1, entry_id, began, frozenset({Cause.IDLE})))
    desk.bridge.requests.absence_requested.emit(known)
    desk.press(Qt.Key.Key_5)
    at, most = desk.prompt.split.at, desk.prompt.split.slider.maximum()
    desk.session.absences.note(Absence(1, entry_id, began - 300, frozenset({Cause.IDLE}), began + 1_200), known)
    desk.wiring.asker._refresh()
    assert turned()
    assert (desk.prompt.split.at, desk.prompt.split.slider.maximum()) == (at, most + 5)
