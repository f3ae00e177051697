"""A desk with the page of invoices: the real window, its sync thread, and a real sandbox process behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.config import Config
from tests.ui.records.desk import button_of, connected_config, open_desk
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.session import Session
from ui.sync_worker import SyncHost
from ui.theme import Theme
from ui.views.invoice_form import InvoiceForm
from ui.views.invoices_page import InvoicesPage
from ui.wiring import Wiring

__all__ = ["Room", "button_of", "click", "connected_config", "focused", "open_room", "type_keys"]


@dataclass
class Room:
    """A desk whose `page` is its invoices page, shown; `entries` are the hours that were logged."""

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
    """As `open_desk`."""
    with open_desk(config, theme) as desk:
        yield Room(desk.session, desk.bridge, desk.window, desk.sync, desk.wiring, theme)


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
