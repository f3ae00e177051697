"""A list of a few choices that folds away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from ui.plain import one_line

Key = TypeVar("Key")

_FEWEST_CHARACTERS = 6
_INSET = 1


class Choice(QComboBox, Generic[Key]):
    """Each choice stands for a value. It may be narrower than its longest text, which is then cut."""

    def __init__(self, choices: Sequence[tuple[Key, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[Key] = []
        self._dressed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_FEWEST_CHARACTERS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(14)
        self.set_choices(choices)

    @property
    def key(self) -> Key | None:
        """The value that is chosen; None while nothing is."""
        return self._keys[self.currentIndex()] if 0 <= self.currentIndex() < len(self._keys) else None

    def set_choices(self, choices: Sequence[tuple[Key, str]]) -> None:
        """Other choices; what was chosen stays chosen if it is among them. No signal."""
        before = self.key
        blocked = self.blockSignals(True)
        self.clear()
        self._keys = [key for key, _ in choices]
        self.addItems([one_line(text) for _, text in choices])
        self.setCurrentIndex(self._keys.index(before) if before in self._keys else min(0, len(choices) - 1))
        self.blockSignals(blocked)

    def choose(self, key: Key | None) -> None:
        """Show that choice without a signal; one that is not on offer chooses nothing."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self._keys.index(key) if key in self._keys else -1)
        self.blockSignals(blocked)

    def showPopup(self) -> None:
        from ui.widgets.choice_list import dress_list, fit_list

        if not self._dressed:
            self._dressed = True
            dress_list(self)
        super().showPopup()
        fit_list(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt does it, with a text that is too long cut where one sees that it is."""
        del event
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - _INSET
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page past it must not change it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
