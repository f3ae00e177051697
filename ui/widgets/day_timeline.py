"""A day from top to bottom: each stretch of work a block where it lies on the clock, with overlaps and gaps marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, QTime, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.domain.seams import Seam, SeamKind, seams
from app.storage.entries import EntryRow
from ui.fonts import font
from ui.format import hours, time_range
from ui.i18n import tr
from ui.plain import tooltip
from ui.theme import space
from ui.tokens import project_color, tokens_in_use
from ui.widgets.announcing import announce
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
    """Paints the entries of one day that have clock times, with a line where it is now. The scale fits the work.

    What two entries claim is hatched: a click asks to trim it. What none claims between them is outlined: a click asks
    what it was. Up and Down choose one of either, Enter lets its two entries meet.
    """

    mend_requested = Signal(object)
    """app.domain.seams.Seam"""
    fill_requested = Signal(object)
    """Seam of a gap"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._blocks: list[_Block] = []
        self._seams: list[Seam] = []
        self._chosen = -1
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
        self._seams = seams([row.entry for row in rows], now)
        self._chosen = min(self._chosen, len(self._seams) - 1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self._seams else Qt.FocusPolicy.NoFocus)
        self._span = self._fitting_span()
        self.setAccessibleName(self._spoken())
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), tooltip(self._explanation(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down if self._seams:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._chosen = max(0, min(len(self._seams) - 1, self._chosen + step))
                announce(self, self._seam_words(self._seams[self._chosen]))
                self.update()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if 0 <= self._chosen < len(self._seams):
                self.mend_requested.emit(self._seams[self._chosen])
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        seam = self._seam_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and seam is not None:
            asked = self.mend_requested if seam.kind is SeamKind.OVERLAP else self.fill_requested
            asked.emit(seam)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # else the release goes elsewhere

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
        for number, seam in enumerate(self._seams):
            self._paint_seam(painter, seam, chosen=number == self._chosen and self.hasFocus())
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
        return self._between(block.start, block.end)

    def _between(self, start: int, end: int) -> QRectF:
        top, bottom = self._y(start), self._y(end)
        left = self._left()
        return QRectF(left, top + 0.5, self.width() - _PAD - left, max(3.0, bottom - top - 1))

    def _seam_rect(self, seam: Seam) -> QRectF:
        return self._between(seam.began - self._midnight, seam.ended - self._midnight)

    def _seam_at(self, place: QPointF) -> Seam | None:
        """A thin one is met from a little farther away."""
        near = (seam for seam in self._seams if self._seam_rect(seam).adjusted(0, -2, 0, 2).contains(place))
        return next(near, None)

    def _paint_seam(self, painter: QPainter, seam: Seam, *, chosen: bool) -> None:
        tokens, rect = tokens_in_use(), self._seam_rect(seam)
        if seam.kind is SeamKind.OVERLAP:
            painter.setPen(QPen(QColor(tokens.warn), 1.5))
            painter.setBrush(QBrush(QColor(tokens.warn), Qt.BrushStyle.BDiagPattern))
        else:
            painter.setPen(QPen(QColor(tokens.faint), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen:
            painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)

    def _explanation(self, place: QPointF) -> str:
        seam = self._seam_at(place)
        if seam is not None:
            return self._seam_words(seam)
        block = next((block for block in self._blocks if self._rect(block).contains(place)), None)
        return "" if block is None else _words(block.row)

    def _seam_words(self, seam: Seam) -> str:
        titles = {block.row.entry.id: block.row.entry.title for block in self._blocks}
        facts = {"length": hours(seam.seconds), "earlier": titles[seam.earlier], "later": titles[seam.later]}
        if seam.kind is SeamKind.OVERLAP:
            overlap = tr("timeline", "“{earlier}” and “{later}” overlap by {length} h.", **facts)
            return f"{overlap} {tr('timeline', 'Click, or press Enter, to trim it.')}"
        gap = tr("timeline", "{length} h between “{earlier}” and “{later}”.", **facts)
        return f"{gap} {tr('timeline', 'Click to say what it was; Enter extends the first one.')}"

    def _spoken(self) -> str:
        if not self._blocks:
            return tr("timeline", "Timeline: nothing with clock times yet")
        parts = [_words(block.row) for block in reversed(self._blocks)]
        parts += [self._seam_words(seam) for seam in self._seams]
        return tr("timeline", "Timeline: {entries}", entries="; ".join(parts))


def _words(row: EntryRow) -> str:
    entry = row.entry
    times = time_range(entry.started_at, entry.ended_at, entry.timezone)
    return f"{times} {entry.title}" if entry.running else f"{times} ({hours(entry.seconds)}) {entry.title}"


def _hour_text(hour: int) -> str:
    return QLocale().toString(QTime(hour % 24, 0), QLocale.FormatType.ShortFormat)
