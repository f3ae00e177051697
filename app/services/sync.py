"""Running a sync cycle: the lock, the transport, the engine, and what a person is told afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.cancel import CancelToken, Deadline
from app.config import Config
from app.context import AppContext
from app.errors import TransportError
from app.locks import FileLock
from app.services.hours_marking import marks_hours
from app.storage.backup import Backups
from app.storage.invoices import InvoiceRepository
from app.storage.outbox import Outbox
from app.storage.overview import open_conflicts, open_questions
from app.storage.syncstate import SyncState, keep_off_s, remember_outcome
from app.sync.result import SyncResult

if TYPE_CHECKING:
    from app.membrane.tokens import TokenSource
    from app.membrane.transport import Transport
    from app.sync.engine import Engine, SyncOptions
    from app.sync.progress import Progress

DEFAULT_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class SyncService:
    """Syncs a data folder. Blocks for as long as `timeout_s`; never for a GUI thread."""

    context: AppContext
    cancel: CancelToken

    def run(
        self,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        full: bool = False,
        retry_parked: bool = False,
        awaited: str | None = None,
        undo_refused: Callable[[str], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> SyncResult:
        """One cycle. A busy lock is waited for within the time and raises `LockBusy` after it.

        `awaited`: an invoice that a person waits for; refused, it is undone by `undo_refused`. `progress` is told on
        this thread how far the cycle is.
        """
        from app.sync.engine import SyncOptions

        config = self.context.config
        options = SyncOptions(
            connection_id=config.connection_id,
            settle_s=config.settle_seconds,
            writes_per_second=config.writes_per_second,
            full=full,
            retry_parked=retry_parked,
            awaited=frozenset() if awaited is None else frozenset((awaited,)),
            undo_refused=undo_refused,
            mark_hours=marks_hours(config),
            progress=progress,
        )
        return self._with_engine(options, timeout_s, lambda engine, *given: engine.run(*given))

    def refresh(self, project_ids: Sequence[str], expense_ids: Sequence[str] = (), *, timeout_s: float) -> SyncResult:
        """Look at the hours of these projects, at these expenses and nothing else; sends nothing. Raises `LockBusy` as
        `run` does.
        """
        from app.sync.engine import SyncOptions

        options = SyncOptions(connection_id=self.context.config.connection_id)
        return self._with_engine(
            options, timeout_s, lambda engine, *given: engine.refresh(project_ids, expense_ids, *given)
        )

    def _with_engine(
        self,
        options: SyncOptions,
        timeout_s: float,
        act: Callable[[Engine, SyncOptions, Deadline, CancelToken], SyncResult],
    ) -> SyncResult:
        """Under the sync lock, with the transport open."""
        from app.sync.engine import Engine

        context, config, deadline = self.context, self.context.config, Deadline(timeout_s)
        with FileLock(config.folder.sync_lock, timeout_s=timeout_s):
            try:
                with opened_transport(config) as (transport, connection_id):
                    options = options if connection_id is None else replace(options, connection_id=connection_id)
                    backups = Backups(config.folder.backups)
                    engine = Engine(context.db, transport, context.clock, context.zone, backups)
                    return act(engine, options, deadline, self.cancel)
            except TransportError as error:
                return self._unreachable(error)

    def keep_off_s(self) -> int:
        """How long a cycle that nobody asked for has to wait, because the other side wants to be left alone."""
        return keep_off_s(SyncState(self.context.db), self.context.clock.now())

    def _unreachable(self, error: TransportError) -> SyncResult:
        """There is nothing to talk to: local work is kept, and the state says so."""
        now, counts = self.context.clock.now(), Outbox(self.context.db).counts()
        state = "not_connected" if self.context.config.transport in ("none", "auto") else "offline"
        remember_outcome(SyncState(self.context.db), state, error.detail, now)
        return SyncResult(
            state=state,
            reason=error.detail or None,
            waiting=counts.waiting,
            checking=counts.checking,
            parked=counts.parked,
            conflicts=open_conflicts(self.context.db),
            questions=open_questions(self.context.db),
            mismatches=InvoiceRepository(self.context.db).unseen_mismatches(),
            problems=(error.detail or error.code,),
        )


@contextmanager
def opened_transport(config: Config) -> Iterator[tuple[Transport, str | None]]:
    """The configured transport, closed afterwards, and the connection id if it dictates one (the sandbox's own)."""
    from app.membrane.select import TransportChoice, open_transport

    if config.uses_sandbox:
        from app.sandbox.launch import SandboxLease

        with SandboxLease(config.folder.sandbox) as address:
            choice = TransportChoice("sandbox", None, address.url, address.token, config.folder.membrane_home)
            transport = open_transport(choice)
            try:
                # A connection id from the environment belongs to the real account, not to the one asked for here.
                chosen = None if config.sandbox else config.connection_id
                yield transport, chosen or address.connection_id
            finally:
                transport.close()
        return
    token: str | TokenSource | None = config.token
    if token is None and config.transport == "api":
        from app.services.connectors import token_source

        token = token_source(config)
    choice = TransportChoice(
        config.transport, config.membrane_command, config.api_url, token, config.folder.membrane_home
    )
    transport = open_transport(choice)
    try:
        yield transport, None
    finally:
        transport.close()
