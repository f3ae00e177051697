"""What stands around a list of entries: in-place editing, the bar for several at once, and what menus and keys ask."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError
from app.storage.entries import EntryRow
from app.storage.projects import ProjectRow
from ui.bridge import Bridge
from ui.delegates.entry_layout import place_of
from ui.entry_acts import EntryActs
from ui.messages import sentence
from ui.models.entry_list import EntryListModel
from ui.session import Session
from ui.widgets.entry_view import EntryView

if TYPE_CHECKING:
    from app.domain.seams import Seam
    from app.services.entry_changes import BulkChange
    from ui.entry_shaping import EntryShaping
    from ui.widgets.bulk_bar import BulkBar
    from ui.widgets.entry_in_place import EntryInPlace


_MARKED = 2_000
"""So many of the newest entries are looked at for overlaps: whoever scrolled through years does not wait for it."""


class EntryTools(QObject):
    """Made after the first paint; each tool when it is first needed. `column` is where the bar goes, below the list."""

    def __init__(
        self, session: Session, bridge: Bridge, acts: EntryActs, view: EntryView, model: EntryListModel,
        column: QVBoxLayout, page: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(page)
        self._session, self._bridge, self._acts = session, bridge, acts
        self._view, self._model, self._column, self._page = view, model, column, page
        view.shaping_requested.connect(self._shape)
        view.merge_requested.connect(self._merge)
        view.several_act_requested.connect(self._act_on_all)
        view.several_chosen.connect(self._show_several)
        view.in_place_requested.connect(self.edit_in_place)
        self._marks = QTimer(self)
        self._marks.setSingleShot(True)
        self._marks.timeout.connect(self._mark_overlaps)
        model.refreshed.connect(self._marks.start)
        model.rowsInserted.connect(self._marks.start)
        self._marks.start()
        model.refreshed.connect(self._follow)
        view.verticalScrollBar().valueChanged.connect(self._follow)

    @cached_property
    def shaping(self) -> EntryShaping:
        """Splitting, merging and the like."""
        from ui.entry_shaping import EntryShaping

        made = EntryShaping(self._session, self._bridge, self._acts.refusals, self._page)
        made.reason_needed.connect(self._acts.edit)
        return made

    @cached_property
    def in_place(self) -> EntryInPlace:
        """The fields over the list."""
        from ui.widgets.entry_in_place import EntryInPlace

        made = EntryInPlace(self._view.viewport())
        made.typed.connect(self._take_typed)
        made.given_up.connect(self._call_off)
        made.project_chosen.connect(self._take_project)
        made.next_requested.connect(self._go_on)
        made.left.connect(self._return_to_list)
        self._bridge.save_requested.connect(made.take)
        return made

    @cached_property
    def bar(self) -> BulkBar:
        """What can be done to several entries."""
        from ui.widgets.bulk_bar import BulkBar

        made = BulkBar()
        made.change_requested.connect(self._change_all)
        made.merge_requested.connect(self._merge)
        made.left.connect(self._view.choose_one)
        made.projects_needed.connect(self._offer_projects)
        self._column.insertWidget(self._column.count() - 1, made)
        return made

    @Slot(object, str)
    def edit_in_place(self, row: EntryRow, part: str) -> None:
        """Let a part of an entry be typed where it is listed. A billed one asks for a reason, so that is a dialog."""
        parts = self._view.parts_of(row.entry.id)
        if parts is None:
            return
        if row.ledger is not None or row.entry.billed_there or (part == "duration" and row.entry.running):
            self._acts.edit(row)
        elif part == "chip":
            self.in_place.open_projects(row, place_of(parts, part), self._projects())
        else:
            self.in_place.open(row, part, place_of(parts, part))

    @Slot(object)
    def mend(self, seam: Seam) -> None:
        """Let two entries meet."""
        self.shaping.mend_seam(seam)

    @Slot()
    def _mark_overlaps(self) -> None:
        """Tell the list which of its entries claim the same time."""
        from app.domain.seams import SeamKind, seams

        shared: dict[str, int] = {}
        for seam in seams([row.entry for row in self._model.entries()[:_MARKED]], self._session.now):
            if seam.kind is SeamKind.OVERLAP:
                for entry_id in (seam.earlier, seam.later):
                    shared[entry_id] = shared.get(entry_id, 0) + seam.seconds
        self._model.mark_overlaps(shared)

    @Slot(str, object)
    def _shape(self, act: str, row: EntryRow) -> None:
        self.shaping.do(act, row)

    @Slot()
    def _merge(self) -> None:
        self.shaping.merge(self._view.several)

    @Slot(object)
    def _change_all(self, change: BulkChange) -> None:
        self.shaping.change(self._view.several, change)

    @Slot(str)
    def _act_on_all(self, act: str) -> None:
        from app.services.entry_changes import BulkChange

        changes = {
            "delete": BulkChange(delete=True), "earlier": BulkChange(shift_days=-1), "later": BulkChange(shift_days=1),
        }  # fmt: skip
        self._change_all(changes[act])

    @Slot(object)
    def _show_several(self, rows: list[EntryRow]) -> None:
        if len(rows) > 1:
            self.bar.show_rows(rows, self._session.now)
            self.bar.show()
        elif "bar" in self.__dict__:
            self.bar.hide()

    @Slot()
    def _offer_projects(self) -> None:
        self.bar.set_projects(self._projects())

    def _projects(self) -> list[ProjectRow]:
        try:
            return list(self._session.catalog.projects())
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return []

    @Slot(object, str, str)
    def _take_typed(self, row: EntryRow, part: str, text: str) -> None:
        entry_id = row.entry.id

        def refuse(error: AppError) -> None:
            if not self.in_place.refuse(entry_id, part, text, sentence(error)):
                self._acts.refusals.say(error)

        self.shaping.edit_in_place(row, part, text, lambda _row: self.in_place.accept(entry_id, part), refuse)

    @Slot()
    def _call_off(self) -> None:
        self.shaping.call_off_typed()

    @Slot(object, object)
    def _take_project(self, row: EntryRow, change: BulkChange) -> None:
        self.shaping.set_project(row, change)

    @Slot(str)
    def _go_on(self, part: str) -> None:
        row = self._view.current
        if row is not None:
            self.edit_in_place(row, part)

    @Slot()
    def _return_to_list(self) -> None:
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _follow(self) -> None:
        """Rows moved: the field goes with its entry, and the bar counts anew."""
        if "in_place" in self.__dict__ and self.in_place.entry_id and self.in_place.part != "chip":
            parts = self._view.parts_of(self.in_place.entry_id)
            if parts is None:
                self.in_place.close()
            else:
                self.in_place.move_to(place_of(parts, self.in_place.part))
        if "bar" in self.__dict__ and self.bar.isVisible():
            self._show_several(self._view.several)
