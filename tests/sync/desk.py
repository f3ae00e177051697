"""One person's Stint over a sandbox: a data folder, its services, sync cycles, and what the server holds afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.cancel import CancelToken
from app.context import AppContext, build
from app.domain.entries import EntrySync
from app.services.catalog import Catalog
from app.services.conflicts import ConflictService
from app.services.entries import EntryDraft, EntryEdit, EntryService
from app.services.invoice_request import InvoiceRequest
from app.services.invoices import InvoiceService
from app.services.sync import SyncService
from app.services.undo import UndoService
from app.storage.entries import EntryFilter, EntryRepository, EntryRow
from app.storage.invoices import InvoiceRow
from app.storage.outbox import Operation, Outbox
from app.storage.synclog import SyncEvent, recent_events
from app.sync.result import SyncResult
from tests.sandbox.process import SandboxProcess, wait_until

DAY = "2026-03-04"
CLIENT = "Acme"
WEBSHOP, BACKEND = "Webshop", "Backend"

Record = dict[str, Any]


class MovableClock:
    """The real time, plus as many seconds as a test moves on."""

    def __init__(self) -> None:
        self.ahead_s = 0

    def now(self) -> int:
        return int(datetime.now(UTC).timestamp()) + self.ahead_s


@dataclass(frozen=True, slots=True)
class Desk:
    """One open data folder whose account is a sandbox."""

    server: SandboxProcess
    context: AppContext
    clock: MovableClock

    # -- what the person does --------------------------------------------------------------------------------------

    @property
    def entries(self) -> EntryService:
        return EntryService(self.context.db, self.clock, "UTC")

    @property
    def conflicts(self) -> ConflictService:
        return ConflictService(self.context.db, self.clock)

    @property
    def invoices(self) -> InvoiceService:
        return InvoiceService(self.context.db, self.clock, "UTC", self.context.config.settings)

    def log(
        self, title: str, seconds: int = 3600, project: str | None = WEBSHOP, *, notes: str = "", date: str = DAY
    ) -> str:
        """A finished entry; returns its id."""
        project_id = None if project is None else Catalog(self.context.db).project_named(project)
        draft = EntryDraft(title, notes=notes, project_id=project_id, date=date, seconds=seconds)
        return self.entries.log(draft).entry.id

    def span(self, title: str, started_at: int, ended_at: int, project: str = WEBSHOP) -> str:
        """A finished entry with clock times; returns its id."""
        project_id = Catalog(self.context.db).project_named(project)
        draft = EntryDraft(title, project_id=project_id, started_at=started_at, ended_at=ended_at)
        return self.entries.log(draft).entry.id

    def start(self, title: str, project: str = WEBSHOP) -> str:
        """A running entry; returns its id."""
        project_id = Catalog(self.context.db).project_named(project)
        return self.entries.start(EntryDraft(title, project_id=project_id)).started.entry.id

    def edit(self, entry_id: str, *, project: str | None = None, **changes: Any) -> EntryRow:
        if project is not None:
            changes["project_id"] = Catalog(self.context.db).project_named(project)
        return self.entries.edit(entry_id, EntryEdit(**changes))

    def delete(self, entry_id: str) -> EntryRow:
        return self.entries.delete(entry_id)

    def undo(self) -> None:
        UndoService(self.context.db, self.clock).undo()

    def bill(self, *manual: str, number: str | None = None) -> InvoiceRow:
        """An invoice of typed lines, queued for sending."""
        client = Catalog(self.context.db).client_named(CLIENT)
        request = InvoiceRequest(client, no_hours=True, manual=manual, number=number, date=DAY)
        return self.invoices.create(request, draft=False)

    def bill_hours(self) -> InvoiceRow:
        """An invoice of all unbilled hours, queued for sending."""
        client = Catalog(self.context.db).client_named(CLIENT)
        return self.invoices.create(InvoiceRequest(client, date=DAY), draft=False)

    # -- sync ------------------------------------------------------------------------------------------------------

    def sync(self, *, timeout_s: float = 30, **options: Any) -> SyncResult:
        """One cycle, whatever comes of it."""
        return SyncService(self.context, CancelToken()).run(timeout_s=timeout_s, **options)

    def sync_into_doubt(self, timeout_s: float = 0.8) -> None:
        """Cycles too short to settle anything, until the time of one sufficed to send what is in doubt then."""
        wait_until(lambda: self.sync(timeout_s=timeout_s).checking == 1, what="a request in doubt")

    def synced(self, **options: Any) -> SyncResult:
        """A cycle after which nothing is left to do."""
        result = self.sync(**options)
        left = (result.waiting, result.checking, result.parked, result.conflicts, result.questions)
        assert (result.state, *left) == ("idle", 0, 0, 0, 0, 0), result
        assert result.problems == (), result
        return result

    def quiet(self) -> None:
        """A further cycle sends nothing and changes nothing on the server."""
        before, seen = self.everything(), last_seq(self.server)
        self.synced()
        assert writes(self.server, seen) == []
        assert self.everything() == before

    # -- what is here ----------------------------------------------------------------------------------------------

    def row(self, entry_id: str) -> EntryRow:
        return self.entries.row(entry_id)

    def state(self, entry_id: str) -> EntrySync:
        return self.row(entry_id).sync

    def rows(self) -> list[EntryRow]:
        """Every entry that is not deleted, newest first."""
        return EntryRepository(self.context.db).page(EntryFilter(), 10_000)

    def titled(self, title: str) -> EntryRow:
        found = [row for row in self.rows() if row.entry.title == title]
        assert len(found) == 1, [row.entry.title for row in self.rows()]
        return found[0]

    def operations(self) -> list[Operation]:
        return Outbox(self.context.db).in_state("waiting", "in_flight", "checking", "parked")

    def events(self, record_id: str) -> list[str]:
        """What the sync log says about a record, oldest first."""
        return [step.event for step in reversed(self.steps(record_id))]

    def steps(self, record_id: str | None = None) -> list[SyncEvent]:
        """The sync log, newest first."""
        return recent_events(self.context.db, 10_000, record_id)

    # -- what is there ---------------------------------------------------------------------------------------------

    def hours(self) -> list[Record]:
        return self.server.records("hours")

    def hour(self, title: str) -> Record:
        """The only hours record of that title."""
        found = [record for record in self.hours() if record["title"] == title]
        assert len(found) == 1, [record["title"] for record in self.hours()]
        return found[0]

    def everything(self) -> dict[str, list[Record]]:
        return {kind: self.server.records(kind) for kind in ("clients", "projects", "hours", "invoices")}

    def project_id(self, name: str) -> int:
        """The server's id of a project."""
        return next(int(p["id"]) for p in self.server.records("projects") if p["name"] == name)

    def web_hours(self, title: str, hours: str = "1", project: str = WEBSHOP, **more: Any) -> Record:
        """Somebody logs hours on the web."""
        fields = {"title": title, "hours": hours, "date": DAY, "project_id": self.project_id(project), **more}
        return self.server.add("hours", **fields)

    def web_edit(self, record: Record, **changes: Any) -> None:
        self.server.control("PUT", f"records/hours/{record['id']}", changes)

    def web_delete(self, record: Record, kind: str = "hours") -> None:
        self.server.control("DELETE", f"records/{kind}/{record['id']}")

    def holds(self, *wanted: tuple[str, str, str]) -> None:
        """The server has exactly these hours: (title, decimal hours, project), in any order."""
        names = {int(project["id"]): project["name"] for project in self.server.records("projects")}
        found = [(r["title"], str(Decimal(r["hours"]).normalize()), names[int(r["project_id"])]) for r in self.hours()]
        assert sorted(found) == sorted(wanted)


@dataclass
class Desks:
    """Opens desks below a folder and closes them."""

    root: Path
    _open: list[Desk] = field(default_factory=list)

    def open(self, server: SandboxProcess, name: str = "data", **environment: str) -> Desk:
        """A desk over the API; the same name opens the same data folder again."""
        clock = MovableClock()
        context = build(api_environment(server) | environment, data_dir=str(self.root / name), clock=clock)
        desk = Desk(server, context, clock)
        self._open.append(desk)
        return desk

    def close(self) -> None:
        for desk in self._open:
            desk.context.close()


def api_environment(server: SandboxProcess, settle_s: str = "1") -> dict[str, str]:
    """How Stint is told to use a sandbox as its account, at once and without being polite."""
    return {
        "STINT_TRANSPORT": "api",
        "MEMBRANE_API_URL": server.url,
        "MEMBRANE_TOKEN": server.token,
        "STINT_CONNECTION_ID": server.connection_id,
        "STINT_SETTLE_SECONDS": settle_s,
        "STINT_WRITES_PER_SECOND": "0",
    }


def furnish(server: SandboxProcess) -> None:
    """A client with two hourly projects."""
    client = server.add("clients", name=CLIENT)["id"]
    for name in (WEBSHOP, BACKEND):
        server.add("projects", name=name, client_id=client, rate=90, currency_code="EUR", project_type=0)


@contextmanager
def fresh(server: SandboxProcess, dialect: dict[str, Any]) -> Iterator[SandboxProcess]:
    """A shared sandbox as it was when it was backed up: records, dialect, no faults, an empty log."""
    server.control("DELETE", "faults")
    server.control("POST", "restore")
    server.speak(**dialect)
    server.control("DELETE", "log")
    yield server
    server.control("DELETE", "faults")


def last_seq(server: SandboxProcess) -> int:
    return max((int(entry["seq"]) for entry in server.log()), default=0)


def writes(server: SandboxProcess, after: int = 0) -> list[Record]:
    """Requests that asked Clientary to change something."""
    called = [entry for entry in server.log(after) if entry["clientary"] is not None]
    return [entry for entry in called if entry["clientary"]["method"] != "GET"]


def untouched(before: Iterable[Record], after: Iterable[Record], *but: int) -> None:
    """Records other than `but` are exactly what they were."""
    assert [r for r in after if int(r["id"]) not in but] == [r for r in before if int(r["id"]) not in but]
