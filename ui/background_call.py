"""One piece of work at a time off the GUI thread, with a way to give it up."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from ui.bridge import Bridge
from ui.task_worker import Task, Work


class BackgroundCall(QObject):
    """Lives on the GUI thread, so its signals arrive there. Exactly one of `done`, `failed` and `stopped` follows each
    `start`, unless another `start` comes first: then nothing more is heard of the work before."""

    done = Signal(object)
    failed = Signal(object)
    """AppError"""
    stopped = Signal()
    running_changed = Signal(bool)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._task: Task | None = None

    @property
    def running(self) -> bool:
        return self._task is not None

    def start(self, work: Work) -> None:
        """Give up what runs, and begin this."""
        self._leave()
        self._task = task = self._bridge.patient_tasks.run(work)
        task.done.connect(self._finish)
        task.failed.connect(self._fail)
        task.dropped.connect(self._drop)
        self.running_changed.emit(True)

    @Slot()
    def stop(self) -> None:
        """Ask the work to end; `stopped` comes when it has."""
        if self._task is not None:
            self._task.cancel.set()

    def _leave(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            for signal in (task.done, task.failed, task.dropped):
                signal.disconnect()
            task.cancel.set()

    @Slot(object)
    def _finish(self, result: object) -> None:
        self._end()
        self.done.emit(result)

    @Slot(object)
    def _fail(self, error: object) -> None:
        self._end()
        self.failed.emit(error)

    @Slot()
    def _drop(self) -> None:
        self._end()
        self.stopped.emit()

    def _end(self) -> None:
        self._task = None
        self.running_changed.emit(False)
