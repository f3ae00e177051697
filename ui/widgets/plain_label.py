"""A label that shows exactly its text."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.fonts import FontRole, font
from ui.plain import one_line, tooltip
from ui.theme import restyle
from ui.tokens import tokens_in_use

Tone = Literal["text", "muted", "faint", "accent", "run", "danger", "warn", "bg"]
_FEWEST_CHARACTERS = 4


class PlainLabel(QLabel):
    """Text that is never taken for markup, in a font role and a tone of the tokens.

    With `elide` it stays on one line, is cut at the right where there is no room, and has the whole text as its
    tooltip and for screen readers; `wrap` breaks it into lines.
    """

    def __init__(
        self,
        text: str = "",
        role: FontRole = "body",
        tone: Tone = "text",
        *,
        elide: bool = False,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role, self._tone, self._elide = role, tone, elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        self.setFont(font(role))
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show that text; elided labels take it as one line."""
        shown = one_line(text) if self._elide else text
        if shown != self.text():
            super().setText(shown)
            self._explain()

    @property
    def tone(self) -> Tone:
        return self._tone

    def set_tone(self, tone: Tone) -> None:
        """Another colour of the tokens."""
        if tone != self._tone:
            self._tone = tone
            self.setProperty("tone", tone)
            restyle(self)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        if not self._elide:
            return hint
        narrow = self.fontMetrics().averageCharWidth() * _FEWEST_CHARACTERS
        return QSize(min(hint.width(), narrow), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.setFont(font(self._role))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide:
            super().paintEvent(event)
            return
        tokens = tokens_in_use()
        painter = QPainter(self)
        painter.setPen(getattr(tokens, self._tone if self.isEnabled() else "faint"))
        painter.drawText(self.contentsRect(), self.alignment(), self._cut())

    def _cut(self) -> str:
        width = self.contentsRect().width()
        return QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def _explain(self) -> None:
        """The whole text as the tooltip of an elided label, while it does not fit."""
        if self._elide:
            self.setToolTip(tooltip(self.text()) if self._cut() != self.text() else "")
