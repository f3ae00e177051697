"""The program log: one file in the data folder, rotated, with secrets taken out before anything is written."""

from __future__ import annotations

import logging
import logging.handlers
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
    r"|(\"?(?:token|secret|password|authorization|client_view_url|gateway_token|\w+_(?:token|secret))\"?\s*[:=]\s*\"?)"
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


class _PrivateRotatingFileHandler(logging.handlers.RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        return super()._open()


def start_log(folder: Path, *, verbose: bool = False) -> logging.Handler:
    """Send the program's log to `folder`/stint.log; returns the handler so that it can be removed again."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _PrivateRotatingFileHandler(
            folder / "stint.log", maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8"
        )
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
