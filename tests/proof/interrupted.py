"""A data file at whose chosen commit something happens to the computer: it falls asleep, its clock is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.storage.database import Database


class InterruptedDatabase(Database):
    """Calls `happening` once, right after the `commits`-th transaction at whose end `when` holds; then everything goes
    on.
    """

    def __init__(
        self, path: Path, commits: int, happening: Callable[[], None], when: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(path)
        self._left, self._happening, self._when, self._inside = commits, happening, when, False

    @property
    def happened(self) -> bool:
        return self._left <= 0

    @contextmanager
    def write(self) -> Iterator[None]:
        if self._inside:
            with super().write():
                yield
            return
        self._inside = True
        try:
            with super().write():
                yield
        finally:
            self._inside = False
        if self._left > 0 and self._when():
            self._left -= 1
            if self._left == 0:
                self._happening()
