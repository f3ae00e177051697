"""Splitting an entry in two: at a time of day, by a slider or typed; one without clock times by its duration."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QSlider, QVBoxLayout, QWidget

from app.domain.spans import shift_day
from app.domain.when import is_bare, parse_duration, parse_instant
from app.errors import AppError, UserInputError
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.format import clock_time, hours, time_range
from ui.i18n import tr
from ui.messages import sentence
from ui.models.entry_form import clock_text, length_text
from ui.revocable import Revocable
from ui.session import Session
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "split"
_WIDTH = 440
_STEP_S, _PAGE_S = 60, 900


class SplitDialog(QDialog):
    """Open it with `open()`: it commits by itself. Of a running entry the second part goes on running."""

    split = Signal(object)
    """The number of that step of undo."""

    def __init__(self, session: Session, bridge: Bridge, row: EntryRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._row = session, row
        self._length = row.entry.seconds_at(session.now)
        self._first_s = 0
        self._setting = False
        self._revocable = Revocable(bridge, self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.setWindowTitle(tr(_CONTEXT, "Split entry"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(1, max(1, self._length - 1))
        self.slider.setSingleStep(_STEP_S)
        self.slider.setPageStep(_PAGE_S)
        self.slider.setAccessibleName(tr(_CONTEXT, "Where the second part begins"))
        self.edit = QLineEdit()
        by_clock = row.entry.started_at is not None
        label = tr(_CONTEXT, "The second part begins at") if by_clock else tr(_CONTEXT, "The first part took")
        self.field = Field(label, self.edit)
        self.first, self.second = PlainLabel(wrap=True), PlainLabel(wrap=True)
        self.cancel_button = Button(tr(_CONTEXT, "Cancel"))
        self.split_button = Button(tr(_CONTEXT, "Split"), "primary")
        self._lay_out()
        self._connect()
        self._show(self._middle())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.split_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addWidget(PlainLabel(tr(_CONTEXT, "Split entry"), "title"))
        column.addWidget(PlainLabel(self._row.entry.title, "body", "muted", elide=True))
        for part in (self.first, self.second, self.slider, self.field):
            column.addWidget(part)
        column.addLayout(buttons)
        self.split_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        self.split_button.setEnabled(self._length > 1)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._slide)
        self.edit.textEdited.connect(self._type)
        self.cancel_button.clicked.connect(self.reject)
        self.split_button.clicked.connect(self._split)

    def _middle(self) -> int:
        """Half of it, on a whole minute of the clock where there is one inside."""
        start, half = self._row.entry.started_at or 0, self._length // 2
        whole = half - (start + half) % 60
        return whole if 0 < whole < self._length else max(1, half)

    def _show(self, first_s: int, *, typed: bool = False) -> None:
        """Show both parts, when the first one lasts so long."""
        self._first_s, self._setting = first_s, True
        self.slider.setValue(first_s)
        self._setting = False
        entry = self._row.entry
        at = None if entry.started_at is None else entry.started_at + first_s
        if not typed:
            self.edit.setText(length_text(first_s) if at is None else clock_time(at, entry.timezone))
        first = "" if at is None else time_range(entry.started_at, at, entry.timezone)
        second = "" if at is None else time_range(at, entry.ended_at, entry.timezone)
        self.first.setText(self._line(tr(_CONTEXT, "First part"), first, first_s))
        self.second.setText(self._line(tr(_CONTEXT, "Second part"), second, self._length - first_s))

    def _line(self, name: str, times: str, seconds: int) -> str:
        length = tr(_CONTEXT, "{hours} h", hours=hours(seconds))
        return f"{name}: " + " · ".join(part for part in (times, length) if part)

    @Slot(int)
    def _slide(self, value: int) -> None:
        """To whole minutes of the clock: nobody aims at a second with a pointer."""
        if self._setting:
            return
        start = self._row.entry.started_at or 0
        whole = value - (start + value) % 60
        self.field.set_error(None)
        self._show(whole if 0 < whole < self._length else value)

    @Slot()
    def _type(self) -> None:
        """Follow what is typed as soon as it makes sense."""
        self.field.set_error(None)
        try:
            first_s = self._read()
        except AppError:
            return
        if 0 < first_s < self._length:
            self._show(first_s, typed=True)

    def _read(self) -> int:
        """How long the first part lasts by what is typed; raises `UserInputError`."""
        entry, text = self._row.entry, clock_text(self.edit.text())
        if entry.started_at is None:
            return parse_duration(self.edit.text(), field="at")
        now = self._session.now
        at = parse_instant(text, now=now, zone=entry.timezone, day=entry.date)
        if at <= entry.started_at and is_bare(text):
            at = parse_instant(text, now=now, zone=entry.timezone, day=shift_day(entry.date, 1))
        return at - entry.started_at

    @Slot()
    def _split(self) -> None:
        entry = self._row.entry
        shown = entry.started_at is not None and self.edit.text() == clock_time(
            entry.started_at + self._first_s, entry.timezone
        )
        try:
            first_s = self._first_s if shown else self._read()
            if not 0 < first_s < self._length:
                raise UserInputError(tr(_CONTEXT, "That does not lie inside the entry."), field="at")
        except AppError as error:
            self._refuse(error)
            return

        def act(on: Session) -> int | None:
            if entry.started_at is None:
                on.changes.split_off(entry.id, entry.seconds - first_s)
            else:
                on.changes.split(entry.id, entry.started_at + first_s)
            return on.undo.latest()

        self.split_button.setEnabled(False)
        self._revocable.do(act, self._end, self._refuse)

    @Slot(object)
    def _end(self, step: int | None) -> None:
        self.split.emit(step)
        self.accept()

    @Slot(object)
    def _refuse(self, error: AppError) -> None:
        self.split_button.setEnabled(True)
        self.field.set_error(sentence(error))
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
