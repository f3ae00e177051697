"""A button that says what is ticked and opens the list of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from ui.delegates.check_delegate import CheckDelegate
from ui.plain import menu_text, one_line
from ui.theme import space, tokens_in_use
from ui.widgets.button import Button
from ui.widgets.popup import Popup

_WIDTH, _MOST_ROWS = 300, 10
_ARROW = 12
_NAMED = 2
_IdRole = Qt.ItemDataRole.UserRole


class CheckList(Popup):
    """Names with ticks. `ticked_changed` comes with each click or press of the space bar."""

    ticked_changed = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setProperty("role", "bare")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName(name)
        self.list.setItemDelegate(CheckDelegate(self.list))
        self.list.setMouseTracking(True)
        self.body.addWidget(self.list)
        self.list.itemChanged.connect(self.ticked_changed)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys of what is ticked, in the order of the list."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(item.data(_IdRole) for item in items if item.checkState() is Qt.CheckState.Checked)

    def set_choices(self, choices: Sequence[tuple[str, str]], ticked: Sequence[str]) -> None:
        """What there is to tick, by key and text, and what is; no signal."""
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for key, text in choices:
            item = QListWidgetItem(one_line(text), self.list)
            item.setData(_IdRole, key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(blocked)

    def open_below(self, anchor: QWidget) -> None:
        """Open at that control, with the keyboard in the list."""
        rows = max(1, min(_MOST_ROWS, self.list.count()))
        height = rows * max(self.list.sizeHintForRow(0), space(7)) + space(6)
        wide = self.list.sizeHintForColumn(0) + space(10)
        self.open_at(anchor, QSize(max(_WIDTH, anchor.width(), min(wide, 2 * _WIDTH)), height))
        self.list.setCurrentRow(max(0, self.list.currentRow()))
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)


class Checks(Button):
    """A field of ticks. Subclasses say what it reads with nothing ticked, and with several."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", "field", parent=parent)
        self._names: dict[str, str] = {}
        self._ticked: tuple[str, ...] = ()
        self.popup = CheckList(name, self)
        self.list = self.popup.list
        self.popup.ticked_changed.connect(self._read)
        self.clicked.connect(self._open)
        self._show()

    def set_choices(self, choices: Sequence[tuple[str, str]], ticked: Sequence[str] = ()) -> None:
        """What there is to tick, and what is; no signal."""
        self._names = dict(choices)
        self._ticked = tuple(one for one in ticked if one in self._names)
        self.popup.set_choices(choices, self._ticked)
        self._show()

    def none_text(self) -> str:
        """What it reads with nothing ticked."""
        raise NotImplementedError

    def count_text(self, count: int) -> str:
        """What it reads with so many ticked that they are not named."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self._open()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(space(20), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        place = QRect(self.width() - _ARROW - space(2), (self.height() - _ARROW) // 2, _ARROW, _ARROW)
        scheme = "dark" if tokens_in_use().dark else "light"
        QIcon(f"stint:icons/controls/down-{scheme}.svg").paint(QPainter(self), place)

    @Slot()
    def _open(self) -> None:
        self.popup.open_below(self)

    @Slot()
    def _read(self) -> None:
        self._ticked = self.popup.ticked
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        names = [self._names[one] for one in self._ticked]
        text = ", ".join(names) if 0 < len(names) <= _NAMED else self.count_text(len(names))
        text = text if names else self.none_text()
        room = self.width() - _ARROW - space(8)
        shown = self.fontMetrics().elidedText(one_line(text), Qt.TextElideMode.ElideRight, room)
        self.setText(menu_text(shown))
        self.setAccessibleDescription(", ".join(names) or text)
        self.setEnabled(bool(self._names))
