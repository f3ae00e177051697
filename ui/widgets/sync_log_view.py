"""The sync log: a table of operations, and the steps of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import AppError
from app.services.sync_log import EVERYTHING, SyncFilter, SyncOperation, SyncPage, SyncState
from ui.bridge import Bridge
from ui.delegates.record_delegate import RecordDelegate
from ui.i18n import tr
from ui.models.sync_log_table import QUEUED, SENT, SyncLogModel
from ui.session import Session
from ui.sync_story import event_word, name_of, steps_text, when
from ui.theme import space
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_chips import FilterChips
from ui.widgets.page_frame import ShownStack
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "SyncPage"
_PAGE_OF = {"entry": "timer", "invoice": "invoices"}
_REST_MS, _TYPING_MS = 400, 200
_NARROW = 900
"""Width in device-independent pixels below which only the confirmation's time is shown; the steps have the others."""


class SyncLogView(QWidget):
    """Reads only while it is looked at, and at most every 400 ms while a cycle writes."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._stale = session, bridge, True
        self.model = SyncLogModel(self._read, name=name_of, word=event_word, instant=self._instant, parent=self)
        self.table = DataTable(tr(_CONTEXT, "Sync log"))
        self.search = QLineEdit()
        self.filter: FilterChips[SyncState] = FilterChips(tr(_CONTEXT, "Which operations"), _states())
        self.steps = PlainLabel("", "small", "muted", wrap=True)
        self.empty = EmptyState("sync", tr(_CONTEXT, "Nothing was sent yet"), _about())
        self._stack = ShownStack()
        self._rest, self._typing, self._on = QTimer(self), QTimer(self), QTimer(self)
        self._on.setSingleShot(True)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._reload_if_seen)
        self._lay_out()
        self._typing.timeout.connect(self._look_again)
        self._on.timeout.connect(self._go_on)
        self.model.nothing_yet.connect(self._on.start)
        self.search.textChanged.connect(self._typing.start)
        self.filter.chosen.connect(self._look_again)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._search_now)
        self.table.selectionModel().currentRowChanged.connect(self._show_steps)
        self.table.opened.connect(self._open)

    def mark_stale(self) -> None:
        """Something was added: read it soon, or when it is looked at."""
        self._stale = True
        if self.isVisible() and not self._rest.isActive():
            self._rest.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reload_if_seen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column in (QUEUED, SENT):
            self.table.setColumnHidden(column, self.width() < _NARROW)

    def _lay_out(self) -> None:
        self.table.setModel(self.model)
        self.table.setItemDelegate(RecordDelegate(self.table))
        self.table.setProperty("role", "bare")
        day = tr(_CONTEXT, "20 Nov 2026 00:00")
        self.table.fit_columns("", tr(_CONTEXT, "Being checked"), day, day, day, tr(_CONTEXT, "ID in Clientary"))
        card = Card(padded=False)
        card.body.addWidget(self.table)
        self.steps.setAccessibleName(tr(_CONTEXT, "Steps of the chosen operation"))
        self.steps.setContentsMargins(space(3), space(2), space(3), space(2))
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(card, 1)
        column.addWidget(self.steps)
        self._stack.addWidget(listed)
        self._stack.addWidget(self.empty)
        self.search.setPlaceholderText(tr(_CONTEXT, "Search by title, number, ID in Clientary or what was said"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        tools = QHBoxLayout()
        tools.setSpacing(space(3))
        tools.addWidget(self.search, 1)
        tools.addWidget(self.filter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, space(3), 0, 0)
        whole.setSpacing(space(3))
        whole.addLayout(tools)
        whole.addWidget(self._stack, 1)

    def _read(self, before: int | None) -> SyncPage:
        return self._session.sync_log.page(before, self._wanted)

    @property
    def _wanted(self) -> SyncFilter:
        return SyncFilter(tuple(self.search.text().split()), self.filter.key)

    def _instant(self, at: int) -> str:
        return when(at, self._session.context.zone, self._session.today)

    @Slot()
    def _reload_if_seen(self) -> None:
        if not (self._stale and self.isVisible()):
            return
        chosen = self._chosen
        try:
            self.model.reload()
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        self._stale = False
        self._show_some()
        row = -1 if chosen is None else self.model.row_of(chosen.key)
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, 0))
        else:
            self.steps.setText("")

    @Slot()
    def _go_on(self) -> None:
        """Search on, a little at a time, so that the window never waits for a long log."""
        try:
            self.model.fetchMore()
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        self._show_some()

    def _show_some(self) -> None:
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)
        if self.model.rowCount():
            return
        if self._wanted == EVERYTHING:
            self.empty.set_texts(tr(_CONTEXT, "Nothing was sent yet"), _about())
        elif self._on.isActive():
            self.empty.set_texts(tr(_CONTEXT, "Searching…"), "")
        else:
            self.empty.set_texts(tr(_CONTEXT, "Nothing found"), tr(_CONTEXT, "No operation fits the search."))

    @Slot()
    def _look_again(self) -> None:
        self._typing.stop()
        self._on.stop()
        self._stale = True
        self._reload_if_seen()

    @Slot()
    def _search_now(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @property
    def _chosen(self) -> SyncOperation | None:
        index = self.table.currentIndex()
        return self.model.operation(index.row()) if index.isValid() else None

    @Slot(QModelIndex)
    def _show_steps(self, index: QModelIndex) -> None:
        if index.isValid():
            operation = self.model.operation(index.row())
            self.steps.setText(steps_text(operation, self._session.context.zone, self._session.today))

    @Slot(int)
    def _open(self, row: int) -> None:
        operation = self.model.operation(row)
        if operation.kind in _PAGE_OF:
            self._bridge.requests.page_requested.emit(_PAGE_OF[operation.kind], operation.record_id)


def _about() -> str:
    return tr(_CONTEXT, "Every change that goes to Clientary is noted here: when it was queued, sent and confirmed.")


def _states() -> tuple[tuple[SyncState, str], ...]:
    return (
        ("all", tr(_CONTEXT, "All")),
        ("open", tr(_CONTEXT, "Under way")),
        ("refused", tr(_CONTEXT, "Refused")),
        ("done", tr(_CONTEXT, "Done")),
    )
