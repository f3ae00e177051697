"""The question about an absence and the inbox, light and dark: `python -m tests.ui.presence.pictures [folder]`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TZ", "Europe/Paris")

from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.config import read_config
from app.domain.absence import Absence, Cause, ClockJump
from app.domain.clients import Client, Project, ProjectKind
from app.domain.ids import ClientId, ProjectId
from app.services.entries import EntryDraft
from app.services.marks import Marking, MarkService
from app.storage.clients import ClientRepository
from app.storage.projects import ProjectRepository
from tests.ui.shell.other_writer import another_writes
from ui.bridge import Bridge
from ui.dialogs import absence_words as words
from ui.dialogs.absence_prompt import AbsencePrompt
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.presence.absence_deciding import AbsenceDeciding
from ui.session import Session, open_session
from ui.theme import Theme
from ui.top_bar import add_timer_bar
from ui.writes import TELL_AFTER_MS

HOUR = 3_600


def furnish(session: Session) -> dict[str, str]:
    """A running entry with four absences; returns their ids by what they are."""
    db, now = session.context.db, session.now
    with db.write():
        for client, project in (("Acme Corp", "Webshop"), ("Blue Bottle", "Rebrand"), ("Northwind", "Retainer")):
            ClientRepository(db).save(Client(ClientId(client), client, currency="EUR"))
            ProjectRepository(db).save(
                Project(ProjectId(project), project, ClientId(client), rate=Decimal(90), kind=ProjectKind.HOURLY)
            )
    for title, project, hours in (
        ("Logo variations, second round", "Rebrand", 30),
        ("Stand-up and planning", "Retainer", 28),
        ("Call with Ines about the estimate", "Rebrand", 26),
        ("Fix rounding in tax summary", "Webshop", 25),
    ):
        start = now - hours * HOUR
        draft = EntryDraft(title, project_id=ProjectId(project), started_at=start, ended_at=start + HOUR)
        session.entries.log(draft)
    absences = session.absences
    late = EntryDraft("Release of the shop", project_id=ProjectId("Webshop"), started_at=now - 50 * HOUR)
    billed = session.entries.start(late).started.entry.id
    session.entries.stop(now - 20 * HOUR)
    night = absences.note(Absence(9, billed, now - 44 * HOUR, frozenset({Cause.LOCKED}), now - 22 * HOUR))
    MarkService(db, session.context.clock).mark(Marking.BILLED, [billed])
    draft = EntryDraft("Checkout page: address validation", project_id=ProjectId("Webshop"), started_at=now - 5 * HOUR)
    entry_id = session.entries.start(draft).started.entry.id
    both = frozenset({Cause.IDLE, Cause.LOCKED})
    return {
        "set-aside": night,
        "slept": absences.note(Absence(1, entry_id, now - 4 * HOUR, both | {Cause.SLEPT}, now - 3 * HOUR)),
        "jump": absences.note_jump(ClockJump(entry_id, now - 2 * HOUR, -HOUR)),
        "away": absences.note(Absence(2, entry_id, now - 2_900, both, now - 800)),
        "lasting": absences.note(Absence(3, entry_id, now - 720, frozenset({Cause.IDLE}))),
    }


def shoot(widget: QWidget, file: Path) -> None:
    for _ in range(5):
        QCoreApplication.processEvents()
        QTest.qWait(20)
    widget.grab().save(str(file))


def take(folder: Path, theme: Theme, scheme: str) -> None:
    """Save a picture of each state."""
    with tempfile.TemporaryDirectory() as data:
        session = open_session(read_config({"STINT_TRANSPORT": "none"}, data_dir=data))
        bridge = Bridge(session.context)
        ids = furnish(session)
        window = MainWindow(session, theme, bridge, PAGES)
        add_timer_bar(window, session, theme, bridge)
        window.resize(QSize(1180, 760))
        window.show()
        window.show_standing()
        shoot(window, folder / f"inbox-{scheme}.png")
        window.end()
        prompt = AbsencePrompt(session, bridge, AbsenceDeciding(bridge, bridge))
        for name, absence_id in ids.items():
            prompt.ask(session.absences.get(absence_id), others=3, active=True)
            shoot(prompt, folder / f"prompt-{name}-{scheme}.png")
            prompt.hide()
        prompt.ask(session.absences.get(ids["away"]), active=True)
        prompt._choose(words.GIVE)
        shoot(prompt, folder / f"give-{scheme}.png")
        QTest.keyClicks(prompt.give.line, "webshop: deploy")
        shoot(prompt, folder / f"give-typed-{scheme}.png")
        QTest.keyClick(prompt.give.line, Qt.Key.Key_Escape)
        prompt._choose(words.SPLIT)
        shoot(prompt, folder / f"split-{scheme}.png")
        QTest.keyClick(prompt.split.slider, Qt.Key.Key_Escape)
        with another_writes(session.context.db.path):
            prompt._choose(words.DISCARD)
            QTest.qWait(2 * TELL_AFTER_MS)
            shoot(prompt, folder / f"waits-{scheme}.png")
            prompt.reject()
        for widget in (prompt, window):
            widget.close()
            widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        bridge.stop()
        bridge.stop_tasks()
        session.context.close()


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/presence")
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(["stint", "-style", "Fusion"])
    theme = Theme()
    theme.install(app)
    for scheme, dark in (("light", False), ("dark", True)):
        theme.override(dark)
        take(folder, theme, scheme)
    return 0


if __name__ == "__main__":
    sys.exit(main())
