"""Histories are complete: whatever is done in whatever order, each begins where the one before it ended, and the last
one is how the entry stands. Undo of everything leaves nothing, redo brings every second back.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.context import AppContext, build
from app.domain.entries import image
from app.errors import AppError, Refused
from app.services.entries import EntryDraft, EntryEdit, EntryService
from app.services.entry_changes import BulkChange, EntryChanges
from app.services.seams import SeamService
from app.services.undo import UndoService
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.history import HistoryRepository

START = 1_772_528_400  # Tuesday 2026-03-03 09:00 UTC


class SteppedClock:
    def __init__(self) -> None:
        self.at = START

    def now(self) -> int:
        return self.at


class Person:
    """Does things to entries at random, but the same for the same seed."""

    def __init__(self, context: AppContext, seed: int) -> None:
        self.db, self.clock, self.dice = context.db, SteppedClock(), random.Random(seed)
        self.entries = EntryService(context.db, self.clock, "UTC")
        self.changes = EntryChanges(context.db, self.clock, "UTC")
        self.seams = SeamService(context.db, self.clock, "UTC")
        self.undo = UndoService(context.db, self.clock)
        with context.db.write():
            for table in ("outbox", "undo_log", "sync_log", "entry"):
                context.db.run(f"delete from {table}")

    def act(self, name: str) -> None:
        """What makes no sense now is refused; that must change nothing either."""
        self.clock.at += self.dice.randrange(1, 900)
        try:
            self._acts()[name]()
        except AppError:
            return

    def one(self) -> str:
        found = EntryRepository(self.db).entries(EntryFilter())
        if not found:
            raise Refused
        return self.dice.choice(found).id

    def _mend(self) -> None:
        for seam in self.seams.of_days("2026-03-01", "2026-03-03")[:1]:
            self.seams.mend(seam)

    def _acts(self) -> dict[str, Callable[[], object]]:
        entries, changes, dice, now = self.entries, self.changes, self.dice, self.clock.at
        span = EntryDraft("Span", started_at=now - dice.randrange(60, 9000), ended_at=now - dice.randrange(50))
        return {
            "log": lambda: entries.log(span),
            "start": lambda: entries.start(EntryDraft("Run")),
            "stop": entries.stop,
            "pause": entries.pause,
            "resume": entries.resume,
            "edit": lambda: entries.edit(self.one(), EntryEdit(title=f"Title {dice.randrange(9)}")),
            "delete": lambda: entries.delete(self.one()),
            "nudge": lambda: changes.nudge_start(self.one(), dice.randrange(-600, 600)),
            "split": lambda: changes.split(self.one(), now - dice.randrange(5000)),
            "take out": lambda: changes.split_out(self.one(), now - dice.randrange(3000), now, "discard"),
            "merge": lambda: changes.merge([self.one(), self.one()]),
            "copy": lambda: changes.duplicate(self.one(), "2026-03-01"),
            "move": lambda: changes.move_to_day(self.one(), "2026-03-02"),
            "many": lambda: changes.change_all(
                [self.one(), self.one()], BulkChange(add_tags=(str(dice.randrange(3)),))
            ),
            "mend": self._mend,
            "undo": self.undo.undo,
            "redo": self.undo.redo,
        }


NAMES = sorted(
    ("log", "start", "stop", "pause", "resume", "edit", "delete", "nudge", "split", "take out", "merge", "copy", "move",
     "many", "mend", "undo", "redo")
)  # fmt: skip


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppContext]:
    made = build({"STINT_TRANSPORT": "none"}, data_dir=str(tmp_path_factory.mktemp("data")))
    made.db.run("pragma synchronous = off")  # what is lost with the power is not the matter here
    yield made
    made.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(NAMES), min_size=5, max_size=40), st.integers(0, 2**32))
def test_histories_are_complete_and_every_step_can_be_taken_back(
    context: AppContext, names: list[str], seed: int
) -> None:
    person = Person(context, seed)
    for name in names:
        person.act(name)
    _check_chains(context)
    stood = _standing(context)
    steps = sum(not step.undone for step in person.undo.steps())
    for _ in range(steps):
        person.undo.undo()
    assert _standing(context) == {}
    for _ in range(steps):
        person.undo.redo()
    assert _standing(context) == stood
    _check_chains(context)


def _standing(context: AppContext) -> dict[str, dict[str, object] | None]:
    return {entry.id: image(entry) for entry in EntryRepository(context.db).entries(EntryFilter())}


def _check_chains(context: AppContext) -> None:
    standing, history = _standing(context), HistoryRepository(context.db)
    assert sum(entry is not None and entry["started_at"] is not None and entry["ended_at"] is None
               for entry in standing.values()) <= 1  # fmt: skip
    for row in context.db.read("select id from entry"):
        chain = list(reversed(history.of_entry(row["id"])))
        assert chain, "an entry without a history"
        assert chain[0].before is None
        assert all(one.after == following.before for one, following in pairwise(chain))
        assert chain[-1].after == standing.get(row["id"])
