"""What was deleted in the last 90 days, with a button that brings it back."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.services.deleted import BroughtBack
from app.storage.deleted import DeletedRow
from ui.bridge import Bridge
from ui.format import hours, short_day
from ui.i18n import tr
from ui.models.line_list import Line
from ui.requests import Notice
from ui.session import Session
from ui.sync_story import when
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.line_view import LineView
from ui.widgets.page_frame import ShownStack
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "SyncPage"
_SHOWN = 200


class DeletedView(QWidget):
    """Reads only while it is looked at. Enter or a double click on a line brings it back, too."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._stale = session, bridge, True
        self._rows: dict[object, DeletedRow] = {}
        self.list = LineView(tr(_CONTEXT, "Deleted entries"), stacked=True, ruled=True)
        self.restore_button = Button(tr(_CONTEXT, "Bring back"), "secondary", "undo")
        kept = tr(_CONTEXT, "Kept for 90 days. What Clientary no longer has is created there anew.")
        self.hint = PlainLabel(kept, "small", "muted", wrap=True)
        self._stack = ShownStack()
        self._lay_out()
        self.list.opened.connect(self._restore)
        self.list.current_changed.connect(self._allow)
        self.restore_button.clicked.connect(self._restore_chosen)

    def mark_stale(self) -> None:
        """Something changed: read anew when it is looked at."""
        self._stale = True
        if self.isVisible():
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def _lay_out(self) -> None:
        card = Card(padded=False)
        card.body.addWidget(self.list)
        foot = QHBoxLayout()
        foot.setSpacing(space(3))
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.restore_button)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(card, 1)
        column.addLayout(foot)
        self._stack.addWidget(listed)
        text = tr(
            _CONTEXT, "Entries that you delete, or that somebody deletes in Clientary, are kept here for 90 days."
        )
        self._stack.addWidget(EmptyState("trash", tr(_CONTEXT, "Nothing was deleted"), text))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, space(3), 0, 0)
        whole.addWidget(self._stack)

    def _refresh(self) -> None:
        try:
            rows = self._session.deleted.entries(_SHOWN)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        self._stale = False
        place = max(0, self.list.currentIndex().row())
        self._rows = {row.entry_id: row for row in rows}
        self.list.show_lines([self._line(row) for row in rows])
        self._stack.setCurrentIndex(0 if rows else 1)
        if rows and self.list.current_key is None:
            self.list.choose(rows[min(place, len(rows) - 1)].entry_id)  # the next after what was brought back
        self._allow()

    def _line(self, row: DeletedRow) -> Line:
        at = when(row.deleted_at, self._session.context.zone, self._session.today)
        how = (
            tr(_CONTEXT, "deleted in Clientary, noticed {when}", when=at)
            if row.there
            else tr(_CONTEXT, "deleted {when}", when=at)
        )
        where = " · ".join(part for part in (short_day(row.date), row.project_name or "", how) if part)
        return Line(row.entry_id, row.title, where, hours(row.seconds), icon=("trash", "faint"))

    @Slot(object)
    def _allow(self, _key: object = None) -> None:
        chosen = self._rows.get(self.list.current_key)
        self.restore_button.setEnabled(chosen is not None and chosen.mine)

    @Slot()
    def _restore_chosen(self) -> None:
        self._restore(self.list.current_key)

    @Slot(object)
    def _restore(self, key: object) -> None:
        self._bridge.writes.do(
            lambda on: on.deleted.restore(str(key)), self._tell, self._bridge.requests.error_reported.emit
        )

    @Slot(object)
    def _tell(self, brought: BroughtBack) -> None:
        title = brought.row.entry.title
        text = (
            tr(_CONTEXT, "“{title}” is back; Clientary gets it as a new record.", title=title)
            if brought.anew
            else tr(_CONTEXT, "“{title}” is back.", title=title)
        )
        self._bridge.requests.notice_requested.emit(Notice(text))
