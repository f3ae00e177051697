"""The question, the inbox and the desktop's message follow what becomes of an absence and its entry elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from shiboken6 import delete

from app.domain.clock_gap import Clocks
from app.domain.entries import Entry
from app.domain.presence_events import IdleSince, InputSeen
from app.services.entries import EntryDraft
from app.services.marks import Marking, MarkService
from app.settings import SettingsFile
from app.storage.entries import EntryRepository
from tests.sandbox.process import wait_until
from tests.ui.presence.desk import Desk, desk, turned
from ui.bridge import Bridge
from ui.presence.absence_wiring import AbsenceWiring
from ui.timer_watch import LONG, TimerWatch
from ui.widgets.absence_card import AbsenceCard

__all__ = ["desk"]

ALL = ["keep", "discard", "continue", "give", "split"]


def offered(desk: Desk) -> list[object]:
    lines = desk.prompt.list.lines
    return [lines.line(row).key for row in range(lines.rowCount())]


def billed(desk: Desk, entry: Entry) -> None:
    MarkService(desk.session.context.db, desk.session.context.clock).mark(Marking.BILLED, [entry.id])


def stored(changed: Callable[[Entry], Entry]) -> Callable[[Desk, Entry], None]:
    """As a sync stores it."""

    def store(desk: Desk, entry: Entry) -> None:
        with desk.session.context.db.write():
            EntryRepository(desk.session.context.db).save(changed(entry))

    return store


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (billed, "billed or written off"),
        (stored(lambda entry: entry._replace(person="77")), "somebody else's"),
        (stored(lambda entry: entry._replace(seconds=60)), "differs from its clock times"),
    ],
)
def test_only_what_can_be_done_is_offered(desk: Desk, change: Callable[[Desk, Entry], None], reason: str) -> None:
    desk.start_timer()
    desk.leave_and_return()
    card = AbsenceCard(desk.session, desk.bridge)
    card.reload()
    assert offered(desk) == ALL
    stopped = desk.session.entries.stop()
    wait_until(lambda: turned() and offered(desk) == ["keep", "discard", "give", "split"], 60, "what a stop leaves")
    desk.press(Qt.Key.Key_3)
    assert desk.prompt.panels.currentWidget() is desk.prompt.give
    change(desk, stopped.entry)
    wait_until(lambda: turned() and offered(desk) == ["keep"], 60, "all that is left")
    assert desk.prompt.panels.currentWidget() is not desk.prompt.give
    assert reason in desk.prompt.hindrance.text()
    assert desk.prompt.list.lines.line(0).title == "Set it aside"
    card.reload()
    assert "can only be set aside" in card.list.lines.line(0).detail
    before = EntryRepository(desk.session.context.db).get(stopped.entry.id)
    desk.press(Qt.Key.Key_2)
    assert desk.session.absences.count() == 1
    desk.press(Qt.Key.Key_1)
    assert desk.session.absences.count() == 0
    assert EntryRepository(desk.session.context.db).get(stopped.entry.id) == before
    assert desk.notices[-1].text == "“layout” stays as it is."


def test_an_entry_that_is_deleted_takes_its_question_along_and_brings_it_back(desk: Desk) -> None:
    entry_id = desk.start_timer()
    desk.leave_and_return()
    prompt = desk.prompt
    desk.session.entries.delete(entry_id)
    wait_until(lambda: turned() and not prompt.isVisible(), 60, "the end of the question")
    assert desk.over == ["absence"]
    desk.session.undo.undo()
    assert desk.session.absences.count() == 1, "it waits in the inbox"


def test_the_desktops_message_ends_with_what_it_offers(desk: Desk) -> None:
    desk.start_timer()
    desk.leave_and_return()
    (note,) = desk.notes
    desk.prompt.close()
    assert desk.over == []
    (waiting,) = desk.session.absences.open()
    desk.session.absence_decisions.keep(waiting.id)  # by command, say
    wait_until(lambda: turned() and desk.over == ["absence"], 60, "the message taken back")
    assert note.on_action is not None
    for late in ("keep", "continue", "decide", "default"):
        note.on_action(late)
    assert desk.spans() == [("layout", 0, None)]
    prompt = desk.wiring.asker.prompt
    assert prompt is not None
    assert not prompt.isVisible()


def test_a_message_that_offers_too_much_asks_instead(desk: Desk) -> None:
    desk.start_timer()
    desk.leave_and_return()
    (note,) = desk.notes
    desk.prompt.close()
    desk.session.entries.stop()
    assert note.on_action is not None
    note.on_action("continue")  # no timer to go on with
    assert desk.over == ["absence"]
    assert desk.session.absences.count() == 1
    assert offered(desk) == ["keep", "discard", "give", "split"]


def test_what_was_on_the_screen_of_a_killed_program_is_asked_again(desk: Desk, bridge: Bridge) -> None:
    """Without a start of its own for each: a second wiring on the same data stands for the next program."""
    desk.start_timer()
    desk.leave_and_return()

    def start_another() -> bool:
        wiring = AbsenceWiring(desk.session, bridge, bridge, clocks=desk.clocks, sources=lambda: ([], []), grace_ms=0)
        wiring.start()
        prompt = wiring.asker.prompt
        asked = prompt is not None
        for gone in (prompt, wiring):  # without a word, as with a kill
            if gone is not None:
                delete(gone)
        return asked

    assert start_another()
    assert start_another(), "it was killed again"
    desk.prompt.later.click()
    assert not start_another(), "it was put off, and waits in the inbox"
    assert desk.session.absences.count() == 1


@pytest.mark.parametrize(("asked", "waiting"), [("True", 1), ("False", 0)])
def test_sleep_that_a_source_counts_as_idle_follows_the_switch_for_sleep(desk: Desk, asked: str, waiting: int) -> None:
    """Windows counts idle seconds on while it sleeps, and its answer may come before anybody looked at the clocks."""
    SettingsFile(desk.session.config.folder.settings).set("presence.ask_after_sleep", asked)
    desk.session.reload_settings()
    desk.start_timer()
    desk.readings.append(Clocks(4_600.0, 3_700.0, 90.0))
    desk.hand.tell(IdleSince(desk.session.now, desk.session.now - 3_630))
    desk.hand.tell(InputSeen(desk.session.now))
    assert [one.causes for one in desk.session.absences.open()] == [("idle", "slept")] * waiting


def test_a_timer_that_was_forgotten_is_stopped_by_the_answer_and_a_paused_one_asks_nothing(desk: Desk) -> None:
    watch = TimerWatch(desk.session, desk.bridge)
    start = EntryDraft("layout", started_at=desk.began - 13 * 3_600)
    desk.session.entries.start(start)
    wait_until(lambda: turned() and desk.hand.running_with, 60, "the sources")
    watch.tick()
    desk.leave_and_return()
    desk.press(Qt.Key.Key_2)
    wait_until(lambda: turned() and LONG in desk.over, 60, "the end of the warning")
    desk.start_timer()
    desk.session.entries.pause()
    wait_until(lambda: turned() and desk.hand.running_with is None, 60, "the end of the sources")
    desk.leave_and_return()
    assert desk.session.absences.count() == 0
