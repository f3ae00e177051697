"""One sync cycle's shared state: the database, the gateway, and what this cycle has seen so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeVar

from app.cancel import CancelToken, Deadline
from app.clock import Clock
from app.domain.ids import RemoteId
from app.errors import Offline, OutcomeUnknown, TransportError
from app.membrane.clientary import Clientary
from app.membrane.wire import RemoteHours, RemoteProject
from app.storage.backup import Backups
from app.storage.conflicts import ConflictRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.links import LinkRepository
from app.storage.listings import ListingRepository
from app.storage.outbox import Operation, Outbox
from app.storage.synclog import log_event
from app.storage.syncstate import SyncState
from app.sync.facts import LearnedFacts
from app.sync.progress import Reporter
from app.sync.result import Tally

T = TypeVar("T")

LOST_READS_BORNE = 2

RECORDS_AT_ONCE = 50
"""Records stored in one transaction where each stands for itself: some 20 ms, which a click can wait."""

ME = "me"
"""Fact: Clientary's user id of the person whose program this is."""


class Begin(Protocol):
    """Commits what is about to be sent; False when the operation was withdrawn meanwhile."""

    def __call__(
        self, cycle: Cycle, operation: Operation, verb: str, sent: str, listing_id: str | None = None
    ) -> bool: ...


class NotYet(Exception):
    """The operation cannot be sent in this cycle; it stays waiting."""


@dataclass(slots=True)
class Cycle:
    """Made anew for each cycle, used on one thread. Only `clientary` may be called from reader threads."""

    db: Database
    backups: Backups
    clock: Clock
    zone: str
    clientary: Clientary
    facts: LearnedFacts
    connection_id: str
    cancel: CancelToken
    deadline: Deadline
    settle_s: float
    began_at: int
    full: bool = False
    undo_refused: Callable[[str], None] | None = None
    awaited: frozenset[str] = frozenset()
    mark_hours: bool = False
    """Whether hours that an invoice bills are to say so in Clientary."""
    marks_sent: int = 0
    """How many of them left while a person waited."""
    tally: Tally = field(default_factory=Tally)
    report: Reporter = field(default_factory=Reporter)
    """Tells how far the cycle is."""
    projects: dict[RemoteId, RemoteProject] = field(default_factory=dict)
    listings: dict[str, str] = field(default_factory=dict)
    """Remote project id -> stored listing, for projects whose hours were completely listed in this cycle."""
    signatures: dict[str, str] = field(default_factory=dict)
    """What to remember of those projects once everything that their listings showed has been applied."""
    unseen: dict[str, Decimal] = field(default_factory=dict)
    """Remote project id -> hours that its own total has beyond its last listing."""
    seen_hours: set[str] = field(default_factory=set)
    open_projects: set[str] = field(default_factory=set)
    """Projects of which not everything is known that may have changed there: the next cycle lists their hours."""
    changed_hours: list[RemoteHours] = field(default_factory=list)
    missing_hours: list[tuple[str, bool]] = field(default_factory=list)
    """Remote ids of linked hours that a listing lacked, and whether the sums vouch for that."""
    written_projects: set[str] = field(default_factory=set)
    sends: Counter[str] = field(default_factory=Counter)
    listings_failed: bool = False
    projects_unread: bool = False
    hours_unread: bool = False
    """Whether the hours of some project could not be read, other than for want of permission."""
    hours_refused: set[str] = field(default_factory=set)
    """Projects whose hours we may not see."""
    projects_gone: bool = False
    billed_before: dict[str, object] | None = None
    """Remote id -> why, of hours billed before a restore that come in again; None: not looked up yet."""
    lost_reads: int = 0
    settling_since: int = 0
    settled_projects: set[str] = field(default_factory=set)
    """When the present reading back began, and the projects whose complete listing it has seen."""
    _vouched: bool | None = None

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.db)

    @property
    def kept_listings(self) -> ListingRepository:
        return ListingRepository(self.db)

    @property
    def links(self) -> LinkRepository:
        return LinkRepository(self.db)

    @property
    def entries(self) -> EntryRepository:
        return EntryRepository(self.db)

    @property
    def conflicts(self) -> ConflictRepository:
        return ConflictRepository(self.db)

    @property
    def state(self) -> SyncState:
        return SyncState(self.db)

    @property
    def now(self) -> int:
        return self.clock.now()

    @property
    def me(self) -> str | None:
        known = self.facts.get(ME)
        return known if isinstance(known, str) else None

    def log(self, operation: Operation, event: str, *, remote_id: str | None = None, detail: str = "") -> None:
        """One line of the sync log."""
        log_event(
            self.db, operation.id, operation.kind, operation.record_id, event, self.now,
            remote_id=remote_id, detail=detail,
        )  # fmt: skip

    def note(self, problem: str) -> None:
        """Something that a person should hear and that stops nothing else."""
        if problem not in self.tally.problems:
            self.tally.problems.append(problem)

    def bear_lost_read(self, error: Offline) -> None:
        """A read that was cut off blocks only itself; `error` is raised when that becomes the rule, or when offline."""
        self.lost_reads += 1
        if not error.facts.get("sent") or self.lost_reads > LOST_READS_BORNE:
            raise error

    def read_back(self, read: Callable[[], T]) -> T:
        """A read that tells what became of a write that was already sent: whatever stops it leaves that unknown."""
        try:
            return read()
        except TransportError as error:
            raise OutcomeUnknown(f"it was sent, but reading it back failed: {error.detail}", answered=1) from error

    def gets_work(self) -> bool:
        """Whether a get of a record that must be there succeeds, so that a 404 of another one means something."""
        if self._vouched is None:
            self._vouched = self._some_record_is_there()
        return self._vouched

    def _some_record_is_there(self) -> bool:
        """A get of a project of this cycle's list, or, where that could not be read, of one or two known clients."""
        if self.projects:
            return self.clientary.project(next(iter(self.projects))) is not None
        known = list(self.links.all("client"))[:2]
        return any(self.clientary.client(RemoteId(remote_id)) is not None for remote_id in known)

    def person_of(self, user_id: str | None) -> str | None:
        """Who an hours record belongs to: None is the user of this program."""
        return None if user_id is None or user_id == self.me else user_id
