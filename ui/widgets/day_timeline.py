"""A day from top to bottom: each stretch of work a block where it lies on the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, QTime
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.storage.entries import EntryRow
from ui.fonts import font
from ui.format import hours, time_range
from ui.i18n import tr
from ui.plain import tooltip
from ui.theme import space
from ui.tokens import project_color, tokens_in_use
from ui.widgets.card import Card

_HOUR = 3600
_FEWEST_HOURS = 6
_LABEL_EVERY = ((8, 2), (14, 3), (24, 4))
"""Up to so many hours shown: label every so many."""
_PAD = 10


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    row: EntryRow


class DayTimeline(Card):
    """Paints the entries of one day that have clock times, with a line where it is now. The scale fits the work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._blocks: list[_Block] = []
        self._midnight = self._now = 0
        self._span = (8, 8 + _FEWEST_HOURS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, 196)

    def show_day(self, rows: Sequence[EntryRow], midnight: int, now: int) -> None:
        """The entries of the day that begins at the instant `midnight`; `now` may lie outside of it."""
        self._midnight, self._now = midnight, now
        self._blocks = []
        for row in rows:
            entry = row.entry
            if entry.started_at is not None:
                end = now if entry.ended_at is None else entry.ended_at
                self._blocks.append(_Block(entry.started_at - midnight, max(end, entry.started_at) - midnight, row))
        self._span = self._fitting_span()
        self.setAccessibleName(self._spoken())
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            block = next((b for b in self._blocks if self._rect(b).contains(QPointF(event.pos()))), None)
            QToolTip.showText(event.globalPos(), "" if block is None else tooltip(_words(block.row)), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, tokens = QPainter(self), tokens_in_use()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_hours(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        for block in self._blocks:
            project = block.row.entry.project_id
            color = QColor(tokens.faint) if project is None else project_color(project)
            color.setAlphaF(0.85)
            painter.setBrush(color)
            painter.drawRoundedRect(self._rect(block), 4, 4)
        top = self._y(self._now - self._midnight)
        if self._span[0] * _HOUR <= self._now - self._midnight <= self._span[1] * _HOUR:
            painter.setPen(QPen(QColor(tokens.run), 1.5))
            painter.drawLine(int(self._left()) - space(1), round(top), self.width() - _PAD, round(top))

    def _paint_hours(self, painter: QPainter) -> None:
        tokens = tokens_in_use()
        first, last = self._span
        step = next((step for most, step in _LABEL_EVERY if last - first <= most), 6)
        painter.setFont(font("small"))
        height = painter.fontMetrics().height()
        for hour in range(first, last + 1, step):
            y = self._y(hour * _HOUR)
            painter.setPen(QColor(tokens.faint))
            label = QRectF(_PAD, y - height / 2, self._left() - _PAD, height)
            painter.drawText(label, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, _hour_text(hour))
            painter.setPen(QPen(QColor(tokens.border), 1))
            painter.drawLine(round(self._left()), round(y), self.width() - _PAD, round(y))

    def _fitting_span(self) -> tuple[int, int]:
        """First and last hour of the scale: round the work, at least six hours."""
        if not self._blocks:
            hour = max(0, min(24 - _FEWEST_HOURS, (self._now - self._midnight) // _HOUR - 3))
            return (hour, hour + _FEWEST_HOURS) if 0 <= self._now - self._midnight < 24 * _HOUR else (8, 14)
        first = max(0, min(block.start for block in self._blocks) // _HOUR)
        last = -(-max(block.end for block in self._blocks) // _HOUR)
        if last - first < _FEWEST_HOURS:
            last = first + _FEWEST_HOURS
        if last > 24 and first > 24 - _FEWEST_HOURS:
            first, last = 24 - _FEWEST_HOURS, max(24, last)
        return int(first), int(last)

    def _left(self) -> float:
        return _PAD + QFontMetrics(font("small")).horizontalAdvance(_hour_text(20)) + space(2)

    def _y(self, second: int) -> float:
        first, last = self._span
        room = self.height() - 2 * space(4)
        return space(4) + room * (second - first * _HOUR) / ((last - first) * _HOUR)

    def _rect(self, block: _Block) -> QRectF:
        top, bottom = self._y(block.start), self._y(block.end)
        left = self._left()
        return QRectF(left, top + 0.5, self.width() - _PAD - left, max(3.0, bottom - top - 1))

    def _spoken(self) -> str:
        if not self._blocks:
            return tr("timeline", "Timeline: nothing with clock times yet")
        parts = [_words(block.row) for block in reversed(self._blocks)]
        return tr("timeline", "Timeline: {entries}", entries="; ".join(parts))


def _words(row: EntryRow) -> str:
    entry = row.entry
    times = time_range(entry.started_at, entry.ended_at, entry.timezone)
    return f"{times} {entry.title}" if entry.running else f"{times} ({hours(entry.seconds)}) {entry.title}"


def _hour_text(hour: int) -> str:
    return QLocale().toString(QTime(hour % 24, 0), QLocale.FormatType.ShortFormat)
