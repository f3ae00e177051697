"""One-shot work off the GUI thread: export, keyring, long reads. One thread, made when it is first needed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from app.cancel import CancelToken
from app.clock import Clock
from app.config import Config
from app.context import AppContext, open_context
from app.errors import AppError, Cancelled

log = logging.getLogger(__name__)

Work = Callable[[AppContext, CancelToken], Any]
"""Runs on the task thread, with a database connection of that thread; it must not touch a widget."""


class Task(QObject):
    """One piece of work, as its asker sees it. Lives on the GUI thread, so its signals arrive there.

    Exactly one of `done`, `failed` and `dropped` comes; after it the task deletes itself.
    """

    done = Signal(object)
    """What the work returned."""
    failed = Signal(object)
    """The AppError that it raised."""
    dropped = Signal()
    """It was cancelled, or ended by a bug (the crash hook has told)."""

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self.work = work
        self.cancel = CancelToken()


class TaskWorker(QObject):
    """Runs one task after the other on the thread it was moved to."""

    finished = Signal(object, object)
    """Task, and what came of it: a _Done, an AppError, or None after a bug."""
    committed = Signal(object)

    def __init__(self, config: Config, clock: Clock) -> None:
        super().__init__()
        self._config, self._clock = config, clock
        self._context: AppContext | None = None

    @Slot(object)
    def run(self, task: Task) -> None:
        outcome: object = None
        try:
            task.cancel.check()
            if self._context is None:
                self._context = open_context(self._config, self._clock)
                self._context.db.on_commit(self.committed.emit)
            outcome = _Done(task.work(self._context, task.cancel))
        except AppError as error:
            outcome = error
        finally:  # a bug goes on to the crash hook
            self.finished.emit(task, outcome)

    @Slot(object)
    def use_config(self, config: Config) -> None:
        self._config = config
        self._release()

    @Slot()
    def close(self) -> None:
        try:
            self._release()
        finally:
            self.thread().quit()

    def _release(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            context.close()


class _Done:
    """A result, told apart from an error that was returned."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


class TaskHost(QObject):
    """Owns the thread; lives on the GUI thread."""

    committed = Signal(object)
    """Changes, after each commit of a task."""
    _run_requested = Signal(object)
    _config_changed = Signal(object)
    _close_requested = Signal()

    def __init__(self, config: Config, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._config, self._clock = config, clock
        self._thread: QThread | None = None
        self._worker: TaskWorker | None = None
        self._open: set[Task] = set()
        self._stopping = False

    def run(self, work: Work) -> Task:
        """Queue `work`; connect to the task's signals before returning to the event loop."""
        task = Task(work, self)
        if self._stopping:
            task.cancel.set()
        if self._thread is None:
            self._start_thread()
        self._open.add(task)
        self._run_requested.emit(task)
        return task

    def use_config(self, config: Config) -> None:
        """Later tasks see these settings."""
        self._config = config
        self._config_changed.emit(config)

    def stop(self, deadline_ms: int = 2_000, *, finish_ms: int = 0) -> bool:
        """Give what is open `finish_ms` to be done, then cancel, drain, join. False if `deadline_ms` passed then."""
        self._stopping = True
        running = self._thread is not None and self._thread.isRunning()
        if running:
            self._close_requested.emit()
            if finish_ms and self._thread is not None and self._thread.wait(finish_ms):
                return True
        for task in self._open:
            task.cancel.set()
        return not running or self._thread is None or self._thread.wait(deadline_ms)

    def _start_thread(self) -> None:
        thread, worker = QThread(self), TaskWorker(self._config, self._clock)
        thread.setObjectName("tasks")
        worker.moveToThread(thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._run_requested.connect(worker.run, queued)
        self._config_changed.connect(worker.use_config, queued)
        self._close_requested.connect(worker.close, queued)
        worker.finished.connect(self._on_finished, queued)
        worker.committed.connect(self.committed, queued)
        self._thread, self._worker = thread, worker
        thread.start()

    @Slot(object, object)
    def _on_finished(self, task: Task, outcome: object) -> None:
        self._open.discard(task)
        match outcome:
            case _Done():
                task.done.emit(outcome.value)
            case Cancelled() | None:
                task.dropped.emit()
            case AppError():
                task.failed.emit(outcome)
        task.deleteLater()
