"""A person's acts while another process has the data file: the window goes on, and nothing is lost or swapped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from app.config import Config
from app.context import open_context
from app.errors import AppError
from app.services.entries import EntryDraft
from app.storage.entries import EntryFilter, EntryRepository
from tests.services.stopped_clock import StoppedClock
from tests.ui.shell.other_writer import another_writes
from ui.bridge import Bridge
from ui.session import Session


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def session(config: Config, clock: StoppedClock) -> Iterator[Session]:
    opened = Session(open_context(config, clock))
    yield opened
    opened.context.close()


def started(draft: EntryDraft, session: Session) -> object:
    return session.entries.start(draft)


def titles(session: Session) -> list[tuple[str, int | None, int]]:
    """Title, start and seconds of what is stored, oldest first."""
    found = EntryRepository(session.context.db).entries(EntryFilter())
    return [(entry.title, entry.started_at, entry.seconds) for entry in found]


def test_acts_keep_their_order_and_their_instant(
    bridge: Bridge, session: Session, clock: StoppedClock, qtbot: QtBot
) -> None:
    told: list[object] = []
    began = clock.at
    bridge.saving_changed.connect(told.append)
    with another_writes(session.context.db.path):
        for draft in (EntryDraft("first"), EntryDraft("second")):
            assert not bridge.writes.do(partial(started, draft), told.append, told.append)
            clock.at += 60
        assert not bridge.writes.do(lambda on: on.entries.stop(), told.append, told.append)
        clock.at += 600
        qtbot.waitUntil(lambda: told == [True], timeout=60_000)
        assert titles(session) == []
    qtbot.waitUntil(lambda: len(told) == 5, timeout=60_000)
    assert not any(isinstance(one, AppError) for one in told)
    assert [one for one in told if isinstance(one, bool)] == [True, False]
    assert titles(session) == [("first", began, 60), ("second", began + 60, 60)]
    assert bridge.writes.do(lambda on: on.entries.log(EntryDraft("third", seconds=9)), told.append, told.append)


def test_a_refusal_after_the_wait_is_told_and_stops_nothing(bridge: Bridge, session: Session, qtbot: QtBot) -> None:
    refused: list[AppError] = []
    done: list[object] = []
    with another_writes(session.context.db.path):
        bridge.writes.do(lambda on: on.entries.stop(), done.append, refused.append)
        bridge.writes.do(lambda on: on.entries.log(EntryDraft("kept", seconds=60)), done.append, refused.append)
    qtbot.waitUntil(lambda: bool(done and refused), timeout=60_000)
    assert [error.detail for error in refused] == ["No timer is running."]
    assert [title for title, *_ in titles(session)] == ["kept"]


@pytest.mark.parametrize("waits", [True, False])
def test_a_bug_is_told_to_whoever_asked(bridge: Bridge, session: Session, qtbot: QtBot, *, waits: bool) -> None:
    refused: list[object] = []

    def bug(on: Session) -> object:
        on.entries.log(EntryDraft("lost", seconds=60))
        raise ZeroDivisionError

    with qtbot.capture_exceptions() as caught:
        with another_writes(session.context.db.path) if waits else nullcontext():
            assert bridge.writes.do(bug, refused.append, refused.append) is not waits
        qtbot.waitUntil(lambda: bool(refused), timeout=60_000)
    assert [type(error) for error in refused] == [AppError]
    assert [kind for kind, *_ in caught] == [ZeroDivisionError]
    assert titles(session) == []


def test_the_end_of_the_program_waits_for_what_is_not_saved(bridge: Bridge, session: Session) -> None:
    nobody: list[object] = []
    with another_writes(session.context.db.path) as holder:
        bridge.writes.do(lambda on: on.entries.start(EntryDraft("late")), nobody.append, nobody.append)
        assert holder.stdin is not None
        holder.stdin.write("\n")
        holder.stdin.flush()
        assert bridge.stop_tasks()
    assert [title for title, *_ in titles(session)] == ["late"]
