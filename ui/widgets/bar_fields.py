"""The fields of the timer bar: title, project, tags and billable, of what runs or of what is to be started."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.domain.ids import ProjectId
from app.storage.entries import EntryRow
from ui.i18n import tr
from ui.widgets.chip import Chip
from ui.widgets.project_chooser import ProjectChooser
from ui.widgets.tag_chips import TagChips
from ui.widgets.title_edit import TitleEdit


class _Draft(NamedTuple):
    """What was typed and chosen for the next entry when another one was started elsewhere."""

    text: str
    project_id: ProjectId | None
    tags: tuple[str, ...]
    billable: bool


class BarFields:
    """Shows and empties them; what a change of one does is the bar's affair, which lays them out."""

    def __init__(self) -> None:
        self.title = TitleEdit()
        self.chooser = ProjectChooser()
        self.tags = TagChips()
        self.billable = Chip(tr("timer", "billable"), icon="billable")
        self.billable.setCheckable(True)
        self.billable.setChecked(True)
        self._draft: _Draft | None = None
        self._taken = False

    def fill(self, row: EntryRow, before: EntryRow | None) -> None:
        """Show the entry that runs; `before` is what was shown, None for a draft, which comes back when nothing runs.
        A title that is being typed for the entry is left alone.
        """
        if before is None and not self._taken and self.title.text().strip():
            self._draft = _Draft(self.title.text(), self.chooser.project_id, self.tags.tags, self.billable.isChecked())
        self._taken = False
        entry = row.entry
        same = before is not None and before.entry.id == entry.id
        typing = same and before is not None and self.title.text() != before.entry.title
        if not (typing and self.title.hasFocus()) and self.title.text() != entry.title:
            self.title.setText(entry.title)
            self.title.setCursorPosition(0)
        self.chooser.set_project(entry.project_id, row.project_name or "", row.client_name or "")
        self.tags.set_tags(entry.tags)
        self.billable.setChecked(entry.billable)

    def clear(self) -> None:
        """Nothing runs any more: the next draft begins empty."""
        self._taken = False
        self.title.clear()
        self.chooser.set_project(None)
        self.tags.set_tags(())
        self.billable.setChecked(True)

    @property
    def keeps_draft(self) -> bool:
        """Whether a draft comes back when nothing runs any more."""
        return self._draft is not None

    def in_hand(self, bar: QWidget, row: EntryRow | None) -> bool:
        """Whether somebody is typing in the bar just now, for `row` that it shows, or None for a draft."""
        focused = bar.window().focusWidget()
        if self._opened() is not None:
            return True
        if focused is not self.title:
            return isinstance(focused, QLineEdit) and bar.isAncestorOf(focused)
        shown = "" if row is None else row.entry.title
        return self.title.text() != shown and not (self._taken or self.title.isReadOnly())

    def close(self) -> None:
        """Close the list of projects or the field for tags, and take nothing from it."""
        opened = self._opened()
        if opened is not None:
            opened.hide()

    def _opened(self) -> QWidget | None:
        """The list of projects or the field for tags, where one is open."""
        popup = QApplication.activePopupWidget()
        return popup if popup is not None and popup.parentWidget() in (self.chooser, self.tags) else None

    def take_draft(self) -> None:
        """It was started or logged: what the title says until the next `fill` or `clear` is nobody's any more."""
        self._draft, self._taken = None, True

    def bring_back(self) -> None:
        """Nothing runs any more: show the draft that was being typed before, or none."""
        self.clear()
        draft, self._draft = self._draft, None
        if draft is not None:
            self.title.setText(draft.text)
            self.chooser.set_project(draft.project_id)
            self.tags.set_tags(draft.tags)
            self.billable.setChecked(draft.billable)

    def lock(self, *, locked: bool) -> None:
        """Take nothing in for now. The title only turns read-only, so that the focus stays."""
        self.title.setReadOnly(locked)
        for part in (self.chooser, self.tags, self.billable):
            part.setEnabled(not locked)
