"""What the pages of clients and projects have in common: title, count, list and detail, and when they read again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.storage.changes import Changes
from ui.bridge import Bridge
from ui.i18n import tr
from ui.session import Session
from ui.theme import space
from ui.widgets.beside import Beside
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel
from ui.widgets.record_detail import WIDTH, RecordDetail
from ui.widgets.record_list import Listing, RecordList

_REST_MS = 400


class RecordPage(QWidget):
    """A page gives the list, the detail, and answers to `read`, `show_detail`, `open_line` and `add`. `add_text`: the
    button that adds a record. Reads while hidden are put off until it is shown.
    """

    def __init__(
        self,
        title: str,
        records: RecordList,
        detail: RecordDetail,
        session: Session,
        bridge: Bridge,
        parent: QWidget | None = None,
        *,
        add_text: str,
    ) -> None:
        super().__init__(parent)
        self.add_button = Button(add_text, "secondary", "plus")
        self.setProperty("role", "page")
        self.setAccessibleName(title)
        self.list, self.detail = records, detail
        self.session, self.bridge = session, bridge
        self._stale = True
        self._rest = QTimer(self)  # between two reads while a sync commits many times a second
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._refresh_if_seen)
        self._count = PlainLabel("", "small", "muted")
        self._lay_out(title)
        self.list.chosen.connect(self.show_detail)
        self.list.empty.action_requested.connect(self._open_sync)
        self.detail.line_opened.connect(self.open_line)
        self.add_button.clicked.connect(self.add)
        bridge.changed.connect(self._note_changes)
        bridge.settings_changed.connect(self._mark_stale)

    def read(self) -> Sequence[Listing]:
        """Every record, past and present."""
        raise NotImplementedError

    @Slot(object)
    def show_detail(self, record: Listing | None) -> None:
        """Show what is known of the chosen record."""
        raise NotImplementedError

    @Slot()
    def add(self) -> None:
        """Ask for a new record."""
        raise NotImplementedError

    @Slot(object)
    def open_line(self, key: tuple[str, str]) -> None:
        """Lead to what a line of the detail stands for: (page, id)."""
        self.bridge.requests.page_requested.emit(*key)

    def open(self, argument: object) -> None:
        """Choose the record of that id."""
        self.refresh()
        self.list.choose(str(argument))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Read everything anew."""
        try:
            records = self.read()
        except AppError as error:
            self.bridge.requests.error_reported.emit(error)
            return
        self._stale = False
        current = sum(record.current for record in records)
        self._count.setText(tr("records", "{current} of {all}", current=current, all=len(records)))
        self._count.setVisible(len(records) > current)
        self._beside.show_detail(bool(records))
        self.list.show_records(records)

    @Slot()
    def _open_sync(self) -> None:
        self.bridge.requests.page_requested.emit("sync", None)

    def _lay_out(self, title: str) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(space(5), space(4), space(5), space(5))
        column.setSpacing(space(3))
        header = QHBoxLayout()
        header.addWidget(PlainLabel(title, "title"))
        header.addStretch()
        header.addWidget(self._count)
        header.addSpacing(space(3))
        header.addWidget(self.add_button)
        column.addLayout(header)
        column.addWidget(self.list, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._beside = Beside(left, self.detail, WIDTH)
        whole.addWidget(self._beside)

    @Slot(object)
    def _note_changes(self, changes: Changes) -> None:
        if changes.concern("projects", "clients", "entries", "invoices"):
            self._mark_stale()

    @Slot()
    def _mark_stale(self) -> None:
        self._stale = True
        if not self._rest.isActive():
            self._refresh_if_seen()

    @Slot()
    def _refresh_if_seen(self) -> None:
        if self._stale and self.isVisible():
            self.refresh()
            self._rest.start()
