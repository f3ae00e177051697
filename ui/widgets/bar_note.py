"""The line below the title in the timer bar: what went wrong, what was not understood, what Enter would log."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.errors import AppError, UserInputError
from ui.i18n import tr
from ui.messages import sentence
from ui.plain import one_line
from ui.widgets.announcing import announce
from ui.widgets.plain_label import PlainLabel, Tone


class BarNote(PlainLabel):
    """Hidden while it says nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "small", "danger", elide=True, parent=parent)
        self._versions: tuple[str, ...] = ("",)
        self.hide()

    def say(self, text: str, tone: Tone = "danger", *shorter: str) -> None:
        """Say it, aloud too."""
        self.hint(text, tone, *shorter)
        announce(self, text)

    @Slot(object)
    def refuse(self, error: AppError) -> None:
        """Say why something was not done."""
        no_title = isinstance(error, UserInputError) and error.facts.get("field") == "title"
        self.say(tr("timer", "Say what you are working on.") if no_title else sentence(error))

    def hint(self, text: str, tone: Tone = "muted", *shorter: str) -> None:
        """Show it, while somebody types; nothing where it is empty. `shorter`: what to say instead in a narrow bar."""
        self._versions = (text, *shorter)
        self.set_tone(tone)
        self._fit()
        self.setVisible(bool(text))

    def hint_rename(self, title: str, typed: str) -> None:
        """What was typed becomes the title of what runs. Who types it may have meant to begin something else."""
        renames = typed not in ("", title)
        if not renames:
            self.forget()
            return
        shorter = tr("timer", "Enter renames, Esc takes back"), tr("timer", "Enter renames")
        self.hint(tr("timer", "Enter renames; Esc, Ctrl+L to switch"), "muted", *shorter)

    def say_put_away(self, title: str, *, typed: bool) -> None:
        """An entry was started elsewhere over a draft that was being typed, or of which only the rest was chosen."""
        shorter = tr("timer", "What you typed comes back after it")
        text = tr("timer", "“{title}” was started: what you typed comes back when it ends", title=one_line(title))
        if not typed:
            shorter = tr("timer", "What you chose comes back after it")
            text = tr("timer", "“{title}” was started: what you chose comes back when it ends", title=one_line(title))
        self.say(text, "warn", shorter)

    def say_lost(self, title: str) -> None:
        """An entry was started elsewhere just before somebody began to type."""
        shorter = tr("timer", "Started elsewhere: click the title to change it")
        text = tr("timer", "“{title}” was started elsewhere: click its title to change it", title=one_line(title))
        self.say(text, "warn", shorter)

    @Slot()
    def forget(self) -> None:
        self.hint("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The longest version that is not cut."""
        width, metrics = self.contentsRect().width(), self.fontMetrics()
        fitting = (text for text in self._versions if metrics.horizontalAdvance(text) <= width)
        self.setText(next(fitting, self._versions[-1]))
