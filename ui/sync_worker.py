"""Sync on a thread of its own: the worker runs cycles there, the host starts and stops it from the GUI thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from app.cancel import CancelToken
from app.clock import Clock
from app.config import Config
from app.context import AppContext, open_context
from app.errors import AppError, Cancelled, LockBusy, TransportError
from app.locks import is_locked
from app.storage.changes import Changes
from ui.network_watch import NetworkWatch, WakeWatch
from ui.sync_schedule import SyncSchedule

if TYPE_CHECKING:
    from app.sync.result import SyncResult

log = logging.getLogger(__name__)

AUTOMATIC_TIMEOUT_S = 120.0


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
    why the latest cycle ended without one, for people; a busy lock or a person's stop is no failure. `stopped`: by a
    person, just now.
    """

    running: bool
    result: SyncResult | None = None
    failure: str = ""
    stopped: bool = False


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
    progressed = Signal(object)
    """app.sync.progress.Progress of the cycle that runs."""
    busy = Signal()
    """Another process syncs; nothing was done."""
    kept_off = Signal(int)
    """For so many seconds the other side wants to be left alone; nothing was done."""

    def __init__(self, config: Config, clock: Clock, cancel: CancelToken) -> None:
        super().__init__()
        self._config, self._clock, self._cancel = config, clock, cancel
        self._context: AppContext | None = None
        self._kept = ExitStack()
        self._result: SyncResult | None = None
        self._failure = ""
        self._under_way: CancelToken | None = None

    def stop_cycle(self) -> None:
        """End the cycle that runs, if one does; from any thread. What was not sent yet stays waiting."""
        token = self._under_way
        if token is not None:
            token.set()

    @Slot(object)
    def run_cycle(self, request: SyncRequest) -> None:
        """One cycle, unless nobody asked for it and it must not be now."""
        self.taken.emit()
        if self._cancel.is_set or (not request.id and not self._may_begin()):
            return
        self.status_changed.emit(SyncStatus(running=True, result=self._result, failure=self._failure))
        answer: SyncResult | AppError | None = None
        stopped = False
        try:
            answer = self._result = self._cycle(request)
            self._failure = ""
        except Cancelled as error:
            answer, stopped = error, True
        except AppError as error:
            log.warning("sync failed: %s %s", error.code, error.detail)
            answer = error
            if not isinstance(error, LockBusy):
                self._failure = error.detail or error.code
            if request.id or not isinstance(error, LockBusy):
                self.failed.emit(error)
        finally:  # also after a bug, which the crash hook gets
            self.status_changed.emit(SyncStatus(False, self._result, self._failure, stopped))
            if request.id:
                self.answered.emit(request, answer)

    @Slot(object)
    def use_config(self, config: Config) -> None:
        """Settings changed: the next cycle opens everything anew."""
        self._config = config
        self._release()

    @Slot()
    def close(self) -> None:
        """The last task of this thread: it ends its own event loop."""
        try:
            self._release()
        finally:
            self.thread().quit()

    def _may_begin(self) -> bool:
        """Whether a cycle that nobody asked for may begin now; says what stands in its way."""
        if self._config.transport == "none":
            return False
        if is_locked(self._config.folder.sync_lock):  # waiting for the other process would hold this thread
            self.busy.emit()
            return False
        from app.services.sync import SyncService  # after the first paint, and not on its thread

        try:
            wait_s = SyncService(self._opened(), self._cancel).keep_off_s()
        except AppError:
            return True  # the cycle itself meets and reports it
        if wait_s > 0:
            self.kept_off.emit(wait_s)
        return wait_s == 0

    def _cycle(self, request: SyncRequest) -> SyncResult:
        from app.services.sync import SyncService

        context, token = self._opened(), CancelToken()
        forget = self._cancel.on_cancel(token.set)
        self._under_way = token
        try:
            return SyncService(context, token).run(
                timeout_s=request.timeout_s,
                full=request.full,
                retry_parked=request.retry_parked,
                awaited=request.awaited,
                undo_refused=_undo_on(context) if request.awaited is not None else None,
                progress=self.progressed.emit,
            )
        finally:
            self._under_way = None
            forget()

    def _opened(self) -> AppContext:
        """This thread's connection, made when it is first needed."""
        from app.services.sync import opened_transport

        if self._context is None:
            self._context = open_context(self._config, self._clock)
            self._context.db.on_commit(self.committed.emit)
            if self._config.uses_sandbox:  # else every cycle would start the sandbox anew
                with suppress(TransportError):  # the cycle itself will meet and report it
                    self._kept.enter_context(opened_transport(self._config))
        return self._context

    def _release(self) -> None:
        context, self._context = self._context, None
        try:
            self._kept.close()
        finally:
            if context is not None:
                context.close()


def _undo_on(context: AppContext) -> Callable[[str], None]:
    """What takes back a refused invoice, on the connection of the thread that syncs."""
    from app.services.invoices import invoice_service

    service = invoice_service(context)
    return lambda invoice_id: service.undo_refused(invoice_id, context.clock.now())


class SyncHost(QObject):
    """Owns the thread and decides when it works; lives on the GUI thread; the only code that starts or stops it.

    Its signals are the worker's, handed on here: whatever is connected to them runs on the GUI thread.
    """

    status_changed = Signal(object)
    failed = Signal(object)
    committed = Signal(object)
    answered = Signal(object, object)
    progressed = Signal(object)

    _cycle_requested = Signal(object)
    _config_changed = Signal(object)
    _close_requested = Signal()

    def __init__(self, config: Config, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancel, self._thread = CancelToken(), QThread(self)
        self._thread.setObjectName("sync")
        self._worker = SyncWorker(config, clock, self._cancel)
        self._worker.moveToThread(self._thread)
        self.schedule = SyncSchedule(paused=config.settings.sync_paused, parent=self)
        self._network, self._wake = NetworkWatch(self), WakeWatch(self)
        self._connect_worker()
        self.schedule.due.connect(self._request_by_itself)
        self._network.came_up.connect(self.schedule.note_network)
        self._wake.woke.connect(self.schedule.note_wake)

    def start(self) -> None:
        """Start the thread and its first cycle."""
        self._thread.start()
        self._network.start()
        self.schedule.start()

    @Slot(object)
    def request(self, request: SyncRequest) -> None:
        """A sync that somebody asked for; it follows the cycle that runs."""
        self.schedule.asked_by_person()
        self._cycle_requested.emit(request)

    @Slot(object)
    def note_commit(self, changes: Changes) -> None:
        """Something was committed here: what has to be sent is sent soon."""
        if changes.sync:
            self.schedule.note_commit()

    @Slot()
    def note_tick(self) -> None:
        """A second has passed, or a night."""
        self._wake.look()

    def use_config(self, config: Config) -> None:
        """Go on with changed settings, beginning with a cycle; paused, with none."""
        self._config_changed.emit(config)
        self.schedule.pause(paused=config.settings.sync_paused)
        self.schedule.settings_changed()

    @Slot()
    def stop_cycle(self) -> None:
        """End the cycle that runs; a person does not want to wait for it. The next one goes on where it was."""
        self._worker.stop_cycle()

    @property
    def thread_object(self) -> QThread:
        """For tests: sync must never run on the GUI thread."""
        return self._thread

    def stop(self, deadline_ms: int = 2_000) -> bool:
        """Cancel, drain, join. False if the deadline passed; the thread is never terminated."""
        self.schedule.stop()
        self._network.stop()
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
        worker.busy.connect(self._note_busy, queued)
        worker.kept_off.connect(self._note_kept_off, queued)
        worker.status_changed.connect(self._note_status, queued)
        worker.failed.connect(self.failed, queued)
        worker.committed.connect(self.committed, queued)
        worker.answered.connect(self.answered, queued)
        worker.progressed.connect(self.progressed, queued)

    @Slot()
    def _request_by_itself(self) -> None:
        self._cycle_requested.emit(SyncRequest())

    @Slot()
    def _note_taken(self) -> None:
        self.schedule.begun()

    @Slot()
    def _note_busy(self) -> None:
        self.schedule.busy()

    @Slot(int)
    def _note_kept_off(self, seconds: int) -> None:
        self.schedule.ended("offline", seconds)

    @Slot(object)
    def _note_status(self, status: SyncStatus) -> None:
        if status.running:
            self.schedule.running()
        else:
            result = status.result
            state = "error" if status.failure or result is None else result.state
            state = "idle" if status.stopped else state  # a person wants it to rest, not to be tried again soon
            self.schedule.ended(state, 0 if result is None else result.retry_after_s)
        self.status_changed.emit(status)
