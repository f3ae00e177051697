"""What the window says by itself: a timer that runs too long, none in working hours; and the heartbeat's last word."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from pytestqt.qtbot import QtBot

from app.services.entries import EntryDraft
from app.settings import SettingsFile
from tests.ui.shell.other_writer import another_writes
from ui.bridge import Bridge
from ui.requests import StandingNotice
from ui.session import Session
from ui.timer_watch import IDLE, LONG, TimerWatch

HOUR = 3600


class MovedClock:
    """The computer's time, moved on by a test. It begins on a Tuesday at noon in UTC."""

    def __init__(self) -> None:
        self.at = 1_772_539_200

    def now(self) -> int:
        return self.at


@pytest.fixture
def clock(session: Session) -> MovedClock:
    made = MovedClock()
    session.context.clock = made
    session.context.zone = "UTC"
    return made


def notices(bridge: Bridge) -> list[StandingNotice]:
    found: list[StandingNotice] = []
    bridge.requests.standing_notice_requested.connect(found.append)
    return found


def test_a_timer_that_runs_too_long_is_told_once_and_taken_back(
    session: Session, bridge: Bridge, clock: MovedClock
) -> None:
    said = notices(bridge)
    watch = TimerWatch(session, bridge)
    session.entries.start(EntryDraft("Forgotten"))
    for hour in range(13):
        clock.at += HOUR
        watch.tick()
        assert [notice.key for notice in said] == ([] if hour < 9 else [LONG])
    assert "Forgotten" in said[0].text
    running = session.entries.running()
    assert running is not None
    session.changes.back_date(running.id, clock.at - HOUR)
    clock.at += 60
    watch.tick()
    assert (said[-1].key, said[-1].text) == (LONG, "")
    clock.at += 9 * HOUR
    watch.tick()
    assert "Forgotten" in said[-1].text, "the corrected one is forgotten once more"
    session.entries.stop()
    clock.at += 60
    watch.tick()
    assert (said[-1].key, said[-1].text) == (LONG, "")


def test_working_hours_without_a_timer_are_told_where_a_person_asked_for_it(
    session: Session, bridge: Bridge, clock: MovedClock
) -> None:
    said = notices(bridge)
    watch = TimerWatch(session, bridge)
    clock.at += 1800
    watch.tick()
    assert not said  # off unless it is asked for
    SettingsFile(session.config.folder.settings).set("timer.reminder_minutes", "15")
    session.reload_settings()
    clock.at += 60
    watch.tick()
    assert [notice.key for notice in said] == [IDLE]
    session.entries.start(EntryDraft("Work"))
    clock.at += 60
    watch.tick()
    assert (said[-1].key, said[-1].text) == (IDLE, "")


@pytest.mark.parametrize("waits", [False, True])
def test_a_crash_leaves_the_time_since_the_last_beat_to_decide(
    session: Session, bridge: Bridge, clock: MovedClock, qtbot: QtBot, *, waits: bool
) -> None:
    db = session.context.db
    watch = TimerWatch(session, bridge)
    entry = session.entries.start(EntryDraft("Work")).started.entry
    clock.at += 120
    watch.tick()
    beaten = clock.at
    clock.at += 2 * HOUR
    with another_writes(db.path) if waits else nullcontext():
        again = TimerWatch(session, bridge)  # as after a crash
        assert bridge.saving is waits
        again.tick()
    qtbot.waitUntil(lambda: not bridge.saving)
    rows = db.read("select cause, entry_id, began_at, ended_at, state from absence")
    assert [tuple(row) for row in rows] == [("crash", entry.id, beaten, clock.at, "open")]
    assert session.entries.row(entry.id).entry == entry
    again.tick()
    again.end_in_order()
    clock.at += 2 * HOUR
    TimerWatch(session, bridge)
    assert len(db.read("select 1 from absence")) == 1
