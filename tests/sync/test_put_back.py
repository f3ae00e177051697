"""A folder that was copied, a database put back by hand, a backup restored: what was sent meanwhile stays single."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.paths import DataFolder
from app.services.backups import BackupService
from app.services.restore import Restored, RestoreService
from app.storage.invoices import InvoiceRepository
from app.storage.ledger import ELSEWHERE, BillingLedger
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import BACKEND, WEBSHOP, Desk, Desks, last_seq, writes

pytestmark = pytest.mark.logs_warnings("a file that was put back is worth a warning")


def backup_of(desk: Desk, target: Path) -> Path:
    return BackupService(desk.context.db, desk.clock, desk.context.config.folder.backups).write(target).path


def restored(desk: Desk, backup: Path) -> Restored:
    return RestoreService(desk.context.config.folder, desk.clock).restore(backup)


def copied(desks: Desks, desk: Desk, name: str = "copy") -> Desk:
    """The data folder as a person copies it, opened."""
    source = desk.context.config.folder.root
    desk.context.db.run("pragma wal_checkpoint(truncate)")
    shutil.copytree(source, source.with_name(name), ignore=shutil.ignore_patterns("*.lock", "*-shm", "*-wal"))
    return desks.open(desk.server, name)


def reads_before_the_first_write(desk: Desk, seen: int) -> list[str]:
    """Paths of the listings of hours before anything was written."""
    paths = []
    for entry in desk.server.log(seen):
        called = entry["clientary"]
        if called is not None and called["method"] != "GET":
            break
        if called is not None and called["path"].endswith("/hours"):
            paths.append(called["path"])
    return paths


def test_what_the_copy_sent_is_not_sent_again_by_the_original(desks: Desks, desk: Desk) -> None:
    linked, gone = desk.log("Linked"), desk.log("Deleted later")
    desk.synced()
    desk.log("Created later")
    desk.edit(linked, title="Edited later")
    desk.delete(gone)
    copy = copied(desks, desk)
    copy.sync()
    copy.holds(("Created later", "1", WEBSHOP), ("Edited later", "1", WEBSHOP))
    second = copied(desks, desk, "second copy")
    seen = last_seq(desk.server)
    result = second.sync()
    assert (result.adopted, result.created, result.waiting, result.checking) == (1, 0, 0, 0)
    assert any("copied" in problem for problem in result.problems)
    assert len(reads_before_the_first_write(second, seen)) >= 2, "every project is listed before anything is written"
    assert [w for w in writes(desk.server, seen) if w["clientary"]["method"] != "PUT"] == []
    second.holds(("Created later", "1", WEBSHOP), ("Edited later", "1", WEBSHOP))
    assert len(second.rows()) == 2
    second.quiet()


def test_a_copy_says_that_the_timer_may_run_twice(desks: Desks, desk: Desk) -> None:
    desk.start("Runs in both")
    desk.sync()
    assert any("A timer is running here" in problem for problem in copied(desks, desk).sync().problems)


def test_unfinished_operations_of_a_copy_are_checked_first(desks: Desks, desk: Desk) -> None:
    entry = desk.log("Not sent yet")
    copy = copied(desks, desk)
    desk.server.fault(kind="status", status=503, path="/projects*", times=None, layer="clientary")
    copy.sync()
    assert copy.state(entry) == "checking"
    assert writes(desk.server) == []


def test_a_database_put_back_by_hand_is_noticed(desks: Desks, desk: Desk, tmp_path: Path) -> None:
    """An older file over the newer one, in place: its number in the file system stays."""
    desk.log("Sent since")
    desk.context.db.run("pragma wal_checkpoint(truncate)")
    file = desk.context.config.folder.database
    older = tmp_path / "older.sqlite3"
    shutil.copyfile(file, older)
    desk.synced()
    desk.context.close()
    file.write_bytes(older.read_bytes())
    again = desks.open(desk.server)
    result = again.sync()
    assert (result.adopted, result.created) == (1, 0)
    again.holds(("Sent since", "1", WEBSHOP))
    again.quiet()


def test_a_restored_backup_adopts_what_was_sent_since(desk: Desk, tmp_path: Path) -> None:
    sent, changed = desk.log("Sent since"), desk.log("As it was", project=BACKEND)
    backup = backup_of(desk, tmp_path / "before.sqlite3.gz")
    desk.synced()
    desk.edit(changed, notes="said since")
    desk.log("Only since", 1800)
    desk.synced()
    before = desk.hours()
    done = restored(desk, backup)
    assert done.preview.gone.count == 1
    assert [one.title for one in done.preview.changed.samples] == ["As it was"]
    assert done.kept is not None
    assert {desk.state(sent), desk.state(changed)} == {"checking"}
    result = desk.sync()
    assert (result.state, result.created, result.checking) == ("idle", 0, 0)
    desk.synced()
    assert desk.hours() == before
    assert {row.entry.title for row in desk.rows()} == {"Sent since", "As it was", "Only since"}
    assert desk.row(changed).entry.notes == "said since", "Clientary has it newer"
    desk.quiet()


def test_what_was_refused_stays_so_unless_it_was_sent_since(desk: Desk, tmp_path: Path) -> None:
    rule = {"kind": "status", "status": 422, "layer": "clientary", "method": "POST", "body": '{"title": ["no"]}'}
    refused = desk.log("Refused")
    desk.server.fault(**rule)
    assert desk.sync().parked == 1
    backup = backup_of(desk, tmp_path / "before.sqlite3.gz")
    words = desk.operations()[0].refusal
    restored(desk, backup)
    restored(desk, backup_of(desk, tmp_path / "again.sqlite3.gz"))
    assert (desk.sync().parked, desk.hours()) == (1, [])
    assert (desk.state(refused), desk.operations()[0].refusal) == ("parked", words)
    desk.synced(retry_parked=True)
    restored(desk, backup)
    assert (desk.sync().parked, desk.state(refused)) == (0, "synced")
    desk.holds(("Refused", "1", WEBSHOP))


def test_nothing_is_written_while_something_is_unread_after_a_restore(desk: Desk, tmp_path: Path) -> None:
    """What one listing would have shown can stand for an entry of another project: it may have been moved since."""
    backup = backup_of(desk, tmp_path / "before.sqlite3.gz")
    restored(desk, backup)
    desk.log("Since the restore", project=BACKEND)
    unread = desk.server.fault(
        kind="status",
        status=500,
        layer="clientary",
        method="GET",
        path=f"/projects/{desk.project_id(WEBSHOP)}/hours",
        times=None,
    )
    seen = last_seq(desk.server)
    result = desk.sync()
    assert desk.server.struck(unread) > 0
    assert writes(desk.server, seen) == []
    assert result.created + result.updated + result.deleted == 0
    assert result.waiting == 1
    desk.server.control("DELETE", "faults")
    assert desk.sync().created == 1
    desk.holds(("Since the restore", "1", BACKEND))


def test_a_backup_restored_elsewhere_adopts_by_what_the_records_hold(desks: Desks, desk: Desk, tmp_path: Path) -> None:
    """A new computer has nothing but the backup."""
    desk.log("Sent since")
    backup = backup_of(desk, tmp_path / "before.gz")
    desk.synced()
    desk.log("Only since", 1800)
    desk.synced()
    elsewhere = desks.open(desk.server, "elsewhere")
    restored(elsewhere, backup)
    result = elsewhere.sync()
    assert (result.created, result.adopted, len(elsewhere.rows())) == (0, 1, 2)
    elsewhere.holds(("Sent since", "1", WEBSHOP), ("Only since", "0.5", WEBSHOP))
    elsewhere.quiet()


def test_hours_billed_since_the_backup_are_not_offered_again(desk: Desk, tmp_path: Path) -> None:
    known = desk.log("Known to the backup")
    desk.synced()
    backup = backup_of(desk, tmp_path / "before.sqlite3")
    desk.log("Logged and billed since")
    desk.synced()
    desk.bill_hours()
    desk.synced()
    assert restored(desk, backup).preview.invoices_gone.count == 1
    desk.sync()
    ledger = BillingLedger(desk.context.db)
    assert ledger.state_of(known) == ELSEWHERE
    assert ledger.state_of(desk.titled("Logged and billed since").entry.id) == ELSEWHERE
    assert len(desk.server.records("invoices")) == 1
    desk.quiet()


def test_an_invoice_that_was_sent_since_is_found_by_its_number(desk: Desk, tmp_path: Path) -> None:
    desk.log("Billed")
    desk.synced()
    invoice = desk.bill_hours().invoice
    backup = backup_of(desk, tmp_path / "before.gz")
    desk.synced()
    restored(desk, backup)
    assert desk.sync().adopted == 1
    assert [str(r["number"]) for r in desk.server.records("invoices")] == [invoice.number]
    row = InvoiceRepository(desk.context.db).get(invoice.id)
    assert row is not None
    assert row.remote_id is not None
    desk.quiet()


def test_an_entry_that_nothing_was_to_be_sent_of_is_linked(desk: Desk, tmp_path: Path) -> None:
    """Kept here on purpose then, sent since: it is the same entry."""
    entry = desk.log("Imported")
    with desk.context.db.write():
        desk.context.db.run("delete from outbox")
    backup = backup_of(desk, tmp_path / "before.gz")
    desk.edit(entry, notes="")
    desk.web_hours("Imported")
    restored(desk, backup)
    desk.sync()
    assert len(desk.rows()) == 1
    assert desk.state(entry) == "synced"
    desk.quiet()


def test_the_present_state_is_kept_and_can_be_gone_back_to(desk: Desk, tmp_path: Path) -> None:
    desk.log("First")
    backup = backup_of(desk, tmp_path / "before.gz")
    desk.log("Second")
    kept = restored(desk, backup).kept
    assert [row.entry.title for row in desk.rows()] == ["First"]
    assert kept is not None
    restored(desk, kept)
    assert {row.entry.title for row in desk.rows()} == {"First", "Second"}


def test_where_the_folder_stays_nothing_is_doubted(desks: Desks, desk: Desk, server: SandboxProcess) -> None:
    desk.log("Entry")
    desk.synced()
    desk.context.close()
    again = desks.open(server)
    entry = again.log("Next")
    again.synced()
    assert again.events(entry) == ["queued", "sent", "confirmed"]
    assert DataFolder(again.context.config.folder.root).send_count.stat().st_mode & 0o077 == 0
