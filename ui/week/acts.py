"""What a person does with entries in the calendar: each act is one service call, and a message that takes it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QRect, Slot
from PySide6.QtGui import QContextMenuEvent

from app.domain.spans import local_day
from app.errors import AppError, NotFound
from app.services.entry_writing import is_billed
from app.services.week_line import week_line
from app.storage.entries import EntryRow
from app.storage.week import WeekRow
from ui.bridge import Bridge
from ui.entry_acts import EntryActs
from ui.format import hours
from ui.i18n import tr
from ui.messages import sentence
from ui.plain import one_line
from ui.requests import Notice
from ui.session import Session
from ui.week.board import WeekBoard
from ui.week.menu import show_menu
from ui.week.new_entry import NewEntry
from ui.week.words import locked_words, lost_words, when_words

_CONTEXT = "week"
_SHORT = 40


class WeekActs(QObject):
    """Connected to a board by itself. Dialogs open over it; `EntryActs` has what is the same in every list."""

    def __init__(self, session: Session, bridge: Bridge, board: WeekBoard) -> None:
        super().__init__(board)
        self._session, self._bridge, self._board = session, bridge, board
        self._entries = EntryActs(session, bridge, board)
        self.wanted: str | None = None
        """The entry to choose when the calendar is next shown: one that was just made."""
        board.create_requested.connect(self.create)
        board.place_requested.connect(self.place)
        board.resize_requested.connect(self.resize)
        board.shift_requested.connect(self.shift)
        board.lift_requested.connect(self.lift)
        board.day_requested.connect(self.move_to)
        board.edit_requested.connect(self.edit)
        board.delete_requested.connect(self.delete)
        board.refused.connect(self.explain_lock)
        board.drag_lost.connect(self.explain_loss)
        board.menu_requested.connect(self.show_menu)
        board.continue_requested.connect(self.start_again)

    @Slot(object, object, object)
    def create(self, started_at: int, ended_at: int, place: QRect) -> None:
        """Ask what the time was for."""
        try:
            line = week_line(self._session.entries, started_at, ended_at)
        except AppError as error:
            self._board.pointer.cancel()
            self._report(error)
            return
        context = self._session.context
        day = local_day(started_at, context.zone, context.day_starts_at_min)
        asked = NewEntry(line, self._bridge, day, context.zone, self._board)
        asked.logged.connect(self._logged)
        asked.failed.connect(self._report)
        asked.closed.connect(self._board.pointer.cancel)
        asked.open_beside(place)

    @Slot(str, object)
    def place(self, entry_id: str, started_at: int) -> None:
        """Let an entry begin then."""
        self._change(entry_id, lambda on: on.week.place(entry_id, started_at))

    @Slot(str, object, object)
    def resize(self, entry_id: str, started_at: int | None, ended_at: int | None) -> None:
        """Give an entry that start or end; the one that is None stays."""
        self._change(entry_id, lambda on: on.week.resize(entry_id, started_at, ended_at))

    @Slot(str, object, object)
    def shift(self, entry_id: str, start_s: int, end_s: int) -> None:
        """Move an entry's start and end by so many seconds."""
        self._change(entry_id, lambda on: on.week.shift(entry_id, start_s, end_s))

    @Slot(str, str)
    def lift(self, entry_id: str, day: str | None = None) -> None:
        """Take an entry's times away and let it count on `day`, or on the day it has."""
        self._change(entry_id, lambda on: on.week.lift(entry_id, day))

    @Slot(str, str)
    def move_to(self, entry_id: str, day: str) -> None:
        """Let an entry count on another day."""
        self._change(entry_id, lambda on: on.week.move_to(entry_id, day))

    @Slot(str)
    def edit(self, entry_id: str) -> None:
        """Open an entry."""
        self._with(entry_id, self._entries.edit)

    @Slot(str)
    def delete(self, entry_id: str) -> None:
        """Delete an entry; the message takes it back."""
        self._with(entry_id, self._entries.delete)

    @Slot(str)
    def start_again(self, entry_id: str) -> None:
        """Run a new entry about the same thing."""
        self._with(entry_id, self._entries.start_again)

    @Slot(object)
    def show_menu(self, event: QContextMenuEvent) -> None:
        """What can be done with the entry that is there."""
        if show_menu(self._board, self, event):
            event.accept()

    def duplicate(self, entry_id: str) -> None:
        """A copy on the same day, without times."""

        def act(on: Session) -> tuple[EntryRow, int | None]:
            return on.changes.duplicate(entry_id), on.undo.latest()

        def done(made: tuple[EntryRow, int | None]) -> None:
            row, step = made
            self.wanted = row.entry.id
            self._tell(tr(_CONTEXT, "Copied “{title}”", title=_short(row)), step)

        self._bridge.writes.do(act, done, lambda error: self._say(sentence(error)))

    def split(self, entry_id: str, at: int) -> None:
        """Two entries out of one."""
        self._change(entry_id, lambda on: on.changes.split(entry_id, at)[0])

    @Slot(str)
    def explain_lock(self, entry_id: str) -> None:
        """Say why a billed entry does not move."""
        self._say(locked_words(self._title(entry_id)))

    @Slot(object)
    def explain_loss(self, row: WeekRow) -> None:
        """Say what became of an entry while it was dragged."""
        try:
            now = self._session.entries.row(row.id)
        except AppError:
            now = None  # gone for good
        self._say(lost_words(_cut(row.title), now))

    @Slot(object, object)
    def _logged(self, row: EntryRow, step: int | None) -> None:
        self.wanted = row.entry.id
        text = tr(_CONTEXT, "Logged “{title}”, {duration}", title=_short(row), duration=hours(row.entry.seconds))
        self._tell(text, step)

    def _change(self, entry_id: str, change: Callable[[Session], EntryRow]) -> None:
        if any(row.id == entry_id and row.billed for row in self._board.rows):
            self.explain_lock(entry_id)
            return
        seen = next((row for row in self._board.rows if row.id == entry_id), None)

        def act(on: Session) -> tuple[EntryRow, int | None, bool]:
            before = on.undo.latest()
            row, step = change(on), on.undo.latest()
            return row, step, step != before

        def done(made: tuple[EntryRow, int | None, bool]) -> None:
            row, step, changed = made
            if changed:
                text = tr(_CONTEXT, "“{title}”: {when}", title=_short(row), when=when_words(row.entry))
                self._tell(text, step)

        def refused(error: AppError) -> None:
            self._board.redraw()
            if seen is not None and self._is_lost(seen):
                self.explain_loss(seen)
            else:
                self._say(sentence(error))

        self._bridge.writes.do(act, done, refused)

    def _is_lost(self, seen: WeekRow) -> bool:
        """Whether it was deleted, billed or left without its times after it was read for the calendar."""
        try:
            now = self._session.entries.row(seen.id)
        except NotFound:
            return True
        except AppError:
            return False
        return now.deleted or is_billed(now) or (seen.started_at is not None and now.entry.started_at is None)

    def _title(self, entry_id: str) -> str:
        return next((_cut(row.title) for row in self._board.rows if row.id == entry_id), "")

    def _say(self, text: str) -> None:
        self._bridge.requests.notice_requested.emit(Notice(text))

    def _with(self, entry_id: str, act: Callable[[EntryRow], None]) -> None:
        try:
            row = self._session.entries.row(entry_id)
        except AppError as error:
            self._report(error)
        else:
            act(row)

    def _tell(self, text: str, step: int | None) -> None:
        requests = self._bridge.requests
        undo = partial(requests.undo_requested.emit, step)
        requests.notice_requested.emit(Notice(text, tr(_CONTEXT, "Undo"), undo))

    @Slot(object)
    def _report(self, error: AppError) -> None:
        self._bridge.requests.error_reported.emit(error)


def _short(row: EntryRow) -> str:
    return _cut(row.entry.title)


def _cut(title: str) -> str:
    title = one_line(title)
    return title if len(title) <= _SHORT else title[: _SHORT - 1] + "…"
