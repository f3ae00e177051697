"""What a command gets and what it gives back."""

import os
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from app.cli.arguments import Flags, Given
from app.config import read_config
from app.context import AppContext, build
from app.domain.spans import local_day
from app.errors import DatabaseDamaged
from app.paths import DataFolder
from app.storage.changes import Changes

DONE, REFUSED, USAGE, OFFLINE, ATTENTION = 0, 1, 2, 3, 4
INTERRUPTED = 130


class Outcome(NamedTuple):
    """A command's normal result: JSON object, text for people, and exit code.

    `result` is None when the command printed its own document, or was not asked for one.
    """

    result: Mapping[str, object] | None
    text: Callable[[], str]
    exit: int = DONE


class Session:
    """One run: opens the data folder when a command first asks for it."""

    def __init__(self, *, data_dir: str | None, sandbox: bool, quiet: bool) -> None:
        self._data_dir, self._sandbox, self.quiet = data_dir, sandbox, quiet
        self._context: AppContext | None = None
        self._ends: list[Callable[[], None]] = []
        self._changed = False

    @property
    def context(self) -> AppContext:
        if self._context is None:
            self._context = build(data_dir=self._data_dir, sandbox=self._sandbox)
            self._context.db.on_commit(self._note_change)
        return self._context

    @property
    def folder(self) -> DataFolder:
        """The data folder, without opening what is in it."""
        return read_config(os.environ, data_dir=self._data_dir, sandbox=self._sandbox).folder

    @cached_property
    def now(self) -> int:
        """The instant of this run; all of a command's values refer to it."""
        return self.context.clock.now()

    @property
    def today(self) -> str:
        """The day that entries made now belong to."""
        return local_day(self.now, self.context.zone, self.context.day_starts_at_min)

    def say(self, message: str) -> None:
        """A message for a person, on standard error."""
        if not self.quiet:
            print(message, file=sys.stderr)

    def at_end(self, act: Callable[[], None]) -> None:
        """Run `act` when the command is over, last in first out."""
        self._ends.append(act)

    def tidy_up(self) -> None:
        """After a command that changed something, and after its answer: the daily backup, if it is due."""
        if self._changed and self._context is not None:
            from app.services.upkeep import Upkeep  # only for commands that write

            try:
                Upkeep(self._context.db, self._context.clock, self._context.config.folder).run_if_due()
            except DatabaseDamaged as error:  # what was asked for is done; this is for the next time
                self.say(f"stint: {error.detail}")

    def _note_change(self, _changes: Changes) -> None:
        self._changed = True

    def close(self) -> None:
        while self._ends:
            self._ends.pop()()
        context, self._context = self._context, None
        if context is not None:
            context.close()


class Command(NamedTuple):
    """How a command is declared by its module."""

    flags: Callable[[Flags], None]
    run: Callable[[Given, Session], Outcome]


def worst(*codes: int) -> int:
    """The exit code when several hold: offline before attention before done."""
    return next((code for code in (REFUSED, OFFLINE, ATTENTION) if code in codes), DONE)
