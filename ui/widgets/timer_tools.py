"""Beside the running clock: since when it runs, to be typed anew or moved by five minutes, and the pause."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.errors import AppError
from app.storage.entries import EntryRow
from ui.format import clock_time
from ui.i18n import tr
from ui.plain import one_line, tooltip
from ui.session import Session
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
    pause_requested = Signal()
    """Pause, or go on: whoever holds the title saves it first."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._row: EntryRow | None = None
        self._since = ""
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
        self.pause.clicked.connect(self.pause_requested)
        self.start.installEventFilter(self)

    def show_row(self, row: EntryRow | None, room: int) -> None:
        """Show what runs; in a narrow bar (`room` pixels) only the pause has room, or nothing. Without it look for what
        is paused.
        """
        self._row = row
        for part in (self.label, self.earlier, self.start, self.later):
            part.setVisible(row is not None and room >= _ROOM_FOR_START)
        if row is None:
            self._show_paused()
            return
        self.paused_title = ""
        since = clock_time(row.entry.started_at or 0, row.entry.timezone)
        if not self.start.hasFocus() or self.start.text() == self._since:
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
        self._move(lambda row: self._acts.nudge(row, -NUDGE_S if earlier else NUDGE_S))

    def _move(self, act: Callable[[EntryRow], EntryRow]) -> None:
        if self._row is None:
            return
        try:
            self._row = act(self._row)
        except AppError as error:
            self.refused.emit(error)
        else:
            self.moved.emit()

    @property
    def _acts(self) -> TimerActs:
        return TimerActs(self._session)

    def restore_start(self) -> None:
        """What was typed was no time that could be."""
        self.start.setText(self._since)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # installed on a widget only
        """Esc takes back what was typed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.restore_start()
            return True
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
        elif typed != self._since:
            self._move(lambda row: self._acts.start_at(row, typed))
            self.restore_start()
