"""A person acts before the answer to what was sent came; what was refused then is no longer what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cancel import CancelToken
from app.context import AppContext
from app.services.sync import SyncService
from app.storage.database import Database
from app.sync.result import SyncResult
from tests.sync.desk import Desk

REFUSED = {"kind": "status", "status": 422, "layer": "clientary"}


class WatchedDatabase(Database):
    """Calls `act` once, as soon as the data file says that something is in flight: its request has not left yet."""

    def __init__(self, path: Path, act: Callable[[], object]) -> None:
        super().__init__(path)
        self._acts, self._depth = [act], 0

    @contextmanager
    def write(self) -> Iterator[None]:
        self._depth += 1
        try:
            with super().write():
                yield
        finally:
            self._depth -= 1
        if self._depth == 0 and self._acts and self.one("select 1 from outbox where state = 'in_flight'"):
            self._acts.pop()()


def sync_while(desk: Desk, act: Callable[[], object]) -> SyncResult:
    """A cycle during which a person does that, between the commit of the first send and its answer."""
    context = desk.context
    database = WatchedDatabase(context.config.folder.database, act)
    try:
        watched = AppContext(context.config, context.clock, context.zone, database)
        return SyncService(watched, CancelToken()).run(timeout_s=30)
    finally:
        database.close()


def nothing_left(result: SyncResult) -> bool:
    return (result.state, result.waiting, result.checking, result.parked) == ("idle", 0, 0, 0)


def test_an_edit_follows_a_create_that_was_refused(desk: Desk) -> None:
    entry = desk.log("Refused")
    desk.server.fault(method="POST", path="/projects/*/hours", **REFUSED)
    assert nothing_left(sync_while(desk, lambda: desk.edit(entry, title="Mended")))
    desk.holds(("Mended", "1", "Webshop"))


def test_an_edit_follows_a_change_that_was_refused(desk: Desk) -> None:
    entry = desk.log("Sent")
    desk.synced()
    desk.edit(entry, title="Refused")
    desk.server.fault(method="PUT", path="/hours/*", **REFUSED)
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


def test_an_invoice_that_was_refused_and_cancelled(desk: Desk) -> None:
    row = desk.bill("Work;1;10")
    desk.server.fault(method="POST", path="/invoices", **REFUSED)
    assert nothing_left(sync_while(desk, lambda: desk.invoices.void(row.invoice.id)))
    assert desk.server.records("invoices") == []
    assert desk.operations() == []
