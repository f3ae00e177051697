"""The calendar of the week page: the days' names, the strip of entries without times, and the hours below them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from app.services.week import Sums
from app.storage.week import WeekRow
from ui.fonts import font
from ui.i18n import tr
from ui.plain import tooltip
from ui.theme import space
from ui.tokens import tokens_in_use
from ui.week.accessible import install, tell_choice
from ui.week.axis import HOUR_S, Axis
from ui.week.block_painter import chip_height
from ui.week.blocks import Piece, pieces, without_times
from ui.week.ground_painter import hour_text, least_column, strip_name
from ui.week.keyboard import Keyboard
from ui.week.picture import Picture
from ui.week.places import FEW, GAP, Hit, Places, Strip, folded
from ui.week.pointer import Pointer
from ui.week.selection import Stop, stops
from ui.week.words import entry_words

ZOOM_PX = (20.0, 160.0)
_USUAL_PX = 48.0
_ZOOM_STEP = 1.2
_MOST_STRIP = 0.45
"""The part of the height that an unfolded strip may take."""


class WeekBoard(QAbstractScrollArea):
    """Shows what `show_week` is given and asks by signals for every change; the pointer and the keyboard have objects
    of their own. Instants travel as `object`, for a Qt integer ends in 2038.
    """

    create_requested = Signal(object, object, object)
    """Start and end of a new entry, and the QRect of its place in global coordinates."""
    place_requested = Signal(str, object)
    """An entry is to begin at that instant."""
    resize_requested = Signal(str, object, object)
    """An entry is to have that start or end; the one that is None stays."""
    shift_requested = Signal(str, object, object)
    """An entry's start and end are to move by so many seconds."""
    lift_requested = Signal(str, str)
    """An entry is to have no times and count on that day."""
    day_requested = Signal(str, str)
    """An entry without times is to count on that day."""
    edit_requested = Signal(str)
    delete_requested = Signal(str)
    continue_requested = Signal(str)
    refused = Signal(str)
    """Somebody tried to drag a billed entry."""
    drag_lost = Signal(object)
    """The WeekRow that was dragged cannot be any more: it was changed elsewhere meanwhile."""
    menu_requested = Signal(object)
    """QContextMenuEvent, to be answered at once."""
    weeks_stepped = Signal(int)
    today_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        install()
        self.axis = Axis(("2000-01-01",), "UTC")
        self.rows: Sequence[WeekRow] = ()
        self.sums: Sequence[Sums] = (Sums(),)
        self.now, self.today, self.step_min = 0, "", 15
        self.pieces: list[Piece] = []
        self.strips: list[Strip] = [Strip((), 0, foldable=False)]
        self.chosen: str | None = None
        self.caret = Stop(0, 9 * HOUR_S, WeekRow("", "", "", "UTC", 0, None, None, True, False, *(None,) * 5))
        self.unfolded = False
        self._hour_px = _USUAL_PX
        self._scrolled_to_work = False
        self.picture = Picture(self)
        self.pointer = Pointer(self)
        self.keyboard = Keyboard(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("week", "Calendar"))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def show_week(self, axis: Axis, rows: Sequence[WeekRow], sums: Sequence[Sums], now: int, today: str) -> None:
        """Show these entries on those days; what is chosen stays chosen while it is there."""
        self.axis, self.rows, self.sums, self.now, self.today = axis, rows, sums, now, today
        if self.chosen is not None and all(row.id != self.chosen for row in rows):
            self.chosen = None
        if self.caret.column >= len(axis.days):
            self.caret = self.caret._replace(column=0)
        self._arrange()
        self.pointer.renew()

    def tick(self, sums: Sequence[Sums], now: int) -> None:
        """A minute has passed: what runs has grown."""
        self.sums, self.now = sums, now
        self._arrange()

    def scroll_to_work(self, first_place: int) -> None:
        """Once: begin a little above the first entry that is shown, or above that place, whichever is earlier."""
        if not self._scrolled_to_work and self.viewport().height() > 0:
            self._scrolled_to_work = True
            first = min([first_place, *(piece.top for piece in self.pieces if piece.begins)])
            self.verticalScrollBar().setValue(round((first - HOUR_S / 3) * self._hour_px / HOUR_S))

    def zoom(self, steps: float, at_y: float | None = None) -> None:
        """Higher or lower hours, by what is at `at_y` (the middle)."""
        places = self.places
        y = places.top + (places.height - places.top) / 2 if at_y is None else at_y
        kept = places.place_at(y)
        self.set_hour_height(self._hour_px * _ZOOM_STEP**steps)
        self.verticalScrollBar().setValue(round(kept * self._hour_px / HOUR_S - (y - self.places.top)))

    @property
    def hour_height(self) -> float:
        """Pixels of an hour."""
        return self._hour_px

    def set_hour_height(self, pixels: float) -> None:
        """Make hours that high, within what makes sense."""
        self._hour_px = min(max(pixels, ZOOM_PX[0]), ZOOM_PX[1])
        self._arrange()

    @property
    def places(self) -> Places:
        """Where everything is now."""
        metrics, size = QFontMetricsF(font("small")), self.viewport().size()
        gutter = max(map(metrics.horizontalAdvance, (hour_text(12), hour_text(20), strip_name()))) + 14
        chip = chip_height()
        stacked = (size.width() - gutter) / len(self.axis.days) < least_column()
        head = max(space(8), round(metrics.height() * (2 if stacked else 1) + space(3)))
        lines = max(1, *(strip.lines for strip in self.strips))
        return Places(
            self.axis, size.width(), size.height(), round(gutter), head,
            lines * (chip + GAP) + GAP + 3, chip, self._hour_px, self.verticalScrollBar().value(), stacked,
        )  # fmt: skip

    def stops(self) -> list[Stop]:
        """The entries in the order of the keyboard."""
        return stops(self.pieces, [strip.rows for strip in self.strips])

    def stop_of(self, entry_id: str | None) -> Stop | None:
        """Where that entry is; None if it is not shown."""
        return next((stop for stop in self.stops() if stop.row.id == entry_id), None)

    def choose(self, entry_id: str | None) -> None:
        """Make that entry the chosen one, bring it into view and have it read aloud."""
        stop = self.stop_of(entry_id)
        self.chosen = None if stop is None else entry_id
        if stop is not None:
            self.caret = stop if stop.place >= 0 else stop._replace(place=self.caret.place)
            self.setAccessibleDescription(entry_words(stop.row, self.now))
            self.bring_into_view(stop)
            tell_choice(self)
        self.redraw()

    def bring_into_view(self, stop: Stop) -> None:
        """Scroll so far that it is seen."""
        if stop.place < 0:
            if not self.unfolded and stop.row not in self.strips[stop.column].rows[: self.strips[stop.column].shown]:
                self.fold()
            return
        places, bar = self.places, self.verticalScrollBar()
        y, room = places.y(stop.place), places.hour_px / 2
        if y < places.top:
            bar.setValue(round(bar.value() - (places.top - y) - room / 2))
        elif y + room > places.height:
            bar.setValue(round(bar.value() + y + 2 * room - places.height))

    @Slot()
    def fold(self) -> None:
        """Show all that has no times, or only the first few."""
        self.unfolded = not self.unfolded
        self._arrange()

    def hit(self, point: QPointF) -> Hit | None:
        """What is at a point of the viewport."""
        return self.places.hit(point, self.pieces, self.strips)

    def rect_of(self, entry_id: str) -> QRect:
        """Where an entry is on the viewport, its first part; empty if it is not to be seen."""
        places = self.places
        for piece in self.pieces:
            if piece.row.id == entry_id:
                return places.piece_rect(piece).toAlignedRect()
        for column, strip in enumerate(self.strips):
            for number, row in enumerate(strip.rows[: strip.shown]):
                if row.id == entry_id:
                    return places.chip_rect(column, number).toAlignedRect()
        return QRect()

    def redraw(self) -> None:
        """Paint anew in the next turn."""
        self.viewport().update()

    # -- what Qt asks ----------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(760, 560)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            hit = self.hit(QPointF(event.pos()))
            text = "" if hit is None or hit.row is None else tooltip(entry_words(hit.row, self.now))
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self.pointer.leave()
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event  # the whole is as quick as to find out what changed
        self.picture.paint(QPainter(self.viewport()), tokens_in_use())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.pointer.cancel()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pointer.double(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pointer.cancel()
        self.menu_requested.emit(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(event.angleDelta().y() / 120, event.position().y())
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.press(event):
            super().keyPressEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Everything is painted anew: the names of the days do not scroll along."""
        del dx, dy
        self.redraw()

    @Slot()
    def _scrolled(self) -> None:
        self.pointer.follow()

    def _arrange(self) -> None:
        """Lay everything out for the entries, the size and the zoom of now."""
        self.pieces = pieces(self.axis, self.rows, self.now)
        room = FEW
        if self.unfolded:
            room = max(FEW, int(self.viewport().height() * _MOST_STRIP / (chip_height() + GAP)))
        self.strips = [folded(rows, room) for rows in without_times(self.axis, self.rows)]
        places, bar = self.places, self.verticalScrollBar()
        bar.setRange(0, max(0, round(places.whole - (places.height - places.top)) + 1))
        bar.setPageStep(max(1, round(places.height - places.top)))
        bar.setSingleStep(round(self._hour_px / 2))
        self.picture.forget()
        self.redraw()

    def global_rect(self, rect: QRect) -> QRect:
        """A rectangle of the viewport on the screen."""
        return QRect(self.viewport().mapToGlobal(QPoint(rect.left(), rect.top())), rect.size())
