"""A slider over an absence: up to there it was work, from there on none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from app.errors import AppError
from app.services.absences import OpenAbsence
from ui.dialogs.absence_words import part_text
from ui.format import clock_time, spoken
from ui.i18n import tr
from ui.session import Session
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "absence"
_MINUTE = 60
_PAGE = 5


class SplitPanel(QWidget):
    """Left and Right move by a minute, Page Up and Page Down by five; Enter splits."""

    chosen = Signal(object)
    """The instant, UTC epoch seconds."""
    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._absence: OpenAbsence | None = None
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr(_CONTEXT, "Work until"))
        self.slider.setPageStep(_PAGE)
        self.kept, self.cut = PlainLabel("", "strong"), PlainLabel("", "strong")
        self.kept_span, self.cut_span = PlainLabel("", "small", "muted"), PlainLabel("", "small", "muted")
        self.split = Button("", "primary")
        self.back = Button(tr(_CONTEXT, "Back"), "ghost")
        self._lay_out()
        self.slider.valueChanged.connect(self._show)
        self.split.clicked.connect(self._choose)
        self.back.clicked.connect(self.left)

    @property
    def at(self) -> int:
        """Where it is split now."""
        return (
            0
            if self._absence is None
            else self._absence.began_at + min(self.slider.value() * _MINUTE, self._absence.seconds - 1)
        )

    def open(self, absence: OpenAbsence) -> None:
        """Begin in the middle."""
        self._absence = absence
        self._show_at(absence.began_at + absence.seconds // 2)
        self.slider.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self, absence: OpenAbsence) -> None:
        """It is longer by now, or over: the time that was chosen stays."""
        at, self._absence = self.at, absence
        self._show_at(at)

    def _show_at(self, at: int) -> None:
        if self._absence is not None:
            self.slider.setRange(1, max(1, (self._absence.seconds - 1) // _MINUTE))
            self.slider.setValue(round((at - self._absence.began_at) / _MINUTE))
            self._show()

    def _lay_out(self) -> None:
        heads = QGridLayout()
        heads.setColumnStretch(1, 1)
        heads.setVerticalSpacing(space(1) // 2)
        right = Qt.AlignmentFlag.AlignRight
        heads.addWidget(PlainLabel(tr(_CONTEXT, "Kept"), "small", "muted"), 0, 0)
        heads.addWidget(PlainLabel(tr(_CONTEXT, "Discarded"), "small", "muted"), 0, 2, right)
        heads.addWidget(self.kept, 1, 0)
        heads.addWidget(self.cut, 1, 2, right)
        heads.addWidget(self.kept_span, 2, 0)
        heads.addWidget(self.cut_span, 2, 2, right)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addStretch()
        buttons.addWidget(self.split)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        column.addLayout(heads)
        column.addWidget(self.slider)
        column.addStretch(1)
        column.addLayout(buttons)

    @Slot()
    def _show(self) -> None:
        absence = self._absence
        if absence is None:
            return
        zone, at = self._session.context.zone, self.at
        ended = absence.began_at + absence.seconds
        times = [clock_time(when, zone) for when in (absence.began_at, at, ended)]
        for label, span, seconds, pair in (
            (self.kept, self.kept_span, at - absence.began_at, times[:2]),
            (self.cut, self.cut_span, ended - at, times[1:]),
        ):
            try:
                worth = self._session.absences.worth(absence, seconds)
            except AppError:
                worth = None  # the time alone says enough
            label.setText(part_text(seconds, worth))
            span.setText(tr("format", "{start} – {end}", start=pair[0], end=pair[1]))
        self.split.setText(tr(_CONTEXT, "Split at {time}", time=times[1]))
        self.slider.setAccessibleDescription(tr(_CONTEXT, "Kept: {length}", length=spoken(at - absence.began_at)))

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self.at)
