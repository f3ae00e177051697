"""Chips of which one is on: what a list shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from ui.delegates.chip_painter import ChipLook, chip_size
from ui.theme import space
from ui.widgets.chip import Chip

Key = TypeVar("Key")


class FilterChips(QWidget, Generic[Key]):
    """Each chip stands for a value and says how many there are; those with none are not shown unless they are on. Left
    and Right go from chip to chip, Tab leaves: it is one control.
    """

    chosen = Signal()
    """The person chose another."""

    def __init__(self, accessible_name: str, choices: Sequence[tuple[Key, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._keys = [key for key, _ in choices]
        self._texts = [text for _, text in choices]
        self._counts = [0] * len(choices)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        for place, (_, text) in enumerate(choices):
            chip = Chip(text)
            chip.setCheckable(True)
            chip.solid = True
            self._group.addButton(chip, place)
            row.addWidget(chip)
        row.addStretch(1)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._take)
        self._mark_tab_stop()

    @property
    def key(self) -> Key:
        """The value that is on."""
        return self._keys[self._group.checkedId()]

    def choose(self, key: Key) -> None:
        """Turn that one on, without a signal."""
        blocked = self._group.blockSignals(True)
        self._group.button(self._keys.index(key)).setChecked(True)
        self._group.blockSignals(blocked)
        self._show_places()

    def show_counts(self, counts: Sequence[int]) -> None:
        """How many there are of each, in their order."""
        self._counts = list(counts)
        for place, count in enumerate(counts):
            self.chip(place).setProperty("empty", count == 0)
        self._show_places()

    def sizeHint(self) -> QSize:
        return self._size(with_counts=True)

    def minimumSizeHint(self) -> QSize:
        return self._size(with_counts=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def chip(self, place: int) -> Chip:
        """The chip at that place."""
        found = self._group.button(place)
        assert isinstance(found, Chip)  # noqa: S101 - made above
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        shown = [place for place in range(len(self._keys)) if not self.chip(place).isHidden()]
        at = shown.index(self._group.checkedId()) + step
        if 0 <= at < len(shown):
            self.chip(shown[at]).setChecked(True)
            self.chip(shown[at]).setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(int, bool)
    def _take(self, _place: int, on: bool) -> None:
        if on:
            self._show_places()
            self.chosen.emit()

    def _show_places(self) -> None:
        for place in range(len(self._keys)):
            chip = self.chip(place)
            chip.setVisible(place == 0 or chip.isChecked() or not chip.property("empty"))
        self._mark_tab_stop()
        self._write()
        self.updateGeometry()

    def _write(self) -> None:
        """The counts are the first to go where there is no room; they are always heard."""
        roomy = self.width() >= self._size(with_counts=True).width()
        for place, text in enumerate(self._texts):
            count = str(self._counts[place]) if self._counts[place] else None
            self.chip(place).show_value(text, detail=count if roomy else None)
            self.chip(place).setAccessibleName(f"{text} · {count}" if count else text)

    def _size(self, *, with_counts: bool) -> QSize:
        looks = [
            ChipLook(text, str(count) if count and with_counts else "")
            for place, (text, count) in enumerate(zip(self._texts, self._counts, strict=True))
            if not self.chip(place).isHidden()
        ]
        sizes = [chip_size(look) for look in looks]
        return QSize(sum(size.width() + space(2) for size in sizes), sizes[0].height())

    def _mark_tab_stop(self) -> None:
        for place in range(len(self._keys)):
            on = self.chip(place).isChecked()
            self.chip(place).setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self.chip(self._group.checkedId()))
