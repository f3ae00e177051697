"""`stint probe` and its button: run the probe on the connection in use, and write what it came to."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.errors import UserInputError

DEFAULT_TIMEOUT_S = 600.0

Progress = Callable[[int, int, str], None]
"""Steps done, steps in all, and the name of the step that begins."""


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """A finished probe. `document` is the redacted report, `dialect` the switches of the sandbox; both are JSON."""

    document: Mapping[str, object]
    dialect: Mapping[str, object]
    summary: tuple[str, ...]
    requests: int
    finished: bool


@dataclass(frozen=True, slots=True)
class ProbeService:
    """Reads only; blocks for up to `timeout_s`. Raises `TransportError` where the account cannot be asked."""

    context: AppContext
    cancel: CancelToken

    def run(self, progress: Progress, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> ProbeReport:
        from importlib.metadata import version

        from app.probe.dialect import dialect_of
        from app.probe.report import report_of, summary_of
        from app.probe.run import probe
        from app.services.sync import opened_transport
        from app.sync.account import choose_connection

        deadline, config = Deadline(timeout_s), self.context.config
        with opened_transport(config) as (transport, own):
            wanted = own or config.connection_id
            connection = choose_connection(self.context.db, transport, wanted, deadline, self.cancel)
            probed = probe(transport, connection, deadline, self.cancel, progress)
        return ProbeReport(
            report_of(probed, f"stint {version('stint')}"),
            dialect_of(probed.findings),
            tuple(summary_of(probed)),
            probed.asker.requests,
            probed.finished,
        )


def save_json(path: Path, document: Mapping[str, object]) -> None:
    """Write a document for people to read, whole or not at all; readable by its owner only."""
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise UserInputError(f"{path} cannot be written: {error.strerror}.", field="output") from error
