"""Commits of this window, of its threads and of other processes arrive as one signal per burst."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.config import Config
from app.services.entries import EntryDraft
from app.storage.changes import Changes
from ui.bridge import MERGE_MS, Bridge
from ui.session import Session, open_session


def test_a_commit_is_heard_of(bridge: Bridge, session: Session, qtbot: QtBot) -> None:
    heard: list[Changes] = []
    bridge.changed.connect(heard.append)
    with qtbot.waitSignals([bridge.changed, bridge.committed_here]):
        entry = session.entries.start(EntryDraft("call")).started
    assert entry.entry.id in heard[0].entries


def test_a_burst_is_one_signal(bridge: Bridge, session: Session, qtbot: QtBot) -> None:
    session.entries.start(EntryDraft("first"))
    with qtbot.waitSignal(bridge.changed):
        pass
    seen: list[Changes] = []
    bridge.changed.connect(seen.append)
    ids = {session.entries.start(EntryDraft(f"work {number}")).started.entry.id for number in range(20)}
    qtbot.waitUntil(lambda: bool(seen))
    assert len(seen) == 1
    assert ids <= seen[0].entries


def test_a_stream_is_handed_out_ever_more_rarely_and_an_own_act_at_once(bridge: Bridge, qtbot: QtBot) -> None:
    seen: list[Changes] = []
    bridge.changed.connect(seen.append)
    stream = QTimer()
    stream.timeout.connect(lambda: bridge.note(Changes(entries=frozenset("a"))))
    stream.start(5)
    with qtbot.waitSignals([bridge.changed] * 4):  # after 0, 200, 600 and 1,400 ms
        pass
    handed_out = len(seen)
    assert bridge._merge.interval() > 500
    stream.stop()
    bridge.note(Changes(entries=frozenset("a")))
    bridge.note_own(Changes(entries=frozenset("b")))
    assert bridge._merge.interval() <= MERGE_MS
    qtbot.waitUntil(lambda: len(seen) > handed_out)
    assert seen[-1].entries == {"a", "b"}


def test_another_process_is_noticed(bridge: Bridge, session: Session, config: Config, qtbot: QtBot) -> None:
    bridge.look_for_foreign_commits()
    other = open_session(config)
    other.entries.start(EntryDraft("logged elsewhere"))
    other.context.close()
    with qtbot.waitSignal(bridge.changed) as heard:
        bridge.look_for_foreign_commits()
    assert heard.args is not None
    assert heard.args[0].everything
    assert heard.args[0].concern("invoices")
    with qtbot.assertNotEmitted(bridge.changed, wait=50):
        bridge.look_for_foreign_commits()


def test_it_ticks_while_it_runs(bridge: Bridge, qtbot: QtBot) -> None:
    bridge.start()
    with qtbot.waitSignal(bridge.tick, timeout=3_000):
        pass
    bridge.stop()
    with qtbot.assertNotEmitted(bridge.tick, wait=1_200):
        pass


def test_changes_join() -> None:
    both = Changes(entries=frozenset("a")) | Changes(sync=True)
    assert both.concern("entries")
    assert both.concern("sync")
    assert not both.concern("clients", "projects")
    assert Changes(everything=True).concern("clients")
    assert not Changes()


def test_while_nobody_looks_clocks_stand_and_other_processes_are_looked_for_less_often(
    bridge: Bridge, session: Session
) -> None:
    bridge.set_watched(False)
    ticks, clocks, asked = [0], [0], list[str]()
    bridge.tick.connect(lambda: ticks.append(1))
    bridge.clock_tick.connect(lambda: clocks.append(1))
    connection = session.context.db._connection
    connection.set_trace_callback(asked.append)
    for _ in range(10):
        bridge._on_tick()
    assert (sum(ticks), sum(clocks), len(asked)) == (10, 0, 5)
    bridge.set_watched(True)
    assert len(asked) == 6
    bridge._on_tick()
    assert (sum(ticks), sum(clocks), len(asked)) == (11, 1, 7)
    connection.set_trace_callback(None)


def test_ticks_come_every_second_only_where_somebody_sees_seconds(bridge: Bridge, qtbot: QtBot) -> None:
    def pace_ms() -> int:
        return bridge._clock.interval()

    assert pace_ms() == 1_000
    bridge.set_watched(False)
    assert pace_ms() == 2_000
    bridge.set_followed(True)  # the quick log over other programs
    assert pace_ms() == 1_000
    bridge.set_followed(False)
    bridge.set_watched(True)
    assert pace_ms() == 1_000
