"""A window joined with everything it has when the program runs, on two plain pages and the log."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.crash import CrashHook
from ui.main_window import SIZE, MainWindow
from ui.pages import PROGRAM, WORK, PageSpec
from ui.session import Session
from ui.single_instance import InstanceServer
from ui.sync_worker import SyncHost
from ui.theme import Theme
from ui.views.log_page import LogPage
from ui.wiring import Parts, Wiring


class NotePage(QWidget):
    """A page with one field; remembers what it was asked to open."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAccessibleName("Notes")
        self.edit = QLineEdit()
        self.edit.setAccessibleName("Note")
        self.opened: list[object] = []
        QVBoxLayout(self).addWidget(self.edit)

    def open(self, argument: object) -> None:
        self.opened.append(argument)


PAGES = (
    PageSpec("notes", lambda: "Notes & such", "notes", NotePage, WORK),
    PageSpec("more", lambda: "More notes", "tag", NotePage, WORK, badge=lambda _session, _standing: 3),
    PageSpec("log", lambda: "Program log", "log", LogPage, PROGRAM),
)


@dataclass
class Joined:
    """The window and what it is joined with."""

    session: Session
    bridge: Bridge
    window: MainWindow
    sync: SyncHost
    wiring: Wiring
    crash: CrashHook


def join(session: Session, theme: Theme, bridge: Bridge, sync: SyncHost) -> Joined:
    """Make it; the window is not shown yet, the sync not started by this."""
    window, crash = MainWindow(session, theme, bridge, PAGES), CrashHook()
    window.resize(SIZE)
    wiring = Wiring(Parts(session, bridge, window, sync, InstanceServer(session, window), crash), window)
    window.show_standing()
    return Joined(session, bridge, window, sync, wiring, crash)
