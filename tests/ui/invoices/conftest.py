"""A window on a sandbox with one client, two projects, and a few hours that were logged here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.entries import EntryDraft
from app.settings import SettingsFile
from tests.sandbox.process import SandboxProcess
from tests.ui.invoices.room import Room, connected_config, open_room
from tests.ui.look.conftest import english, theme
from tests.ui.patient_bot import wait_exposed
from ui.sync_worker import SyncRequest
from ui.theme import Theme

__all__ = ["english", "theme"]


@pytest.fixture
def server(empty_sandbox: SandboxProcess) -> SandboxProcess:
    """The client Acme with two hourly projects."""
    client = empty_sandbox.add("clients", name="Acme")["id"]
    for name, rate in (("Webshop", 90), ("Hosting", 60)):
        empty_sandbox.add("projects", name=name, client_id=client, rate=rate, project_type=0, currency_code="EUR")
    return empty_sandbox


@pytest.fixture
def room(server: SandboxProcess, theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    """Synced once, with 1:20 h and 0:40 h of work on the projects, which Clientary has too."""
    config = connected_config(tmp_path / "data", server)
    config.folder.create()
    SettingsFile(config.folder.settings).set("billing.mark_hours", "off")  # else the first invoice asks
    with open_room(connected_config(tmp_path / "data", server), theme) as opened:
        wait_exposed(opened.window)
        sync(opened, qtbot)
        for title, project, seconds in (("Checkout", "Webshop", 4800), ("Backups", "Hosting", 2400)):
            project_id = opened.session.catalog.project_named(project)
            draft = EntryDraft(title, project_id=project_id, date=opened.session.today, seconds=seconds)
            opened.entries.append(opened.session.entries.log(draft).entry.id)
        sync(opened, qtbot)
        yield opened


def sync(room: Room, qtbot: QtBot) -> None:
    """A cycle from beginning to end; the first one starts the thread."""
    if not room.sync.thread_object.isRunning():
        room.sync.thread_object.start()
    with qtbot.waitSignal(room.bridge.sync_answered, timeout=30_000):
        room.sync.request(SyncRequest(id="test"))
