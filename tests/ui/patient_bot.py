"""pytest-qt's waits with a deadline for hangs: its own 5 s pass on a busy machine although nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import CheckParamsCb, SignalBlocker

PATIENCE_MS = 60_000
"""No wait gives up sooner, whatever a test asks for: it costs time only where something is wrong."""


class PatientBot(QtBot):
    """What tests of the window get as `qtbot`."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(
        self,
        signal: SignalInstance,
        *,
        timeout: int = PATIENCE_MS,
        raising: bool | None = None,
        check_params_cb: CheckParamsCb | None = None,
    ) -> SignalBlocker:
        patience = timeout if raising is False else max(timeout, PATIENCE_MS)  # False: who waits for nothing to come
        return super().waitSignal(signal, timeout=patience, raising=raising, check_params_cb=check_params_cb)


def wait_exposed(window: QWidget) -> None:
    """Until the window can be seen. pytest-qt's own waits for windows do so only where they are entered with `with`."""
    assert QTest.qWaitForWindowExposed(window, PATIENCE_MS), f"{window} was not shown"


def wait_active(window: QWidget) -> None:
    """Until the window has the keys."""
    assert QTest.qWaitForWindowActive(window, PATIENCE_MS), f"{window} did not become active"
