"""A sandbox whose pages somebody presses, and a browser that only notes what it is to open."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from tests.sandbox.process import SandboxProcess
from tests.ui.look.conftest import english, theme

__all__ = ["english", "theme"]

PATIENCE_S = 30.0


class Browser(QObject):
    """What the desktop was asked to open, and a person in front of it."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Qt hands over every address of the web."""
        self.opened.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))

    def press(self, server: SandboxProcess, button: str = "allow") -> None:
        """Press a button on the page opened last, and go where that leads."""
        answer = server.control("POST", "browser", {"url": self.opened[-1], "press": button})
        if answer["location"]:
            visit(answer["location"])


def visit(url: str) -> None:
    """Get a page of this computer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE_S)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        assert connection.getresponse().status == 200
    finally:
        connection.close()


@pytest.fixture
def browser(qapp: object) -> Iterator[Browser]:
    """Stands in for the desktop's browser."""
    made = Browser()
    for scheme in ("http", "https"):
        QDesktopServices.setUrlHandler(scheme, made, "take")  # type: ignore[arg-type]  # the stub wants bytes, PySide text
    yield made
    for scheme in ("http", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def server(empty_sandbox: SandboxProcess) -> SandboxProcess:
    """One client with one hourly project; whatever is to be pressed in the browser waits for somebody."""
    client = empty_sandbox.add("clients", name="Acme")
    empty_sandbox.add("projects", name="Webshop", client_id=client["id"], rate=90, project_type=0, currency_code="EUR")
    empty_sandbox.speak(browser_step="waits")
    return empty_sandbox
