"""Bugs and Qt's own messages end in the program log; the person gets a notice that blocks nothing."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from app.errors import StorageError

log = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashHook(QObject):
    """While installed: exceptions that nobody expected, from any thread, are logged and announced."""

    noticed = Signal(str)
    """Name of the exception's type. Emitted on the thread that failed: connect slots of GUI objects, queued."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._qt_before: Any = None  # Qt's own type for it has no name
        self._kept = sys.excepthook, threading.excepthook
        self._faults: int | None = None
        self._folder: Path | None = None
        self._handler: logging.Handler | None = None

    def install(self, logs: Path) -> None:
        """Take over the hooks; a crash of the interpreter itself is written to `logs`/crash.txt."""
        self._folder = logs
        sys.excepthook = self._unexpected
        threading.excepthook = self._unexpected_in_thread
        self._qt_before = qInstallMessageHandler(_log_qt)
        try:
            logs.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._faults = os.open(logs / "crash.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            faulthandler.enable(self._faults)
        except OSError as error:
            log.warning("crashes cannot be recorded: %s", error.strerror)

    def start_log(self) -> None:
        """Write the program log from now on. Start-up leaves it until it is over or there is something to tell."""
        if self._handler is None and self._folder is not None:
            from app.logs import start_log

            try:
                self._handler = start_log(self._folder)
            except StorageError as error:
                log.warning("there is no program log: %s", error.detail)

    def remove(self) -> None:
        """Give the hooks back and close the log."""
        sys.excepthook, threading.excepthook = self._kept
        qInstallMessageHandler(self._qt_before)
        if self._faults is not None:
            faulthandler.disable()
            os.close(self._faults)
            self._faults = None
        handler, self._handler = self._handler, None
        if handler is not None:
            from app.logs import stop_log

            stop_log(handler)

    def _unexpected(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None, where: str = ""
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._kept[0](kind, error, trace)
            return
        self.start_log()
        log.critical("unexpected error%s", where, exc_info=(kind, error, trace))
        self.noticed.emit(kind.__name__)

    def _unexpected_in_thread(self, failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            where = f" on thread {failure.thread.name}" if failure.thread is not None else ""
            self._unexpected(failure.exc_type, failure.exc_value, failure.exc_traceback, where)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger(f"qt.{context.category or 'default'}").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
