"""What is going on: the running timer, today, this week, what is unbilled, and how sync stands."""

from typing import TYPE_CHECKING, NamedTuple

from app.clock import Clock
from app.config import Config
from app.domain.spans import local_day, shift_day, week_bounds
from app.locks import is_locked
from app.storage.database import Database
from app.storage.overview import (
    RunningTimer,
    asked_of_person,
    kept_here,
    my_seconds,
    open_conflicts,
    open_mismatches,
    open_questions,
    outbox_counts,
    remembered,
    running_timer,
    unbilled_hours,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.storage.entries import EntryRow


class Unbilled(NamedTuple):
    """Unbilled billable hours in one currency; projects without an hourly rate add seconds, no amount. `fixed_s` of
    the seconds are in projects with a fixed price: they are tracked, but their number changes no invoice.
    """

    currency: str
    amount_minor: int
    seconds: int
    fixed_s: int = 0

    @property
    def hourly_s(self) -> int:
        """What waits to be billed by the hour."""
        return self.seconds - self.fixed_s


def summed(parts: "Iterable[Unbilled | None]") -> tuple[Unbilled, ...]:
    """One sum for each currency, in the order of their codes."""
    sums: dict[str, Unbilled] = {}
    for part in parts:
        if part is not None:
            so_far = sums.get(part.currency, Unbilled(part.currency, 0, 0))
            sums[part.currency] = Unbilled(
                part.currency,
                so_far.amount_minor + part.amount_minor,
                so_far.seconds + part.seconds,
                so_far.fixed_s + part.fixed_s,
            )
    return tuple(sums[currency] for currency in sorted(sums))


class SyncStanding(NamedTuple):
    """`state`: idle | syncing | paused | offline | sign_in_needed | not_connected | error."""

    state: str
    reason: str | None
    last_success: int | None
    waiting: int
    checking: int
    parked: int
    conflicts: int
    questions: int
    kept_here: int = 0
    """My finished entries without a project, which are not sent."""
    mismatches: int = 0
    """Invoices with another total in Clientary, which nobody acknowledged."""
    asked: int = 0
    """Those of `checking` that nobody but a person can settle: payments and e-mails."""

    @property
    def matters(self) -> int:
        """What sync needs a person for; invoices with another total are not among it, they are not sync's to settle."""
        return self.parked + self.conflicts + self.questions + self.asked


class Worked(NamedTuple):
    """My seconds today and this week (from Monday), the running entry up to now."""

    today_seconds: int
    week_seconds: int


class Status(NamedTuple):
    """Everything `stint status` shows."""

    running: RunningTimer | None
    today_seconds: int
    week_seconds: int
    unbilled: tuple[Unbilled, ...]
    transport: str
    connected: bool
    connection_id: str | None
    sync: SyncStanding


class StatusService:
    """Reads only what is on this computer; asks no server."""

    def __init__(self, db: Database, clock: Clock, config: Config, zone: str) -> None:
        self.db, self.clock, self.config, self.zone = db, clock, config, zone

    def read(self) -> Status:
        worked = self.worked()
        bound, sync = self._bound(), self.standing()
        known = sync.last_success is not None or bound is not None
        return Status(
            running=running_timer(self.db),
            today_seconds=worked.today_seconds,
            week_seconds=worked.week_seconds,
            unbilled=self.unbilled(),
            transport=self.config.transport,
            connected=known and sync.state in ("idle", "syncing", "paused"),
            connection_id=self.config.connection_id or bound,
            sync=sync,
        )

    def worked(self) -> Worked:
        """How much I worked, without all else that a status has."""
        now = self.clock.now()
        today = local_day(now, self.zone, self.config.settings.day_starts_at_min)
        monday, sunday = week_bounds(today)
        return Worked(
            my_seconds(self.db, today, shift_day(today, 1), now),
            my_seconds(self.db, monday, shift_day(sunday, 1), now),
        )

    def running_entry(self) -> "EntryRow | None":
        """The running entry with all that a list shows of it."""
        from app.storage.entries import EntryRepository  # costs as much as all else that a status imports of ours

        timer = running_timer(self.db)
        return None if timer is None else EntryRepository(self.db).row(timer.entry_id)

    def _bound(self) -> str | None:
        """The connection that this data was exchanged with, or was about to be."""
        return _text(remembered(self.db, "connection_id"))

    def standing(self) -> SyncStanding:
        """Where sync stands, from what the last cycle left and the outbox holds."""
        counts, last = outbox_counts(self.db), remembered(self.db, "last_outcome")
        outcome = last if isinstance(last, dict) else {}
        success = remembered(self.db, "last_success")
        unsaid = "not_connected" if self._bound() is None else "idle"  # cut before it could say how it ended
        name = "syncing" if is_locked(self.config.folder.sync_lock) else str(outcome.get("state", unsaid))
        if self.config.settings.sync_paused and name in ("idle", "offline", "error"):
            name = "paused"  # where a person has to sign in or connect first, that comes first
        reason = None if name == "syncing" else _text(outcome.get("reason"))
        if self.config.transport == "none" and name != "syncing":
            name, reason = "not_connected", None  # whatever came of the last sync, there is no way any more
        return SyncStanding(
            state=name,
            reason=reason,
            last_success=success if isinstance(success, int) else None,
            waiting=counts.get("waiting", 0),
            checking=counts.get("checking", 0) + counts.get("in_flight", 0),
            parked=counts.get("parked", 0),
            conflicts=open_conflicts(self.db),
            questions=open_questions(self.db),
            kept_here=kept_here(self.db),
            mismatches=open_mismatches(self.db),
            asked=asked_of_person(self.db),
        )

    def unbilled(self) -> tuple[Unbilled, ...]:
        """What is not billed yet and what it is worth, a part for each currency."""
        from decimal import Decimal  # with the amounts: 3 ms that the first paint and a plain timer do not need

        from app.billing.amounts import time_amount

        settings = self.config.settings
        parts = []
        for hours in unbilled_hours(self.db):
            currency = hours.currency or settings.billing_currency
            # Hours in a fixed project are worth nothing by themselves: its amount does not depend on them.
            rate = "" if hours.fixed else hours.rate or settings.billing_default_rate
            amount = time_amount(hours.seconds, Decimal(rate), currency) if rate else 0
            parts.append(Unbilled(currency, amount, hours.seconds, hours.seconds if hours.fixed else 0))
        return summed(parts)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
