"""What lies behind the entries of the calendar: hours, days, their names and sums, and the line where it is now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QLineF, QLocale, QPointF, QRectF, QSize, Qt, QTime
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from app.domain.spans import local_day
from app.services.week import Sums
from ui.fonts import font
from ui.format import hours, long_day
from ui.i18n import tr
from ui.tokens import RADIUS_L, Tokens, mixed
from ui.week.axis import DAY_S, HOUR_S, Axis
from ui.week.places import Places

_FEWEST_PX = 34
"""Hours nearer to each other than this are labelled every second one."""
_LONG_NAME_PX = 260


class GroundPainter:
    """For one paint call."""

    def __init__(self, painter: QPainter, tokens: Tokens, places: Places, today: str) -> None:
        self._painter, self._tokens, self._places, self._today = painter, tokens, places, today

    def hours(self) -> None:
        """The columns with their lines, behind the blocks."""
        places, tokens, painter = self._places, self._tokens, self._painter
        painter.fillRect(QRectF(0, 0, places.width, places.height), QColor(tokens.surface))
        for column, day in enumerate(places.axis.days):
            self._column(column, day)
        labelled = 1 if places.hour_px >= _FEWEST_PX else 2
        faint, line = QColor(mixed(tokens.surface, tokens.border, 0.55)), QColor(tokens.border)
        half = places.hour_px / 2
        for tick in places.axis.ticks():
            y = round(places.y(tick.place)) + 0.5
            painter.setPen(QPen(line, 1))
            painter.drawLine(QLineF(places.gutter, y, places.width, y))
            if half >= 20 and tick.place < places.axis.length:
                painter.setPen(QPen(faint, 1))
                painter.drawLine(QLineF(places.gutter, y + round(half), places.width, y + round(half)))
            if tick.hour % labelled == 0:
                self._hour(tick.hour, y)

    def voids(self) -> None:
        """Hatched over everything: hours that a day does not have."""
        brush = QBrush(QColor(mixed(self._tokens.surface, self._tokens.faint, 0.55)), Qt.BrushStyle.BDiagPattern)
        for column in range(len(self._places.axis.days)):
            for top, bottom in self._places.axis.voids(column):
                y, end = self._places.y(top), self._places.y(bottom)
                rect = QRectF(self._places.left(column) + 1, y + 1, self._places.column_width - 1, end - y - 1)
                self._painter.fillRect(rect, QColor(mixed(self._tokens.surface, self._tokens.border, 0.5)))
                self._painter.fillRect(rect, brush)

    def now(self, now: int) -> None:
        """A line across today, with a dot where it begins."""
        axis = self._places.axis
        day = local_day(now, axis.zone, axis.day_starts_at_min)
        if day not in axis.days:
            return
        y, column = self._places.y(axis.place(now, day, axis.zone)), axis.days.index(day)
        left, right = self._places.left(column), self._places.left(column) + self._places.column_width
        color = QColor(self._tokens.danger)
        self._painter.setPen(QPen(color, 1.5))
        self._painter.drawLine(QLineF(left, y, right, y))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(color)
        self._painter.drawEllipse(QPointF(left, y), 4, 4)

    def head(self, sums: Sequence[Sums]) -> None:
        """Names and sums of the days, and the ground of the strip below them."""
        places, tokens, painter = self._places, self._tokens, self._painter
        painter.fillRect(QRectF(0, 0, places.width, places.top), QColor(tokens.surface))
        for column, day in enumerate(places.axis.days):
            if day == self._today:
                ground = QColor(mixed(tokens.surface, tokens.accent_soft, 0.7))
                painter.fillRect(places.strip_rect(column).united(places.head_rect(column)), ground)
            self._name(column, day, sums[column])
        painter.setPen(QPen(QColor(tokens.border), 1))
        for column in range(len(places.axis.days)):
            x = round(places.left(column)) + 0.5
            painter.drawLine(QLineF(x, 0, x, places.top))
        for y in (round(places.head) + 0.5, round(places.top) + 0.5):
            painter.drawLine(QLineF(0, y, places.width, y))
        painter.setFont(font("small"))
        painter.setPen(QColor(tokens.muted))
        label = QRectF(0, places.head + 1, places.gutter - 7, places.chip + 6)
        painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, strip_name())

    def hint(self, text: str) -> None:
        """What to do where there is nothing yet."""
        places, painter = self._places, self._painter
        painter.setFont(font("body"))
        room = painter.fontMetrics().boundingRect(text).size() + QSize(28, 16)
        rect = QRectF(0, 0, room.width(), room.height())
        rect.moveCenter(QPointF(places.gutter + (places.width - places.gutter) / 2, (places.top + places.height) / 2))
        painter.setPen(QPen(QColor(self._tokens.border), 1))
        painter.setBrush(QColor(self._tokens.raised))
        painter.drawRoundedRect(rect, RADIUS_L, RADIUS_L)
        painter.setPen(QColor(self._tokens.muted))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    def frame(self, ground: str) -> None:
        """The border of the whole, and what is outside its round corners."""
        whole = QRectF(0, 0, self._places.width, self._places.height).adjusted(0.5, 0.5, -0.5, -0.5)
        corners = QPainterPath()
        corners.setFillRule(Qt.FillRule.OddEvenFill)
        corners.addRect(whole.adjusted(-1, -1, 1, 1))
        corners.addRoundedRect(whole, RADIUS_L, RADIUS_L)
        self._painter.fillPath(corners, QColor(ground))
        self._painter.setPen(QPen(QColor(self._tokens.border), 1))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(whole, RADIUS_L, RADIUS_L)

    def _column(self, column: int, day: str) -> None:
        tokens, rect = self._tokens, self._places.column_rect(column)
        if day == self._today:
            self._painter.fillRect(rect, QColor(mixed(tokens.surface, tokens.accent_soft, 0.7)))
        elif date.fromisoformat(day).weekday() >= 5:
            self._painter.fillRect(rect, QColor(tokens.raised if tokens.dark else tokens.bg))
        x = round(rect.left()) + 0.5
        self._painter.setPen(QPen(QColor(tokens.border), 1))
        self._painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))

    def _hour(self, hour: int, y: float) -> None:
        painter = self._painter
        painter.setFont(font("small"))
        painter.setPen(QColor(self._tokens.muted))
        height = painter.fontMetrics().height()
        top = y - height / 2
        if y >= self._places.top - 1:  # the first one is not cut by the days' names
            top = max(top, self._places.top + 2)
        rect = QRectF(0, top, self._places.gutter - 7, height)
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hour_text(hour))

    def _name(self, column: int, day: str, sums: Sums) -> None:
        """The name of a day and its sum, below each other where the column is narrow."""
        painter, tokens, stacked = self._painter, self._tokens, self._places.stacked
        rect = self._places.head_rect(column).adjusted(7, 0, -6, 0)
        half = rect.height() / 2
        name_rect, sum_rect = rect, rect
        if stacked:
            name_rect, sum_rect = rect.adjusted(0, 4, 0, 2 - half), rect.adjusted(0, half - 2, 0, -4)
        painter.setFont(font("small"))
        painter.setPen(QColor(tokens.muted))
        right, side = hours(sums.seconds), Qt.AlignmentFlag.AlignLeft if stacked else Qt.AlignmentFlag.AlignRight
        painter.drawText(sum_rect, side | Qt.AlignmentFlag.AlignVCenter, right)
        room = rect.width() - (0 if stacked else painter.fontMetrics().horizontalAdvance(right) + 4)
        painter.setFont(_strong())
        painter.setPen(QColor(tokens.accent if day == self._today else tokens.text))
        name = day_name(day, long=rect.width() > _LONG_NAME_PX)
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(name_rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        left, odd = painter.fontMetrics().horizontalAdvance(shown) + 6, odd_length(self._places.axis, column)
        painter.setFont(font("small"))
        if odd and left + painter.fontMetrics().horizontalAdvance(odd) < room:
            painter.setPen(QColor(tokens.warn))
            painter.drawText(name_rect.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, odd)


def hour_text(hour: int) -> str:
    """A full hour as the locale writes it."""
    return QLocale().toString(QTime(hour, 0), QLocale.FormatType.ShortFormat)


def strip_name() -> str:
    """What stands before the entries that have no clock times."""
    return tr("week", "untimed")


def day_name(day: str, *, long: bool = False) -> str:
    """`Mon 16`, or with room for it `Monday 16 November`."""
    if long:
        return long_day(day, with_year=False)
    parsed = date.fromisoformat(day)
    return QLocale().toString(QDate(parsed.year, parsed.month, parsed.day), tr("week", "ddd d"))


def odd_length(axis: Axis, column: int) -> str:
    """`23 h` for a day on which clocks change."""
    seconds = axis.hours_of(column)
    if seconds == DAY_S:
        return ""
    return tr("week", "{hours} h", hours=QLocale().toString(seconds / HOUR_S, "g", 4))


def least_column() -> float:
    """The width of a column that has a day's name and its sum beside each other."""
    name, number = QFontMetricsF(_strong()), QFontMetricsF(font("small"))
    return name.horizontalAdvance("Wed 30") + number.horizontalAdvance("12:55") + 18


def _strong() -> QFont:
    made = font("small")
    made.setWeight(font("strong").weight())
    return made
