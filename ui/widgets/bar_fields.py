"""The fields of the timer bar: title, project, tags and billable, of what runs or of what is to be started."""

from __future__ import annotations

from typing import Literal, NamedTuple

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


_NOTHING = _Draft("", None, (), billable=True)


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
        if before is None and not self._taken:
            text = self.title.text() if self.title.text().strip() else ""
            draft = _Draft(text, self.chooser.project_id, self.tags.tags, self.billable.isChecked())
            self._draft = self._draft if draft == _NOTHING else draft
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
    def kept(self) -> Literal["typed", "chosen", ""]:
        """Of what there is a draft that comes back when nothing runs any more; "chosen": it has no title yet."""
        if self._draft is None:
            return ""
        return "typed" if self._draft.text else "chosen"

    @property
    def busy(self) -> bool:
        """Whether what the title says is being stored, or just was."""
        return self._taken or self.title.isReadOnly()

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
