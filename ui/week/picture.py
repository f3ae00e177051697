"""Painting the calendar: all of it, or while something is dragged a picture of the rest with that on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from app.storage.week import WeekRow
from ui.fonts import font
from ui.i18n import tr, tr_n
from ui.tokens import RADIUS_S, Tokens
from ui.week.block_painter import BlockPainter, State
from ui.week.blocks import pieces
from ui.week.ground_painter import GroundPainter
from ui.week.places import Places, Strip
from ui.week.words import drop_words

if TYPE_CHECKING:
    from ui.week.board import WeekBoard

_LIFTED = State(lifted=True, focused=True)


class Picture:
    """Belongs to the board and looks at it; keeps nothing but the picture behind a drag."""

    def __init__(self, board: WeekBoard) -> None:
        self._board = board
        self._behind: QPixmap | None = None

    def forget(self) -> None:
        """What is behind has changed."""
        self._behind = None

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        """One paint of the viewport."""
        draft = self._board.pointer.draft
        if draft is None:
            self._behind = None
            self._rest(painter, tokens, "")
            return
        if self._behind is None:
            self._behind = self._taken(tokens, draft.id)
        painter.drawPixmap(0, 0, self._behind)
        self._draft(painter, tokens, draft)

    def _taken(self, tokens: Tokens, without: str) -> QPixmap:
        viewport = self._board.viewport()
        scale = viewport.devicePixelRatioF()
        made = QPixmap((viewport.size().toSizeF() * scale).toSize())
        made.setDevicePixelRatio(scale)
        behind = QPainter(made)
        self._rest(behind, tokens, without)
        behind.end()
        return made

    def _rest(self, painter: QPainter, tokens: Tokens, without: str) -> None:
        """Everything but the entry of that id."""
        board = self._board
        places = board.places
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = GroundPainter(painter, tokens, places, board.today)
        blocks = BlockPainter(painter, tokens, board.now, board.viewport().devicePixelRatioF())
        ground.hours()
        for piece in board.pieces:
            if piece.row.id != without:
                rect = places.piece_rect(piece)
                if rect.bottom() >= places.top and rect.top() <= places.height:
                    blocks.block(piece, rect, self._state(piece.row))
        ground.voids()
        ground.now(board.now)
        self._cursor(painter, tokens, places)
        ground.head(board.sums)
        for column, strip in enumerate(board.strips):
            self._strip(painter, tokens, places, blocks, column, strip, without)
        if not (board.pieces or without or any(strip.rows for strip in board.strips)):
            ground.hint(tr("week", "Draw over the hours to log time, or press N."))
        ground.frame(tokens.bg)

    def _strip(
        self,
        painter: QPainter,
        tokens: Tokens,
        places: Places,
        blocks: BlockPainter,
        column: int,
        strip: Strip,
        without: str,
    ) -> None:
        for number, row in enumerate(strip.rows[: strip.shown]):
            if row.id != without:
                blocks.chip(row, places.chip_rect(column, number), self._state(row))
        if strip.foldable:
            hidden = len(strip.rows) - strip.shown
            text = tr_n("week", "+{n} more", "+{n} more", hidden) if hidden else tr("week", "show fewer")
            painter.setFont(font("small"))
            painter.setPen(QColor(tokens.accent))
            rect = places.chip_rect(column, strip.shown).adjusted(8, 0, 0, 0)
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _state(self, row: WeekRow) -> State:
        board = self._board
        return State(row.id == board.chosen, board.hasFocus(), row.id == board.pointer.hovered)

    def _cursor(self, painter: QPainter, tokens: Tokens, places: Places) -> None:
        """Where N would make an entry, while the keyboard is here and no entry is chosen."""
        board = self._board
        if board.chosen is not None or not board.hasFocus():
            return
        y, left = places.y(board.caret.place), places.left(board.caret.column)
        painter.setPen(QPen(QColor(tokens.accent), 2, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(left + 4, y), QPointF(left + places.column_width - 4, y))

    def _draft(self, painter: QPainter, tokens: Tokens, draft: WeekRow) -> None:
        board = self._board
        places = board.places
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        blocks = BlockPainter(painter, tokens, board.now, board.viewport().devicePixelRatioF())
        anchor = QRectF()
        if draft.started_at is None:
            if draft.date in board.axis.days:
                column = board.axis.days.index(draft.date)
                others = [row for row in board.strips[column].rows if row.id != draft.id]
                anchor = places.chip_rect(column, min(len(others), board.strips[column].shown))
                anchor.moveTop(min(anchor.top(), places.top - places.chip - 3))
                blocks.chip(draft, anchor, _LIFTED)
        else:
            painter.setClipRect(QRectF(0, places.top + 1, places.width, places.height - places.top))
            for piece in pieces(board.axis, [draft], board.now):
                rect = places.piece_rect(piece)
                anchor = anchor if not anchor.isNull() else rect
                blocks.block(piece, rect, _LIFTED)
            painter.setClipping(False)
        if not anchor.isNull():
            self._label(painter, tokens, places, anchor, drop_words(draft, board.now))

    @staticmethod
    def _label(painter: QPainter, tokens: Tokens, places: Places, anchor: QRectF, text: str) -> None:
        """The times beside what is dragged, always wholly in view."""
        face = font("small")
        metrics = QFontMetricsF(face)
        width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 6
        left = min(max(anchor.center().x() - width / 2, 4), places.width - width - 4)
        top = anchor.top() - height - 4
        if top < places.head + 2:
            top = min(anchor.bottom() + 4, places.height - height - 4)
        rect = QRectF(left, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.text))
        painter.drawRoundedRect(rect, RADIUS_S, RADIUS_S)
        painter.setFont(face)
        painter.setPen(QColor(tokens.bg))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
