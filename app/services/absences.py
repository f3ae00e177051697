"""Absences: noting them, and showing what they are worth. One without a decision stays open, in the inbox.

Nothing here changes an entry; `app/services/absence_decisions.py` does what a person decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from app.clock import Clock
from app.domain.absence import Absence, Cause, ClockJump, Rules
from app.domain.ids import new_id
from app.errors import NotFound
from app.services.absence_spans import causes_of, joined, span_of, undecided
from app.settings import Settings
from app.storage.absences import KEPT, OPEN, AbsenceRepository, AbsenceRow
from app.storage.database import Database
from app.storage.entries import EntryRepository, EntryRow
from app.storage.syncstate import HERE, SyncState

if TYPE_CHECKING:
    from app.services.absence_hindrance import Hindrance
    from app.services.absence_worth import Worth

_SAME_S = 120
"""Two absences of an entry that are no further apart are one: the heartbeat that tells of a crash beats once a minute.
"""

_SHOWN = "absence_shown"


class OpenAbsence(NamedTuple):
    """An absence as far as it lies in its entry. `seconds` up to now while it lasts, and what they are worth (None also
    where nobody was away). With a `hindrance` it can only be kept.
    """

    row: AbsenceRow
    entry: EntryRow
    began_at: int
    ended_at: int | None
    seconds: int
    worth: Worth | None
    hindrance: Hindrance | None = None

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def by_s(self) -> int:
        """By how many seconds the clock was set; 0 for an absence of another kind."""
        by = self.row.detail.get("by_s")
        return by if isinstance(by, int) else 0

    @property
    def zones(self) -> tuple[str, str] | None:
        """The old and the new time zone, where that is what changed."""
        zones = self.row.detail.get("zones")
        return (str(zones[0]), str(zones[1])) if isinstance(zones, list) and len(zones) == 2 else None

    @property
    def causes(self) -> tuple[str, ...]:
        """All that is known of why nobody was there."""
        return tuple(sorted(causes_of(self.row)))

    @property
    def is_span(self) -> bool:
        """Whether there is time to discard, give away or split; a clock that was set only moves a start."""
        return self.row.cause != Cause.CLOCK

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be decided about it, the harmless first: keep, discard, continue, give, split."""
        if self.hindrance is not None or self.zones is not None:
            return ("keep",)
        if not self.is_span:
            return ("keep", "continue")
        discards = ("discard", "continue") if self.entry.entry.running else ("discard",)
        return ("keep", *discards, "give", "split")


@dataclass(frozen=True, slots=True)
class AbsenceService:
    """Reads what the settings say about asking, each time anew."""

    db: Database
    clock: Clock
    settings: Settings

    # ---- noting --------------------------------------------------------------------------------------------------

    @property
    def rules(self) -> Rules:
        """What the person wants to be asked about."""
        return Rules(self.settings.presence_idle_minutes * 60, self.settings.presence_ask_after_sleep)

    def note(self, absence: Absence, absence_id: str | None = None) -> str:
        """Keep an absence, or what became of it; returns its id. It becomes one with what is open of its time: after a
        kill, or from another source, a silence may be told anew. What was decided about stays so: of the rest only
        what is long enough to ask about is asked about, and "" is returned where nothing is left.
        """
        repository, causes = AbsenceRepository(self.db), sorted(absence.causes)
        told = AbsenceRow(
            new_id(), absence.cause, absence.entry_id, absence.began_at, absence.ended_at, OPEN, {"causes": causes}
        )
        with self.db.write():
            stored = [row for row in repository.of_entry(absence.entry_id) if row.cause != Cause.CLOCK]
            known = next((row for row in stored if row.id == absence_id and row.state == OPEN), None)
            if known is not None:
                told = told._replace(id=known.id, began_at=min(known.began_at, told.began_at))
            others = [row for row in stored if row.state == OPEN and row != known and span_of(told).meets(row)]
            if known is None and others:
                told = told._replace(id=others[0].id)
            told = self._undecided(joined(map(self._ended, others), told), stored)
            for row in others:
                if row.id != told.id:
                    repository.remove(row)
            if told.ended_at is None or told.ended_at > told.began_at:
                repository.save(told)
                return told.id
            if known is not None:
                repository.remove(known)
        return absence_id or ""

    def note_jump(self, jump: ClockJump) -> str:
        """Keep that the clock was set, for review. What lasts began when it did, which is called otherwise now."""
        began, ended = sorted((jump.at, jump.at - jump.by_s))
        repository = AbsenceRepository(self.db)
        with self.db.write():
            for row in repository.open():
                if row.entry_id == jump.entry_id and row.ended_at is None:
                    repository.save(row._replace(began_at=row.began_at + jump.by_s))
        return self._add(Cause.CLOCK, jump.entry_id, began, ended, {"by_s": jump.by_s})

    def note_zone(self, entry_id: str, old: str, new: str) -> str:
        """Keep that the person is in another time zone now, for review."""
        now = self.clock.now()
        return self._add(Cause.CLOCK, entry_id, now, now, {"zones": [old, new]})

    def note_shown(self, absence_id: str) -> None:
        """The question about it is on the screen; "": none is. Kept for the program that comes after a killed one."""
        state = SyncState(self.db)
        if state.get(HERE, _SHOWN) != absence_id:
            state.put(HERE, _SHOWN, absence_id, self.clock.now())

    def shown_last(self) -> str:
        """What `note_shown` was told last."""
        return str(SyncState(self.db).get(HERE, _SHOWN) or "")

    def settle(self, *, lasting: str = "") -> None:
        """What a killed program left open has ended by now, and what follows it in the same entry is one absence with
        it. Those too short to ask about, or not to be asked about, are kept. `lasting`: the one that goes on now.
        """
        repository, now = AbsenceRepository(self.db), self.clock.now()
        with self.db.write():
            last: dict[str, AbsenceRow] = {}
            spans = [row for row in repository.open() if row.cause != Cause.CLOCK and row.id != lasting]
            for row in map(self._ended, reversed(spans)):
                earlier = last.get(row.entry_id)
                one = row
                if earlier is not None and row.began_at - (earlier.ended_at or 0) <= _SAME_S:
                    repository.remove(row)
                    one = joined([row], earlier)
                last[row.entry_id] = one
                repository.save(one)
            for row in last.values():
                repository.save(self._undecided(row, repository.of_entry(row.entry_id)))
            for row in repository.open():
                if self._is_not_asked(row):
                    repository.save(row._replace(state=KEPT, decided_at=now))

    def _ended(self, row: AbsenceRow) -> AbsenceRow:
        """What a killed program left open has ended by now."""
        return row if row.ended_at is not None else row._replace(ended_at=max(self.clock.now(), row.began_at))

    def _undecided(self, row: AbsenceRow, stored: Sequence[AbsenceRow]) -> AbsenceRow:
        """What is left of it to ask about beside what was decided about; too short a rest is kept."""
        decided = [one for one in stored if one.state != OPEN and one.cause != Cause.CLOCK and one.id != row.id]
        span = undecided(span_of(row), decided)
        if span is None:
            return row._replace(ended_at=row.began_at, state=KEPT, decided_at=self.clock.now())
        if span == span_of(row):
            return row
        row = row._replace(began_at=span.began_at, ended_at=span.ended_at)
        if span.ended_at is not None and span.ended_at - span.began_at < self.rules.shortest_s:
            return row._replace(state=KEPT, decided_at=self.clock.now())
        return row

    def _add(self, cause: Cause, entry_id: str, began: int, ended: int, detail: dict[str, object]) -> str:
        row = AbsenceRow(new_id(), cause, entry_id, began, ended, OPEN, detail)
        with self.db.write():
            AbsenceRepository(self.db).save(row)
        return row.id

    def _is_not_asked(self, row: AbsenceRow) -> bool:
        if not causes_of(row) <= {Cause.OFF, Cause.CRASH} or row.ended_at is None:
            return False
        too_short = row.ended_at - row.began_at < self.rules.shortest_s
        return too_short or not self.settings.presence_ask_after_shutdown

    # ---- looking -------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """How many wait for a decision."""
        return AbsenceRepository(self.db).count_open(self.clock.now())

    def open(self, limit: int | None = None) -> list[OpenAbsence]:
        """Those that wait for a decision, newest first; without those whose entry has other times by now."""
        found = (self._shown(row) for row in AbsenceRepository(self.db).open())
        return list(islice((one for one in found if one is not None), limit))

    def without_program(self) -> list[str]:
        """Ids of those during which the program was not running, newest first."""
        return [row.id for row in AbsenceRepository(self.db).open() if row.cause in (Cause.OFF, Cause.CRASH)]

    def get(self, absence_id: str) -> OpenAbsence:
        """One that waits for a decision; raises `NotFound`."""
        row = AbsenceRepository(self.db).get(absence_id)
        shown = self._shown(row) if row is not None and row.state == OPEN else None
        if shown is None:
            raise NotFound(f"No absence {absence_id} waits for a decision.", what="absence", name=absence_id)
        return shown

    def worth(self, absence: OpenAbsence, seconds: int) -> Worth | None:
        """What so many seconds of its entry are worth; None where no hourly rate is known."""
        from app.services.absence_worth import worth_of  # brings billing, and mostly nothing waits

        return worth_of(self.db, absence.entry, seconds, self.settings)

    def _shown(self, row: AbsenceRow) -> OpenAbsence | None:
        from app.services.absence_hindrance import hindrance_of  # brings the writing of entries: mostly nothing waits

        entry_row = EntryRepository(self.db).row(row.entry_id)
        if entry_row is None or entry_row.deleted:
            return None
        entry = entry_row.entry
        if entry.started_at is None:
            return None
        if row.cause == Cause.CLOCK:
            began, ended = row.began_at, row.ended_at
            seconds = 0 if ended is None else ended - began
        else:
            last = self.clock.now() if entry.ended_at is None else entry.ended_at
            began = max(row.began_at, entry.started_at)
            ended = None if row.ended_at is None else min(row.ended_at, last)
            seconds = (last if ended is None else ended) - began
            if seconds <= 0:
                return None
        shown = OpenAbsence(row, entry_row, began, ended, seconds, None)
        if not shown.is_span and not shown.by_s:
            return shown
        worth = self.worth(shown, seconds) if shown.is_span else None
        return shown._replace(worth=worth, hindrance=hindrance_of(entry_row, shown.by_s, self.clock.now()))
