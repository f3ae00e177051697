"""The pointer on the calendar: choosing, dragging, and what is below it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QMouseEvent

from app.storage.week import WeekRow
from ui.i18n import tr
from ui.week.axis import HOUR_S
from ui.week.blocks import pieces
from ui.week.drag import EXACT_MIN, NEW, Drag, Spot
from ui.week.places import Hit, Part

if TYPE_CHECKING:
    from ui.week.board import WeekBoard

_START_PX = 4.0
_SCROLL_MS, _SCROLL_EDGE_PX, _SCROLL_PX = 30, 18.0, 10
_CURSORS = {
    "start": Qt.CursorShape.SizeVerCursor,
    "end": Qt.CursorShape.SizeVerCursor,
    "more": Qt.CursorShape.PointingHandCursor,
}


class Pointer(QObject):
    """Follows the pointer of a board and turns drops into its signals. `draft` is the entry as it would be dropped."""

    def __init__(self, board: WeekBoard) -> None:
        super().__init__(board)
        self._board = board
        self._pressed: tuple[QPointF, Drag] | None = None
        self._drag: Drag | None = None
        self._locked: str | None = None
        self._at = QPointF()
        self.draft: WeekRow | None = None
        self.hovered = ""
        self._scroller = QTimer(self)
        self._scroller.setInterval(_SCROLL_MS)
        self._scroller.timeout.connect(self._scroll)

    @property
    def dragging(self) -> bool:
        return self._drag is not None

    def press(self, event: QMouseEvent) -> None:
        """Choose what is there; a drag may begin."""
        if event.button() is not Qt.MouseButton.LeftButton or self.dragging:
            return
        board, point = self._board, event.position()
        hit = board.hit(point)
        if hit is not None and hit.part == "more":
            board.fold()
            return
        self._pressed = self._locked = None
        if hit is not None and hit.row is not None:
            board.choose(hit.row.id)
            self._locked = hit.row.id if hit.row.billed else None
            drag = self._drag_of(hit, hit.row, board.places.spot(point))
            self._pressed = None if drag is None else (point, drag)
            return
        spot = board.places.spot(point)
        board.caret = board.caret._replace(
            column=spot.column, place=board.axis.snapped(spot.place or board.caret.place, board.step_min)
        )
        board.choose(None)
        if spot.place is not None and point.x() >= board.places.gutter:
            self._pressed = point, Drag("create", self._new_row(), spot)

    def move(self, event: QMouseEvent) -> None:
        """Begin or go on with a drag, or light what the pointer is on."""
        self._at = event.position()
        if self._drag is not None and not event.buttons() & Qt.MouseButton.LeftButton:
            self.cancel()  # it was let go over something else, which took the button's release
        elif self._drag is not None:
            self.follow()
        elif self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if (self._at - self._pressed[0]).manhattanLength() >= _START_PX:
                self._begin(self._pressed[1])
        elif self._locked is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._board.refused.emit(self._locked)
            self._locked = None
        else:
            self._hover(self._board.hit(self._at))

    def release(self, event: QMouseEvent) -> None:
        """Drop."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        drag, draft = self._drag, self.draft
        if drag is not None:
            self._at = event.position()
            draft = self._drafted()
        self.cancel()
        if drag is not None and draft is not None:
            self._drop(drag, draft)

    def double(self, event: QMouseEvent) -> None:
        """Open an entry, or make one of an hour."""
        board, point = self._board, event.position()
        hit = board.hit(point)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if hit is None:
            spot = board.places.spot(point)
            if spot.place is not None and point.x() >= board.places.gutter:
                self.ask_for_new(spot.column, spot.place // HOUR_S * HOUR_S)
        elif hit.row is not None:
            board.edit_requested.emit(hit.row.id)

    def ask_for_new(self, column: int, place: int) -> None:
        """Ask for an entry of an hour at a place, or until the day ends."""
        board, row = self._board, self._new_row()
        day = board.axis.days[column]
        start = board.axis.instant(place, day, row.zone)
        self._create(row._replace(started_at=start, ended_at=start + HOUR_S, seconds=HOUR_S, date=day))

    def cancel(self) -> bool:
        """Let go of what is dragged, everything as it was; whether there was anything."""
        was = self.dragging or self._pressed is not None
        self._pressed = self._drag = self.draft = None
        self._scroller.stop()
        self._board.picture.forget()
        self._board.viewport().unsetCursor()
        self._board.redraw()
        return was

    def renew(self) -> None:
        """Go on with the held entry as it is shown now, or let go of one that can no longer be dragged so."""
        held = self._pressed[1] if self._pressed is not None else self._drag
        if held is None or held.kind == "create":
            return
        row = next((row for row in self._board.rows if row.id == held.row.id), None)
        if row is None or row.billed or (row.started_at is None and held.kind != "move"):
            dragging = self.dragging
            self.cancel()
            if dragging:
                self._board.drag_lost.emit(held.row)
        elif self._pressed is not None:
            self._pressed = self._pressed[0], replace(held, row=row)
        else:
            self._drag = replace(held, row=row)
            self.follow()

    def leave(self) -> None:
        """The pointer is elsewhere."""
        if self.hovered:
            self.hovered = ""
            self._board.redraw()

    def follow(self) -> None:
        """The pointer, or what is below it, has moved."""
        if self._drag is None:
            return
        places = self._board.places
        outside = self._at.y() > places.height - _SCROLL_EDGE_PX or places.top <= self._at.y() < (
            places.top + _SCROLL_EDGE_PX
        )
        if outside and not self._scroller.isActive():
            self._scroller.start()
        self.draft = self._drafted()
        self._board.redraw()

    def _begin(self, drag: Drag) -> None:
        self._drag, self._pressed = drag, None
        self.hovered = ""
        vertical = drag.kind in ("start", "end")
        self._board.viewport().setCursor(Qt.CursorShape.SizeVerCursor if vertical else Qt.CursorShape.ClosedHandCursor)
        self.follow()

    def _drafted(self) -> WeekRow | None:
        board = self._board
        if self._drag is None:
            return None
        exact = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier)
        spot = board.places.spot(self._at)
        if self._drag.kind != "move":  # only whole entries leave the hours
            spot = Spot(spot.column, board.places.place_at(max(self._at.y(), board.places.top)))
        return self._drag.result(board.axis, spot, EXACT_MIN if exact else board.step_min, board.now)

    def _drop(self, drag: Drag, draft: WeekRow) -> None:
        board, row = self._board, drag.row
        if drag.kind == "create":
            self._create(draft)
        elif draft == row:
            return
        elif drag.kind == "start":
            board.resize_requested.emit(row.id, draft.started_at, None)
        elif drag.kind == "end":
            board.resize_requested.emit(row.id, None, draft.ended_at)
        elif draft.started_at is not None:
            board.place_requested.emit(row.id, draft.started_at)
        elif row.started_at is not None:
            board.lift_requested.emit(row.id, draft.date)
        else:
            board.day_requested.emit(row.id, draft.date)

    def _create(self, draft: WeekRow) -> None:
        board = self._board
        rects = [board.places.piece_rect(piece) for piece in pieces(board.axis, [draft], board.now)]
        if rects:
            self.draft = draft  # it stays in sight until it is named or given up: see `cancel`
            board.redraw()
            rect = board.global_rect(rects[0].toAlignedRect())
            board.create_requested.emit(draft.started_at, draft.ended_at, rect)

    def _drag_of(self, hit: Hit, row: WeekRow, spot: Spot) -> Drag | None:
        """What a drag from there would do; nothing to billed entries."""
        if row.billed:
            return None
        if hit.piece is None or row.started_at is None:
            return Drag("move", row, spot)
        axis, piece = self._board.axis, hit.piece
        if hit.part in ("start", "end"):
            return Drag("start" if hit.part == "start" else "end", row, spot)
        grip = axis.instant(spot.place or 0, piece.day, row.zone) - row.started_at
        return Drag("move", row, spot, grip)

    def _new_row(self) -> WeekRow:
        """An entry without anything, to be drawn while it is being made."""
        title = tr("week", "New entry")
        return WeekRow(NEW, title, "", self._board.axis.zone, 0, None, None, True, False, None, None, None, None, None)

    def _hover(self, hit: Hit | None) -> None:
        part: Part | None = None if hit is None else hit.part
        hovered = hit.row.id if hit is not None and hit.row is not None else ""
        if hovered != self.hovered:
            self.hovered = hovered
            self._board.redraw()
        self._board.viewport().setCursor(_CURSORS.get(part or "", Qt.CursorShape.ArrowCursor))

    @Slot()
    def _scroll(self) -> None:
        """Go on while the pointer is held at an edge of the hours."""
        board, places = self._board, self._board.places
        down = self._at.y() > places.height - _SCROLL_EDGE_PX
        up = places.top <= self._at.y() < places.top + _SCROLL_EDGE_PX
        if not (down or up) or self._drag is None:
            self._scroller.stop()
            return
        board.picture.forget()
        board.verticalScrollBar().setValue(board.verticalScrollBar().value() + (_SCROLL_PX if down else -_SCROLL_PX))
