"""The steps of connecting, one below the other: what is done, what is to be done now, what comes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.dialogs.connect_stage import CHECK, CONNECT, SIGN_IN, SYNC, WAY, Stage
from ui.dialogs.connect_step import ConnectStep
from ui.i18n import tr
from ui.theme import space
from ui.widgets.card import Card

_WIDTH = space(56)


class ConnectRail(Card):
    """Remembers what was said about a step, so that it still stands there when the next one has come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padded=False, parent=parent)
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(tr("connect", "Steps"))
        titles = {
            WAY: tr("connect", "Choose the way"),
            SIGN_IN: tr("connect", "Sign in to Membrane"),
            CONNECT: tr("connect", "Connect your Clientary account"),
            CHECK: tr("connect", "Check what this account can do"),
            SYNC: tr("connect", "First sync"),
        }
        self._coming = {
            WAY: tr("connect", "the command, or only the browser"),
            SIGN_IN: tr("connect", "opens your browser"),
            CONNECT: tr("connect", "opens your browser once more, if there is none yet"),
            CHECK: tr("connect", "reads, changes nothing"),
            SYNC: tr("connect", "clients, projects, hours, invoices"),
        }
        self._known: dict[int, str] = {}
        self.steps = [ConnectStep(step + 1, title) for step, title in titles.items()]
        for number, row in enumerate(self.steps):
            if number:
                self.add_line()
            self.body.addWidget(row)
        self.body.addStretch(1)

    def note(self, step: int, detail: str) -> None:
        """What is to be read at a step from now on, once it is done."""
        self._known[step] = detail

    def show_stage(self, stage: Stage) -> None:
        """Mark the steps by where that stage belongs."""
        for number, row in enumerate(self.steps):
            if number < stage.step:
                row.show_state("done", self._known.get(number, ""))
            elif number == stage.step:
                row.show_state("problem" if stage.stuck else "now", stage.detail or self._coming[number])
            else:
                row.show_state("later", self._coming[number])

    def show_end(self, stage: Stage) -> None:
        """That stage is the last that needs the person: its step is done, the sync follows by itself."""
        self.steps[stage.step].show_state("problem" if stage.stuck else "done", stage.detail)
        self.steps[SYNC].show_state("now", tr("connect", "begins now"))
