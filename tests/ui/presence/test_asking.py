"""From what a source tells to the question, its answers by keys, and the entries: the real wiring on a data folder."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow

from app.domain.clients import Project, ProjectKind
from app.domain.clock_gap import Clocks
from app.domain.ids import ClientId, ProjectId
from app.domain.presence_events import IdleSince, InputSeen, Locked, Sleeping, Unlocked
from app.services.entries import EntryDraft
from app.services.window_facts import WindowFacts
from app.settings import SettingsFile
from app.storage.absences import AbsenceRepository, AbsenceRow
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.heartbeat import HeartbeatRepository
from app.storage.projects import ProjectRepository
from tests.sandbox.process import wait_until
from tests.ui.presence.desk import Desk, Hand, Missing, activate, desk, turned
from ui.widgets.absence_card import AbsenceCard

__all__ = ["desk"]


def test_sources_run_while_a_timer_does_and_the_first_that_works_is_used(desk: Desk) -> None:
    before = desk.wiring.watch
    assert before is None, "nothing is loaded before a timer runs"
    desk.start_timer()
    assert desk.wiring.watch is not None
    facts = WindowFacts(desk.session.context.db, desk.session.context.clock)
    wait_until(lambda: turned() and facts.read(), 30, "what doctor shows")
    assert facts.read() == {"idle_source": "a hand", "lock_and_sleep_source": "a hand"}
    _, hand, spare = desk.wiring.watch._idle
    assert isinstance(hand, Hand)
    assert (hand.running_with, getattr(spare, "running_with", 0)) == (600, None)
    SettingsFile(desk.session.config.folder.settings).set("presence.idle_minutes", "5")
    desk.session.reload_settings()
    desk.bridge.settings_changed.emit()
    assert hand.running_with == 300
    hand.settled.emit(False)
    assert getattr(spare, "running_with", 0) == 300, "one that goes away is followed by the next"
    desk.session.entries.stop()
    wait_until(lambda: turned() and getattr(spare, "running_with", 0) is None, 30, "the end of the sources")


def test_a_desktop_that_starts_later_is_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.presence.watch.FIRST_RETRY_MS", 50)
    monkeypatch.setattr(Hand, "works", False)
    draft = EntryDraft("layout", started_at=desk.began)
    desk.session.entries.start(draft)
    facts = WindowFacts(desk.session.context.db, desk.session.context.clock)
    monkeypatch.setattr("ui.presence.watch._SETTLED_MS", 1)
    wait_until(lambda: turned() and facts.read().get("idle_source") == "none", 30, "no source")
    monkeypatch.setattr(Hand, "works", True)
    monkeypatch.setattr(Missing, "works", True)
    wait_until(lambda: turned() and facts.read().get("idle_source") == "a missing one", 30, "a source")


def test_one_absence_is_one_question_that_changes_in_place(desk: Desk) -> None:
    desk.start_timer()
    desk.hand.tell(IdleSince(desk.began + 600, desk.began))
    first = desk.prompt.absence
    assert first is not None
    assert "so far" in desk.prompt.title.text()
    assert desk.notes == [], "nobody is there to read it"
    desk.hand.tell(Locked(desk.began + 700))
    desk.hand.tell(InputSeen(desk.returned - 10))
    desk.hand.tell(Unlocked(desk.returned))
    assert desk.prompt.absence is not None
    assert desk.prompt.absence.id == first.id
    assert desk.prompt.title.text() == "You were away for 58 minutes"
    assert "no key, no pointer · screen locked" in desk.prompt.when.text()
    assert (desk.prompt.entry.title.text(), desk.prompt.entry.place.text()) == (
        "layout",
        "Webshop · Acme & <b>Sons</b>",
    )
    assert desk.prompt.entry.length.text() == "0:58"
    assert "87.00" in desk.prompt.entry.worth.text()
    assert len(desk.session.absences.open()) == 1
    assert [note.title for note in desk.notes] == ["You were away for 58 minutes"]
    assert "since" in desk.prompt.list.lines.line(1).detail, "what was done since then stays"


@pytest.mark.parametrize(
    ("key", "expected", "waiting"),
    [
        (Qt.Key.Key_Escape, [("layout", 0, None)], 0),
        (Qt.Key.Key_Return, [("layout", 0, None)], 0),
        (Qt.Key.Key_1, [("layout", 0, None)], 0),
        (Qt.Key.Key_2, [("layout", 0, 60), ("layout", 118, 120)], 0),
        (Qt.Key.Key_3, [("layout", 0, 60), ("layout", 118, None)], 0),
    ],
)
def test_one_key_decides(desk: Desk, key: Qt.Key, expected: list[tuple[str, int, int | None]], waiting: int) -> None:
    desk.start_timer()
    desk.leave_and_return()
    desk.press(key)
    assert desk.spans() == expected
    assert desk.session.absences.count() == waiting
    assert desk.wiring.asker.prompt is not None
    assert not desk.wiring.asker.prompt.isVisible()
    if len(expected) > 1:
        undo = desk.notices[-1].on_action
        assert undo is not None
        undo()
        assert desk.spans() == [("layout", 0, None)]
        assert desk.session.absences.count() == 1


def test_keys_are_shown_while_they_would_come_to_the_question(desk: Desk) -> None:
    desk.start_timer()
    desk.leave_and_return()
    other = QLineEdit()
    other.show()
    prompt = desk.prompt
    height, choices = prompt.height(), prompt.list.geometry()
    activate(prompt)
    assert prompt.hints.isVisible()
    with_keys = prompt.list.grab().toImage()
    activate(other)
    assert not prompt.hints.isVisible()
    assert prompt.list.grab().toImage() != with_keys, "no digits"
    assert (prompt.height(), prompt.list.geometry()) == (height, choices)
    other.deleteLater()


@pytest.mark.parametrize("typed", ["", "la"])
def test_our_own_window_hands_the_focus_over_unless_somebody_types_there(desk: Desk, typed: str) -> None:
    desk.start_timer()
    window, line = QMainWindow(), QLineEdit("layout")
    window.setCentralWidget(line)
    window.show()
    activate(window)
    line.setFocus()
    QTest.keyClicks(line, typed)
    desk.leave_and_return()
    assert desk.prompt.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating) == bool(typed)
    if not typed:
        wait_until(lambda: turned() and desk.prompt.isActiveWindow(), 30, "the focus")
    window.deleteLater()


def test_keys_typed_for_another_window_decide_nothing(desk: Desk) -> None:
    desk.wiring.asker._grace_ms = 3_600_000
    desk.start_timer()
    desk.leave_and_return()
    QTest.keyClicks(desk.prompt.list, "3 discard")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        desk.press(key)
    assert desk.session.absences.count() == 1
    assert desk.prompt.list.currentIndex().row() == 0
    assert desk.prompt.absence is not None
    desk.bridge.requests.absence_requested.emit(desk.prompt.absence.id)  # the person asks for it
    desk.press(Qt.Key.Key_3)
    assert desk.spans() == [("layout", 0, 60), ("layout", 118, None)]


def test_time_is_given_to_what_is_typed(desk: Desk) -> None:
    call = EntryDraft("call with Ines", started_at=desk.began - 90_000, ended_at=desk.began - 86_000)
    desk.session.entries.log(call)
    desk.start_timer()
    desk.leave_and_return()
    desk.press(Qt.Key.Key_4)
    QTest.keyClicks(desk.prompt.give.line, "ines")
    desk.press(Qt.Key.Key_Return, desk.prompt.give.line)
    assert ("call with Ines", 60, 118) in desk.spans()
    assert ("layout", 118, None) in desk.spans()


def test_time_is_given_to_something_new_after_a_look_back(desk: Desk) -> None:
    desk.start_timer()
    desk.leave_and_return()
    desk.press(Qt.Key.Key_4)
    desk.press(Qt.Key.Key_Escape, desk.prompt.give.line)
    assert desk.session.absences.count() == 1, "Esc goes back before it keeps"
    desk.press(Qt.Key.Key_4)
    QTest.keyClicks(desk.prompt.give.line, "webshop: deploy #ops")
    desk.press(Qt.Key.Key_Return, desk.prompt.give.line)
    assert ("deploy", 60, 118) in desk.spans()


def test_time_is_given_to_the_same_work_on_another_project(desk: Desk) -> None:
    rebrand = Project(ProjectId("rebrand"), "Rebrand", ClientId("acme"), rate=Decimal(80), kind=ProjectKind.HOURLY)
    with desk.session.context.db.write():
        ProjectRepository(desk.session.context.db).save(rebrand)
    desk.start_timer()
    desk.leave_and_return()
    desk.press(Qt.Key.Key_4)
    QTest.keyClicks(desk.prompt.give.line, "rebr")
    desk.press(Qt.Key.Key_Return, desk.prompt.give.line)
    given = [row for row in EntryRepository(desk.session.context.db).page(EntryFilter(), 9) if row.entry.ended_at]
    assert {row.project_name for row in given} == {"Webshop", "Rebrand"}
    assert {row.entry.title for row in given} == {"layout"}


def test_sleep_that_only_the_clocks_saw_is_asked_about(desk: Desk) -> None:
    desk.start_timer()
    desk.readings.append(Clocks(4_600.0, 3_700.0, 90.0))
    desk.clocks.look()
    assert desk.prompt.title.text() == "You were away for 1 hour"
    assert "computer asleep" in desk.prompt.when.text()


def test_a_slider_splits_by_keys(desk: Desk) -> None:
    desk.start_timer()
    desk.leave_and_return()
    desk.press(Qt.Key.Key_5)
    slider = desk.prompt.split.slider
    desk.press(Qt.Key.Key_Home, slider)
    for _ in range(9):
        desk.press(Qt.Key.Key_Right, slider)
    assert desk.prompt.split.kept.text().startswith("0:10 · ")
    desk.press(Qt.Key.Key_Return, slider)
    assert desk.spans() == [("layout", 0, 70), ("layout", 118, None)]


def test_what_is_left_for_later_waits_in_the_inbox(desk: Desk) -> None:
    desk.start_timer()
    desk.leave_and_return()
    desk.prompt.close()
    card = AbsenceCard(desk.session, desk.bridge)
    card.reload()
    card.show()
    assert card.list.lines.rowCount() == 1
    QTest.keyClick(card.list, Qt.Key.Key_Down)
    QTest.keyClick(card.list, Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_3)
    card.reload()
    assert not card.isVisible()
    card.deleteLater()


def test_the_desktops_message_decides_too(desk: Desk) -> None:
    desk.start_timer()
    desk.leave_and_return()
    note = desk.notes[-1]
    assert [name for name, _ in note.actions] == ["keep", "continue", "decide"]
    assert note.on_action is not None
    note.on_action("continue")
    assert desk.spans() == [("layout", 0, 60), ("layout", 118, None)]
    note.on_action("keep")  # pressed again, on a desktop that is slow to take it away
    assert desk.session.absences.count() == 0


def test_a_decision_by_command_closes_the_question(desk: Desk) -> None:
    desk.start_timer()
    desk.leave_and_return()
    assert desk.prompt.absence is not None
    desk.session.absence_decisions.keep(desk.prompt.absence.id)
    prompt = desk.prompt
    wait_until(lambda: turned() and not prompt.isVisible(), 30, "the end of the question")


def test_a_clock_that_was_set_and_another_zone_are_offered_for_review(desk: Desk) -> None:
    desk.start_timer()
    desk.readings.append(Clocks(4_600.0, 100.0, 90.0))
    desk.clocks.look()
    assert desk.prompt.title.text() == "The clock was set forward by 1 hour"
    desk.press(Qt.Key.Key_2)
    assert desk.spans() == [("layout", 60, None)]
    desk.zone = "Asia/Tokyo" if desk.session.context.zone != "Asia/Tokyo" else "Asia/Seoul"
    desk.clocks._look_at_zone()
    assert "another time zone" in desk.prompt.title.text()
    assert desk.session.context.zone == desk.zone
    desk.press(Qt.Key.Key_Escape)
    assert desk.session.absences.count() == 0


def test_a_crash_that_was_found_at_the_start_is_asked_about_once(desk: Desk) -> None:
    entry_id = desk.start_timer()
    db = desk.session.context.db
    with db.write():
        row = AbsenceRow("crash", "crash", entry_id, desk.began, desk.returned, "open", {})
        AbsenceRepository(db).save(row)
    wait_until(lambda: turned() and desk.wiring.asker.prompt, 30, "the question")
    assert desk.prompt.title.text() == "Stint was cut short for 58 minutes"
    desk.prompt.close()
    desk.session.entries.log(EntryDraft("call", date="2026-03-02", seconds=600))
    QTest.qWait(150)
    assert desk.wiring.asker.prompt is not None
    assert not desk.wiring.asker.prompt.isVisible(), "it waits in the inbox now"


def test_the_heart_beats_with_a_start_and_before_sleep(desk: Desk) -> None:
    """Killed in the first minute, or out of power while asleep: what is known ends then, and not a minute before."""
    beats = HeartbeatRepository(desk.session.context.db)
    desk.start_timer()
    wait_until(lambda: turned() and beats.last() is not None, 60, "the first beat")
    desk.session.context.db.run("update heartbeat set at = at - 50")
    desk.hand.tell(Sleeping(desk.session.now))
    last = beats.last()
    assert last is not None
    assert desk.session.now - last.at < 30
