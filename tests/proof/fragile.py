"""A data file whose program dies at a chosen commit, as a kill would leave it: nothing later is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.storage.database import Database


class Crash(BaseException):
    """The program is gone; no `except` of the program may catch this."""


class FragileDatabase(Database):
    """Dies at the `commits`-th transaction: before its commit (it is lost) or just after it (the next step is not
    taken). Once dead, it can neither read nor write, so that no clean-up of the program tidies up what a kill would
    leave behind.
    """

    def __init__(self, path: Path, commits: int, *, after: bool) -> None:
        super().__init__(path)
        self.dead = False
        self._left, self._after, self._inside = commits, after, False

    def run(self, sql: str, *values: object) -> sqlite3.Cursor:
        if self.dead:
            raise Crash
        return super().run(sql, *values)

    @contextmanager
    def write(self) -> Iterator[None]:
        if self.dead:
            raise Crash
        if self._inside:
            with super().write():
                yield
            return
        self._inside = True
        self._left -= 1
        try:
            with super().write():
                yield
                if self._left == 0 and not self._after:
                    self._die()
        finally:
            self._inside = False
        if self._left == 0:
            self._die()

    def _die(self) -> None:
        self.dead = True
        raise Crash
