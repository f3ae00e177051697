"""My entries as a list by day, newest first: a heading for each day, then its entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal, Slot

from app.errors import AppError
from app.storage.entries import EntryRow
from ui.format import day_title, spoken, time_range
from ui.i18n import tr
from ui.models.sync_words import mark_of
from ui.plain import one_line

if TYPE_CHECKING:
    from ui.session import Session

ItemRole = Qt.ItemDataRole.UserRole
"""The DayItem or EntryRow."""
SecondsRole = Qt.ItemDataRole.UserRole + 1
"""Worked seconds of the day or entry at this moment."""
OverlapRole = Qt.ItemDataRole.UserRole + 2
"""Seconds that the entry shares with another one; None for none."""
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
PAGE = 100
_BREATH_MS = 2
"""Between two steps: what came in meanwhile is handled."""


class DayItem(NamedTuple):
    """Heading of a day (YYYY-MM-DD). `seconds` is finished time; what runs is added when it is shown."""

    day: str
    seconds: int


Item = DayItem | EntryRow


class EntryListModel(QAbstractListModel):
    """Reads a page at a time as the view scrolls. Reading again keeps as much as was loaded, in steps of a page
    between which the event loop turns, and touches only the rows that differ.
    """

    refreshed = Signal()
    """A reload is complete."""
    failed = Signal(object)
    """AppError: the entries cannot be read."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._items: list[Item] = []
        self._fresh: list[Item] = []
        self._fresh_complete = self._shown_apart = False
        self._entries = 0
        self._complete = False
        self._today = session.today
        self._running: EntryRow | None = None
        self._overlaps: dict[str, int] = {}
        self._minute, self._clock_minute = 0, 0
        self._next_step = QTimer(self)
        self._next_step.setSingleShot(True)
        self._next_step.timeout.connect(self._read_step)

    @property
    def today(self) -> str:
        """The day that counts as today (YYYY-MM-DD)."""
        return self._today

    def item(self, row: int) -> Item | None:
        """What is in that row; None beyond the end."""
        return self._items[row] if 0 <= row < len(self._items) else None

    def row_of(self, entry_id: str) -> int:
        """The row of an entry, -1 if it is not loaded."""
        found = (
            row for row, item in enumerate(self._items) if isinstance(item, EntryRow) and item.entry.id == entry_id
        )
        return next(found, -1)

    def entries(self) -> list[EntryRow]:
        """What is loaded, newest first."""
        return [item for item in self._items if isinstance(item, EntryRow)]

    def mark_overlaps(self, seconds: dict[str, int]) -> None:
        """Show which entries (ids) share how many seconds with another one, instead of what was marked before."""
        if seconds != self._overlaps:
            self._overlaps = seconds
            if self._items:
                self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1))

    @Slot()
    def reload(self) -> None:
        """Read again what is loaded: the first page at once, the others in later turns of the event loop."""
        self._next_step.stop()
        self._begin_anew(shown_apart=False)
        self._read_step()

    def reload_in_turns(self) -> None:
        """As `reload`, all of it in later turns of the event loop, and showing what was read in another one."""
        self._begin_anew(shown_apart=True)
        self._next_step.start(0)

    @Slot()
    def tick(self) -> None:
        """Show a minute that has passed, and midnight. In all other seconds nothing is looked up."""
        now, running = self._session.now, self._running
        if now // 60 != self._clock_minute:
            self._clock_minute = now // 60
            self._notice_midnight()
        if running is not None and (minute := running.entry.seconds_at(now) // 60) != self._minute:
            self._minute = minute
            for row, item in enumerate(self._items[: 2 * PAGE]):
                if item is running or (isinstance(item, DayItem) and item.day == running.entry.date):
                    self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are not to be stopped at."""
        if index.isValid() and isinstance(self._items[index.row()], EntryRow):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ItemRole:
            return item
        if role == SecondsRole:
            return self._seconds(item)
        if role == OverlapRole:
            return self._overlaps.get(item.entry.id) if isinstance(item, EntryRow) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return day_title(item.day, self._today) if isinstance(item, DayItem) else one_line(item.entry.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken_day(item) if isinstance(item, DayItem) else self._spoken_entry(item)
        return None

    def canFetchMore(self, parent: Index = ROOT) -> bool:
        return not parent.isValid() and not self._complete

    def fetchMore(self, parent: Index = ROOT) -> None:
        if parent.isValid() or self._complete:
            return
        try:
            new, self._complete = self._read(self._items)
        except AppError as error:
            self._complete = True  # else the view asks again with every paint; a reload tries anew
            self.failed.emit(error)
            return
        if new:
            first = len(self._items)
            self.beginInsertRows(ROOT, first, first + len(new) - 1)
            self._items += new
            self._entries += _count(new)
            self.endInsertRows()
            if first:  # it may have been the last of its card
                self.dataChanged.emit(self.index(first - 1), self.index(first - 1))

    @Slot()
    def _read_step(self) -> None:
        if self._has_enough():  # since the turn before
            self._show_fresh()
            return
        try:
            new, complete = self._read(self._fresh)
        except AppError as error:
            self.failed.emit(error)
            return
        self._fresh += new
        self._fresh_complete = complete
        if self._has_enough() and not self._shown_apart:
            self._show_fresh()
        else:
            self._next_step.start(_BREATH_MS)

    def _begin_anew(self, *, shown_apart: bool) -> None:
        self._fresh, self._fresh_complete, self._shown_apart = [], False, shown_apart

    def _has_enough(self) -> bool:
        """Whether as much was read anew as is loaded by now: somebody may have scrolled on since."""
        return self._fresh_complete or _count(self._fresh) >= max(PAGE, self._entries)

    def _show_fresh(self) -> None:
        fresh, self._fresh = self._fresh, []
        self._show(fresh, complete=self._fresh_complete)

    def _read(self, so_far: Sequence[Item]) -> tuple[list[Item], bool]:
        """The items that follow `so_far`, and whether they are the last."""
        sheet = self._session.timesheet
        last = so_far[-1] if so_far else None
        before, day = (last.position, last.entry.date) if isinstance(last, EntryRow) else (None, "")
        rows = sheet.page(PAGE, before)
        totals = sheet.totals(rows[-1].entry.date, rows[0].entry.date) if rows else {}
        items: list[Item] = []
        for row in rows:
            if row.entry.date != day:
                day = row.entry.date
                items.append(DayItem(day, totals[day].seconds if day in totals else 0))
            items.append(row)
        return items, len(rows) < PAGE

    def _show(self, fresh: list[Item], *, complete: bool) -> None:
        """Become `fresh` by inserting and removing as little as possible, so that choice and scroll place stay."""
        old, new = [_key(item) for item in self._items], [_key(item) for item in fresh]
        shared = min(len(old), len(new))
        head = next((at for at in range(shared) if old[at] != new[at]), shared)
        most = shared - head
        tail = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
        self._replace(head, len(old) - tail, fresh[head : len(new) - tail])
        changed = [at for at, (before, now) in enumerate(zip(self._items, fresh, strict=True)) if before != now]
        self._items = fresh
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
        self._complete, self._entries = complete, _count(fresh)
        self._today = self._session.today
        self._running = next((i for i in fresh[: 2 * PAGE] if isinstance(i, EntryRow) and i.entry.running), None)
        self.refreshed.emit()

    def _replace(self, first: int, end: int, fresh: list[Item]) -> None:
        if end > first:
            self.beginRemoveRows(ROOT, first, end - 1)
            del self._items[first:end]
            self.endRemoveRows()
        if fresh:
            self.beginInsertRows(ROOT, first, first + len(fresh) - 1)
            self._items[first:first] = fresh
            self.endInsertRows()
        if first and (fresh or end > first):  # the card of the row before may now end elsewhere
            self.dataChanged.emit(self.index(first - 1), self.index(first - 1))

    def _notice_midnight(self) -> None:
        if self._session.today != self._today:
            self._today = self._session.today
            if self._items:
                self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1))

    def _seconds(self, item: Item) -> int:
        now = self._session.now
        if isinstance(item, EntryRow):
            return item.entry.seconds_at(now)
        running = self._running
        more = running.entry.seconds_at(now) if running is not None and running.entry.date == item.day else 0
        return item.seconds + more

    def _spoken_day(self, item: DayItem) -> str:
        title = day_title(item.day, self._today)
        return tr("entries", "{day}, {duration} in all", day=title, duration=spoken(self._seconds(item)))

    def _spoken_entry(self, row: EntryRow) -> str:
        entry = row.entry
        parts = [entry.title]
        if row.project_name is not None:
            parts.append(f"{row.project_name}, {row.client_name}" if row.client_name else row.project_name)
        parts += [time_range(entry.started_at, entry.ended_at, entry.timezone, entry.date), spoken(self._seconds(row))]
        if entry.id in self._overlaps:
            parts.append(tr("entries", "overlaps another entry by {length}", length=spoken(self._overlaps[entry.id])))
        parts.append(mark_of(row).text)
        return one_line("; ".join(parts))


def _key(item: Item) -> str:
    return item.day if isinstance(item, DayItem) else item.entry.id


def _count(items: Sequence[Item]) -> int:
    return sum(isinstance(item, EntryRow) for item in items)
