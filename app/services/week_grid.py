"""The week as a table of hours: a row for each project and task, a cell for each day, and what typing into one means.

A cell stands for all my entries of its row and day. Typing a duration changes only entries that have no clock times and
are not billed: one of them grows, or they shrink from the newest on, or a new one takes what is missing. What the clock
recorded, what runs and what is billed stays as it is, so a cell cannot become less than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.clock import Clock
from app.domain.entries import Entry
from app.domain.ids import ProjectId, TaskId
from app.domain.text import clean_line
from app.errors import Refused, UserInputError
from app.services.entry_values import EntryDraft, new_entry
from app.services.entry_writing import EntryWriter, Write, is_billed, quoted
from app.storage.database import Database
from app.storage.entries import EntryFilter, EntryRepository, EntryRow
from app.storage.week import WeekRow

MOST_S = 24 * 3600
"""More in one cell is a typing mistake."""
_MOST_ENTRIES = 2_000


class RowKey(NamedTuple):
    """What a row is about; both None for entries without a project."""

    project_id: str | None
    task_id: str | None = None


class Cell(NamedTuple):
    """A day of a row. `fixed` seconds cannot be typed away: by the clock, running or billed."""

    seconds: int = 0
    fixed: int = 0
    billed: bool = False
    timed: bool = False
    entries: int = 0


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with its names and a cell for each day."""

    key: RowKey
    project_name: str | None
    client_name: str | None
    task_title: str | None
    cells: tuple[Cell, ...]

    @property
    def seconds(self) -> int:
        return sum(cell.seconds for cell in self.cells)


def grid_rows(rows: Sequence[WeekRow], days: Sequence[str], now: int) -> list[GridRow]:
    """A row for each project and task that has entries on those days, by name; entries without project come last."""
    cells: dict[RowKey, list[Cell]] = {}
    named: dict[RowKey, WeekRow] = {}
    for row in rows:
        if row.date not in days:
            continue
        key = RowKey(row.project_id, row.task_id)
        named.setdefault(key, row)
        line = cells.setdefault(key, [Cell()] * len(days))
        at = days.index(row.date)
        line[at] = _with(line[at], row, now)
    found = [
        GridRow(key, row.project_name, row.client_name, row.task_title, tuple(cells[key])) for key, row in named.items()
    ]
    return sorted(found, key=_order)


def empty_row(row: GridRow, days: int) -> GridRow:
    """The same row without hours."""
    return GridRow(row.key, row.project_name, row.client_name, row.task_title, (Cell(),) * days)


@dataclass(frozen=True, slots=True)
class WeekGrid:
    """Each change is one transaction and one step of undo."""

    db: Database
    clock: Clock
    zone: str
    day_starts_at_min: int = 0

    def set_cell(self, key: RowKey, day: str, seconds: int, name: str) -> bool:
        """Let a cell hold so many seconds; whether that changed anything. `name` is the title of an entry that has to
        be made. Raises `Refused` below what is fixed, `UserInputError` above a day.
        """
        if not 0 <= seconds <= MOST_S:
            raise UserInputError("A day has 24 hours.", field="duration")
        with self.db.write():
            rows = self._rows(key, day)
            free = [row.entry for row in rows if row.entry.started_at is None and not is_billed(row)]
            now = self.clock.now()
            fixed = sum(row.entry.seconds_at(now) for row in rows) - sum(entry.seconds for entry in free)
            wanted = seconds - fixed
            if wanted < 0:
                raise Refused(
                    f"{fixed // 3600}:{fixed // 60 % 60:02d} of this day is by the clock, running or billed and cannot "
                    "be typed away. Nothing was changed; change those entries in the calendar."
                )
            writes = self._writes(free, wanted) if free else self._made(key, day, wanted, name)
            if writes:
                title = quoted(writes[0].entry.title)
                EntryWriter(self.db, self.clock).commit("edit", f"Set the hours of {title} on {day}", writes)
        return bool(writes)

    def _rows(self, key: RowKey, day: str) -> list[EntryRow]:
        """My entries of a cell, newest first."""
        found = EntryRepository(self.db).page(EntryFilter(day_from=day, day_to=day, mine=True), _MOST_ENTRIES)
        return [row for row in found if (row.entry.project_id, row.entry.task_id) == key]

    def _made(self, key: RowKey, day: str, seconds: int, name: str) -> list[Write]:
        if not seconds:
            return []
        draft = EntryDraft(
            clean_line(name),
            project_id=None if key.project_id is None else ProjectId(key.project_id),
            task_id=None if key.task_id is None else TaskId(key.task_id),
            date=day,
            seconds=seconds,
        )
        return [Write(new_entry(draft, self.zone, self.day_starts_at_min, self.clock.now()))]

    @staticmethod
    def _writes(free: Sequence[Entry], wanted: int) -> list[Write]:
        """Grow the newest, or shrink from the newest on; what comes to nothing is deleted."""
        left = wanted - sum(entry.seconds for entry in free)
        writes = []
        for entry in free:
            if left == 0:
                break
            seconds = max(0, entry.seconds + left)
            left -= seconds - entry.seconds
            writes.append(Write(entry._replace(seconds=seconds)) if seconds else Write(entry, deleted=True))
        return writes


def _with(cell: Cell, row: WeekRow, now: int) -> Cell:
    seconds = row.seconds_at(now)
    timed = row.started_at is not None
    return Cell(
        cell.seconds + seconds,
        cell.fixed + (seconds if timed or row.billed else 0),
        cell.billed or bool(row.billed),
        cell.timed or timed,
        cell.entries + 1,
    )


def _order(row: GridRow) -> tuple[bool, str, str, str]:
    project, client, task = row.project_name or "", row.client_name or "", row.task_title or ""
    return row.key.project_id is None, project.casefold(), client.casefold(), task.casefold()
