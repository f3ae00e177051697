"""A private message bus, which is the session's and the system's at once."""

from __future__ import annotations

import pytest

from tests.ui.look.conftest import english, theme
from tests.ui.manners.conftest import bus_address

__all__ = ["bus_address", "english", "theme"]


@pytest.fixture
def bus(bus_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Its address; whatever is made in the test connects to it."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus_address)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus_address)
    return bus_address
