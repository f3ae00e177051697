"""What a person does to the records, in its order, without the window ever waiting for a program that writes too.

The window, the commands and the sync threads share one data file, and one at a time writes. Each act is tried here, on
the GUI thread, for the blink of an eye. Where the file stays taken, that act and all that follow it are done on a
thread of their own, one after the other, as of the instant and the zone of the click.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.cancel import CancelToken
from app.context import AppContext
from app.errors import AppError
from ui.i18n import tr
from ui.session import Session
from ui.task_worker import TaskHost

T = TypeVar("T")
log = logging.getLogger(__name__)

PATIENCE_MS = 40
"""How long the GUI thread waits for the data file; mostly another writer is through by then."""
_TRY_MS = 500
"""How long one try on the other thread lasts: between two of them it hears that it should end."""
TELL_AFTER_MS = 300
"""What is saved sooner needs no word about it."""
_FINISH_MS = 5_000
"""How long the end of the program waits for acts that are still to be saved."""


class Writes(QObject):
    """Lives on the GUI thread. Nothing is shown as done before it is stored: a program that is killed meanwhile has
    promised nothing that it does not keep.
    """

    waiting_changed = Signal(bool)
    """Acts wait to be saved, and have for longer than a person would not notice; or they are through."""
    emptied = Signal()
    """None waits any longer, whatever became of them."""
    committed = Signal(object)
    """Changes, after each commit of an act that had to wait."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._host: TaskHost | None = None
        self._queued = 0
        self._told = False
        self._tell = QTimer(self)
        self._tell.setSingleShot(True)
        self._tell.setInterval(TELL_AFTER_MS)
        self._tell.timeout.connect(self._tell_waiting)

    @property
    def waiting(self) -> bool:
        """Whether an act is not stored yet."""
        return self._queued > 0

    def do(
        self,
        act: Callable[[Session], T],
        done: Callable[[T], object],
        refused: Callable[[AppError], object],
        *,
        long: bool = False,
    ) -> bool:
        """Store what `act` does, in one transaction, then call `done` with its result, or `refused`. A bug in it is for
        the crash hook, and refuses it as well: nothing was stored, and whoever asked must not wait.

        `act` may run on another thread, with that thread's session, and must touch nothing but what it is given. True
        if it was done or refused at once; else one of the two is called later, on this thread. One that is `long` is
        never done on this thread.
        """
        if not self._queued and not long:
            try:
                with self._context.db.patience(PATIENCE_MS):
                    result = _in_one(Session(self._context), act)
            except AppError as error:
                if not is_busy(error):
                    refused(error)
                    return True
            else:
                done(result)
                return True
        self._queue(act, done, refused)
        return False

    def use_settings(self) -> None:
        """Later acts see the settings of now."""
        if self._host is not None:
            self._host.use_config(self._context.config)

    def stop(self) -> bool:
        """Save what waits, for a while; False if the thread did not end."""
        if self._host is None:
            return True
        ended = self._host.stop(finish_ms=_FINISH_MS)
        if self._queued:
            log.info("the program ended with %d acts whose results nobody heard", self._queued)
        return ended

    def _queue(
        self, act: Callable[[Session], T], done: Callable[[T], object], refused: Callable[[AppError], object]
    ) -> None:
        if self._host is None:
            self._host = TaskHost(self._context.config, self._context.clock, self)
            self._host.committed.connect(self.committed)
        now, zone = self._context.clock.now(), self._context.zone

        def work(context: AppContext, cancel: CancelToken) -> T:
            return _patiently(Session(AppContext(context.config, _Instant(now), zone, context.db)), act, cancel)

        task = self._host.run(work)
        for ends in (task.done, task.failed, task.dropped):
            ends.connect(self._one_less)
        task.done.connect(done)
        task.failed.connect(refused)
        self._queued += 1
        if not self._told and not self._tell.isActive():
            self._tell.start()

    @Slot()
    def _one_less(self) -> None:
        self._queued -= 1
        if not self._queued:
            self._tell.stop()
            if self._told:
                self._told = False
                self.waiting_changed.emit(False)
            self.emptied.emit()

    @Slot()
    def _tell_waiting(self) -> None:
        self._told = True
        self.waiting_changed.emit(True)


class _Instant:
    """The clock as it stood when the person acted."""

    def __init__(self, at: int) -> None:
        self._at = at

    def now(self) -> int:
        return self._at


def is_busy(error: AppError) -> bool:
    """Whether the data file was only in use: nothing was done, and it will be free again."""
    return bool(error.facts.get("busy"))


def _in_one(session: Session, act: Callable[[Session], T]) -> T:
    try:
        with session.context.db.write():
            return act(session)
    except AppError:
        raise
    except Exception as bug:  # whatever it is: whoever asked waits for an answer, with a dialog that is disabled
        sys.excepthook(type(bug), bug, bug.__traceback__)
        text = tr(
            "writes", "Something unexpected happened in Stint, and this was not saved. The program log says more."
        )
        raise AppError(text) from bug


def _patiently(session: Session, act: Callable[[Session], T], cancel: CancelToken) -> T:
    """Try until the data file is free."""
    while True:
        cancel.check()
        try:
            with session.context.db.patience(_TRY_MS):
                return _in_one(session, act)
        except AppError as error:
            if not is_busy(error):
                raise
