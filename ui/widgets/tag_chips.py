"""The tags of one entry as chips, changed in a small popup."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.i18n import tr
from ui.plain import one_line
from ui.theme import space
from ui.widgets.chip import Chip
from ui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from ui.widgets.popup import Popup

_MOST_SHOWN = 2
_WIDTH, _HEIGHT = 280, 84


class TagChips(QWidget):
    """Each tag a chip, `+ tag` while there is none, and a count where there are many. Any of them opens the popup,
    where tags are typed, divided by commas or spaces; Enter takes them, Esc leaves them as they were.
    """

    tags_changed = Signal(object)
    """tuple of str; only for what the user does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: tuple[str, ...] = ()
        self._most = _MOST_SHOWN
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(space(1))
        self._show()

    @cached_property
    def edit(self) -> QLineEdit:
        """Where tags are typed."""
        made = _TagEdit()
        made.returnPressed.connect(self._take)
        return made

    @cached_property
    def popup(self) -> Popup:
        """The window around `edit`, made when it is first opened."""
        from ui.widgets.popup import Popup

        made = Popup(self)
        made.body.setContentsMargins(space(2), space(2), space(2), space(2))
        made.body.addWidget(self.edit)
        made.body.addWidget(PlainLabel(tr("tags", "Divide tags by commas or spaces."), "small", "muted"))
        return made

    @property
    def tags(self) -> tuple[str, ...]:
        return self._tags

    def set_tags(self, tags: Sequence[str]) -> None:
        """Show these, without a signal."""
        if tuple(tags) != self._tags:
            self._tags = tuple(tags)
            self._show()

    def set_room(self, most: int) -> None:
        """Show at most so many tags before the count."""
        if most != self._most:
            self._most = most
            self._show()

    @Slot()
    def open_popup(self) -> None:
        """Let the tags be typed."""
        self.edit.setText(", ".join(self._tags))
        self.popup.open_at(self, QSize(_WIDTH, _HEIGHT))
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)
        self.edit.selectAll()

    @Slot()
    def _take(self) -> None:
        self.popup.hide()
        tags = typed_tags(self.edit.text())
        if tags != self._tags:
            self._tags = tags
            self._show()
            self.tags_changed.emit(tags)

    def _show(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        shown, hidden = self._tags[: self._most], self._tags[self._most :]
        for tag in shown:
            self._add(Chip(f"#{one_line(tag)}"), tr("tags", "Tag {tag}", tag=one_line(tag)))
        if hidden:
            count = Chip(f"+{len(hidden)}") if shown else Chip(str(len(hidden)), icon="tag")
            self._add(count, tr("tags", "More tags: {tags}", tags=", ".join(hidden)))
        if not self._tags:
            self._add(Chip(tr("tags", "+ tag"), dashed=True), tr("tags", "Tags: none"))

    def _add(self, chip: Chip, name: str) -> None:
        chip.setAccessibleName(name)
        chip.clicked.connect(self.open_popup)
        self._row.addWidget(chip)


class _TagEdit(QLineEdit):
    """Its Enter is meant for nobody else."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("tags", "Tags"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


def typed_tags(text: str) -> tuple[str, ...]:
    """The tags in a text such as `design, #ui`, each once, in the order of the alphabet as entries keep them."""
    words = (word.lstrip("#") for word in text.replace(",", " ").split())
    return tuple(sorted({word for word in words if word}))
