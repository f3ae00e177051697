"""Sync on a thread of its own: the worker runs cycles there, the host starts and stops it from the GUI thread."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from app.cancel import CancelToken
from app.clock import Clock
from app.config import Config
from app.context import AppContext, open_context
from app.errors import AppError, Cancelled, LockBusy, TransportError
from app.locks import is_locked
from app.storage.changes import Changes

if TYPE_CHECKING:
    from app.sync.result import SyncResult

log = logging.getLogger(__name__)

INTERVAL_MS = 60_000
UNCONNECTED_INTERVAL_MS = 600_000
"""Nobody is signed in: only a person can change that, and looking costs a process each time."""
BUSY_RETRY_MS = 5_000
DEBOUNCE_MS = 3_000
LONGEST_WAIT_MS = 15_000
AUTOMATIC_TIMEOUT_S = 120.0
JITTER = 0.2


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """A sync that somebody asked for. `id` comes back with the answer; empty: by itself, after changes or by time.

    `awaited`: an invoice whose creation a person waits for; refused, it is taken back instead of parked.
    """

    id: str = ""
    full: bool = False
    retry_parked: bool = False
    timeout_s: float = AUTOMATIC_TIMEOUT_S
    awaited: str | None = None


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Where the worker stands: `running`, and the latest result of this session (None before the first). `failure` is
    why the latest cycle ended without one, for people; a busy lock or a person's stop is no failure.
    """

    running: bool
    result: SyncResult | None = None
    failure: str = ""


class SyncWorker(QObject):
    """Runs sync cycles on the thread it was moved to, with a database connection made there. Signals only."""

    taken = Signal()
    """A request left the queue; changes made from now on need another one."""
    status_changed = Signal(object)
    """SyncStatus"""
    failed = Signal(object)
    """AppError that is no sync state (storage, a busy lock that a person waited for)."""
    committed = Signal(object)
    """Changes, after each commit of this thread."""
    answered = Signal(object, object)
    """SyncRequest with an id, and its SyncResult, AppError or None (a bug; the crash hook has it)."""

    def __init__(self, config: Config, clock: Clock, cancel: CancelToken) -> None:
        super().__init__()
        self._config, self._clock, self._cancel = config, clock, cancel
        self._context: AppContext | None = None
        self._kept = ExitStack()
        self._result: SyncResult | None = None
        self._failure = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._run_by_time)

    @Slot(object)
    def run_cycle(self, request: SyncRequest) -> None:
        """One cycle; the next one by time is armed after it, so cycles never pile up."""
        self.taken.emit()
        if self._cancel.is_set or (not request.id and self._config.transport == "none"):
            return
        self._timer.stop()
        if not request.id and is_locked(self._config.folder.sync_lock):
            self._timer.start(BUSY_RETRY_MS)  # another process syncs; waiting for it would hold this thread
            return
        self.status_changed.emit(SyncStatus(running=True, result=self._result, failure=self._failure))
        answer: SyncResult | AppError | None = None
        try:
            answer = self._result = self._cycle(request)
            self._failure = ""
        except Cancelled as error:
            answer = error
        except AppError as error:
            log.warning("sync failed: %s %s", error.code, error.detail)
            answer = error
            if not isinstance(error, LockBusy):
                self._failure = error.detail or error.code
            if request.id or not isinstance(error, LockBusy):
                self.failed.emit(error)
        finally:  # also after a bug, which the crash hook gets
            self.status_changed.emit(SyncStatus(running=False, result=self._result, failure=self._failure))
            if request.id:
                self.answered.emit(request, answer)
            self._arm()

    @Slot(object)
    def use_config(self, config: Config) -> None:
        """Settings changed: the next cycle opens everything anew."""
        self._config = config
        self._release()

    @Slot()
    def close(self) -> None:
        """The last task of this thread: it ends its own event loop."""
        self._timer.stop()
        try:
            self._release()
        finally:
            self.thread().quit()

    def _cycle(self, request: SyncRequest) -> SyncResult:
        from app.services.sync import SyncService, opened_transport  # after the first paint, and not on its thread

        if self._context is None:
            self._context = open_context(self._config, self._clock)
            self._context.db.on_commit(self.committed.emit)
            if self._config.uses_sandbox:  # else every cycle would start the sandbox anew
                with suppress(TransportError):  # the cycle itself will meet and report it
                    self._kept.enter_context(opened_transport(self._config))
        return SyncService(self._context, self._cancel).run(
            timeout_s=request.timeout_s,
            full=request.full,
            retry_parked=request.retry_parked,
            awaited=request.awaited,
            undo_refused=_undo_on(self._context) if request.awaited is not None else None,
        )

    def _arm(self) -> None:
        if self._cancel.is_set:
            return
        state = "error" if self._result is None else self._result.state
        unconnected = state in ("not_connected", "sign_in_needed")
        interval = UNCONNECTED_INTERVAL_MS if unconnected else INTERVAL_MS
        self._timer.start(int(interval * random.uniform(1 - JITTER, 1 + JITTER)))  # noqa: S311 - jitter, no secret

    def _release(self) -> None:
        context, self._context = self._context, None
        try:
            self._kept.close()
        finally:
            if context is not None:
                context.close()

    @Slot()
    def _run_by_time(self) -> None:
        self.run_cycle(SyncRequest())


def _undo_on(context: AppContext) -> Callable[[str], None]:
    """What takes back a refused invoice, on the connection of the thread that syncs."""
    from app.services.invoices import invoice_service

    service = invoice_service(context)
    return lambda invoice_id: service.undo_refused(invoice_id, context.clock.now())


class SyncHost(QObject):
    """Owns the thread; lives on the GUI thread; the only code that starts or stops it.

    Its signals are the worker's, handed on here: whatever is connected to them runs on the GUI thread.
    """

    status_changed = Signal(object)
    failed = Signal(object)
    committed = Signal(object)
    answered = Signal(object, object)

    _cycle_requested = Signal(object)
    _config_changed = Signal(object)
    _close_requested = Signal()

    def __init__(self, config: Config, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancel, self._thread = CancelToken(), QThread(self)
        self._thread.setObjectName("sync")
        self._worker = SyncWorker(config, clock, self._cancel)
        self._worker.moveToThread(self._thread)
        self._connect_worker()
        self._after_commits = QTimer(self)
        self._after_commits.setSingleShot(True)
        self._after_commits.timeout.connect(self._request_by_itself)
        self._waiting_since = QTimer(self)  # runs out when commits keep coming
        self._waiting_since.setSingleShot(True)
        self._waiting_since.timeout.connect(self._request_by_itself)
        self._queued = False

    def start(self) -> None:
        """Start the thread and its first cycle."""
        self._thread.start()
        self._request_by_itself()

    @Slot(object)
    def request(self, request: SyncRequest) -> None:
        """A sync that somebody asked for; it follows the cycle that runs."""
        self._after_commits.stop()
        self._waiting_since.stop()
        self._cycle_requested.emit(request)

    @Slot(object)
    def note_commit(self, changes: Changes) -> None:
        """Something was committed here: sync 3 s after the last such change, 15 s after the first at the latest."""
        if not changes.sync:
            return
        self._after_commits.start(DEBOUNCE_MS)
        if not self._waiting_since.isActive():
            self._waiting_since.start(LONGEST_WAIT_MS)

    def use_config(self, config: Config) -> None:
        """Go on with changed settings, beginning with a cycle."""
        self._config_changed.emit(config)
        self._request_by_itself()

    @property
    def thread_object(self) -> QThread:
        """For tests: sync must never run on the GUI thread."""
        return self._thread

    def stop(self, deadline_ms: int = 2_000) -> bool:
        """Cancel, drain, join. False if the deadline passed; the thread is never terminated."""
        self._after_commits.stop()
        self._waiting_since.stop()
        self._cancel.set()
        if not self._thread.isRunning():
            return True
        self._close_requested.emit()
        return self._thread.wait(deadline_ms)

    def _connect_worker(self) -> None:
        worker, queued = self._worker, Qt.ConnectionType.QueuedConnection
        self._cycle_requested.connect(worker.run_cycle, queued)
        self._config_changed.connect(worker.use_config, queued)
        self._close_requested.connect(worker.close, queued)
        worker.taken.connect(self._note_taken, queued)
        worker.status_changed.connect(self.status_changed, queued)
        worker.failed.connect(self.failed, queued)
        worker.committed.connect(self.committed, queued)
        worker.answered.connect(self.answered, queued)

    @Slot()
    def _request_by_itself(self) -> None:
        self._after_commits.stop()
        self._waiting_since.stop()
        if not self._queued:  # one that has not begun yet will see these changes too
            self._queued = True
            self._cycle_requested.emit(SyncRequest())

    @Slot()
    def _note_taken(self) -> None:
        self._queued = False
