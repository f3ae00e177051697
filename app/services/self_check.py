"""Whether this installation is whole: every module, the data file, time zones, the keyring, the sandbox.

For `stint --self-check`, above all of a frozen program, where a module or a file may have been left behind.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.cancel import CancelToken, Deadline
from app.clock import SystemClock
from app.config import Config, read_config
from app.context import AppContext, open_context
from app.domain.ids import InvoiceId
from app.domain.invoices import Invoice, InvoiceLine
from app.secrets import backend_name
from app.services.catalog import Catalog
from app.services.entries import EntryDraft, EntryService
from app.services.sync import SyncService, opened_transport
from app.services.undo import UndoService
from app.storage.migrations import LATEST, version

PROGRAM = ("app", "ui", "resources")
SANDBOX_S = 60.0
ZONES = ("Europe/Berlin", "America/St_Johns", "Pacific/Auckland")


class Broken(Exception):
    """A check did not pass; the text says what was found."""


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found: `detail` is a line for a person, in English."""

    name: str
    ok: bool
    detail: str


def run_check(name: str, find: Callable[[], str]) -> Check:
    """Run one check. It may fail in any way at all: that is what it is to find out."""
    try:
        return Check(name, True, find())
    except Exception as exc:  # noqa: BLE001 - a broken installation breaks anywhere
        return Check(name, False, f"{type(exc).__name__}: {exc}")


def core_checks() -> Iterator[Check]:
    """Everything that needs no window, one after the other; works in a temporary folder only."""
    yield run_check("modules", _modules)
    yield run_check("time zones", _time_zones)
    yield run_check("keyring", _keyring)
    with tempfile.TemporaryDirectory(prefix="stint-self-check-", ignore_cleanup_errors=True) as name:
        config = read_config({}, data_dir=name, sandbox=True)
        yield run_check("data file", lambda: _data_file(config))
        yield run_check("pdf", _pdf)
        yield run_check("sandbox", lambda: _sandbox(config))


def _modules() -> str:
    """Import each module of the program, also those that are otherwise loaded on first use."""
    names = [name for package in PROGRAM for name in _names(package)]
    for name in names:
        importlib.import_module(name)
    if len(names) < len(PROGRAM) + 1:
        raise Broken("the program's modules cannot be listed")
    return f"{len(names)} of Stint, {len(sys.modules)} in all"


def _names(package: str) -> Iterator[str]:
    yield package
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        yield found.name


def _time_zones() -> str:
    from zoneinfo import ZoneInfo

    from app.domain.spans import local_zone_name

    for zone in (*ZONES, local_zone_name()):
        ZoneInfo(zone)
    return f"{local_zone_name()} here"


def _keyring() -> str:
    return backend_name() or "none on this computer: a token would live for one session"


def _data_file(config: Config) -> str:
    """Make a new data file, log, find, delete and undo."""
    context = open_context(config, SystemClock())
    try:
        service = EntryService(context.db, context.clock, context.zone)
        row = service.log(EntryDraft("self-check", date="2026-01-02", seconds=60))
        service.delete(row.entry.id)
        UndoService(context.db, context.clock).undo()
        if service.row(row.entry.id).entry.seconds != 60:
            raise Broken("an entry came back changed")
        if version(context.db) != LATEST:
            raise Broken(f"format {version(context.db)} instead of {LATEST}")
    finally:
        context.close()
    return f"format {LATEST}"


def _pdf() -> str:
    """Start the typesetter and make a page in a language that is not the program's own."""
    from app.documents.invoice import TEMPLATE, Letterhead, invoice_document, timestamp_of
    from app.documents.renderer import Renderer

    lines = (InvoiceLine("Self-check", Decimal(1), Decimal(12), 1200),)
    invoice = Invoice(InvoiceId("self-check"), None, "2026-01-02", "2026-02-01", "EUR", lines, total_minor=1200)
    with Renderer() as renderer:
        data = invoice_document(invoice, ("Self-check",), Letterhead(), "de_AT")
        pdf = renderer.render(TEMPLATE, data, timestamp_of(invoice), Deadline(SANDBOX_S), CancelToken())
    return f"PDF/A of {len(pdf.data)} bytes"


def _sandbox(config: Config) -> str:
    """Start the sandbox as a process of its own, fetch what is there, push an entry, ask its `membrane` command."""
    context = open_context(config, SystemClock())
    try:
        with opened_transport(config):
            fetched = SyncService(context, CancelToken()).run(timeout_s=SANDBOX_S)
            _log_on_a_project(context)
            result = SyncService(context, CancelToken()).run(timeout_s=SANDBOX_S)
            command = str(config.folder.sandbox / "bin" / ("membrane.cmd" if sys.platform == "win32" else "membrane"))
            by_command = config._replace(transport="cli", membrane_command=command)
            with opened_transport(by_command) as (transport, _connection):
                connections = transport.connections(Deadline(SANDBOX_S), CancelToken())
    finally:
        context.close()
    if result.state != "idle" or result.created != 1 or not connections:
        raise Broken(f"{result.state}, {result.created} pushed, {len(connections)} connections: {result.reason}")
    return f"{sum(fetched.pulled.values())} records fetched, 1 pushed, {len(connections)} connections by its command"


def _log_on_a_project(context: AppContext) -> None:
    project = Catalog(context.db).projects()[0].project
    draft = EntryDraft("self-check of the sandbox", project_id=project.id, date="2026-01-02", seconds=60)
    EntryService(context.db, context.clock, context.zone).log(draft)
