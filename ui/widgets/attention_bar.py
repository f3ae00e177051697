"""A line above the entries that says how many need a decision, and leads to the first."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError
from ui.i18n import tr, tr_n
from ui.session import Session
from ui.theme import space
from ui.widgets.banner import Banner


class AttentionBar(QWidget):
    """Made when something may be open; takes no room once nothing is."""

    show_requested = Signal(str)
    """Id of the entry to decide about."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._first = ""
        self.banner = Banner("warn", "", tr("attention", "Show"), dismissible=False)
        self.banner.action_requested.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(4), 0)
        column.addWidget(self.banner)
        self.hide()

    @Slot()
    def reload(self) -> None:
        """Count anew."""
        try:
            matters = self._session.attention.matters()
        except AppError:
            return  # the list itself says that nothing can be read
        matters = [one for one in matters if one.kind == "entry" and one.state != "checking"]
        self.setVisible(bool(matters))
        if not matters:
            return
        self._first = matters[0].record_id
        conflicts = sum(one.state == "conflict" for one in matters)
        refused = len(matters) - conflicts
        parts = []
        if conflicts:
            one = "{n} entry was changed here and in Clientary: choose which version counts."
            many = "{n} entries were changed here and in Clientary: choose which versions count."
            parts.append(tr_n("attention", one, many, conflicts))
        if refused:
            one, many = "{n} entry was refused and is only here.", "{n} entries were refused and are only here."
            parts.append(tr_n("attention", one, many, refused))
        self.banner.set_message("warn", " ".join(parts), tr("attention", "Show"))

    @Slot()
    def _show(self) -> None:
        self.show_requested.emit(self._first)
