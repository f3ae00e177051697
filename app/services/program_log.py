"""The program's own log, for people who want to know or to report what happened. Secrets never got into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NAME = "stint.log"


@dataclass(frozen=True, slots=True)
class ProgramLog:
    """The log of one data folder, read only."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / NAME

    @property
    def mark(self) -> tuple[int, int]:
        """Changes whenever something was written (size, time of the last change); (0, 0) while there is no log."""
        try:
            found = self.file.stat()
        except OSError:
            return 0, 0
        return found.st_size, found.st_mtime_ns

    def tail(self, limit: int = 128 * 1024) -> str:
        """Whole lines from the end, at most `limit` bytes; empty where nothing can be read."""
        try:
            with self.file.open("rb") as log:
                size = log.seek(0, 2)
                log.seek(max(0, size - limit))
                found = log.read(limit)
        except OSError:
            return ""
        if size > limit:
            found = found.partition(b"\n")[2]
        return found.decode("utf-8", "replace")
