"""A running timer, the real wiring of absences on a data folder, and a hand for a source of presence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.clients import Client, Project, ProjectKind
from app.domain.clock_gap import Clocks
from app.domain.ids import ClientId, ProjectId
from app.domain.presence_events import IdleSince, InputSeen
from app.services.entries import EntryDraft
from app.storage.clients import ClientRepository
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.projects import ProjectRepository
from tests.sandbox.process import wait_until
from ui.bridge import Bridge
from ui.dialogs.absence_prompt import AbsencePrompt
from ui.notifications import DesktopNote
from ui.presence.absence_wiring import AbsenceWiring
from ui.presence.clocks import ClockWatch
from ui.presence.source import Now, Source
from ui.requests import Notice
from ui.session import Session
from ui.theme import Theme


def turned() -> bool:
    """Let the event loop turn."""
    QTest.qWait(1)
    return True


def activate(window: QWidget) -> None:
    """Make that the window which keys go to."""
    window.activateWindow()
    wait_until(lambda: turned() and window.isActiveWindow(), 30, "the focus")


class Hand(Source):
    """Tells what the test lets it tell."""

    label = "a hand"
    works = True

    def __init__(self, now: Now, parent: QObject | None = None) -> None:
        super().__init__(now, parent)
        self.running_with: int | None = None

    def start(self, idle_s: int) -> None:
        self.running_with = idle_s
        self.settled.emit(self.works)

    def stop(self) -> None:
        self.running_with = None


class Missing(Hand):
    label = "a missing one"
    works = False


class Desk:
    """A timer that has been running for two hours, and the wiring with a hand for a source."""

    def __init__(self, session: Session, bridge: Bridge) -> None:
        self.session, self.bridge = session, bridge
        self.notices: list[Notice] = []
        self.notes: list[DesktopNote] = []
        self.over: list[str] = []
        bridge.requests.notice_requested.connect(self.notices.append)
        bridge.requests.desktop_note_requested.connect(self.notes.append)
        bridge.requests.desktop_note_over.connect(self.over.append)
        self.readings = [Clocks(1_000.0, 100.0, 90.0)]
        self.zone = session.context.zone
        self.clocks = ClockWatch(bridge, clocks=lambda: self.readings[-1], zone=lambda: self.zone)
        self.wiring = AbsenceWiring(
            session, bridge, bridge, clocks=self.clocks, sources=lambda: ([Missing, Hand, Hand], [Hand]), grace_ms=0
        )
        self.began = session.now - 3_600
        self.returned = self.began + 3_480
        """The absence of these tests began an hour ago and ended two minutes ago."""

    def start_timer(self) -> str:
        draft = EntryDraft("layout", project_id=ProjectId("shop"), started_at=self.began - 3_600)
        entry_id: str = self.session.entries.start(draft).started.entry.id
        wait_until(lambda: turned() and self.hand.running_with, 30, "the sources")
        return entry_id

    @property
    def hand(self) -> Hand:
        """The source of idling in use."""
        sources = [] if self.wiring.watch is None else self.wiring.watch._idle
        return next((one for one in sources if isinstance(one, Hand)), Hand(lambda: 0))

    @property
    def prompt(self) -> AbsencePrompt:
        found = self.wiring.asker.prompt
        assert found is not None
        assert found.isVisible()
        return found

    def leave_and_return(self) -> None:
        self.hand.tell(IdleSince(self.began + 600, self.began))
        self.hand.tell(InputSeen(self.returned))

    def press(self, key: Qt.Key, widget: QWidget | None = None) -> None:
        """On that widget, or where the focus of the question is."""
        QTest.keyClick(self.prompt.focusWidget() if widget is None else widget, key)

    def exact(self) -> list[tuple[str, int, int | None]]:
        """Titles with start and end in seconds after the timer was started; an end just now as 7,200."""
        first = self.began - 3_600
        found = []
        for row in EntryRepository(self.session.context.db).page(EntryFilter(), 50):
            entry = row.entry
            assert entry.started_at is not None
            assert entry.running or entry.ended_at == entry.started_at + entry.seconds
            ended = None if entry.ended_at is None else entry.ended_at - first
            just_now = ended is not None and ended >= 7_200
            found.append((entry.title, entry.started_at - first, 7_200 if just_now else ended))
        return sorted(found)

    def spans(self) -> list[tuple[str, int, int | None]]:
        """Titles with start and end in minutes after the timer was started."""
        first = self.began - 3_600
        rows = EntryRepository(self.session.context.db).page(EntryFilter(), 50)
        return sorted(
            (
                row.entry.title,
                round(((row.entry.started_at or 0) - first) / 60),
                None if row.entry.ended_at is None else round((row.entry.ended_at - first) / 60),
            )
            for row in rows
        )


@pytest.fixture
def desk(session: Session, bridge: Bridge, theme: Theme) -> Iterator[Desk]:
    with session.context.db.write():
        ClientRepository(session.context.db).save(Client(ClientId("acme"), "Acme & <b>Sons</b>", currency="EUR"))
        shop = Project(ProjectId("shop"), "Webshop", ClientId("acme"), rate=Decimal(90), kind=ProjectKind.HOURLY)
        ProjectRepository(session.context.db).save(shop)
    made = Desk(session, bridge)
    made.wiring.start()
    yield made
    made.wiring.stop()
    QApplication.sendPostedEvents()
