"""What a person does with entries, wherever they are listed: each act is a service call and what is said afterwards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.domain.entries import EntrySync
from app.domain.spans import local_datetime, local_day
from app.errors import AppError
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.entry_refusals import EntryRefusals
from ui.i18n import tr
from ui.messages import full_stop, refused
from ui.plain import one_line
from ui.requests import Notice
from ui.session import Session

if TYPE_CHECKING:
    from app.domain.seams import Seam
    from app.services.attention import Matter
    from ui.dialogs.entry_dialog import EntryDialog

_SHORT = 40


class EntryActs(QObject):
    """`window` is a widget of the window in which dialogs open."""

    def __init__(self, session: Session, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._bridge, self._window = session, bridge, window
        self.refusals = EntryRefusals(bridge, self)

    @Slot()
    def add(self) -> None:
        """Ask for an entry that is not in the list yet."""
        self._open_dialog(None)

    @Slot(object)
    def fill(self, gap: Seam) -> None:
        """Ask what a gap between two entries was."""
        zone = self._session.context.zone
        begin, end = (
            local_datetime(at, zone).strftime("%H:%M:%S").removesuffix(":00") for at in (gap.began, gap.ended)
        )
        day = local_day(gap.began, zone, self._session.context.day_starts_at_min)
        self._open_dialog(None, times=(day, begin, end))

    @Slot(object)
    def edit(self, row: EntryRow) -> None:
        """Open an entry, as it is stored now."""
        try:
            self._open_dialog(self._session.entries.row(row.entry.id))
        except AppError as error:
            self._report(error)

    @Slot(object)
    def decide_by_edit(self, row: EntryRow) -> None:
        """Open an entry that is in conflict or was refused; what is saved then holds, and is sent."""
        try:
            matter = self._session.attention.of_entry(row.entry.id)
            row = self._session.entries.row(row.entry.id)
        except AppError as error:
            self._report(error)
            return
        self._open_dialog(row, "" if matter is None else _decision(matter)).saved.connect(self._send_saved)

    @Slot(object)
    def start_again(self, row: EntryRow) -> None:
        """Run a new entry about the same thing; one that runs already goes on."""
        if row.entry.running:
            self._tell(Notice(tr("entries", "This one is running.")))
            return
        self._bridge.writes.do(lambda on: on.entries.start_again(row.entry.id), lambda _begun: None, self.refusals.say)

    @Slot(object)
    def delete(self, row: EntryRow) -> None:
        """Delete an entry; it can be taken back for as long as undo reaches."""
        if row.ledger is not None or row.entry.billed_there:
            invoiced = tr("entries", "“{title}” is on an invoice and cannot be deleted.", title=_short(row))
            billed = tr("entries", "“{title}” is marked as billed and cannot be deleted.", title=_short(row))
            self._tell(Notice(billed if row.invoice_id is None else invoiced))
            return
        text = tr("entries", "Deleted “{title}”", title=_short(row))

        def act(on: Session) -> int | None:
            on.entries.delete(row.entry.id)
            return on.undo.latest()

        def done(step: int | None) -> None:
            undo = partial(self._bridge.requests.undo_requested.emit, step)
            self._tell(Notice(text, tr("entries", "Undo"), undo))

        self._bridge.writes.do(act, done, self.refusals.say)

    @Slot(str, bool)
    def settle(self, entry_id: str, ours: bool) -> None:
        """Decide a conflict, and send what follows."""

        def done(_resolved: object) -> None:
            kept = tr("entries", "Your version is kept and will be sent.")
            self._tell(Notice(kept if ours else tr("entries", "Clientary's version is taken over.")))
            self._sync()

        self._bridge.writes.do(lambda on: on.conflicts.resolve(entry_id, ours=ours), done, self._report)

    @Slot(object)
    def try_again(self, row: EntryRow) -> None:
        """Send what was refused once more."""
        self._bridge.writes.do(
            lambda on: on.conflicts.try_again(row.entry.id), lambda _queued: self._sync(), self._report
        )

    @Slot()
    def invoice(self) -> None:
        """Go and make an invoice of what is unbilled."""
        self._bridge.requests.page_requested.emit("invoices", ("new", None))

    @Slot()
    def open_sandbox(self) -> None:
        """Go on in the sandbox."""
        self._bridge.requests.sandbox_requested.emit()

    @Slot()
    def connect_account(self) -> None:
        """Show the way to Clientary."""
        self._bridge.requests.connect_requested.emit("ways")

    def _open_dialog(
        self, row: EntryRow | None, note: str = "", times: tuple[str, str, str] | None = None
    ) -> EntryDialog:
        from ui.dialogs.entry_dialog import EntryDialog

        day, begin, end = times or (self._session.today, "", "")
        dialog = EntryDialog(self._session, self._bridge, row, day, self._window, note=note)
        if times is not None:
            dialog.fields.propose_times(begin, end)
        dialog.delete_requested.connect(self.delete)
        dialog.open()
        return dialog

    @Slot(object)
    def _send_saved(self, row: EntryRow) -> None:
        """What was decided by editing."""
        if row.sync is EntrySync.CONFLICT:
            self.settle(row.entry.id, True)
        elif row.sync is EntrySync.PARKED:  # nothing was changed
            self.try_again(row)
        else:
            self._sync()

    def _sync(self) -> None:
        from ui.sync_worker import SyncRequest

        self._bridge.requests.sync_requested.emit(SyncRequest(id="by-person"))

    def _tell(self, notice: Notice) -> None:
        self._bridge.requests.notice_requested.emit(notice)

    def _report(self, error: AppError) -> None:
        self._bridge.requests.error_reported.emit(error)


def _decision(matter: Matter) -> str:
    """What the person should know while editing."""
    if matter.state != "conflict":
        return refused(matter.refusal) if matter.refusal is not None and matter.message else ""
    from ui.matter_words import theirs_in_short

    theirs = theirs_in_short(matter)
    holds = tr("entries", "What you save here holds on both sides.")
    if not theirs:
        return holds
    return tr("entries", "In Clientary: {values} {holds}", values=full_stop(theirs), holds=holds)


def _short(row: EntryRow) -> str:
    title = one_line(row.entry.title)
    return title if len(title) <= _SHORT else title[: _SHORT - 1] + "…"
