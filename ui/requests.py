"""What a page may ask of the rest of the window, without knowing who answers."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal


class Notice(NamedTuple):
    """A short message over the page that goes away by itself; `on_action` runs when its action (Undo) is chosen."""

    text: str
    action_text: str | None = None
    on_action: Callable[[], None] | None = None


class StandingNotice(NamedTuple):
    """A message above the page that stays until it is dismissed or settled.

    A later one with the same `key` takes its place; an empty `text` takes it away.
    """

    key: str
    kind: Literal["info", "warn", "error", "success"]
    text: str
    action_text: str | None = None
    on_action: Callable[[], None] | None = None


class Requests(QObject):
    """Signals from pages to the window; connected in `ui/wiring.py` and nowhere else."""

    page_requested = Signal(str, object)
    """Key of a page, and what to open there (an id, or None): the page's `open(argument)` is called if it has one."""
    sync_requested = Signal(object)
    """ui.sync_worker.SyncRequest"""
    sync_stop_requested = Signal()
    """End the sync that runs; the next one goes on where it was."""
    sync_pause_requested = Signal(bool)
    """Whether syncs that nobody asks for should rest."""
    notice_requested = Signal(object)
    """Notice"""
    standing_notice_requested = Signal(object)
    """StandingNotice"""
    error_reported = Signal(object)
    """AppError of something that a person just asked for and no field can show."""
    quick_log_requested = Signal(object)
    """QRect of what it was asked for at, in global coordinates (the tray icon); empty for a place of its own."""
    absence_requested = Signal(object)
    """Id of an absence to ask about now."""
    connect_requested = Signal(str)
    """The way to Clientary, beginning where `ui.dialogs.connect_dialog.Start` says."""
    sign_out_requested = Signal()
    sandbox_requested = Signal()
    """Go on in the sandbox."""
    undo_requested = Signal(object)
    """The number of the act to take back, which may not be the last one by then."""
    redo_requested = Signal()
    raise_requested = Signal()
    """Show the window and bring it to the front (second start, tray)."""
    quit_requested = Signal()
    desktop_note_requested = Signal(object)
    """ui.notifications.DesktopNote: a message of the desktop, never the only way to what it offers."""
    desktop_note_over = Signal(str)
    """Key of one that says nothing true any more."""
