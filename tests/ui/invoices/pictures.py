"""The invoice form in a few states, light and dark: `python -m tests.ui.invoices.pictures [folder]`, then look.

`QT_SCALE_FACTOR=2` makes them for a screen of twice the density; their names end in it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop, QLocale, QSize
from PySide6.QtWidgets import QApplication

from app.config import read_config
from app.domain.clients import Client, Project, ProjectKind
from app.domain.entries import Entry
from app.domain.expenses import Expense, ExpenseId
from app.domain.ids import ClientId, EntryId, ProjectId
from app.domain.spans import shift_day
from app.storage.clients import ClientRepository
from app.storage.entries import EntryRepository
from app.storage.expenses import ExpenseRepository
from app.storage.projects import ProjectRepository
from tests.ui.invoices.room import Room, open_room
from ui.session import Session
from ui.theme import Theme
from ui.views.invoice_form import Opening

SIZES = (QSize(1000, 700), QSize(1280, 800))
PROJECTS = (
    ("shop", "Webshop", 95, ProjectKind.HOURLY),
    ("host", "Hosting & maintenance", 80, ProjectKind.HOURLY),
    ("site", "Relaunch of the website", 4800, ProjectKind.FIXED),
)
WORK = (
    ("Payment provider integration", "shop", 9300), ("Checkout page: address validation", "shop", 4860),
    ("Server migration", "host", 5400), ("Design of the start page", "site", 14400), ("Checkout page", "shop", 3600),
)  # fmt: skip


def main(folder: Path) -> None:
    """Write the pictures."""
    QLocale.setDefault(QLocale("en_IE"))
    app = QApplication.instance() or QApplication(["stint", "-style", "Fusion"])
    assert isinstance(app, QApplication)
    theme = Theme()
    theme.install(app)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        config = read_config({**os.environ, "STINT_TRANSPORT": "none"}, data_dir=data)
        with open_room(config, theme) as room:
            fill(room.session)
            for size in SIZES:
                for dark in (False, True):
                    theme.override(dark)
                    _picture(room, size, folder / f"{size.width()}-{'dark' if dark else 'light'}{_scale()}")


def _picture(room: Room, size: QSize, name: Path) -> None:
    form = room.form
    room.window.resize(size)
    room.page.open_form(Opening(ClientId("acme")))
    spin(lambda: not form.preview.busy and form.parts.model.rowCount() > 0)
    if form.parts.side.isVisible():
        spin(lambda: form.parts.side.pane.shown_page is not None and not form.parts.side.preview.busy)
    room.window.grab().save(f"{name}.png")


def fill(session: Session) -> None:
    """A client with hourly and fixed-price work, and expenses."""
    db, today = session.context.db, session.today
    with db.write():
        ClientRepository(db).save(Client(ClientId("acme"), "Acme Corp", currency="EUR"))
        for key, name, rate, kind in PROJECTS:
            project = Project(ProjectId(key), name, ClientId("acme"), rate=Decimal(rate), kind=kind)
            ProjectRepository(db).save(project)
        for place, (title, key, seconds) in enumerate(WORK):
            day = shift_day(today, -place)
            entry = Entry(EntryId(f"e{place}"), title, day, "UTC", seconds, project_id=ProjectId(key))
            EntryRepository(db).save(entry)
        for key, text, amount in (("d", "Domain renewal", "24.00"), ("t", "Train to Lyon", "118.40")):
            expense = Expense(ExpenseId(key), Decimal(amount), text, today, ClientId("acme"))
            ExpenseRepository(db).save(expense)


def spin(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Let the window work until that holds."""
    until = time.monotonic() + seconds
    while not condition():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        if time.monotonic() > until:
            raise SystemExit("the form did not come that far")


def _scale() -> str:
    factor = os.environ.get("QT_SCALE_FACTOR", "")
    return f"-{factor}x" if factor else ""


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/pictures"))
