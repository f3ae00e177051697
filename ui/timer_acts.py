"""What the timer bar's controls do to the timer: service calls, without a widget. Loaded with the first act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.domain.ids import ProjectId
from app.domain.when import parse_instant
from app.errors import AppError
from app.services.entries import EntryEdit
from app.storage.entries import EntryRow
from ui.i18n import tr
from ui.models.entry_form import clock_text
from ui.requests import Notice
from ui.session import Session

if TYPE_CHECKING:
    from ui.bridge import Bridge

NUDGE_S = 5 * 60


def title_ended(bridge: Bridge, ended: EntryRow, title: str, refused: Callable[[AppError], object]) -> None:
    """Save what was being typed for an entry that ended meanwhile, and tell it with a way back."""
    requests = bridge.requests

    def told(step: int | None) -> None:
        if step is not None:
            before = ended.entry.title
            text = tr("timer", "“{before}” ended, and is called “{title}” as you typed", before=before, title=title)
            undo = partial(requests.undo_requested.emit, step)
            requests.notice_requested.emit(Notice(text, tr("timer", "Undo"), undo))

    bridge.writes.do(lambda on: TimerActs(on).rename_late(ended, title), told, refused)


@dataclass(frozen=True, slots=True)
class TimerActs:
    """Each raises the services' errors; nothing is shown here."""

    session: Session

    def pause_or_go_on(self) -> None:
        """Pause what runs; else go on with what was paused, or with what was worked on last."""
        entries = self.session.entries
        if entries.running() is not None:
            entries.pause()
        elif entries.paused() is not None:
            entries.resume()
        else:
            latest = self.session.timesheet.page(1)
            if latest:
                entries.start_again(latest[0].entry.id)

    def nudge(self, running: EntryRow, delta_s: int) -> EntryRow:
        """Move the start; one that would lie in the future becomes now."""
        latest = max(0, self.session.now - (running.entry.started_at or 0))
        return self.session.changes.nudge_start(running.entry.id, min(delta_s, latest))

    def start_at(self, running: EntryRow, typed: str) -> EntryRow:
        """Let it begin at the time that is typed: the latest such one that is not in the future."""
        zone, now = running.entry.timezone, self.session.now
        at = parse_instant(clock_text(typed), now=now, zone=zone, latest_past=True)
        return self.session.changes.back_date(running.entry.id, at)

    def rename(self, running: EntryRow, title: str) -> EntryRow:
        return self.edit(running, EntryEdit(title=title))

    def rename_late(self, ended: EntryRow, title: str) -> int | None:
        """Title an entry that may have ended; answers the step of undo, None where it has that title already."""
        before = self.session.undo.latest()
        self.edit(ended, EntryEdit(title=title))
        step = self.session.undo.latest()
        return step if step != before else None

    def set_project(self, running: EntryRow, project_id: ProjectId | None) -> EntryRow:
        clear = frozenset({"project"}) if project_id is None else frozenset[str]()
        return self.edit(running, EntryEdit(project_id=project_id, clear=clear))

    def set_tags(self, running: EntryRow, tags: tuple[str, ...]) -> EntryRow:
        return self.edit(running, EntryEdit(tags=tags))

    def set_billable(self, running: EntryRow, billable: bool) -> EntryRow:
        return self.edit(running, EntryEdit(billable=billable))

    def edit(self, running: EntryRow, edit: EntryEdit) -> EntryRow:
        return self.session.entries.edit(running.entry.id, edit)
