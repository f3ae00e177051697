"""A person acts before the answer to what was sent came; what was refused then is no longer what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.cancel import CancelToken
from app.context import AppContext
from app.errors import StorageError
from app.services.invoice_edits import InvoiceEdits, Kept
from app.services.sync import SyncService
from app.storage.database import Database
from app.storage.outbox import IN_FLIGHT
from app.sync.result import SyncResult
from tests.sync.desk import Desk, last_seq

REFUSED = {"kind": "status", "status": 422, "layer": "clientary"}


class WatchedDatabase(Database):
    """Calls `act` once, after the first commit at which `when` holds."""

    def __init__(self, path: Path, when: Callable[[], bool], act: Callable[[], object]) -> None:
        super().__init__(path)
        self._when, self._acts, self._depth = when, [act], 0

    @contextmanager
    def write(self) -> Iterator[None]:
        self._depth += 1
        try:
            with super().write():
                yield
        finally:
            self._depth -= 1
        if self._depth == 0 and self._acts and self._when():
            self._acts.pop()()


def sync_while(desk: Desk, act: Callable[[], object], *, when: Callable[[], bool] | None = None) -> SyncResult:
    """A cycle during which a person does that: between the commit of the first send and its answer, or `when`."""
    context = desk.context

    def in_flight() -> bool:
        return any(operation.state == IN_FLIGHT for operation in desk.operations())

    database = WatchedDatabase(context.config.folder.database, when or in_flight, act)
    try:
        watched = AppContext(context.config, context.clock, context.zone, database)
        return SyncService(watched, CancelToken()).run(timeout_s=30)
    finally:
        database.close()


def was_read(desk: Desk, path: str) -> Callable[[], bool]:
    """Whether a path that begins so has been read from now on."""
    seen = last_seq(desk.server)
    return lambda: any((one["clientary"] or {}).get("path", "").startswith(path) for one in desk.server.log(seen))


def nothing_left(result: SyncResult) -> bool:
    return (result.state, result.waiting, result.checking, result.parked) == ("idle", 0, 0, 0)


@pytest.mark.parametrize(("sent", "method", "path"), [(False, "POST", "/projects/*/hours"), (True, "PUT", "/hours/*")])
def test_an_edit_follows_what_was_refused(desk: Desk, method: str, path: str, *, sent: bool) -> None:
    entry = desk.log("Refused at first")
    if sent:
        desk.synced()
        desk.edit(entry, title="Refused")
    desk.server.fault(method=method, path=path, **REFUSED)
    assert nothing_left(sync_while(desk, lambda: desk.edit(entry, title="Mended")))
    desk.holds(("Mended", "1", "Webshop"))


def test_a_deletion_that_was_refused_and_taken_back(desk: Desk) -> None:
    entry = desk.log("Sent")
    desk.synced()
    desk.delete(entry)
    desk.server.fault(method="DELETE", path="/hours/*", **REFUSED)
    assert nothing_left(sync_while(desk, desk.undo))
    desk.holds(("Sent", "1", "Webshop"))
    desk.quiet()


def test_a_deletion_while_the_record_is_read_that_was_to_be_changed(desk: Desk) -> None:
    entry = desk.log("Sent")
    desk.synced()
    desk.edit(entry, title="Changed")
    desk.synced()  # ways of reading are compared by now
    desk.edit(entry, title="Changed again")
    assert sync_while(desk, lambda: desk.delete(entry), when=was_read(desk, "/hours/")).conflicts == 0
    desk.synced()
    assert desk.hours() == []


def test_a_conflict_that_is_decided_while_another_field_leaves(desk: Desk) -> None:
    entry = desk.log("Sent")
    desk.synced()
    desk.web_edit(desk.hour("Sent"), description="theirs")
    desk.edit(entry, notes="ours")
    assert desk.sync(full=True).conflicts == 1
    desk.edit(entry, title="Renamed")
    assert sync_while(desk, lambda: desk.conflicts.resolve(entry, ours=True)).conflicts == 0
    desk.synced()
    assert desk.hour("Renamed")["description"] == "ours"


def test_an_edited_invoice_that_is_cancelled_while_hours_leave(desk: Desk) -> None:
    row = desk.bill("Work;1;10")
    desk.synced()
    edits = InvoiceEdits(desk.invoices)
    edits.amend(row.invoice.id, replace(edits.request_of(row.invoice.id), manual=("Work;1;20",)), Kept.UNTYPED)
    desk.log("Sent before it")
    sync_while(desk, lambda: desk.invoices.void(row.invoice.id))
    desk.synced()
    assert desk.server.records("invoices") == []


def test_an_invoice_that_was_refused_and_cancelled(desk: Desk) -> None:
    row = desk.bill("Work;1;10")
    desk.server.fault(method="POST", path="/invoices", **REFUSED)
    assert nothing_left(sync_while(desk, lambda: desk.invoices.void(row.invoice.id)))
    assert desk.server.records("invoices") == []
    assert desk.operations() == []


@pytest.mark.parametrize(
    ("sent", "words"), [(False, "Nothing was sent"), (True, "was sent to Clientary by then stays")]
)
def test_a_disk_that_takes_no_more_says_what_became_of_what_was_sent(desk: Desk, words: str, *, sent: bool) -> None:
    desk.log("first")
    desk.log("second", 7200)

    def when() -> bool:
        return not sent or any(one.state == IN_FLIGHT for one in desk.operations())

    path = desk.context.config.folder.database
    database = WatchedDatabase(path, when, lambda: database.read("pragma query_only = on"))
    try:
        watched = AppContext(desk.context.config, desk.context.clock, desk.context.zone, database)
        with pytest.raises(StorageError, match=words) as failed:
            SyncService(watched, CancelToken()).run(timeout_s=30)
    finally:
        database.close()
    assert "Nothing was changed" not in failed.value.detail
    assert len(desk.hours()) == int(sent)
    desk.synced()
    desk.holds(("first", "1", "Webshop"), ("second", "2", "Webshop"))
