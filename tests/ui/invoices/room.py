"""The real window with all its pages, its sync thread, and a real sandbox process behind it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.config import Config, read_config
from tests.sandbox.process import SandboxProcess
from ui.bridge import Bridge
from ui.crash import CrashHook
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.session import Session, open_session
from ui.single_instance import InstanceServer
from ui.sync_worker import SyncHost
from ui.theme import Theme
from ui.views.invoice_form import InvoiceForm
from ui.views.invoices_page import InvoicesPage
from ui.wiring import Parts, Wiring


@dataclass
class Room:
    """A joined window. `page` is its invoices page, shown; `entries` are the hours that were logged."""

    session: Session
    bridge: Bridge
    window: MainWindow
    sync: SyncHost
    wiring: Wiring
    theme: Theme
    entries: list[str] = field(default_factory=list)

    @property
    def page(self) -> InvoicesPage:
        self.window.show_page("invoices")
        page = self.window.page("invoices")
        assert isinstance(page, InvoicesPage)
        return page

    @property
    def form(self) -> InvoiceForm:
        return self.page.form


@contextmanager
def open_room(config: Config, theme: Theme) -> Iterator[Room]:
    """Everything that the shell makes, without the shell's own life; nothing is left running."""
    session = open_session(config)
    bridge = Bridge(session.context)
    sync = SyncHost(config, session.context.clock)
    window = MainWindow(session, theme, bridge, PAGES)
    crash = CrashHook()
    wiring = Wiring(Parts(session, bridge, window, sync, InstanceServer(session, window), crash), window)
    window.show()
    window.activateWindow()
    try:
        yield Room(session, bridge, window, sync, wiring, theme)
    finally:
        stopped = sync.stop(), bridge.stop_tasks()
        bridge.stop()
        window.end()
        window.deleteLater()
        QCoreApplication.sendPostedEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        session.context.close()
        assert all(stopped)


def connected_config(folder: Path, server: SandboxProcess, **more: str) -> Config:
    """The configuration of a window whose account that sandbox is."""
    environment = {
        **os.environ,
        "STINT_TRANSPORT": "api",
        "MEMBRANE_API_URL": server.url,
        "MEMBRANE_TOKEN": server.token,
        "STINT_CONNECTION_ID": server.connection_id,
        "STINT_SETTLE_SECONDS": "1",
        "STINT_WRITES_PER_SECOND": "0",
        **more,
    }
    return read_config(environment, data_dir=str(folder))


def button_of(parent: QWidget, text: str) -> QAbstractButton:
    """The visible button with that text or accessible name."""
    buttons = [button for button in parent.findChildren(QAbstractButton) if button.isVisible()]
    found = [button for button in buttons if text in (button.text(), button.accessibleName())]
    assert len(found) == 1, (text, [button.text() or button.accessibleName() for button in buttons])
    return found[0]


def click(parent: QWidget, text: str) -> None:
    """Press that button as a person does."""
    QTest.mouseClick(button_of(parent, text), Qt.MouseButton.LeftButton)


def focused() -> QWidget:
    """What the keyboard speaks to."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_keys(text: str, *keys: Qt.Key) -> None:
    """Type into whatever has the focus, then press those keys one after the other."""
    QTest.keyClicks(focused(), text)
    for key in keys:
        QTest.keyClick(focused(), key)
