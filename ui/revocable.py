"""An act of a dialog that waits to be saved, and that is not done if the dialog is called off meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDialog

from app.cancel import CancelToken
from app.errors import AppError
from ui.bridge import Bridge
from ui.session import Session

T = TypeVar("T")


class Revocable(QObject):
    """Made with the dialog, which calls it off by being rejected. The end of the program closes dialogs as well; what
    waits then is still wanted.
    """

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._off = CancelToken()
        bridge.save_requested.connect(self._keep)
        if isinstance(parent, QDialog):
            parent.rejected.connect(self.call_off)

    def do(
        self, act: Callable[[Session], T], done: Callable[[T], object], refused: Callable[[AppError], object]
    ) -> bool:
        """As `Writes.do`, but if it is called off in time, nothing is stored and neither answer comes."""
        off = self._off = CancelToken()

        def wanted(on: Session) -> T:
            off.check()
            return act(on)

        return self._bridge.writes.do(wanted, done, refused)

    @Slot()
    def call_off(self) -> None:
        """The person does not want it any more."""
        self._off.set()

    @Slot()
    def _keep(self) -> None:
        self._off = CancelToken()
