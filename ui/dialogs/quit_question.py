"""Quitting while a timer runs: it may go on, or stop now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.format import spoken
from ui.i18n import tr
from ui.messages import sentence
from ui.revocable import Revocable
from ui.session import Session
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "quit_question"
_WIDTH = 420


class QuitQuestion(QDialog):
    """Open it with `open()`. Esc cancels; Enter keeps the timer running, which changes nothing that is stored."""

    agreed = Signal()
    """Quit now; what was wanted for the timer is done."""

    def __init__(self, session: Session, bridge: Bridge, running: EntryRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._revocable = Revocable(bridge, self)
        self.setWindowTitle(tr(_CONTEXT, "Quit Stint"))
        duration = spoken(running.entry.seconds_at(session.now))
        self.title = PlainLabel(tr(_CONTEXT, "A timer is running"), "title")
        self.text = PlainLabel(
            tr(_CONTEXT, "“{title}” has been running for {duration}.", title=running.entry.title, duration=duration),
            wrap=True,
        )
        self.hint = PlainLabel(
            tr(_CONTEXT, "It can go on without Stint: its start is saved, and the clock is right when you are back."),
            "small",
            "muted",
            wrap=True,
        )
        self.problem = PlainLabel("", "small", "danger", wrap=True)
        self.problem.hide()
        self.keep = Button(tr(_CONTEXT, "Keep it running"), "primary")
        self.stop = Button(tr(_CONTEXT, "Stop it and quit"))
        self.cancel = Button(tr(_CONTEXT, "Cancel"), "ghost")
        self._lay_out()
        self.keep.clicked.connect(self._keep)
        self.stop.clicked.connect(self._stop)
        self.cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.cancel)
        buttons.addStretch()
        buttons.addWidget(self.stop)
        buttons.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(2))
        for label in (self.title, self.text, self.hint, self.problem):
            column.addWidget(label)
        column.addSpacing(space(2))
        column.addLayout(buttons)
        self.keep.setDefault(True)
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setMinimumWidth(max(_WIDTH, self.fontMetrics().averageCharWidth() * 56))

    @Slot()
    def _keep(self) -> None:
        self._revocable.call_off()
        self.accept()
        self.agreed.emit()

    @Slot()
    def _stop(self) -> None:
        """Stop it. If that cannot be saved, nothing ends."""

        def act(on: Session) -> None:
            if on.entries.running() is not None:  # it may have been stopped elsewhere meanwhile
                on.entries.stop()

        self.stop.setEnabled(False)
        self._revocable.do(act, self._end, self._refuse)

    @Slot(object)
    def _end(self, _stopped: object) -> None:
        if self.isVisible():  # else it was called off in the moment in which that was saved
            self.accept()
            self.agreed.emit()

    @Slot(object)
    def _refuse(self, error: AppError) -> None:
        self.stop.setEnabled(True)
        self.problem.setText(sentence(error))
        self.problem.show()
