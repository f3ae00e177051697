"""What becomes of the line that marks hours as billed once it was sent (`app/domain/hours_marks.py`).

It never keeps anything else from being sent: what the server refuses or cuts of it is given up with a word to the
person, and a remnant is taken off again.
"""

from __future__ import annotations

from dataclasses import replace

from app.domain.hours_marks import with_mark
from app.membrane.wire import RemoteHours
from app.storage.hours_marks import HoursMarkRepository
from app.sync.adoption import same_text
from app.sync.cycle import Cycle
from app.sync.merge import Base, Hours, accepted, theirs_of

NOT_KEPT = "Clientary does not keep the line that marks hours as billed"
STILL_LISTED = "it goes on listing some hours of your invoices as unbilled"


def take_mark(cycle: Cycle, key: str, entry_id: str, sent: Hours, record: RemoteHours, base: Base) -> tuple[Base, bool]:
    """After a save: what the record shows of the mark that it carried. Returns what both sides agree on, and whether
    the entry has to be saved once more. `key` names the write, for an action that lost it. Inside a write.
    """
    marks = HoursMarkRepository(cycle.db)
    copied = sent.mark is not None and marks.get(entry_id).foreign == sent.mark  # to the record that it moved to
    if sent.remark and sent.mark is not None and record.mark == sent.mark and not copied:
        marks.put_on(entry_id, sent.mark)
    if not sent.remark or record.mark == sent.mark:
        marks.seen(entry_id, record.mark, record.billed)
        return _as_it_is_kept(base, record), marks.is_due(entry_id)  # it may be wanted since the save left
    if cycle.clientary.blame_action(key, "description"):
        marks.missed(entry_id, record.mark)
        return base, True
    remnant = not _is_clean(sent.notes, with_mark(record.description, record.mark))
    marks.give_up(entry_id, NOT_KEPT, record.mark if remnant else None)
    cycle.note(f"{NOT_KEPT}, so {STILL_LISTED}.")
    if remnant and record.description != base.theirs.notes:
        base = accepted(base, theirs_of(record), frozenset(("notes",)))
    return base, remnant


def _is_clean(notes: str, kept: str) -> bool:
    """Whether what is kept is the notes, or a beginning of them: some servers cut."""
    return same_text(notes, kept) or bool(kept.strip() and notes.strip().startswith(kept.strip()))


def _as_it_is_kept(base: Base, record: RemoteHours) -> Base:
    """The notes were sent along with the mark; other line ends in what came back are no change of theirs."""
    if base.theirs.notes == record.description or not same_text(base.theirs.notes, record.description):
        return base
    return replace(base, theirs=replace(base.theirs, notes=record.description))
