"""Several Clientary connections, of which a person chooses one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.plain import menu_text
from ui.theme import space
from ui.widgets.card import Card
from ui.widgets.plain_label import PlainLabel


class ConnectChoice(Card):
    """None is chosen before somebody chooses it: a wrong one would take the hours to another account."""

    chosen = Signal()
    """There is a choice now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("connect", "Clientary connections"))
        self.buttons: list[QRadioButton] = []
        self._ids: tuple[str, ...] = ()
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._note)
        self._inside: QWidget | None = None

    @property
    def connection_id(self) -> str | None:
        """The id of the chosen one; None while nothing is chosen."""
        number = self._group.checkedId()
        return self._ids[number] if 0 <= number < len(self._ids) else None

    def offer(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Connections as (id, name, what else tells it apart)."""
        self._clear()
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        for number, (_, name, detail) in enumerate(rows):
            button = QRadioButton(menu_text(name) or tr("connect", "(no name)"))
            button.setAccessibleDescription(detail)
            self._group.addButton(button, number)
            self.buttons.append(button)
            column.addWidget(button)
            if detail:
                note = PlainLabel(detail, "small", "muted", elide=True)
                note.setContentsMargins(space(7), 0, 0, space(1))
                column.addWidget(note)
        self._ids = tuple(connection_id for connection_id, _, _ in rows)
        self.body.addWidget(self._inside)
        self._inside.show()  # at once: the keyboard may be led there now

    def _clear(self) -> None:
        for button in self.buttons:
            self._group.removeButton(button)
        self.buttons.clear()
        inside, self._inside = self._inside, None
        if inside is not None:
            self.body.removeWidget(inside)
            inside.hide()
            inside.deleteLater()

    @Slot(int, bool)
    def _note(self, _number: int, checked: bool) -> None:
        if checked:
            self.chosen.emit()
