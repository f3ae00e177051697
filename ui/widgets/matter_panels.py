"""Below a list of entries: what to do about the chosen one, if it is in conflict or was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.entries import EntrySync
from app.errors import AppError
from app.storage.entries import EntryRow
from ui.session import Session
from ui.theme import space

if TYPE_CHECKING:
    from ui.widgets.matter_card import MatterCard


class MatterPanels(QWidget):
    """Takes no room for an entry that needs nothing. The card is made when it is first needed."""

    settled = Signal(str, bool)
    """Id of an entry in conflict, and whether ours is kept."""
    edit_requested = Signal(object)
    try_again_requested = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._row: EntryRow | None = None
        self.card: MatterCard | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, space(4), space(4))
        self.hide()

    @Slot(object)
    def show_row(self, row: EntryRow | None) -> None:
        """Show what is the matter with this entry; nothing for one that is well."""
        self.close_panels()
        if row is None or row.sync not in (EntrySync.CONFLICT, EntrySync.PARKED):
            return
        try:
            matter = self._session.attention.of_entry(row.entry.id)
        except AppError:
            return  # the list says that nothing can be read
        if matter is not None:
            self._row = row
            self._made_card().show_matter(matter)
            self.show()

    def check(self) -> None:
        """What is shown may be settled by now, here or elsewhere."""
        if self._row is not None:
            try:
                self.show_row(self._session.entries.row(self._row.entry.id))
            except AppError:
                self.close_panels()

    @Slot()
    def close_panels(self) -> None:
        """Show nothing."""
        self._row = None
        self.hide()

    def _made_card(self) -> MatterCard:
        if self.card is None:
            from ui.widgets.matter_card import MatterCard

            self.card = MatterCard()
            self.card.decided.connect(self._settle)
            self.card.edit_requested.connect(self._ask_edit)
            self.card.retry_requested.connect(self._ask_again)
            self.card.closed.connect(self.close_panels)
            self._column.addWidget(self.card)
        return self.card

    @Slot(bool)
    def _settle(self, ours: bool) -> None:
        if self._row is not None:
            self.settled.emit(self._row.entry.id, ours)

    @Slot()
    def _ask_edit(self) -> None:
        if self._row is not None:
            self.edit_requested.emit(self._row)

    @Slot()
    def _ask_again(self) -> None:
        if self._row is not None:
            self.try_again_requested.emit(self._row)
