"""What needs a decision, against a real server: conflicts, refusals, and an offline spell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from app.domain.entries import EntrySync
from tests.sandbox.process import SandboxProcess
from tests.ui.records.desk import click
from tests.ui.timer.desk import TimerDesk
from ui.models.sync_words import mark_of


def sync(desk: TimerDesk) -> None:
    """F5, and wait until that cycle is over."""
    desk.activate(desk.window)
    done: list[object] = []
    desk.bridge.sync_answered.connect(lambda *answer: done.append(answer))
    desk.press(Qt.Key.Key_F5, widget=desk.window)
    desk.until(lambda: done, "the sync")
    desk.settle()


def hours(server: SandboxProcess) -> list[tuple[str, Decimal]]:
    return [(record["title"], Decimal(record["hours"]).normalize()) for record in server.records("hours")]


@pytest.fixture
def conflict(synced_desk: TimerDesk, server: SandboxProcess) -> TimerDesk:
    """An entry whose title and hours were changed here and there."""
    synced_desk.log("Before")
    sync(synced_desk)
    [record] = server.records("hours")
    server.control("PUT", f"records/hours/{record['id']}", {"title": "Theirs <b>bold</b>", "hours": "3"})
    synced_desk.click_entry("Before", "edit")
    fields = synced_desk.dialog().fields
    click(fields.title)
    fields.title.selectAll()
    synced_desk.type("Mine", fields.title)
    click(fields.duration)
    fields.duration.selectAll()
    synced_desk.type("2:00", fields.duration)
    click(synced_desk.dialog().save_button)
    sync(synced_desk)
    assert synced_desk.row("Mine").sync is EntrySync.CONFLICT
    return synced_desk


def test_keep_mine(conflict: TimerDesk, server: SandboxProcess) -> None:
    page = conflict.page
    assert page.attention.isVisible()
    assert "1 entry was changed here and in Clientary" in page.attention.banner.text
    conflict.clicked("Show", page)
    panel = page.panels.card
    assert panel is not None
    assert panel.isVisible()
    texts = [label.text() for label in panel.findChildren(type(panel.title)) if label.isVisible()]
    assert {"Mine", "Theirs <b>bold</b>", "2:00 (2 h)", "3:00 (3 h)"} <= set(texts)
    assert texts.count("≠ differs") == 2
    click(panel.ours)
    conflict.until(lambda: conflict.row("Mine").sync is EntrySync.SYNCED, "ours to be sent")
    conflict.settle()
    assert hours(server) == [("Mine", Decimal(2))]
    assert not page.panels.isVisible()
    assert not page.attention.isVisible()


def test_keep_theirs_by_the_mark(conflict: TimerDesk, server: SandboxProcess) -> None:
    page = conflict.page
    conflict.click_entry("Mine", "mark")
    panel = page.panels.card
    assert panel is not None
    assert panel.isVisible()
    click(panel.theirs)
    conflict.settle()
    entry = conflict.row("Theirs <b>bold</b>").entry
    assert entry.seconds == 10_800
    conflict.until(lambda: not page.panels.isVisible(), "the panel to close")
    assert conflict.shown()[1] == "Theirs <b>bold</b>"
    assert hours(server) == [("Theirs <b>bold</b>", Decimal(3))]


def test_deleted_there(synced_desk: TimerDesk, server: SandboxProcess) -> None:
    synced_desk.log("Wanted")
    sync(synced_desk)
    [record] = server.records("hours")
    server.control("DELETE", f"records/hours/{record['id']}")
    synced_desk.click_entry("Wanted", "edit")
    click(synced_desk.dialog().fields.notes)
    synced_desk.type("and changed", synced_desk.dialog().fields.notes)
    click(synced_desk.dialog().save_button)
    sync(synced_desk)
    synced_desk.until(lambda: synced_desk.row("Wanted").sync is EntrySync.CONFLICT, "the conflict")
    synced_desk.click_entry("Wanted", "mark")
    panel = synced_desk.page.panels.card
    assert panel is not None
    assert "deleted in Clientary" in panel.text.text()
    click(panel.theirs)
    synced_desk.settle()
    assert synced_desk.rows() == []
    assert not panel.isVisible()


@pytest.mark.parametrize("how", ["again", "edit"])
def test_a_refused_entry(synced_desk: TimerDesk, server: SandboxProcess, how: str) -> None:
    words = '{"errors": {"title": ["is not & allowed"]}}'
    server.fault(kind="status", status=422, layer="clientary", method="POST", path="/projects/*/hours", body=words)
    synced_desk.log("Refused")
    sync(synced_desk)
    assert synced_desk.row("Refused").sync is EntrySync.PARKED
    assert mark_of(synced_desk.row("Refused")).text == "refused"
    assert synced_desk.page.attention.banner.text == "1 entry was refused and is only here."
    synced_desk.click_entry("Refused")
    panel = synced_desk.page.panels.card
    assert panel is not None
    assert panel.isVisible()
    assert "is not & allowed" in panel.quote.text()
    if how == "again":
        click(panel.retry)
    else:
        click(panel.edit)
        fields = synced_desk.dialog().fields
        click(fields.title)
        synced_desk.press(Qt.Key.Key_End, widget=fields.title)
        synced_desk.type(" no more", fields.title)
        click(synced_desk.dialog().save_button)
        sync(synced_desk)
    synced_desk.until(lambda: synced_desk.rows()[0].sync is EntrySync.SYNCED, "it to be sent")
    assert hours(server) == [("Refused" if how == "again" else "Refused no more", Decimal(1))]
    synced_desk.until(lambda: not synced_desk.page.panels.isVisible(), "the panel to close")


def test_an_offline_spell(synced_desk: TimerDesk, server: SandboxProcess) -> None:
    port_free = server.stop()
    assert port_free == 0
    synced_desk.start("webshop: underground")
    click(synced_desk.bar.button)
    sync(synced_desk)
    row = synced_desk.rows()[0]
    assert (row.sync, mark_of(row).text) == (EntrySync.WAITING, "waiting to be sent")
    synced_desk.until(lambda: synced_desk.session.status.standing().state == "offline", "the state")
    server.restart()
    sync(synced_desk)
    synced_desk.until(lambda: synced_desk.rows()[0].sync is EntrySync.SYNCED, "it to be sent")
    assert [title for title, _ in hours(server)] == ["underground"]
