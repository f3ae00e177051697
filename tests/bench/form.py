"""The invoice form with 500 lines: what one change costs the thread that the person types on, and what it costs in all.

`python -m tests.bench.form FOLDER` is the process that measures, without a screen; `run` starts it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.measure import heading, line
from tests.bench.start import environment
from tests.sandbox.process import ROOT

if TYPE_CHECKING:
    from app.services.invoice_request import Preview
    from ui.session import Session
    from ui.views.invoice_form import InvoiceForm

LINES, CHANGES = 500, 30
BUDGET_MS = 16.0
FIRST_RATE = 80
DEADLINE_S = 60.0


def run(folder: Path) -> None:
    """Print the figures; `folder` is for the data."""
    words = [sys.executable, "-m", "tests.bench.form", str(folder / "form")]
    surroundings = environment(QT_QPA_PLATFORM="offscreen", STINT_TRANSPORT="none")
    told = subprocess.run(words, env=surroundings, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    heading(f"Invoice form with {LINES} lines: CPU of the window's thread for one change (medians of {CHANGES})")
    for what, (middle, worst) in json.loads(told).items():
        budget = "off that thread" if what.startswith("worked out") else f"under {BUDGET_MS:g} ms"
        met = what.startswith("worked out") or middle < BUDGET_MS
        line(what, f"{middle:.1f} ms, most {worst:.1f} ms", budget, met)


def measure(folder: Path) -> dict[str, tuple[float, float]]:
    """Median and largest milliseconds of each step, as CPU time: the machine may be busy with something else."""
    from PySide6.QtWidgets import QApplication

    from app.config import read_config
    from ui.bridge import Bridge
    from ui.session import open_session
    from ui.theme import Theme
    from ui.views.invoice_form import InvoiceForm

    app = QApplication(["stint", "-style", "Fusion"])
    theme = Theme()
    theme.install(app)
    session = open_session(read_config(os.environ, data_dir=str(folder)))
    _fill(session)
    bridge = Bridge(session.context)
    form = InvoiceForm(session, bridge)
    try:
        return _steps(session, form)
    finally:
        bridge.stop()
        bridge.stop_tasks()
        session.context.close()


def _steps(session: Session, form: InvoiceForm) -> dict[str, tuple[float, float]]:
    from PySide6.QtCore import QCoreApplication

    previews = _open(session, form)
    rate = form.parts.fields.rate

    def ask(number: int) -> None:
        rate.setText(str(FIRST_RATE + number))
        rate.textEdited.emit(rate.text())

    def show(number: int) -> None:
        form.preview.answered.emit(previews[number % len(previews)])
        QCoreApplication.sendPostedEvents()  # the layout, and what Qt wants painted after it

    return {
        "a keystroke read": _cpu_ms(ask),
        "worked out": _cpu_ms(lambda number: previews.append(_worked_out(session, form, number))),
        "shown and painted": _cpu_ms(show),
    }


def _open(session: Session, form: InvoiceForm) -> list[Preview]:
    """The form with a line for each entry; two previews of it that differ in every line."""
    from app.domain.ids import ClientId
    from app.services.invoice_terms import Group
    from ui.views.invoice_form import Opening

    form.resize(1000, 800)
    form.show()
    form.open(Opening(ClientId("acme")))
    form.parts.fields.group.setCurrentIndex(list(Group).index(Group.ENTRY))
    _spin(lambda: not form.preview.busy and form.parts.model.rowCount() == LINES)
    return [_worked_out(session, form, number) for number in range(2)]


def _worked_out(session: Session, form: InvoiceForm, number: int) -> Preview:
    from dataclasses import replace

    return session.invoices.preview(replace(form.values.read(), rate=Decimal(FIRST_RATE + number)))


def _cpu_ms(act: Callable[[int], object]) -> tuple[float, float]:
    taken = []
    for number in range(CHANGES):
        before = time.thread_time()
        act(number)
        taken.append((time.thread_time() - before) * 1000)
    return median(taken), max(taken)


def _spin(condition: Callable[[], bool]) -> None:
    from PySide6.QtCore import QCoreApplication, QEventLoop

    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        if time.monotonic() > deadline:
            raise SystemExit("the form was not filled in time")


def _fill(session: Session) -> None:
    from app.domain.clients import Client, Project, ProjectKind
    from app.domain.entries import Entry
    from app.domain.ids import ClientId, EntryId, ProjectId
    from app.storage.clients import ClientRepository
    from app.storage.entries import EntryRepository
    from app.storage.projects import ProjectRepository

    db, client, project = session.context.db, ClientId("acme"), ProjectId("shop")
    with db.write():
        ClientRepository(db).save(Client(client, "Acme", currency="EUR"))
        ProjectRepository(db).save(Project(project, "Shop", client, rate=Decimal(90), kind=ProjectKind.HOURLY))
        for number in range(LINES):
            day = f"2026-{1 + number % 9:02d}-{1 + number % 28:02d}"
            title, seconds = f"Work number {number} on one part of the shop", 900 + 61 * (number % 90)
            EntryRepository(db).save(Entry(EntryId(f"e{number:04d}"), title, day, "UTC", seconds, project_id=project))


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
