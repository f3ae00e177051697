"""A person at the keyboard, in front of the way to Clientary."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.config import read_config
from tests.sandbox.process import wait_until
from tests.ui.records.desk import open_desk
from tests.ui.timer.desk import TimerDesk
from ui.dialogs.connect_dialog import ConnectDialog
from ui.theme import Theme

PATIENCE_S = 60.0
MOST_TABS = 80


class Wizard:
    """Only keys; looks at what has the focus, as a person does."""

    def __init__(self, desk: TimerDesk) -> None:
        self.desk = desk

    @property
    def dialog(self) -> ConnectDialog:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ConnectDialog), dialog
        return dialog

    def begin(self) -> None:
        """From the window's first choices to the first choice of the wizard, by Tab and Enter."""
        assert self.desk.page.body.first_run is not None
        self.tab_to(self.desk.page.body.first_run.connect_button)
        self.press(Qt.Key.Key_Return)
        self.opened()

    def opened(self) -> None:
        """The wizard has come to the front."""
        self.until(lambda: isinstance(QApplication.activeModalWidget(), ConnectDialog), "the wizard")
        self.desk.activate(self.dialog)

    def tab_to(self, widget: QWidget) -> None:
        """Press Tab until that has the focus."""
        for _ in range(MOST_TABS):
            if QApplication.focusWidget() is widget:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"{widget} is not reached by Tab")

    def at(self, control: str) -> None:
        """Wait until the control of that name has the focus."""
        self.until(lambda: focused() == control, f"the focus on {control!r}")

    def press(self, key: Qt.Key) -> None:
        target = QApplication.focusWidget() or self.desk.window
        QTest.keyClick(target, key)

    def type(self, text: str) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, text)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Let the event loop turn until it holds; a loaded machine takes its time."""

        def turned() -> object:
            self.desk.turn()
            return condition()

        try:
            wait_until(turned, PATIENCE_S, what)
        except AssertionError as failure:
            raise AssertionError(f"{failure}; {self._seen()}") from None

    def _seen(self) -> str:
        dialog = QApplication.activeModalWidget()
        stage = dialog.stage if isinstance(dialog, ConnectDialog) else None
        return f"focus on {focused()!r}, showing {stage}"


def focused() -> str:
    """The name of what has the focus, as a screen reader says it."""
    widget = QApplication.focusWidget()
    if widget is None:
        return ""
    text = widget.text().replace("&&", "&") if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


@contextmanager
def new_window(folder: Path, theme: Theme, **variables: str) -> Iterator[Wizard]:
    """A window on a new data folder, with sync at work."""
    environment = {**os.environ, "STINT_SETTLE_SECONDS": "1", **variables}
    with open_desk(read_config(environment, data_dir=str(folder)), theme) as desk:
        object.__setattr__(desk.session, "environment", environment)
        desk.sync.start()
        yield Wizard(TimerDesk(desk, theme))
