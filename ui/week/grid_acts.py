"""What a person does in the table of hours: each cell that is typed is one service call, and one step of undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.ids import ProjectId
from app.domain.spans import shift_day
from app.errors import AppError
from app.services.week_grid import Cell, GridRow, RowKey, empty_row, grid_rows
from app.storage.week import WeekRow
from ui.bridge import Bridge
from ui.format import hours, weekday
from ui.i18n import tr
from ui.messages import sentence
from ui.plain import one_line
from ui.requests import Notice
from ui.session import Session
from ui.week.grid import WeekGridPane

_CONTEXT = "week_grid"


class GridActs(QObject):
    """Keeps the rows that were added to a week and have no hours yet; they are gone with the program."""

    rows_changed = Signal()
    """Show the rows anew."""

    def __init__(self, session: Session, bridge: Bridge, pane: WeekGridPane) -> None:
        super().__init__(pane)
        self._session, self._bridge, self._pane = session, bridge, pane
        self._added: dict[str, list[GridRow]] = {}
        self._days: tuple[str, ...] = ()
        pane.set_requested.connect(self.set_cell)
        pane.refused.connect(self._say)
        pane.copy_requested.connect(self.copy_rows)
        pane.row_requested.connect(self.add_row)
        pane.projects_wanted.connect(self._offer)

    def show_rows(self, rows: Sequence[WeekRow], days: tuple[str, ...]) -> None:
        """Show the hours of these days, and the rows that were added to them."""
        self._days = days
        found = grid_rows(rows, days, self._session.now)
        known = {row.key for row in found}
        added = [row for row in self._added.get(days[0], ()) if row.key not in known]
        self._pane.show_rows([*found, *(empty_row(row, len(days)) for row in added)], days)

    @Slot(object, str, object)
    def set_cell(self, row: GridRow, day: str, seconds: int) -> None:
        """Let a cell hold so many seconds."""
        name = row.task_title or row.project_name or tr(_CONTEXT, "Work")
        self._keep(row)

        def act(on: Session) -> tuple[bool, int | None]:
            return on.week_grid.set_cell(row.key, day, seconds, name), on.undo.latest()

        def done(made: tuple[bool, int | None]) -> None:
            changed, step = made
            self._pane.model.forget_typed(row.key, day)  # of what was typed before
            if changed:
                texts = {"name": one_line(name), "day": weekday(day), "hours": hours(seconds)}
                text, requests = tr(_CONTEXT, "{name}, {day}: {hours}", **texts), self._bridge.requests
                undo = partial(requests.undo_requested.emit, step)
                requests.notice_requested.emit(Notice(text, tr(_CONTEXT, "Undo"), undo))

        def refused(error: AppError) -> None:
            if seconds:
                self._pane.model.keep_typed(row.key, day, hours(seconds), error)
            self._say(error)

        self._bridge.writes.do(act, done, refused)

    @Slot()
    def copy_rows(self) -> None:
        """Add the rows that the week before had."""
        if not self._days:
            return  # nothing could be read, and the page says why
        first, last = shift_day(self._days[0], -7), shift_day(self._days[0], -1)
        days = [shift_day(first, later) for later in range(7)]
        try:
            before = grid_rows(self._session.week.rows(first, last), days, self._session.now)
        except AppError as error:
            self._say(error)
            return
        if not before:
            self._bridge.requests.notice_requested.emit(Notice(tr(_CONTEXT, "The week before has no hours.")))
        for row in before:
            self._keep(row)
        self.rows_changed.emit()

    @Slot(object)
    def add_row(self, project_id: ProjectId) -> None:
        """Add a row for a project, and go there."""
        try:
            found = [row for row in self._session.catalog.projects(everything=True) if row.project.id == project_id]
        except AppError as error:
            self._say(error)
            return
        for row in found:
            cells = (Cell(),) * len(self._days)
            self._keep(GridRow(RowKey(project_id), row.project.name, row.client_name, None, cells))
        self.rows_changed.emit()
        self._pane.choose_row(RowKey(project_id))

    def _keep(self, row: GridRow) -> None:
        """A row stays in its week, also while its last hours are taken away."""
        added = self._added.setdefault(self._days[0], [])
        if all(one.key != row.key for one in added):
            added.append(row)

    @Slot()
    def _offer(self) -> None:
        try:
            self._pane.offer(self._session.catalog.projects())
        except AppError as error:
            self._say(error)

    @Slot(object)
    def _say(self, error: AppError) -> None:
        self._bridge.requests.notice_requested.emit(Notice(sentence(error)))
