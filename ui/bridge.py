"""What was committed, as Qt signals: whoever shows data listens here and reads again."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.context import AppContext
from app.errors import StorageError
from app.storage.changes import Changes
from ui.requests import Requests

if TYPE_CHECKING:
    from ui.global_key.key import KeyState
    from ui.task_worker import TaskHost
    from ui.writes import Writes

log = logging.getLogger(__name__)

MERGE_MS, STREAM_MS = 100, 3_000
"""How often changes are handed out: after a pause, and while a sync goes on bringing more."""
TICK_MS = 1_000
UNWATCHED_TICK_MS = 2_000
"""While no window shows seconds: half the cost of a timer that runs in the tray."""
UNWATCHED_LOOK_TICKS = 2


class Bridge(QObject):
    """Lives on the GUI thread. Hears of this connection's commits at once, of the background threads' by queued
    signals, and of other processes' by looking once a second whether the file changed.
    """

    changed = Signal(object)
    """app.storage.changes.Changes; commits within 100 ms are one signal, of a long sync those of 3 s."""
    tick = Signal()
    """Once a second, every other while only the tray is there, from the only timer that runs while nothing happens;
    nothing adds up.
    """
    clock_tick = Signal()
    """As `tick`, but only while `watched`: for what the main window shows of the time."""
    committed_here = Signal(object)
    """Changes of each commit that a person's act made in this window: what sync has to send soon."""
    sync_status_changed = Signal(object)
    """ui.sync_worker.SyncStatus"""
    sync_progressed = Signal(object)
    """app.sync.progress.Progress of the cycle that runs in this window."""
    sync_answered = Signal(object, object)
    """ui.sync_worker.SyncRequest that a page asked for, and its SyncResult, AppError or None (a bug)."""
    settings_changed = Signal()
    key_state_changed = Signal(object)
    """ui.global_key.key.KeyState of the quick log's key; the latest is `key_state`."""
    saving_changed = Signal(bool)
    """Whether acts wait to be saved because another program writes: see `ui.writes.Writes`."""
    acts_saved = Signal()
    """No act waits to be saved any longer: what is stored is what was done."""
    save_requested = Signal()
    """The program is about to end: pages commit what is being typed, at once."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.requests = Requests(self)
        self._context = context
        self.key_state: KeyState | None = None
        self._tasks: TaskHost | None = None
        self._patient_tasks: TaskHost | None = None
        self._writes: Writes | None = None
        self._db = context.db
        self._pending = Changes()
        self._stopped = False
        self._watched, self._followed, self._ticks = True, False, 0
        self._handed_out_at, self._pace_ms = 0.0, MERGE_MS
        self._merge = QTimer(self)
        self._merge.setSingleShot(True)
        self._merge.timeout.connect(self._hand_out)
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one skips a displayed second now and then
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._on_tick)
        self._version = self._db.data_version
        self._db.on_commit(self.note_own)
        self.settings_changed.connect(self._use_settings)

    @property
    def tasks(self) -> TaskHost:
        """Runs work off this thread; made when it is first needed."""
        if self._tasks is None:
            from ui.task_worker import TaskHost

            self._tasks = TaskHost(self._context.config, self._context.clock, self)
            self._tasks.committed.connect(self.note_own)
        return self._tasks

    @property
    def patient_tasks(self) -> TaskHost:
        """As `tasks`, for work that waits for a person or for another program: nothing else queues behind it."""
        if self._patient_tasks is None:
            from ui.task_worker import TaskHost

            self._patient_tasks = TaskHost(self._context.config, self._context.clock, self)
            self._patient_tasks.committed.connect(self.note_own)
        return self._patient_tasks

    @property
    def writes(self) -> Writes:
        """What a person does to the records, in its order; made with the first act."""
        if self._writes is None:
            from ui.writes import Writes

            self._writes = Writes(self._context, self)
            self._writes.committed.connect(self.note_own)
            self._writes.waiting_changed.connect(self.saving_changed)
            self._writes.emptied.connect(self.acts_saved)
        return self._writes

    @property
    def saving(self) -> bool:
        """Whether an act waits to be saved; `acts_saved` follows then."""
        return self._writes is not None and self._writes.waiting

    def stop_tasks(self) -> bool:
        """Save what waits to be saved, cancel the others, and join; False if a task did not end in time."""
        hosts = [host for host in (self._writes, self._tasks, self._patient_tasks) if host is not None]
        ended = [host.stop() for host in hosts]  # each, whatever the one before did
        return all(ended)

    def start(self) -> None:
        """Begin to tick."""
        self._clock.start()

    def stop(self) -> None:
        """No signal comes after this, whatever the background threads still send."""
        self._stopped = True
        self._clock.stop()
        self._merge.stop()
        self._pending = Changes()

    @Slot(object)
    def note(self, changes: Changes) -> None:
        """Something was committed. The first of a burst is handed out in the next turn of the event loop; the longer it
        goes on, the rarer: all pages that are shown read again, and nobody reads what changes ten times a second.
        """
        if self._stopped:
            return
        self._pending |= changes
        if not self._merge.isActive():
            since_ms = int((time.monotonic() - self._handed_out_at) * 1000)
            self._pace_ms = min(2 * self._pace_ms, STREAM_MS) if since_ms < self._pace_ms else MERGE_MS
            self._merge.start(max(0, self._pace_ms - since_ms))

    @Slot(object)
    def note_own(self, changes: Changes) -> None:
        """As `note`, for a commit of the GUI thread or of a task that the person started: that shows at once."""
        self._pace_ms = MERGE_MS
        if self._merge.remainingTime() > MERGE_MS:
            self._merge.start(MERGE_MS)
        self.note(changes)
        self.committed_here.emit(changes)

    @property
    def watched(self) -> bool:
        """Whether the main window is shown. While it is not, other processes' commits are looked for less often."""
        return self._watched

    def set_watched(self, watched: bool) -> None:
        """The main window was shown or hidden; what was shown long ago is looked at once more."""
        if watched and not self._watched:
            self.look_for_foreign_commits()
        self._watched = watched
        self._set_pace()

    def set_followed(self, followed: bool) -> None:
        """A small window that shows seconds was opened or closed, whatever the main window does."""
        self._followed = followed
        self._set_pace()

    def _set_pace(self) -> None:
        pace_ms = TICK_MS if self._watched or self._followed else UNWATCHED_TICK_MS
        if pace_ms != self._clock.interval():
            self._clock.setInterval(pace_ms)

    def look_for_foreign_commits(self) -> None:
        """Compare SQLite's counter of other connections' commits.

        Our own background threads count there too: what they touched is then read once more than needed, which is
        cheaper than ever to miss an entry that `stint log` added meanwhile.
        """
        try:
            version = self._db.data_version
        except StorageError as error:
            log.warning("the data file cannot be looked at: %s", error.detail)
            return
        if version != self._version:
            self._version = version
            self.note(Changes(everything=True))

    @Slot()
    def _use_settings(self) -> None:
        for host in (self._tasks, self._patient_tasks):
            if host is not None:
                host.use_config(self._context.config)
        if self._writes is not None:
            self._writes.use_settings()

    @Slot()
    def _on_tick(self) -> None:
        self._ticks += 1
        if self._watched or self._ticks % UNWATCHED_LOOK_TICKS == 0:
            self.look_for_foreign_commits()
        self.tick.emit()
        if self._watched:
            self.clock_tick.emit()

    @Slot()
    def _hand_out(self) -> None:
        pending, self._pending = self._pending, Changes()
        self._handed_out_at = time.monotonic()
        if pending:
            self.changed.emit(pending)
