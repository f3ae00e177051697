"""Going back in the window: to a backup by Settings, to a deleted entry by the sync page, and at start from damage."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.config import read_config
from app.errors import DatabaseDamaged
from app.services.entries import EntryDraft
from app.storage.entries import EntryFilter, EntryRepository, EntryRow
from tests.ui.records.desk import Desk, button_of, click, click_row, texts
from ui.dialogs.restore_dialog import RestoreDialog
from ui.session import open_session
from ui.start_failure import offer_backup
from ui.views.settings_page import SettingsPage
from ui.views.sync_page import SyncPage

LONG_MS = 20_000


def opened(desk: Desk) -> RestoreDialog:
    """By the button in the settings."""
    page = desk.page("settings", SettingsPage)
    page.area.ensureWidgetVisible(page.data.restore_button)
    click(page.data.restore_button)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RestoreDialog)
    return dialog


def rows(desk: Desk) -> list[EntryRow]:
    return EntryRepository(desk.session.context.db).page(EntryFilter(), 100)


def titles(desk: Desk) -> set[str]:
    return {row.entry.title for row in rows(desk)}


def delete(desk: Desk, title: str) -> None:
    desk.session.entries.delete(next(row for row in rows(desk) if row.entry.title == title).entry.id)


def paused(desk: Desk) -> bool:
    return desk.session.config.settings.sync_paused


def test_the_preview_says_what_would_change_and_going_back_does_it(desk: Desk, qtbot: QtBot) -> None:
    made = desk.session.backups.make()
    desk.session.entries.log(EntryDraft("Since the backup", seconds=3600))
    delete(desk, "Checkout")
    before = titles(desk)
    dialog = opened(desk)
    dialog.list.choose(made)
    qtbot.waitUntil(lambda: "1 entry comes back" in dialog.preview.text(), timeout=LONG_MS)
    assert dialog.restore_button.isEnabled()
    assert "1 entry goes" in dialog.preview.text()
    assert "Since the backup" in dialog.preview.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert titles(desk) == before, "Enter alone goes back to nothing"
    click(dialog.restore_button)
    qtbot.waitUntil(lambda: titles(desk) == {"Checkout", "Backup check", "Ticket grooming"}, timeout=LONG_MS)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=LONG_MS)
    assert "before-restore" in [backup.reason for backup in desk.session.backups.all()]


def test_a_damaged_backup_is_refused_and_another_can_be_chosen(desk: Desk, qtbot: QtBot) -> None:
    good = desk.session.backups.make()
    bad = good.with_name("stint-29990101-000000-daily.sqlite3.gz")
    bad.write_bytes(good.read_bytes()[:200])
    dialog = opened(desk)
    qtbot.waitUntil(lambda: "damaged" in dialog.preview.text(), timeout=LONG_MS)
    assert not dialog.restore_button.isEnabled()
    before = titles(desk)
    click_row(dialog.list, dialog.list.lines.row_of(good))
    qtbot.waitUntil(lambda: "Nothing differs" in dialog.preview.text(), timeout=LONG_MS)
    assert dialog.restore_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert titles(desk) == before


def test_a_deleted_entry_is_brought_back_by_keys(desk: Desk, qtbot: QtBot) -> None:
    delete(desk, "Checkout")
    page = desk.page("sync", SyncPage)
    page.open("deleted")
    assert texts(page.deleted.list) == ["Checkout"]
    page.deleted.list.setFocus()
    QTest.keyClick(page.deleted.list, Qt.Key.Key_Return)
    assert "Checkout" in titles(desk)
    qtbot.waitUntil(lambda: texts(page.deleted.list) == [])


def test_sync_is_paused_and_goes_on_by_the_page_and_the_menu(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page("sync", SyncPage)
    action = desk.window.actions_.get("pause_sync")
    with qtbot.waitSignal(desk.bridge.settings_changed, timeout=LONG_MS):
        click(button_of(page, "Pause"))
    assert paused(desk)
    assert action.isChecked()
    with qtbot.waitSignal(desk.bridge.settings_changed, timeout=LONG_MS):
        action.trigger()
    assert not paused(desk)
    qtbot.waitUntil(lambda: page.pause_button.text() == "Pause")


@pytest.mark.parametrize("answer", ["Go back to this backup", "Quit"])
@pytest.mark.logs_warnings("a bad backup is passed over")
def test_damaged_data_offers_the_newest_good_backup_at_start(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setenv("STINT_TRANSPORT", "none")
    config = read_config(os.environ, data_dir=str(tmp_path / "data"))
    session = open_session(config)
    session.entries.log(EntryDraft("Kept", seconds=60))
    session.backups.make()
    session.context.close()
    config.folder.database.write_bytes(b"no database" * 1000)
    (config.folder.backups / "stint-29990101-000000-daily.sqlite3.gz").write_bytes(gzip.compress(b"bad"))
    with pytest.raises(DatabaseDamaged) as refused:
        open_session(config)

    def press() -> None:
        [box] = [one for one in qapp.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]
        assert "1 entry" in box.informativeText()
        click(button_of(box, answer))

    QTimer.singleShot(200, press)
    agreed = answer != "Quit"
    assert offer_backup(qapp, refused.value, config) is agreed
    assert config.folder.database.read_bytes().startswith(b"SQLite") is agreed
    assert len(list(config.folder.root.glob("stint-damaged-*.sqlite3"))) == int(agreed)
    if agreed:
        again = open_session(config)
        assert again.deleted.entries() == []
        again.context.close()
