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
    from ui.widgets.conflict_panel import ConflictPanel
    from ui.widgets.parked_panel import ParkedPanel


class MatterPanels(QWidget):
    """Takes no room for an entry that needs nothing. The panels are made when they are first needed."""

    settled = Signal(str, bool)
    """Id of an entry in conflict, and whether ours is kept."""
    edit_requested = Signal(object)
    try_again_requested = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._entry_id = ""
        self.conflict: ConflictPanel | None = None
        self.parked: ParkedPanel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, space(4), space(4))
        self.hide()

    @Slot(object)
    def show_row(self, row: EntryRow | None) -> None:
        """Show what is the matter with this entry; nothing for one that is well."""
        self.close_panels()
        if row is not None and row.sync is EntrySync.CONFLICT:
            self._show_conflict(row)
        elif row is not None and row.sync is EntrySync.PARKED:
            panel = self._parked_panel()
            panel.show_entry(row)
            self._open(panel, row.entry.id)

    def check(self) -> None:
        """What is shown may be settled by now, here or elsewhere."""
        if self._entry_id:
            try:
                self.show_row(self._session.entries.row(self._entry_id))
            except AppError:
                self.close_panels()

    @Slot()
    def close_panels(self) -> None:
        """Show nothing."""
        self._entry_id = ""
        for panel in (self.conflict, self.parked):
            if panel is not None:
                panel.hide()
        self.hide()

    def _show_conflict(self, row: EntryRow) -> None:
        try:
            found = self._session.conflicts.conflict(row.entry.id)
        except AppError:
            return  # the list says that nothing can be read
        if found is not None:
            panel = self._conflict_panel()
            panel.show_conflict(found)
            self._open(panel, row.entry.id)

    def _open(self, panel: QWidget, entry_id: str) -> None:
        self._entry_id = entry_id
        panel.show()
        self.show()

    def _conflict_panel(self) -> ConflictPanel:
        if self.conflict is None:
            from ui.widgets.conflict_panel import ConflictPanel

            self.conflict = ConflictPanel()
            self.conflict.chosen.connect(self.settled)
            self.conflict.closed.connect(self.close_panels)
            self._column.addWidget(self.conflict)
        return self.conflict

    def _parked_panel(self) -> ParkedPanel:
        if self.parked is None:
            from ui.widgets.parked_panel import ParkedPanel

            self.parked = ParkedPanel()
            self.parked.edit_requested.connect(self.edit_requested)
            self.parked.try_again_requested.connect(self.try_again_requested)
            self.parked.closed.connect(self.close_panels)
            self._column.addWidget(self.parked)
        return self.parked
