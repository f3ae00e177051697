"""Every connection between objects that do not own each other, in one place."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Slot

from app.errors import AppError
from app.storage.changes import Changes
from ui.account_acts import AccountActs
from ui.bridge import Bridge
from ui.crash import CrashHook
from ui.format import hours
from ui.i18n import tr
from ui.main_window import MainWindow
from ui.messages import bug, sentence, still_saving
from ui.plain import quoted
from ui.requests import Notice, StandingNotice
from ui.session import Session
from ui.single_instance import InstanceServer
from ui.sync_acts import SyncActs
from ui.sync_worker import SyncHost, SyncRequest, SyncStatus

if TYPE_CHECKING:
    from app.cancel import CancelToken
    from app.context import AppContext
    from app.services.undo import Undone  # brings the ledger and all about invoices

log = logging.getLogger(__name__)

UPKEEP_EVERY_S = 3_600
_MINUTE_S = 60
BY_PERSON = SyncRequest(id="by-person")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the shell made and this module joins."""

    session: Session
    bridge: Bridge
    window: MainWindow
    sync: SyncHost
    instance: InstanceServer
    crash: CrashHook


class Wiring(QObject):
    """The slots in between: each turns a signal of one part into a call of another. Lives on the GUI thread."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._upkeep_at = 0
        self._account = AccountActs(parts.session, parts.bridge, parts.window)
        self._connect_data()
        self._connect_sync()
        self._connect_requests()
        self._connect_actions()

    def _connect_data(self) -> None:
        parts = self._parts
        parts.bridge.committed_here.connect(parts.sync.note_commit)
        parts.bridge.committed_here.connect(self._keep_up)
        parts.sync.committed.connect(parts.bridge.note)
        parts.bridge.changed.connect(self._show_changes)
        parts.bridge.settings_changed.connect(self._use_settings)
        parts.bridge.saving_changed.connect(self._tell_saving)
        parts.bridge.tick.connect(self._look_at_settings)
        parts.crash.noticed.connect(self._tell_bug, Qt.ConnectionType.QueuedConnection)

    def _connect_sync(self) -> None:
        sync = self._parts.sync
        sync.status_changed.connect(self._show_sync)
        sync.failed.connect(self._tell_sync_failure)
        sync.answered.connect(self._parts.bridge.sync_answered)
        sync.status_changed.connect(self._parts.bridge.sync_status_changed)
        self._parts.instance.raise_requested.connect(self._parts.bridge.requests.raise_requested)
        self._parts.instance.quick_log_requested.connect(self._open_quick_log)
        self._parts.instance.sync_requested.connect(sync.request)
        sync.answered.connect(self._parts.instance.answer)
        self._sync_acts = SyncActs(self._parts.session, self._parts.bridge, self._parts.window, sync)

    def _connect_requests(self) -> None:
        requests, window = self._parts.bridge.requests, self._parts.window
        requests.page_requested.connect(window.open_page)
        requests.notice_requested.connect(window.notify)
        requests.standing_notice_requested.connect(window.show_notice)
        requests.error_reported.connect(window.report)
        requests.sync_requested.connect(self._parts.sync.request)
        requests.undo_requested.connect(self._undo_step)
        requests.redo_requested.connect(self._redo)
        requests.raise_requested.connect(window.come_to_front)
        requests.connect_requested.connect(self._account.connect_account)
        requests.sign_out_requested.connect(self._account.sign_out)
        requests.sandbox_requested.connect(self._account.open_sandbox)

    def _connect_actions(self) -> None:
        actions, window = self._parts.window.actions_, self._parts.window
        actions.sync.triggered.connect(self._sync_now)
        actions.undo.triggered.connect(self._undo)
        actions.redo.triggered.connect(self._redo)
        actions.close.triggered.connect(window.close)
        actions.quit.triggered.connect(self._parts.bridge.requests.quit_requested)
        actions.shortcuts.triggered.connect(self._show_shortcuts)
        actions.find.triggered.connect(self._find)
        actions.new_invoice.triggered.connect(self._new_invoice)

    @Slot()
    def _look_at_settings(self) -> None:
        """What another program set holds here from now on: `stint settings set` while the window is open."""
        if not self._parts.session.settings_moved():
            return
        try:
            self._parts.session.reload_settings()
        except AppError as error:
            self._parts.bridge.requests.error_reported.emit(error)
            return
        self._parts.bridge.settings_changed.emit()

    @Slot()
    def _sync_now(self) -> None:
        self._parts.sync.request(BY_PERSON)

    @Slot()
    def _new_invoice(self) -> None:
        from ui.views.invoices_page import NEW

        self._parts.bridge.requests.page_requested.emit("invoices", (NEW, None))

    @Slot()
    def _open_quick_log(self) -> None:
        self._parts.bridge.requests.quick_log_requested.emit(QRect())

    @Slot(object)
    def _show_changes(self, changes: Changes) -> None:
        if changes.concern("sync", "entries", "invoices"):
            self._parts.window.show_standing()

    @Slot(object)
    def _show_sync(self, status: SyncStatus) -> None:
        self._parts.window.set_syncing(status.running, status.failure)

    @Slot(object)
    def _tell_sync_failure(self, error: AppError) -> None:
        self._parts.window.show_notice(StandingNotice("sync", "error", sentence(error)))

    @Slot(bool)
    def _tell_saving(self, waits: bool) -> None:
        self._parts.window.show_notice(StandingNotice("saving", "info", still_saving() if waits else ""))

    @Slot(str)
    def _tell_bug(self, kind: str) -> None:
        self._parts.window.show_notice(StandingNotice("bug", "error", bug(kind)))

    @Slot()
    def _use_settings(self) -> None:
        config = self._parts.session.config
        self._parts.sync.use_config(config)
        self._parts.window.show_standing()

    @Slot()
    def _undo(self) -> None:
        self._parts.bridge.writes.do(lambda on: on.undo.undo(), self._tell_undone, self._tell_not_undone)

    @Slot(object)
    def _undo_step(self, step: int | None) -> None:
        self._parts.bridge.writes.do(lambda on: on.undo.undo(step), self._tell_undone, self._tell_not_undone)

    @Slot()
    def _redo(self) -> None:
        self._parts.bridge.writes.do(lambda on: on.undo.redo(), self._tell_redone, self._tell_not_undone)

    def _redo_step(self, step: int) -> None:
        self._parts.bridge.writes.do(lambda on: on.undo.redo(step), self._tell_redone, self._tell_not_undone)

    @Slot(object)
    def _tell_undone(self, undone: Undone) -> None:
        text = _with_time(tr("undo", "Undone: {what}", what=quoted(undone.label)), undone)
        self._parts.window.notify(Notice(text, tr("undo", "Redo"), partial(self._redo_step, undone.seq)))

    @Slot(object)
    def _tell_redone(self, redone: Undone) -> None:
        text = _with_time(tr("undo", "Done again: {what}", what=quoted(redone.label)), redone)
        self._parts.window.notify(Notice(text, tr("undo", "Undo"), partial(self._undo_step, redone.seq)))

    @Slot(object)
    def _tell_not_undone(self, error: AppError) -> None:
        self._parts.window.notify(Notice(sentence(error)))

    @Slot()
    def _find(self) -> None:
        from ui.dialogs.find_dialog import FindDialog

        parts = self._parts
        FindDialog(parts.session, parts.bridge, parts.window.actions_, parts.window).open()

    @Slot()
    def _show_shortcuts(self) -> None:
        from ui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._parts.window.actions_, self._parts.window).open()

    @Slot(object)
    def _keep_up(self, _changes: Changes) -> None:
        """The daily backup follows a change, off this thread."""
        now = self._parts.session.now
        if now - self._upkeep_at >= UPKEEP_EVERY_S:
            self._upkeep_at = now
            self._parts.bridge.tasks.run(_upkeep)


def _with_time(text: str, undone: Undone) -> str:
    """Time that went away is said."""
    if not undone.seconds_gone:
        return text
    if undone.seconds_gone < _MINUTE_S:
        return tr("undo", "{done} · less than a minute went with it", done=text)
    return tr("undo", "{done} · {time} went with it", done=text, time=hours(undone.seconds_gone))


def _upkeep(context: AppContext, cancel: CancelToken) -> None:  # noqa: ARG001 - the shape of a task
    from app.services.upkeep import Upkeep

    Upkeep(context.db, context.clock, context.config.folder).run_if_due()
