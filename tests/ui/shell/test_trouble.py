"""The window in trouble: a full disk while saving, a server that hangs while somebody types, a log-out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.config import Config
from app.errors import StorageError
from app.services.entries import EntryDraft
from tests.sandbox.process import SandboxProcess
from tests.ui.patient_bot import wait_exposed
from tests.ui.shell.joined import Joined, NotePage, join
from ui.bridge import Bridge
from ui.session import Session
from ui.shell import Shell
from ui.sync_worker import SyncHost
from ui.theme import Theme

FULL_DISK_MARGIN_PAGES = 2
TYPING_MS = 1_500
BEAT_MS = 5


@pytest.fixture
def joined(session: Session, connected: Config, theme: Theme, bridge: Bridge, qtbot: QtBot) -> Iterator[Joined]:
    """A window on a real server; its sync is not started yet."""
    sync = SyncHost(connected, session.context.clock)
    made = join(session, theme, bridge, sync)
    qtbot.addWidget(made.window, before_close_func=lambda window: window.end())
    made.window.show()
    wait_exposed(made.window)
    yield made
    assert sync.stop()


class HeartBeat(QObject):
    """Notes how long the event loop was away between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps_ms: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    @Slot()
    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps_ms.append((now - self._last) * 1000 - BEAT_MS)
        self._last = now

    def median_ms(self) -> float:
        return sorted(self.gaps_ms)[len(self.gaps_ms) // 2]


def type_for_a_while(joined: Joined, qtbot: QtBot) -> HeartBeat:
    """Type into the page, letting the event loop run in between; the beat of that time."""
    page = joined.window.page("notes")
    assert isinstance(page, NotePage)
    beat, until = HeartBeat(), time.monotonic() + TYPING_MS / 1000
    while time.monotonic() < until:
        QTest.keyClicks(page.edit, "a word ")
        qtbot.wait(20)
    return beat


def test_typing_goes_on_while_the_server_hangs(joined: Joined, server: SandboxProcess, qtbot: QtBot) -> None:
    hang = server.fault(kind="hang", times=None)
    joined.sync.start()
    qtbot.waitUntil(lambda: server.struck(hang) >= 1, timeout=20_000)
    beside = type_for_a_while(joined, qtbot)
    assert beside.median_ms() < 50
    assert len(beside.gaps_ms) > TYPING_MS / BEAT_MS / 10, "the event loop was away for most of the time"
    began = time.monotonic()
    assert joined.sync.stop()
    assert time.monotonic() - began < 4


def test_a_full_disk_is_said_and_loses_nothing(joined: Joined, qtbot: QtBot) -> None:
    session, db = joined.session, joined.session.context.db
    session.entries.start(EntryDraft("call"))
    (pages,) = db.read("pragma page_count")
    db.read(f"pragma max_page_count = {pages[0] + FULL_DISK_MARGIN_PAGES}")

    def log_much() -> None:
        for number in range(100):
            session.entries.log(EntryDraft(f"work {number}", notes="n" * 15_000, seconds=60))

    with pytest.raises(StorageError) as full:
        log_much()
    joined.window.report(full.value)
    (text,) = joined.window.notices.texts()
    assert "full" in text
    assert "Nothing was changed" in text
    running = session.status.read().running
    assert running is not None
    assert running.title == "call"
    db.read("pragma max_page_count = 1000000")
    session.entries.log(EntryDraft("after tidying up", notes="n" * 15_000, seconds=60))


@pytest.fixture
def shell(session: Session, qapp: QApplication, english: None) -> Iterator[Callable[[], Shell]]:
    """Makes the real shell; everything that it opened is taken down again."""
    del english
    kept: list[Shell] = []  # a shell that nobody holds takes its parts with it
    with ExitStack() as clean_up:

        def make() -> Shell:
            made = Shell(qapp, session, clean_up)
            kept.append(made)
            made.window.show()
            return made

        yield make
    qapp.setStyleSheet("")


def test_a_log_out_saves_and_leaves_the_timer_running(shell: Callable[[], Shell], qtbot: QtBot) -> None:
    program = shell()
    qtbot.waitUntil(lambda: program.sync is not None)
    started = program.session.entries.start(EntryDraft("call")).started
    saved: list[bool] = []
    program.bridge.save_requested.connect(lambda: saved.append(True))
    instance = QGuiApplication.instance()
    assert isinstance(instance, QGuiApplication)
    instance.commitDataRequest.emit(None)
    assert saved == [True]
    running = program.session.status.read().running
    assert running is not None
    assert running.started_at == started.entry.started_at
    assert program.window.isVisible(), "the person may yet stay"


def test_quitting_twice_is_quitting_once(shell: Callable[[], Shell], qtbot: QtBot) -> None:
    program = shell()
    qtbot.waitUntil(lambda: program.sync is not None)
    saved: list[bool] = []
    program.bridge.save_requested.connect(lambda: saved.append(True))
    program.window.close()
    program.quit()
    assert saved == [True]
    assert not program.window.isVisible()
    assert (program.session.config.folder.root / "window.ini").exists()
