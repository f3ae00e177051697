"""Chips in rows that only show something: painted by one widget, so that they may change with every keystroke."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.delegates.chip_painter import ChipLook, chip_size, paint_chip
from ui.theme import space
from ui.tokens import tokens_in_use


class ChipStrip(QWidget):
    """As high as its rows; `accessible_name` says what the chips are about, their texts follow it when read aloud."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._looks: tuple[ChipLook, ...] = ()
        self._sizes: tuple[QSize, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_chips(())

    def show_chips(self, looks: Sequence[ChipLook]) -> None:
        """Show these instead."""
        self._looks = tuple(looks)
        self._sizes = tuple(chip_size(look) for look in looks)
        self.setAccessibleDescription(", ".join(self.texts()))
        self._fit()
        self.update()

    def texts(self) -> list[str]:
        """What the chips say, each with its detail."""
        return [f"{look.text} · {look.detail}" if look.detail else look.text for look in self._looks]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), tokens_in_use()
        for look, place in zip(self._looks, self._places(), strict=True):
            paint_chip(painter, place, look, tokens)

    def _fit(self) -> None:
        bottom = max((place.bottom() + 1 for place in self._places()), default=0)
        height = max(bottom, chip_size(ChipLook("")).height())
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _places(self) -> Iterator[QRect]:
        """Left to right, a new row where one is full; a chip wider than a row is cut."""
        left = top = 0
        for size in self._sizes:
            width = min(size.width(), max(1, self.width()))
            if left and left + width > self.width():
                left, top = 0, top + size.height() + space(1) + 2
            yield QRect(left, top, width, size.height())
            left += width + space(2)
