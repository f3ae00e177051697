"""Beside the running clock: since when it runs, to be typed anew or moved by five minutes, and the pause."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.errors import AppError
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.format import clock_time
from ui.i18n import tr
from ui.plain import one_line, tooltip
from ui.session import Session
from ui.theme import restyle
from ui.timer_acts import NUDGE_S, TimerActs
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "timer"
_ROOM_FOR_START, _ROOM_FOR_PAUSE = 760, 560
_EVENING = 22 * 3600 + 44 * 60


class TimerTools(QWidget):
    """Shows and changes a running entry's start, and knows what is paused. Made after the first paint."""

    moved = Signal()
    """The start was changed."""
    refused = Signal(object)
    """AppError: it was not."""
    mended = Signal()
    """What was refused is being typed anew, or given up."""
    pause_requested = Signal()
    """Pause, or go on: whoever holds the title saves it first."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge = session, bridge
        self._row: EntryRow | None = None
        self._since, self._refused = "", ""
        self.paused_title = ""
        """What is paused, "" for nothing."""
        earlier = tr(_CONTEXT, "It began 5 minutes earlier (Alt+Left)")
        later = tr(_CONTEXT, "It began 5 minutes later (Alt+Right)")
        self.label = PlainLabel(tr(_CONTEXT, "since"), "small", "muted")
        self.earlier = IconButton("chevron-left", earlier)
        self.start = QLineEdit()
        self.later = IconButton("chevron-right", later)
        self.pause = IconButton("pause", tr(_CONTEXT, "Pause (Ctrl+Shift+Space)"))
        self.start.setProperty("role", "bare")
        self.start.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.start.setAccessibleName(tr(_CONTEXT, "Started at"))
        self.start.setToolTip(tooltip(tr(_CONTEXT, "Since when it runs. Type another time and press Enter.")))
        self._lay_out()
        self.earlier.clicked.connect(self._nudge_earlier)
        self.later.clicked.connect(self._nudge_later)
        self.start.editingFinished.connect(self._take_start)
        self.start.textEdited.connect(self._mend)
        self.pause.clicked.connect(self.pause_requested)
        self.start.installEventFilter(self)
        bridge.save_requested.connect(self._take_start)

    def show_row(self, row: EntryRow | None, room: int) -> None:
        """Show what runs; in a narrow bar (`room` pixels) only the pause has room, or nothing. Without it look for what
        is paused.
        """
        if row is None or self._row is None or row.entry.id != self._row.entry.id:
            self._mark("")
        self._row = row
        for part in (self.label, self.earlier, self.start, self.later):
            part.setVisible(row is not None and room >= _ROOM_FOR_START)
        if row is None:
            self._show_paused()
            return
        self.paused_title = ""
        since = clock_time(row.entry.started_at or 0, row.entry.timezone)
        if not self._refused and (not self.start.hasFocus() or self.start.text() == self._since):
            self.start.setText(since)
        self._since = since
        self.setVisible(room >= _ROOM_FOR_PAUSE)

    def _show_paused(self) -> None:
        try:
            paused = self._session.entries.paused()
        except AppError:
            paused = None  # the bar says already that nothing can be read
        self.paused_title = "" if paused is None else one_line(paused.entry.title)
        self.hide()  # the button that starts goes on with it

    def nudge(self, *, earlier: bool) -> None:
        """Move the start of what runs by five minutes, at most to now."""
        self._move(lambda acts, row: acts.nudge(row, -NUDGE_S if earlier else NUDGE_S))

    def _move(self, act: Callable[[TimerActs, EntryRow], EntryRow], typed: str = "") -> None:
        """`typed` stays to be mended where it is refused."""
        row = self._row
        if row is None:
            return

        def moved(now: EntryRow) -> None:
            self._mark("")
            self._row = now
            self.moved.emit()

        def refused(error: AppError) -> None:
            if typed:
                self.start.setText(typed)
                self._mark(typed)
            self.refused.emit(error)

        self._bridge.writes.do(lambda on: act(TimerActs(on), row), moved, refused)

    def restore_start(self) -> None:
        """What was typed was given up."""
        self._mark("")
        self.start.setText(self._since)

    def _mark(self, refused: str) -> None:
        """Remember what was refused, "" for nothing."""
        if refused != self._refused:
            self._refused = refused
            self.start.setProperty("error", bool(refused))
            restyle(self.start)

    @Slot()
    def _mend(self) -> None:
        if self._refused:
            self._mark("")
            self.mended.emit()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # installed on a widget only
        """Esc takes back what was typed; Enter tries what was refused once more."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.restore_start()
                self.mended.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._mark("")
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.label, self.earlier, self.start, self.later, self.pause):
            row.addWidget(part)
        self._fit()

    def _fit(self) -> None:
        """The field is as wide as the longest time of day."""
        widest = max(self.start.fontMetrics().horizontalAdvance(clock_time(at, "UTC")) for at in (0, _EVENING))
        self.start.setFixedWidth(widest + 14)

    @Slot()
    def _nudge_earlier(self) -> None:
        self.nudge(earlier=True)

    @Slot()
    def _nudge_later(self) -> None:
        self.nudge(earlier=False)

    @Slot()
    def _take_start(self) -> None:
        typed = self.start.text().strip()
        if not typed:
            self.restore_start()
        elif typed not in (self._since, self._refused):
            self.start.setText(self._since)  # until it holds
            self._move(lambda acts, row: acts.start_at(row, typed), typed)
