"""The running clock. It changes every second while the window is open, so a second must cost next to nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QStaticText
from PySide6.QtWidgets import QWidget

from ui.fonts import font
from ui.format import clock, spoken
from ui.i18n import tr
from ui.tokens import tokens_in_use

_ROOM_FOR = "00:00:00"


class ClockFace(QWidget):
    """Hours, minutes and seconds, for the timer bar's surface.

    Its size is fixed, so that no second asks for a new layout. It paints its whole ground, so that none repaints the
    bar and the window below it; and only the digits that changed, each laid out once. No QLabel: style rules for
    labels take away the promise to paint everything.
    """

    key_lost = Signal()
    """Somebody typed while this had the focus; it does nothing with that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._runs = "", False
        self._named: int | None = None
        self._ink, self._ground = QColor(), QColor()
        self._glyphs: dict[str, QStaticText] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFont(font("clock"))
        self._fit()

    def text(self) -> str:
        """What it shows, `0:42:17`."""
        return self._text

    def show_seconds(self, seconds: int) -> None:
        """Show that long."""
        before, self._text = self._text, clock(seconds)
        if len(before) != len(self._text):
            self._fit()
            self.update()
        elif before != self._text:
            first = next(at for at, (old, new) in enumerate(zip(before, self._text, strict=True)) if old != new)
            left = self._left_of(first)
            self.update(left, 0, self.width() - left, self.height())

    def name_minutes(self, seconds: int | None) -> None:
        """Tell screen readers how long it has run, None if nothing runs; they hear of it once a minute."""
        minute = None if seconds is None else seconds // 60
        if minute != self._named:
            self._named = minute
            length = "" if seconds is None else spoken(seconds)
            self.setAccessibleName(tr("timer", "Running for {duration}", duration=length) if length else "")

    def set_running(self, runs: bool) -> None:
        """Whether it goes; it is pale while it stands."""
        if runs != self._runs:
            self._runs = runs
            self._ink = QColor()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.text():
            self.key_lost.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        match event.type():
            case QEvent.Type.ApplicationFontChange:
                self.setFont(font("clock"))
                self._fit()
            case QEvent.Type.PaletteChange | QEvent.Type.StyleChange:
                self._ink = QColor()
            case _:
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._ink.isValid():
            self._take_colors()
        dirty, painter = event.rect(), QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground)
        painter.drawRect(dirty)  # `fillRect` makes PySide prepare all of Qt's ready-made gradients
        painter.setPen(self._ink)
        left = self.width()
        for character in reversed(self._text):
            glyph = self._glyph(character)
            left -= self._advance(character)
            if left > dirty.right():
                continue
            painter.drawStaticText(left, 0, glyph)
            if left <= dirty.left():
                break

    def _left_of(self, place: int) -> int:
        return self.width() - sum(map(self._advance, self._text[place:]))

    def _advance(self, character: str) -> int:
        return round(self._glyph(character).size().width())

    def _glyph(self, character: str) -> QStaticText:
        """A character, laid out."""
        made = self._glyphs.get(character)
        if made is None:
            made = QStaticText(character)
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.prepare(font=self.font())
            self._glyphs[character] = made
        return made

    def _take_colors(self) -> None:
        tokens = tokens_in_use()
        self._ground = QColor(tokens.surface)
        self._ink = QColor(tokens.text if self._runs else tokens.faint)

    def _fit(self) -> None:
        self._glyphs.clear()
        widest = max(_ROOM_FOR, self._text, key=len)  # digits are of equal width
        self.setFixedSize(sum(map(self._advance, widest)), self.fontMetrics().height())
