"""The program log: one file in the data folder, rotated, with secrets taken out before anything is written."""

from __future__ import annotations

import logging
import os
import re
from io import TextIOWrapper
from pathlib import Path

from app.errors import StorageError

_MAX_BYTES = 1_000_000
_KEPT = 3

_SECRETS = re.compile(
    r"(?i)(bearer\s+)[\w.~+/=-]+"
    r"|([?&](?:token|access_token|secret)=)[^&\s]+"
    r"|(\"?(?:token|secret|password|authorization|client_view_url|gateway_token|\b\w+_(?:token|secret))\"?\s*[:=]\s*\"?)"
    r"[^\s\",}&]+"
    r"|\b(pat-)[\w-]{8,}"
    r"|\b(eyJ)[\w-]{8,}\.[\w-]+\.[\w-]+"
)


def redacted(text: str) -> str:
    """`text` without tokens, secrets and public-link addresses."""
    return _SECRETS.sub(lambda match: next(part for part in match.groups() if part is not None) + "[removed]", text)


class RedactingFormatter(logging.Formatter):
    """Formats whole records, tracebacks included, and redacts the result."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _RotatingFileHandler(logging.FileHandler):
    """A file of at most `_MAX_BYTES` and `_KEPT` older ones beside it, readable by their owner only.

    As the one of `logging.handlers`, which brings pickle, queues and sockets: 0.7 MB in a window that needs none.
    """

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if self._full_with(record):
                self._begin_anew()
        except OSError:  # on Windows another process may have it open: it grows until that one has ended
            self.handleError(record)
        super().emit(record)

    def _full_with(self, record: logging.LogRecord) -> bool:
        file = Path(self.baseFilename)
        if self.stream is None or not file.is_file():
            return False
        return file.stat().st_size + len(self.format(record).encode()) >= _MAX_BYTES

    def _begin_anew(self) -> None:
        files = [Path(self.baseFilename), *(Path(f"{self.baseFilename}.{number}") for number in range(1, _KEPT + 1))]
        if self.stream is not None:
            self.stream.close()
        try:
            for newer, older in zip(reversed(files[:-1]), reversed(files[1:]), strict=True):
                if newer.exists():
                    newer.replace(older)
        finally:
            self.stream = self._open()

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        return super()._open()


def start_log(folder: Path, *, verbose: bool = False) -> logging.Handler:
    """Send the program's log to `folder`/stint.log; returns the handler so that it can be removed again."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _RotatingFileHandler(folder / "stint.log", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"The log cannot be written to {folder}: {error.strerror}.") from error
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """Undo `start_log`."""
    logging.getLogger().removeHandler(handler)
    handler.close()
