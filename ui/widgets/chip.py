"""A pill that says one thing and can be pressed: a project, a task, billable or not."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.delegates.chip_painter import ICON_SIDE, ChipLook, ChipState, chip_size, paint_chip
from ui.icons import IconRole, pixmap
from ui.plain import tooltip
from ui.tokens import tokens_in_use
from ui.widgets.enter_key import pressed_by_enter

_NARROWEST = 56


class Chip(QAbstractButton):
    """A text, perhaps a coloured dot or an icon before it and a quieter detail behind. `dashed` is for an empty place
    (`+ task`). Made checkable, it is a switch, which looks like an empty place while it is off unless it is made
    `solid`. Screen readers hear text and detail unless a name is set.
    """

    def __init__(
        self,
        text: str,
        dot_color: QColor | None = None,
        detail: str | None = None,
        dashed: bool = False,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._dot, self._detail, self._dashed, self._icon_name = dot_color, detail or "", dashed, icon
        self.solid = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_value(text, dot_color, detail, dashed)

    def show_value(
        self, text: str, dot_color: QColor | None = None, detail: str | None = None, dashed: bool = False
    ) -> None:
        """Show something else."""
        self._dot, self._detail, self._dashed = dot_color, detail or "", dashed
        self.setText(text.replace("&", "&&"))  # else Qt makes a shortcut of what follows an ampersand
        whole = f"{text} · {detail}" if detail else text
        self.setAccessibleName(whole)
        self.setToolTip(tooltip(whole) if self.width() < self.sizeHint().width() else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(self._look())

    def minimumSizeHint(self) -> QSize:
        """A name may be cut; the words of an empty place are too few for that."""
        hint = self.sizeHint()
        return hint if self._dashed or self.solid else QSize(min(_NARROWEST, hint.width()), hint.height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event  # a chip is small: all of it is painted
        state = ChipState(self.underMouse(), self.isDown(), self.hasFocus(), self.isEnabled())
        paint_chip(QPainter(self), self.rect(), self._look(), tokens_in_use(), state)

    def _look(self) -> ChipLook:
        return ChipLook(
            text=self.text().replace("&&", "&"),
            detail=self._detail,
            dot=self._dot,
            dashed=self._dashed or (self.isCheckable() and not self.isChecked() and not self.solid),
            lit=self.isCheckable() and self.isChecked(),
            icon=None if self._icon_name is None else self._drawn_icon(self._icon_name),
        )

    def _drawn_icon(self, name: str) -> QPixmap:
        role: IconRole = "accent" if self.isCheckable() and self.isChecked() else "muted"
        return pixmap(name, getattr(tokens_in_use(), role), ICON_SIDE, self.devicePixelRatioF())
