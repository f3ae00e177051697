"""What the program asks its data file most, beside the very same SQL run by bare sqlite3."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median

from app.clock import SystemClock
from app.services.entries import EntryDraft, EntryService
from app.storage.database import Database
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.overview import kept_here, unbilled_hours
from app.storage.projects import ProjectRepository
from app.storage.worked import WorkedFilter, worked
from tests.bench.measure import Pair, heading, line, ms, seconds, side_by_side
from tests.bench.million import COMMON, LAST_DAY, RARE

RUNS = 31
ADDED = 40
SLACK_S, CEILING_S = 0.001, 0.010
Statement = tuple[str, tuple[object, ...]]


class RecordingDatabase(Database):
    """A database that notes every statement it runs."""

    def __init__(self, path: Path) -> None:
        self.statements: list[Statement] = []
        super().__init__(path)

    def run(self, sql: str, *values: object) -> sqlite3.Cursor:
        self.statements.append((sql, values))
        return super().run(sql, *values)

    def run_many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        rows = list(rows)
        self.statements += [(sql, row) for row in rows]
        super().run_many(sql, rows)

    def taken(self) -> list[Statement]:
        """The statements since the last call."""
        taken, self.statements = self.statements, []
        return taken


def run(file: Path, entries: int) -> None:
    """Print each query's medians for the data file, which is changed by the way."""
    heading(f"Queries at {entries:,} entries, beside the same SQL by bare sqlite3 (warm medians of {RUNS})")
    copy = file.with_suffix(".copy")
    shutil.copy(file, copy)
    db = RecordingDatabase(file)
    bare = sqlite3.connect(copy, isolation_level=None)
    try:
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            bare.execute(f"pragma {pragma}")
        for name, query in _reads(db).items():
            _report(name, _read_pair(db, bare, query))
        _report("add one entry, with its operation", _write_pair(db, bare))
    finally:
        bare.close()
        db.close()


def _reads(db: Database) -> dict[str, Callable[[], object]]:
    repository, day = EntryRepository(db), LAST_DAY.isoformat()
    month = WorkedFilter(LAST_DAY.replace(day=1).isoformat(), day)
    return {
        "one day, as a list": lambda: repository.page(EntryFilter(day_from=day, day_to=day), 1_000),
        "one month by project": lambda: worked(db, month, ("project",), 0),
        "search of a common word, newest 50": lambda: repository.page(EntryFilter(words=(COMMON,)), 50),
        "search of a rare word, newest 50": lambda: repository.page(EntryFilter(words=(RARE,)), 50),
        "unbilled by project": lambda: unbilled_hours(db),
        "the running timer": repository.running,
        "what stays here": lambda: kept_here(db),
    }


def _read_pair(db: RecordingDatabase, bare: sqlite3.Connection, query: Callable[[], object]) -> Pair:
    db.taken()
    query()
    statements = db.taken()
    return side_by_side(query, lambda: _replay(bare, statements), RUNS)


def _write_pair(db: RecordingDatabase, bare: sqlite3.Connection) -> Pair:
    """The service adds entries to one file; what it ran is repeated, statement for statement, on the copy."""
    service = EntryService(db, SystemClock(), "UTC")
    project = ProjectRepository(db).all()[0].project.id
    ours, floor = [], []
    for number in range(ADDED):
        db.taken()
        draft = EntryDraft(f"added {number}", project_id=project, date=LAST_DAY.isoformat(), seconds=900 + number)
        ours.append(seconds(partial(service.log, draft)))
        floor.append(seconds(partial(_replay, bare, db.taken())))
    warm = ADDED // 4
    return Pair(median(ours[warm:]), median(floor[warm:]))


def _replay(bare: sqlite3.Connection, statements: list[Statement]) -> None:
    for sql, values in statements:
        bare.execute(sql, values).fetchall()


def _report(name: str, pair: Pair) -> None:
    figure = f"{ms(pair.ours_s)} / {ms(pair.floor_s)} = {pair.ours_s / pair.floor_s:.2f} x"
    met = pair.ours_s <= 2 * pair.floor_s + SLACK_S and pair.ours_s < CEILING_S
    line(name, figure, "at most 2 x + 1 ms, under 10 ms", met)
