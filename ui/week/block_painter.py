"""How an entry is drawn in the calendar: a block between its times, or a line in the strip of those without."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QStaticText

from app.storage.week import WeekRow
from ui.fonts import font
from ui.format import hours, weekday
from ui.i18n import tr
from ui.icons import pixmap
from ui.plain import one_line
from ui.tokens import Tokens, mixed, project_color
from ui.week.blocks import Piece

_BAR, _PAD, _RADIUS = 3.0, 5.0, 5.0
_LOCK = 11
_MOST_LINES = 4
_NARROW, _TOO_NARROW = 46, 14


class State(NamedTuple):
    """What happens to a block."""

    selected: bool = False
    focused: bool = False
    hovered: bool = False
    lifted: bool = False


CALM = State()


class _Look(NamedTuple):
    ground: QColor
    edge: QColor
    bar: QColor


class Faces(NamedTuple):
    """The letters of one paint: made once for it, for every font handed out is a copy."""

    strong: QFont
    plain: QFont
    height: float
    strong_key: str
    plain_key: str


def faces() -> Faces:
    """The letters that hold now."""
    plain, strong = font("small"), font("small")
    strong.setWeight(font("strong").weight())
    return Faces(strong, plain, QFontMetricsF(strong).height(), strong.toString(), plain.toString())


def chip_height() -> float:
    """The height of an entry in the strip."""
    return faces().height + 4


class BlockPainter:
    """For one paint call. `now` tells how long what runs has been going on."""

    def __init__(self, painter: QPainter, tokens: Tokens, now: int, scale: float) -> None:
        self._painter, self._tokens, self._now, self._scale = painter, tokens, now, scale
        self._faces = faces()

    def block(self, piece: Piece, rect: QRectF, state: State = CALM) -> None:
        """An entry with clock times. Where it goes on in another column it has no round corners and an open edge."""
        row = piece.row
        self._ground(row, rect, state, piece)
        narrow = rect.width() < _NARROW
        room = rect.adjusted(_BAR + 2, 1.5, -1, -1) if narrow else rect.adjusted(_BAR + _PAD, 1.5, -_PAD, -1)
        if room.width() < _TOO_NARROW or rect.height() < self._faces.height - 3:
            return
        if room.height() < 2 * self._faces.height:
            self._one_line(row, self._lock(room) if row.billed else room)
            return
        if row.billed:  # in the corner that texts rarely reach
            self._lock(room.adjusted(0, room.height() - self._faces.height, 0, 0))
        self._lines(row, piece, room)

    def chip(self, row: WeekRow, rect: QRectF, state: State = CALM) -> None:
        """An entry that has only a duration."""
        self._ground(row, rect, state, None)
        room = rect.adjusted(_BAR + _PAD, 0, -_PAD, 0)
        self._one_line(row, self._lock(room) if row.billed else room, apart=True)

    def _ground(self, row: WeekRow, rect: QRectF, state: State, piece: Piece | None) -> None:
        look = _look(row.project_id, bool(row.billable), state.hovered or state.lifted, self._tokens)
        painter = self._painter
        outline = _outline(rect, piece)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._tokens.surface))
        if row.billable:
            painter.setBrush(look.ground)
            painter.drawPath(outline)
        else:
            painter.drawPath(outline)
            painter.setBrush(look.ground)
            painter.setPen(QPen(look.edge, 1, Qt.PenStyle.DashLine))
            painter.drawPath(outline)
            painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(QRectF(rect.left(), rect.top() + 1, _BAR, max(1.0, rect.height() - 2)), look.bar)
        if piece is not None and not (piece.begins and piece.ends):
            self._open_edges(piece, rect, look.bar)
        if row.running:
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 2, rect.width(), 2), QColor(self._tokens.run))
        if state.selected or state.lifted:
            painter.setPen(QPen(QColor(self._tokens.accent), 2 if state.focused or state.lifted else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_outline(rect.adjusted(0.5, 0.5, -0.5, -0.5), piece))

    def _open_edges(self, piece: Piece, rect: QRectF, color: QColor) -> None:
        """Three dots where it came from or goes on."""
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(color)
        for there, y in ((piece.begins, rect.top() + 2.5), (piece.ends, rect.bottom() - 2.5)):
            if not there:
                for step in (-5, 0, 5):
                    self._painter.drawEllipse(QPointF(rect.center().x() + step, y), 1.2, 1.2)

    def _lock(self, room: QRectF) -> QRectF:
        """A lock at the right end; returns the room that is left."""
        drawn = _drawn("lock", self._tokens.muted, _LOCK, self._scale)
        top = room.top() + max(0.0, (min(self._faces.height, room.height()) - _LOCK) / 2)
        self._painter.drawPixmap(QPointF(room.right() - _LOCK + 2, top), drawn)
        return room.adjusted(0, 0, -_LOCK, 0)

    def _one_line(self, row: WeekRow, room: QRectF, *, apart: bool = False) -> None:
        """Title and duration; `apart` puts the duration at the right end. Without room for both the title stays."""
        metrics = QFontMetricsF(self._faces.plain)
        duration = hours(row.seconds_at(self._now))
        width = metrics.horizontalAdvance(duration)
        top = room.center().y() - self._faces.height / 2
        left = room.width() - width - 4
        if left < 3 * width / 2:
            left = room.width()
            duration = ""
        title = _elided(one_line(row.title), self._faces.strong_key, left)
        self._text(QPointF(room.left(), top), title.text, strong=True)
        if duration:
            x = room.right() - width if apart else room.left() + title.width + 5
            self._text(QPointF(x, top), duration, strong=False)

    def _lines(self, row: WeekRow, piece: Piece, room: QRectF) -> None:
        """The title on as many lines as it needs and there are, then project and duration."""
        height = self._faces.height
        fitting = int(room.height() / height)
        detail = [self._duration(row, piece)]
        if row.project_name:
            detail.insert(0, one_line(row.project_name))
        most, title = min(fitting - 1, _MOST_LINES), one_line(row.title)
        if room.width() < _NARROW - _BAR - 2:
            detail = [text for text in detail[-1:] if self._fits(text, room.width())]
            lines = _chopped(title, self._faces.strong_key, room.width(), most)
        else:
            lines = _wrapped(title, self._faces.strong_key, room.width(), most)
        top = room.top() + (0 if piece.begins else 4)
        for number, line in enumerate(lines):
            self._text(QPointF(room.left(), top + number * height), line, strong=True)
        joined = " · ".join(reversed(detail))
        if not self._fits(joined, room.width()):
            joined = detail[-1]
        shown = detail if fitting - len(lines) >= len(detail) else [joined]
        for number, text in enumerate(shown, len(lines)):
            cut = _elided(text, self._faces.plain_key, room.width()).text
            self._text(QPointF(room.left(), top + number * height), cut, strong=False)

    def _fits(self, text: str, width: float) -> bool:
        return _elided(text, self._faces.plain_key, width).text == text

    def _duration(self, row: WeekRow, piece: Piece) -> str:
        """The whole duration; where an entry only goes on, with the day that it counts on."""
        text = hours(row.seconds_at(self._now))
        return text if piece.begins else tr("week", "{duration} on {day}", duration=text, day=weekday(row.date))

    def _text(self, at: QPointF, text: str, *, strong: bool) -> None:
        faces = self._faces
        face, key = (faces.strong, faces.strong_key) if strong else (faces.plain, faces.plain_key)
        self._painter.setFont(face)
        color = self._tokens.text if strong else mixed(self._tokens.muted, self._tokens.text, 0.3)
        self._painter.setPen(QColor(color))
        self._painter.drawStaticText(at, _static(text, key))


class _Cut(NamedTuple):
    text: str
    width: float


_drawn = lru_cache(maxsize=32)(pixmap)


@lru_cache(maxsize=256)
def _look(project_id: str | None, billable: bool, strong: bool, tokens: Tokens) -> _Look:
    color = tokens.faint if project_id is None else project_color(project_id).name()
    share = 0.26 if tokens.dark else 0.2
    if not billable:
        share /= 3
    share += 0.08 if strong else 0
    return _Look(QColor(mixed(tokens.surface, color, share)), QColor(mixed(tokens.surface, color, 0.6)), QColor(color))


@lru_cache(maxsize=2_048)
def _static(text: str, face: str) -> QStaticText:
    """The shapes of the letters, worked out once."""
    del face
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    return made


@lru_cache(maxsize=4_096)
def _elided(text: str, face: str, width: float) -> _Cut:
    """What fits, measured in the stronger letters."""
    metrics = _metrics(face)
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    return _Cut(cut, metrics.horizontalAdvance(cut))


@lru_cache(maxsize=4_096)
def _wrapped(text: str, face: str, width: float, most: int) -> tuple[str, ...]:
    """Broken between words into at most so many lines; the last one is cut."""
    metrics, lines, line = _metrics(face), list[str](), ""
    words = text.split(" ")
    for number, word in enumerate(words):
        longer = f"{line} {word}" if line else word
        if not line or metrics.horizontalAdvance(longer) <= width:
            line = longer
            continue
        if len(lines) == most - 1:
            line = " ".join([line, *words[number:]])
            break
        lines.append(line)
        line = word
    return tuple(_elided(one, face, width).text for one in (*lines, line))


@lru_cache(maxsize=1_024)
def _chopped(text: str, face: str, width: float, most: int) -> tuple[str, ...]:
    """Broken between words, and within one that is wider than the lane; the last line is cut."""
    metrics, lines = _metrics(face), [""]
    for word in text.split(" "):
        together = f"{lines[-1]} {word}" if lines[-1] else word
        if metrics.horizontalAdvance(together) <= width:
            lines[-1] = together
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and metrics.horizontalAdvance(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
        if len(lines) > most:
            break
    if len(lines) <= most or most < 1:
        return tuple(lines[:most])
    last = lines[most - 1]
    while len(last) > 1 and metrics.horizontalAdvance(f"{last}…") > width:
        last = last[:-1]
    return (*lines[: most - 1], f"{last}…")


@lru_cache(maxsize=8)
def _metrics(face: str) -> QFontMetricsF:
    made = QFont()
    made.fromString(face)
    return QFontMetricsF(made)


def _outline(rect: QRectF, piece: Piece | None) -> QPainterPath:
    """Round where the entry begins and ends, straight where it goes on."""
    path = QPainterPath()
    if piece is None or (piece.begins and piece.ends):
        path.addRoundedRect(rect, _RADIUS, _RADIUS)
        return path
    path.setFillRule(Qt.FillRule.WindingFill)
    if not (piece.begins or piece.ends):
        path.addRect(rect)
        return path
    half = rect.height() / 2
    path.addRoundedRect(rect, _RADIUS, _RADIUS)
    path.addRect(rect.adjusted(0, half, 0, 0) if piece.begins else rect.adjusted(0, 0, 0, -half))
    return path.simplified()
