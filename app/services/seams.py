"""Overlaps and gaps of a day: finding them, and mending one by a single act."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import Clock
from app.domain.entries import Entry
from app.domain.seams import Seam, SeamKind, seams
from app.errors import Refused
from app.services.entry_changes import EntryChanges
from app.services.entry_values import EntryEdit, edited
from app.services.entry_writing import EntryWriter, Write, quoted
from app.storage.database import Database
from app.storage.entries import EntryFilter, EntryRepository


@dataclass(frozen=True, slots=True)
class SeamService:
    """`zone` and `day_starts_at_min` as for `EntryService`."""

    db: Database
    clock: Clock
    zone: str
    day_starts_at_min: int = 0

    def of_days(self, first: str, last: str) -> list[Seam]:
        """The seams between my entries of these days (YYYY-MM-DD, both included), oldest first."""
        wanted = EntryFilter(day_from=first, day_to=last, mine=True)
        return seams(EntryRepository(self.db).entries(wanted), self.clock.now())

    def mend(self, seam: Seam) -> None:
        """Let the two entries meet, as one step of undo. In a gap the earlier one is extended. Of an overlap the
        earlier one ends where the later one starts, and goes on after it if it lasted longer; if both start together,
        the later one begins where the earlier one ends. Raises `Refused` where the seam is no longer so.
        """
        writer = EntryWriter(self.db, self.clock)
        with self.db.write():
            earlier, later = writer.changeable(seam.earlier), writer.changeable(seam.later)
            if seam not in seams([earlier, later], self.clock.now()):
                raise Refused("These entries changed meanwhile. Nothing was mended; look at the day again.")
            if seam.kind is SeamKind.GAP:
                self._commit("Close the gap after", earlier, EntryEdit(ended_at=seam.ended))
            elif earlier.started_at == later.started_at:
                self._part(earlier, later)
            elif earlier.ended_at is not None and seam.ended == earlier.ended_at:
                self._commit("Trim", earlier, EntryEdit(ended_at=seam.began))
            else:
                changes = EntryChanges(self.db, self.clock, self.zone, self.day_starts_at_min)
                changes.split_out(earlier.id, seam.began, seam.ended, "discard")

    def _part(self, earlier: Entry, later: Entry) -> None:
        """Both start together: the one that lasts longer begins where the other one ends."""
        first, second = sorted((earlier, later), key=lambda one: (one.ended_at is None, one.ended_at or 0))
        if first.ended_at is None or first.ended_at == second.ended_at:
            raise Refused("Both entries claim the same time. Nothing was changed; delete one, or change its times.")
        self._commit("Trim", second, EntryEdit(started_at=first.ended_at))

    def _commit(self, verb: str, entry: Entry, edit: EntryEdit) -> None:
        changed = edited(entry, edit, self.day_starts_at_min)
        EntryWriter(self.db, self.clock).commit("mend", f"{verb} {quoted(entry.title)}", [Write(changed)])
