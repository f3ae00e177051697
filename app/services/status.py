"""What is going on: the running timer, today, this week, what is unbilled, and how sync stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.clock import Clock
from app.config import Config
from app.domain.spans import local_day, week_bounds
from app.locks import is_locked
from app.storage.database import Database
from app.storage.entries import EntryFilter, EntryRepository, EntryRow
from app.storage.overview import open_conflicts, open_questions, outbox_counts, project_terms, remembered


@dataclass(frozen=True, slots=True)
class Unbilled:
    """Unbilled billable hours in one currency; projects without an hourly rate add seconds, no amount."""

    currency: str
    amount_minor: int
    seconds: int


@dataclass(frozen=True, slots=True)
class SyncStanding:
    """`state`: idle | syncing | paused | offline | sign_in_needed | not_connected | error."""

    state: str
    reason: str | None
    last_success: int | None
    waiting: int
    checking: int
    parked: int
    conflicts: int
    questions: int


@dataclass(frozen=True, slots=True)
class Status:
    """Everything `stint status` shows."""

    running: EntryRow | None
    today_seconds: int
    week_seconds: int
    unbilled: tuple[Unbilled, ...]
    transport: str
    connected: bool
    connection_id: str | None
    sync: SyncStanding


@dataclass(frozen=True, slots=True)
class StatusService:
    """Reads only what is on this computer; asks no server."""

    db: Database
    clock: Clock
    config: Config
    zone: str

    def read(self) -> Status:
        now = self.clock.now()
        today = local_day(now, self.zone, self.config.settings.day_starts_at_min)
        monday, sunday = week_bounds(today)
        repository = EntryRepository(self.db)
        running = repository.running()
        connection = self.config.connection_id or _text(remembered(self.db, "connection_id"))
        sync = self.standing()
        return Status(
            running=None if running is None else repository.row(running.id),
            today_seconds=repository.total_seconds(EntryFilter(day_from=today, day_to=today, mine=True), now),
            week_seconds=repository.total_seconds(EntryFilter(day_from=monday, day_to=sunday, mine=True), now),
            unbilled=self._unbilled(),
            transport=self.config.transport,
            connected=sync.last_success is not None and sync.state in ("idle", "syncing", "paused"),
            connection_id=connection,
            sync=sync,
        )

    def standing(self) -> SyncStanding:
        """Where sync stands, from what the last cycle left and the outbox holds."""
        counts, last = outbox_counts(self.db), remembered(self.db, "last_outcome")
        outcome = last if isinstance(last, dict) else {}
        success = remembered(self.db, "last_success")
        name = "syncing" if is_locked(self.config.folder.sync_lock) else str(outcome.get("state", "not_connected"))
        return SyncStanding(
            state=name,
            reason=None if name == "syncing" else _text(outcome.get("reason")),
            last_success=success if isinstance(success, int) else None,
            waiting=counts.get("waiting", 0),
            checking=counts.get("checking", 0) + counts.get("in_flight", 0),
            parked=counts.get("parked", 0),
            conflicts=open_conflicts(self.db),
            questions=open_questions(self.db),
        )

    def _unbilled(self) -> tuple[Unbilled, ...]:
        from app.billing.amounts import time_amount

        terms = project_terms(self.db)
        default = self.config.settings.billing_currency
        sums: dict[str, tuple[int, int]] = {}
        for total in EntryRepository(self.db).by_project(EntryFilter(unbilled=True)):
            rate_text, fixed, currency = terms.get(total.project_id or "", (None, False, None))
            currency = currency or default
            rate = self._hourly(rate_text, fixed=fixed)
            amount = 0 if rate is None else time_amount(total.seconds, rate, currency)
            so_far = sums.get(currency, (0, 0))
            sums[currency] = so_far[0] + amount, so_far[1] + total.seconds
        return tuple(Unbilled(currency, *sums[currency]) for currency in sorted(sums))

    def _hourly(self, rate: str | None, *, fixed: bool) -> Decimal | None:
        """The rate that hours are worth; none in a fixed project, whose amount does not depend on them."""
        if fixed:
            return None
        text = rate or self.config.settings.billing_default_rate
        return Decimal(text) if text else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
