"""The real window with all its pages and its sync thread, driven by clicks and keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QWidget

from app.config import Config, read_config
from tests.sandbox.process import SandboxProcess
from ui.bridge import Bridge
from ui.crash import CrashHook
from ui.main_window import SIZE, MainWindow
from ui.pages import PAGES
from ui.session import Session, open_session
from ui.single_instance import InstanceServer
from ui.sync_worker import SyncHost
from ui.theme import Theme
from ui.wiring import Parts, Wiring

Page = TypeVar("Page", bound=QWidget)

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Desk:
    """A window that is shown, joined with everything it has when the program runs; sync starts when it is asked for."""

    session: Session
    bridge: Bridge
    window: MainWindow
    sync: SyncHost
    wiring: Wiring

    def page(self, key: str, kind: type[Page]) -> Page:
        """Go to a page by its button in the sidebar, or by its keys where it has none."""
        action = self.window.actions_.get(f"page.{key}")
        QTest.keySequence(self.window, action.shortcut())
        page = self.window.page(key)
        assert isinstance(page, kind), (key, page)
        assert page.isVisible()
        return page

    def clicked(self, text: str) -> None:
        """Click the one visible button of that text or accessible name."""
        click(button_of(self.window, text))


@contextmanager
def open_desk(config: Config, theme: Theme) -> Iterator[Desk]:
    """Everything that the shell makes, without the shell's own life; nothing is left running."""
    session = open_session(config)
    bridge = Bridge(session.context)
    sync = SyncHost(config, session.context.clock)
    window = MainWindow(session, theme, bridge, PAGES)
    parts = Parts(session, bridge, window, sync, InstanceServer(session, window), CrashHook())
    wiring = Wiring(parts, window)
    window.show_standing()
    window.resize(SIZE)
    window.show()
    window.activateWindow()
    try:
        yield Desk(session, bridge, window, sync, wiring)
    finally:
        stopped = sync.stop(), bridge.stop_tasks()
        bridge.stop()
        window.end()
        window.deleteLater()
        QCoreApplication.sendPostedEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        session.context.close()
        assert all(stopped)


def connected_config(folder: Path, server: SandboxProcess) -> Config:
    """The configuration of a window whose account that sandbox is, with nothing to wait for."""
    return read_config(environment_of(server), data_dir=str(folder))


def environment_of(server: SandboxProcess) -> dict[str, str]:
    """What names that sandbox to a program."""
    return {
        **os.environ,
        "STINT_TRANSPORT": "api",
        "MEMBRANE_API_URL": server.url,
        "MEMBRANE_TOKEN": server.token,
        "STINT_CONNECTION_ID": server.connection_id,
        "STINT_SETTLE_SECONDS": "1",
        "STINT_WRITES_PER_SECOND": "0",
    }


def button_of(parent: QWidget, text: str) -> QAbstractButton:
    """The visible button of that text or accessible name."""
    found = [one for one in parent.findChildren(QAbstractButton) if one.isVisible()]
    fitting = [one for one in found if text in (one.text(), one.accessibleName())]
    assert len(fitting) == 1, (text, [one.text() or one.accessibleName() for one in found])
    return fitting[0]


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)


def click_row(view: QAbstractItemView, row: int) -> None:
    """Click the middle of a row's first column."""
    index = view.model().index(row, 0)
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, view.visualRect(index).center())


def texts(view: QAbstractItemView, column: int = 0) -> list[str]:
    """What a column of the view shows."""
    model = view.model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount(QModelIndex()))]


__all__ = [
    "CTRL",
    "LEFT",
    "Desk",
    "QPoint",
    "button_of",
    "click",
    "click_row",
    "connected_config",
    "open_desk",
    "texts",
]
