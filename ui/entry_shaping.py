"""What a person does to the shape of entries, one or many: each act is a service call and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.seams import Seam, SeamKind
from app.domain.spans import shift_day
from app.errors import AppError, UserInputError
from app.services.entry_changes import BulkChange
from app.services.entry_writing import UNLOCK
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.entry_refusals import EntryRefusals
from ui.format import hours
from ui.i18n import tr, tr_n
from ui.messages import sentence
from ui.models.entry_form import EntryForm, TimeFrame, clock_text, edit_of, form_of
from ui.plain import one_line
from ui.requests import Notice
from ui.revocable import Revocable
from ui.session import Session

_CONTEXT = "entries"
_SHORT = 40


class EntryShaping(QObject):
    """`window` is a widget of the window in which dialogs open. Made with the first act."""

    reason_needed = Signal(object)
    """EntryRow of a billed entry that is to be changed all the same."""

    def __init__(self, session: Session, bridge: Bridge, refusals: EntryRefusals, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._bridge, self._window = session, bridge, window
        self._refusals = refusals
        self._typed_last = Revocable(bridge, self)
        self._requests = bridge.requests

    def do(self, act: str, row: EntryRow) -> None:
        """One of the acts that the list's menu names."""
        match act:
            case "split":
                self.split(row)
            case "duplicate":
                self.duplicate(row)
            case "earlier" | "later":
                self.move([row], -1 if act == "earlier" else 1)
            case "mend":
                self.mend(row)
            case "history":
                self.history(row)
            case _:
                raise ValueError(act)

    def split(self, row: EntryRow) -> None:
        """Ask where, and make two of it."""
        from ui.dialogs.split_dialog import SplitDialog

        dialog = SplitDialog(self._session, self._bridge, row, self._window)
        dialog.split.connect(self._tell_split)
        dialog.open()

    def history(self, row: EntryRow) -> None:
        """Show what became of it."""
        from ui.dialogs.history_dialog import HistoryDialog

        HistoryDialog(self._session, row, self._window).open()

    def duplicate(self, row: EntryRow) -> None:
        """A copy of today; of an entry of today the duration alone."""
        text = tr(_CONTEXT, "Copied “{title}” to today", title=_short(row))
        self._try(lambda on: on.changes.duplicate(row.entry.id, on.today), text)

    def move(self, rows: Sequence[EntryRow], days: int) -> None:
        """To another day; the clock times stay."""
        if len(rows) == 1:
            entry_id = rows[0].entry.id
            self._try(lambda on: _shift(on, entry_id, days), row=rows[0])
        else:
            self.change(rows, BulkChange(shift_days=days))

    def mend(self, row: EntryRow) -> None:
        """Let it meet its neighbours of the day: overlaps first, else the gap before it, else the one behind."""
        entry_id = row.entry.id
        try:
            day = row.entry.date  # what lies over midnight belongs to the day before
            seams = self._session.seams.of_days(shift_day(day, -1), shift_day(day, 1))
            mine = [seam for seam in seams if entry_id in (seam.earlier, seam.later)]
            mine.sort(key=lambda seam: (seam.kind is SeamKind.GAP, seam.earlier == entry_id))
            if not mine:
                self._requests.notice_requested.emit(
                    Notice(tr(_CONTEXT, "“{title}” overlaps nothing and has no gap beside it.", title=_short(row)))
                )
                return
        except AppError as error:
            self._refusals.say(error)
            return
        self.mend_seam(mine[0])

    def mend_seam(self, seam: Seam) -> None:
        """Let these two meet."""
        length = hours(seam.seconds)
        overlap = tr(_CONTEXT, "Trimmed an overlap of {length} h", length=length)
        gap = tr(_CONTEXT, "Closed a gap of {length} h", length=length)
        self._try(lambda on: on.seams.mend(seam), gap if seam.kind is SeamKind.GAP else overlap)

    def merge(self, rows: Sequence[EntryRow]) -> None:
        """Make one of them, and say so where their clock times are lost by it."""
        ids, timed = [row.entry.id for row in rows], any(row.entry.started_at is not None for row in rows)

        def act(on: Session) -> tuple[EntryRow, int | None]:
            return on.changes.merge(ids), on.undo.latest()

        def done(made: tuple[EntryRow, int | None]) -> None:
            row, step = made
            text = tr_n(_CONTEXT, "Merged {n} entry", "Merged {n} entries", len(ids))
            if timed and row.entry.started_at is None:
                text = tr(_CONTEXT, "{merged}. They do not adjoin: only the duration is kept.", merged=text)
            self._say_done(text, step)

        self._bridge.writes.do(act, done, lambda error: self._refuse(error, None))

    def change(self, rows: Sequence[EntryRow], change: BulkChange) -> None:
        """The same change for all of them, off this thread: they may be a thousand."""
        ids = [row.entry.id for row in rows]
        deleted = tr_n(_CONTEXT, "Deleted {n} entry", "Deleted {n} entries", len(rows))
        edited = tr_n(_CONTEXT, "Changed {n} entry", "Changed {n} entries", len(rows))

        def act(on: Session) -> int | None:
            before = on.undo.latest()
            on.changes.change_all(ids, change)
            step = on.undo.latest()
            return step if step != before else None

        text = deleted if change.delete else edited
        self._bridge.writes.do(act, lambda step: self._say_changed(text, step), self._refusals.say, long=True)

    def edit_in_place(
        self,
        row: EntryRow,
        part: str,
        typed: str,
        done: Callable[[EntryRow], object],
        refused: Callable[[AppError], object],
    ) -> None:
        """What was typed over the title, the times or the duration of an entry as it is listed."""
        entry = row.entry
        frame = TimeFrame(entry.timezone, self._session.now, self._session.context.day_starts_at_min)
        try:
            edit = edit_of(entry, _typed_over(form_of(entry), part, typed.strip()), frame)
        except AppError as error:
            refused(error)
            return
        self._typed_last.do(lambda on: on.entries.edit(entry.id, edit), done, refused)

    def call_off_typed(self) -> None:
        """What was typed last in place is not wanted any more, if it waits to be saved."""
        self._typed_last.call_off()

    def set_project(self, row: EntryRow, change: BulkChange) -> None:
        """Another project for one entry, without a word: the list shows it."""
        self._try(lambda on: on.changes.change_all([row.entry.id], change))

    @Slot(object)
    def _tell_split(self, step: int | None) -> None:
        self._say_done(tr(_CONTEXT, "Split in two"), step)

    def _try(self, act: Callable[[Session], object], text: str = "", *, row: EntryRow | None = None) -> None:
        """Do it, and say `text` with a way back; where it is refused, say that. `row`: whose panel may help."""

        def step_of(on: Session) -> int | None:
            act(on)
            return on.undo.latest()

        def done(step: int | None) -> None:
            if text:
                self._say_done(text, step)

        self._bridge.writes.do(step_of, done, lambda error: self._refuse(error, row))

    def _refuse(self, error: AppError, row: EntryRow | None) -> None:
        if row is None or error.facts.get("advice") != UNLOCK:
            self._refusals.say(error)
        else:  # its panel asks for the reason
            give = tr(_CONTEXT, "Give a reason…")
            self._requests.notice_requested.emit(Notice(sentence(error), give, lambda: self.reason_needed.emit(row)))

    def _say_changed(self, text: str, step: int | None) -> None:
        """Where all were so already there is nothing to take back: *Undo* would take back what was done before."""
        if step is None:
            self._requests.notice_requested.emit(Notice(tr(_CONTEXT, "They are so already; nothing was changed.")))
        else:
            self._say_done(text, step)

    def _say_done(self, text: str, step: int | None) -> None:
        undo = partial(self._requests.undo_requested.emit, step)
        self._requests.notice_requested.emit(Notice(text, tr(_CONTEXT, "Undo"), undo))


def _shift(on: Session, entry_id: str, days: int) -> None:
    """From the day that it is on by then: another such act may wait before this one."""
    on.changes.move_to_day(entry_id, shift_day(on.entries.row(entry_id).entry.date, days))


def _typed_over(form: EntryForm, part: str, typed: str) -> EntryForm:
    """The fields with what was typed over one part of the row."""
    if part == "title":
        return replace(form, title=typed)
    if part == "duration":
        return replace(form, duration_text=typed)
    if not typed:  # the duration stays, on its day
        return replace(form, from_text="", to_text="")
    for dash in ("\u2013", "-", "\u2014"):
        begin, found, end = typed.partition(dash)
        if found:
            return replace(form, from_text=clock_text(begin), to_text=clock_text(end))
    if form.to_text or not form.from_text:
        raise UserInputError(tr(_CONTEXT, "Give a start and an end, as 9:00 - 10:30."), field="to")
    return replace(form, from_text=clock_text(typed))


def _short(row: EntryRow) -> str:
    title = one_line(row.entry.title)
    return title if len(title) <= _SHORT else title[: _SHORT - 1] + "…"
