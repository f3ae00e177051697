"""How a day's heading and its entries are painted: one card per day, whatever the list scrolls by."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.domain.entries import EntrySync
from app.storage.entries import EntryRow
from ui.delegates.chip_painter import ChipLook, chip_size, paint_chip
from ui.delegates.entry_layout import ALIGN_LEFT, ALIGN_RIGHT, EDGE, RowParts, row_height, row_parts
from ui.fonts import elided, font, text_width
from ui.format import hours, time_range
from ui.icons import pixmap
from ui.models.entry_list import DayItem, ItemRole, OverlapRole, SecondsRole
from ui.models.sync_words import mark_of
from ui.plain import one_line
from ui.tokens import RADIUS_L, RADIUS_S, Tokens, hover_ground, mixed, project_color, space, tokens_in_use

Chosen = Literal["", "selected", "focused"]
"""Not chosen, chosen, chosen while the list has the keyboard."""

_ICONS = {"continue": "play", "edit": "edit", "delete": "trash"}
_ICON, _MARK_ICON, _FLAG_ICON = 16, 15, 13
_MORE_SHARE = 4
"""A long title leaves this part of its room to task and tags."""
_drawn = lru_cache(maxsize=256)(pixmap)


class _Brush(NamedTuple):
    """What one paint call needs beside the row: made once for it."""

    painter: QPainter
    tokens: Tokens
    scale: float

    def icon(self, name: str, color: str, side: int, rect: QRect) -> None:
        """Draw an icon in the middle of a rectangle."""
        drawn = _drawn(name, color, side, self.scale)
        self.painter.drawPixmap(
            rect.left() + (rect.width() - side) // 2, rect.top() + (rect.height() - side) // 2, drawn
        )


class EntryDelegate(QStyledItemDelegate):
    """Paints items of `EntryListModel`. `point_at` says what the pointer is on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pointed: tuple[int, str | None] = (-1, None)
        self.edge = EDGE
        """Free room at the right of each row."""
        self.explain: Callable[[QPoint], str] = lambda _: ""
        """What the tooltip says at a point of the view."""

    def point_at(self, row: int, part: str | None) -> None:
        """The pointer is over that row (-1: none), and there on a button or the mark."""
        self._pointed = (row, part)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        del option, index
        QToolTip.showText(event.globalPos(), self.explain(event.pos()), view.viewport())
        return True

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index  # all are alike
        return QSize(0, row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        item = index.data(ItemRole)
        brush = _Brush(painter, tokens_in_use(), painter.device().devicePixelRatio())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(item, DayItem):
            _paint_day(brush, row_parts(option.rect, self.edge), str(index.data()), hours(index.data(SecondsRole)))
        elif isinstance(item, EntryRow):
            parts = row_parts(option.rect, self.edge)
            pointed = self._pointed[1] if self._pointed[0] == index.row() else None
            hovered = self._pointed[0] == index.row()
            _paint_card(brush, parts.card, index, chosen=_chosen(option), hovered=hovered)
            overlaps = index.data(OverlapRole) is not None
            _paint_entry(brush, parts, item, hours(index.data(SecondsRole)), hovered=hovered, overlaps=overlaps)
            if hovered:
                _paint_buttons(brush, parts, pointed)
            _paint_mark(brush, parts, item, lit=pointed == "mark")
        painter.restore()


def _chosen(option: QStyleOptionViewItem) -> Chosen:
    view = option.widget
    if not isinstance(view, QAbstractItemView) or not view.currentIndex().isValid():
        return ""
    from PySide6.QtWidgets import QStyle  # 6 ms to wrap: not at start-up, where nothing is chosen

    if not option.state & QStyle.StateFlag.State_Selected:
        return ""
    return "focused" if option.state & QStyle.StateFlag.State_HasFocus else "selected"


def _paint_day(brush: _Brush, parts: RowParts, title: str, total: str) -> None:
    line = parts.card.adjusted(2, space(3), 0, -2)
    painter = brush.painter
    painter.setFont(font("section"))
    painter.setPen(QColor(brush.tokens.muted))
    painter.drawText(QRect(line.left(), line.top(), parts.duration.right() - line.left(), line.height()),
                     ALIGN_RIGHT, total)  # fmt: skip
    room = parts.duration.left() - line.left() - space(2)
    painter.drawText(line, ALIGN_LEFT, elided("section", title, room))


def _paint_card(
    brush: _Brush, card: QRect, index: QModelIndex | QPersistentModelIndex, *, chosen: Chosen, hovered: bool
) -> None:
    """The row's stretch of its day's card: the corners are round where the card begins and ends."""
    tokens, painter = brush.tokens, brush.painter
    first = not isinstance(index.sibling(index.row() - 1, 0).data(ItemRole), EntryRow)
    last = not isinstance(index.sibling(index.row() + 1, 0).data(ItemRole), EntryRow)
    fill = tokens.accent_soft if chosen else hover_ground(tokens) if hovered else tokens.surface
    rect = QRectF(card).adjusted(0.5, 0.5 if first else -0.5, -0.5, -0.5)
    painter.setPen(QPen(QColor(tokens.border), 1))
    painter.setBrush(QColor(fill))
    if first or last:
        painter.drawPath(_card_path(rect, first=first, last=last))
    else:  # straight edges on whole pixels: 5 times as fast without smoothing
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if chosen == "focused":
        painter.setPen(QPen(QColor(tokens.accent), 2))
        painter.drawRoundedRect(rect.adjusted(1.5, 1.5, -1.5, -1.5), RADIUS_S, RADIUS_S)


def _card_path(rect: QRectF, *, first: bool, last: bool) -> QPainterPath:
    path = QPainterPath()
    if first and last:
        path.addRoundedRect(rect, RADIUS_L, RADIUS_L)
        return path
    round_, turn = 2 * RADIUS_L, QRectF(0, 0, 2 * RADIUS_L, 2 * RADIUS_L)
    if first:
        path.moveTo(rect.bottomLeft())
        path.arcTo(turn.translated(rect.left(), rect.top()), 180, -90)
        path.arcTo(turn.translated(rect.right() - round_, rect.top()), 90, -90)
        path.lineTo(rect.bottomRight())
    else:
        path.moveTo(rect.topLeft())
        path.lineTo(rect.topRight())
        path.lineTo(rect.right(), rect.bottom() - RADIUS_L)
        path.arcTo(turn.translated(rect.right() - round_, rect.bottom() - round_), 0, -90)
        path.arcTo(turn.translated(rect.left(), rect.bottom() - round_), 270, -90)
    path.closeSubpath()
    return path


def _paint_entry(
    brush: _Brush, parts: RowParts, row: EntryRow, duration: str, *, hovered: bool, overlaps: bool
) -> None:
    painter, tokens, entry = brush.painter, brush.tokens, row.entry
    title = _Title.of(row)
    room = _paint_project(brush, parts, row, title, hovered=hovered)
    _paint_title(brush, room, title)
    if not parts.times.isEmpty() and not hovered:
        painter.setFont(font("small"))
        ink = tokens.warn if overlaps else tokens.muted if entry.started_at is not None else tokens.faint
        painter.setPen(QColor(ink))
        times = time_range(entry.started_at, entry.ended_at, entry.timezone, entry.date)
        painter.drawText(parts.times, ALIGN_RIGHT, times)
        if overlaps:
            width = painter.fontMetrics().horizontalAdvance(times) + space(1) + _FLAG_ICON
            left = max(parts.times.right() - width, parts.times.left() - _FLAG_ICON)
            place = QRect(left, parts.times.top(), _FLAG_ICON, parts.times.height())
            brush.icon("warning", tokens.warn, _FLAG_ICON, place)
    painter.setFont(font("strong"))
    painter.setPen(QColor(tokens.run if entry.running else tokens.text))
    painter.drawText(parts.duration, ALIGN_RIGHT, duration)


def _paint_project(brush: _Brush, parts: RowParts, row: EntryRow, title: _Title, *, hovered: bool) -> QRect:
    """The chip, at the right end of its place, wider than that where a short title leaves room; returns what is left
    for the title.
    """
    if row.project_name is None or row.entry.project_id is None:
        return QRect(parts.title.topLeft(), parts.chip.bottomRight())
    look = ChipLook(row.project_name, row.client_name or "", project_color(row.entry.project_id))
    size, right = chip_size(look), parts.chip.right()
    if hovered and parts.times.isEmpty():
        right = parts.buttons["continue"].left() - space(1)
    spare = right - parts.title.left() - title.width - space(4)
    width = min(size.width(), max(parts.chip.width() - (parts.chip.right() - right), spare))
    top = parts.chip.center().y() - size.height() // 2 + 1
    paint_chip(brush.painter, QRect(right - width + 1, top, width, size.height()), look, brush.tokens)
    return QRect(parts.title.topLeft(), QPoint(right - width - space(3), parts.title.bottom()))


class _Title(NamedTuple):
    """What stands at the left of a row: the title, flags (notes, billed or not billable), task and tags."""

    text: str
    flags: list[str]
    more: str
    flags_width: int
    more_width: int
    width: int

    @classmethod
    def of(cls, row: EntryRow) -> _Title:
        text, flags, more = one_line(row.entry.title), _flags(row), _details(row)
        flags_width = len(flags) * (_FLAG_ICON + space(1)) + space(2) if flags else 0
        more_width = text_width("small", more) + space(2) if more else 0
        width = text_width("body", text) + flags_width + more_width
        return cls(text, flags, more, flags_width, more_width, width)


def _paint_title(brush: _Brush, rect: QRect, title: _Title) -> None:
    """The flags are there however long the title is; of task and tags there is as much as fits."""
    painter, tokens = brush.painter, brush.tokens
    kept = title.flags_width + min(title.more_width, rect.width() // _MORE_SHARE)
    painter.setFont(font("body"))
    painter.setPen(QColor(tokens.text))
    text = elided("body", title.text, rect.width() - kept)
    painter.drawText(rect, ALIGN_LEFT, text)
    rest = rect.adjusted(text_width("body", text) + space(2), 0, 0, 0)
    for flag in title.flags:
        brush.icon(flag, tokens.faint, _FLAG_ICON, QRect(rest.left(), rest.top(), _FLAG_ICON, rest.height()))
        rest.setLeft(rest.left() + _FLAG_ICON + space(1))
    if title.more and rest.width() > space(8):
        painter.setFont(font("small"))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(rest, ALIGN_LEFT, elided("small", title.more, rest.width()))


def _flags(row: EntryRow) -> list[str]:
    flags = ["notes"] if row.entry.notes else []
    if row.ledger is not None or row.entry.billed_there:
        flags.append("lock")
    elif not row.entry.billable:
        flags.append("not-billable")
    return flags


def _details(row: EntryRow) -> str:
    parts = [one_line(row.task_title)] if row.task_title else []
    return "  ".join(parts + [f"#{one_line(tag)}" for tag in row.entry.tags])


def _paint_buttons(brush: _Brush, parts: RowParts, pointed: str | None) -> None:
    tokens, painter = brush.tokens, brush.painter
    for name, rect in parts.buttons.items():
        if pointed == name:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(mixed(hover_ground(tokens), tokens.text, 0.1)))
            painter.drawRoundedRect(QRectF(rect), RADIUS_S, RADIUS_S)
        color = tokens.danger if name == "delete" and pointed == name else tokens.muted
        brush.icon(_ICONS[name], color, _ICON, rect)


def _paint_mark(brush: _Brush, parts: RowParts, row: EntryRow, *, lit: bool) -> None:
    mark, tokens = mark_of(row), brush.tokens
    if lit and row.sync in (EntrySync.CONFLICT, EntrySync.PARKED):
        square = parts.mark.adjusted(-space(1), 0, space(1), 0)
        square = QRect(square.left(), square.center().y() - 12, square.width(), 26)
        brush.painter.setPen(Qt.PenStyle.NoPen)
        brush.painter.setBrush(QColor(mixed(hover_ground(tokens), tokens.text, 0.1)))
        brush.painter.drawRoundedRect(QRectF(square), RADIUS_S, RADIUS_S)
    brush.icon(mark.icon, getattr(tokens, mark.tone), _MARK_ICON, parts.mark)
