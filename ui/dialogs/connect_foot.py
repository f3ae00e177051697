"""The buttons below the wizard: back, away, and what the stage offers."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.dialogs.connect_stage import WAY, Stage
from ui.i18n import tr
from ui.theme import space
from ui.widgets.button import Button


class ConnectFoot(QWidget):
    """Whoever shows a stage above shows it here too."""

    deed_requested = Signal(str)
    """A Deed of the stage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage: Stage | None = None
        self.sandbox = Button(tr("connect", "Try the sandbox instead"))
        self.back = Button(tr("connect", "Back"), "secondary", "chevron-left")
        self.offline = Button(tr("connect", "Keep working offline"))
        self.secondary = Button("")
        self.primary = Button("", "primary")
        self.primary.clicked.connect(self._press_primary)
        self.secondary.clicked.connect(self._press_secondary)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self.sandbox)
        row.addWidget(self.back)
        row.addStretch()
        for button in (self.offline, self.secondary, self.primary):
            row.addWidget(button)
        for button in (self.sandbox, self.back, self.offline, self.secondary):
            button.setAutoDefault(False)

    def show_stage(self, stage: Stage, *, finished: bool) -> None:
        """`finished`: there is no way back any more, and none is needed."""
        self._stage = stage
        for button, told in ((self.primary, stage.primary), (self.secondary, stage.secondary)):
            button.setText(told[0] if told is not None else "")
            button.setVisible(told is not None)
        self.sandbox.setVisible(stage.step == WAY)
        self.offline.setVisible(stage.step == WAY)
        self.back.setVisible(stage.step > WAY and not finished)
        self.back.setText(tr("connect", "Stop") if stage.busy else tr("connect", "Back"))

    def allow_choice(self, allowed: bool) -> None:
        """Whether the button that takes the chosen one can be pressed."""
        if self._stage is not None:
            for button, told in ((self.primary, self._stage.primary), (self.secondary, self._stage.secondary)):
                button.setEnabled(allowed or told is None or told[1] != "choose")

    @Slot()
    def _press_primary(self) -> None:
        if self._stage is not None and self._stage.primary is not None:
            self.deed_requested.emit(self._stage.primary[1])

    @Slot()
    def _press_secondary(self) -> None:
        if self._stage is not None and self._stage.secondary is not None:
            self.deed_requested.emit(self._stage.secondary[1])
