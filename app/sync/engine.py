"""A sync cycle from beginning to end: pull, settle, push, and again while something can still be done."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.cancel import CancelToken, Deadline
from app.clock import Clock
from app.errors import AuthRequired, BadReply, NotConnected, Offline, StorageError, TransportError
from app.membrane.clientary import Clientary
from app.membrane.route import Routes
from app.membrane.transport import Transport
from app.storage.backup import Backups
from app.storage.conflicts import ConflictRepository
from app.storage.database import Database
from app.storage.hours_marks import HoursMarkRepository
from app.storage.invoices import InvoiceRepository
from app.storage.origin import note_sending, why_wary
from app.storage.outbox import ASKED, CHECKING, WAITING, Outbox
from app.storage.syncstate import HERE, LONGEST_KEEP_OFF_S, SyncState, remember_outcome
from app.sync.account import bind, choose_connection, successor
from app.sync.apply import apply_hours
from app.sync.caution import everything_was_read, look_around
from app.sync.cycle import Cycle
from app.sync.facts import LearnedFacts
from app.sync.hours import pull_hours
from app.sync.pace import WritePace
from app.sync.progress import WAITING as WAITING_STEP
from app.sync.progress import Progress, Reporter
from app.sync.pull import full_pass_due, pull_optional, pull_records, remember_full_pass
from app.sync.push import push_all
from app.sync.refresh import refresh_expenses, refresh_hours
from app.sync.result import PULLED, SyncResult, Tally
from app.sync.settle import arrives_until, settle_all
from app.sync.signatures import list_again, refresh_signatures

log = logging.getLogger(__name__)

MAX_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """`awaited`: invoices that a person waits for; refused, they are undone by `undo_refused` instead of parked."""

    connection_id: str | None = None
    settle_s: float = 65.0
    writes_per_second: float = 2.0
    full: bool = False
    retry_parked: bool = False
    awaited: frozenset[str] = frozenset()
    undo_refused: Callable[[str], None] | None = None
    mark_hours: bool = False
    progress: Callable[[Progress], None] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a cycle ended: `state` and `reason` as in `SyncResult`, and how long automatic cycles are to keep off."""

    state: str
    reason: str | None
    retry_after_s: int
    seconds: float
    out_of_time: bool


@dataclass(frozen=True, slots=True)
class Engine:
    """Runs cycles on one thread with its own database connection. The caller holds the sync lock."""

    db: Database
    transport: Transport
    clock: Clock
    zone: str
    backups: Backups

    def run(
        self, options: SyncOptions, deadline: Deadline, cancel: CancelToken, look: Callable[[Cycle], None] | None = None
    ) -> SyncResult:
        """One cycle. Expected trouble is in the result, never raised; only `Cancelled` and storage errors come out.

        With `look` only that is done in place of a cycle's work, and what is remembered of the last sync stays.
        """
        tally = Tally()
        try:
            return self._run(options, deadline, cancel, tally, look)
        except StorageError as error:
            raise _in_the_middle(error, sent=tally.sends > 0) from error

    def _run(
        self,
        options: SyncOptions,
        deadline: Deadline,
        cancel: CancelToken,
        tally: Tally,
        look: Callable[[Cycle], None] | None,
    ) -> SyncResult:
        began = time.monotonic()
        outbox = Outbox(self.db)
        look_around(self.db, self.clock.now())
        with self.db.write():
            outbox.doubt_in_flight(self.clock.now())
            if options.retry_parked:
                outbox.retry_parked(self.clock.now())
                HoursMarkRepository(self.db).try_again(self.clock.now())
        gates, out_of_time, retry_after = list[Clientary](), False, 0
        try:
            try:
                state, reason = self._attend(options, deadline, cancel, tally, gates, look)
            except TransportError as error:
                other = self._successor(options, error, deadline, cancel)
                if other is None:
                    raise
                log.info("the connection is gone; going on with %s", other)
                options = replace(options, connection_id=other)
                state, reason = self._attend(options, deadline, cancel, tally, gates, look)
            out_of_time = deadline.passed
        except TransportError as error:
            state, reason = _standing(error)
            retry_after = _retry_after_s(error)
            out_of_time = error.facts.get("reason") == "time" and not tally.problems  # else it was the server's doing
            state = "idle" if out_of_time else state
            if not out_of_time:
                tally.problems.append(error.detail or error.code)
            log.info("sync stopped: %s %s", error.code, error.detail)
        outcome = Outcome(state, reason, retry_after, time.monotonic() - began, out_of_time)
        return self._result(tally, gates, outcome, remember=look is None)

    def _attend(
        self,
        options: SyncOptions,
        deadline: Deadline,
        cancel: CancelToken,
        tally: Tally,
        gates: list[Clientary],
        look: Callable[[Cycle], None] | None,
    ) -> tuple[str, str | None]:
        """Open a cycle and do its work; its state and reason."""
        cycle = self._open(options, deadline, cancel, tally, gates)
        try:
            (look or self._work)(cycle)
        finally:
            cycle.facts.flush()
        if tally.problems and cycle.projects_unread:  # without projects there is nothing to list or to send
            return "error", tally.problems[0]
        return "idle", None

    def _successor(
        self, options: SyncOptions, error: TransportError, deadline: Deadline, cancel: CancelToken
    ) -> str | None:
        """The connection to go on with where the bound one turned out to be gone and none was asked for by name."""
        if options.connection_id is not None or _standing(error) != ("not_connected", "reconnect"):
            return None
        return successor(self.db, self.transport, deadline, cancel)

    def refresh(
        self,
        project_ids: Sequence[str],
        expense_ids: Sequence[str],
        options: SyncOptions,
        deadline: Deadline,
        cancel: CancelToken,
    ) -> SyncResult:
        """Look at the hours of these projects and at these expenses only (ids here), send nothing; else as `run`."""

        def look(cycle: Cycle) -> None:
            refresh_hours(cycle, project_ids)
            refresh_expenses(cycle, expense_ids)

        return self.run(options, deadline, cancel, look)

    def _open(
        self, options: SyncOptions, deadline: Deadline, cancel: CancelToken, tally: Tally, gates: list[Clientary]
    ) -> Cycle:
        connection_id = choose_connection(self.db, self.transport, options.connection_id, deadline, cancel)
        facts = LearnedFacts(SyncState(self.db), connection_id, self.clock)
        pace = WritePace(options.writes_per_second, cancel, deadline)
        gate = Clientary(self.transport, connection_id, facts, cancel, deadline, pace)
        gates.append(gate)
        bind(self.db, connection_id, lambda: gate, self.clock.now())
        cycle = Cycle(
            db=self.db,
            backups=self.backups,
            clock=self.clock,
            zone=self.zone,
            clientary=gate,
            facts=facts,
            connection_id=connection_id,
            cancel=cancel,
            deadline=deadline,
            settle_s=options.settle_s,
            began_at=self.clock.now(),
            undo_refused=options.undo_refused,
            awaited=options.awaited,
            mark_hours=options.mark_hours,
            tally=tally,
            report=Reporter(options.progress),
        )
        daily = full_pass_due(cycle)
        if daily:
            Routes(facts).reconsider()
        cycle.full = options.full or daily or why_wary(self.db) is not None
        return cycle

    def _work(self, cycle: Cycle) -> None:
        pull_records(cycle)
        pull_hours(cycle)
        apply_hours(cycle)
        if cycle.full:
            remember_full_pass(cycle, whole=not cycle.listings_failed and not cycle.tally.problems)
        cycle.facts.flush()
        try:
            if everything_was_read(cycle):
                self._write(cycle)
            refresh_signatures(cycle)
        finally:
            list_again(cycle)
        pull_optional(cycle)
        with self.db.write():
            cycle.kept_listings.drop_unused()

    def _write(self, cycle: Cycle) -> None:
        """Settle and send in turn until nothing more can be done now."""
        if cycle.outbox.in_state(WAITING, CHECKING):
            note_sending(self.db, cycle.now)
        for _ in range(MAX_ROUNDS):
            settled = settle_all(cycle) if cycle.outbox.in_state(CHECKING) else False
            sent = push_all(cycle)
            if not (settled or sent) and not _wait_for_arrivals(cycle):
                return

    def _result(self, tally: Tally, gates: list[Clientary], outcome: Outcome, *, remember: bool) -> SyncResult:
        now, counts, conflicts = self.clock.now(), Outbox(self.db).counts(), ConflictRepository(self.db)
        questions = len(conflicts.questions())
        with self.db.write():
            stored = SyncState(self.db)
            if remember:
                remember_outcome(stored, outcome.state, outcome.reason, now, outcome.retry_after_s)
            if remember and outcome.state == "idle":
                stored.put(HERE, "last_success", now, now)
        result = SyncResult(
            state=outcome.state,
            reason=outcome.reason,
            pulled={name: tally.pulled[kind] for kind, name in PULLED.items()},
            created=tally.pushed["created"],
            updated=tally.pushed["updated"],
            deleted=tally.pushed["deleted"],
            adopted=tally.adopted,
            waiting=counts.waiting,
            checking=counts.checking,
            parked=counts.parked,
            conflicts=conflicts.count(),
            questions=questions,
            mismatches=InvoiceRepository(self.db).unseen_mismatches(),
            requests=sum(gate.requests for gate in gates),
            seconds=round(outcome.seconds, 3),
            out_of_time=outcome.out_of_time and (not remember or counts.waiting + counts.checking > 0),
            problems=tuple(tally.problems),
            refused=dict(tally.refused),
            retry_after_s=outcome.retry_after_s,
        )
        log.info("sync %s: %d requests, %.1f s, %s", result.state, result.requests, result.seconds, dict(tally.pushed))
        return result


def _in_the_middle(error: StorageError, *, sent: bool) -> StorageError:
    """The same trouble in words that are true of a cycle: it changes things in many steps, here and there."""
    why, then = error.facts.get("why"), error.facts.get("then")
    if why is None:
        return error
    became = (
        "What was sent to Clientary by then stays sent, and the rest" if sent else "Nothing was sent; what is to be"
    )
    return StorageError(f"{why}, so the sync stopped. {became} waits here; {then}.", **error.facts)


def _retry_after_s(error: TransportError) -> int:
    """How long the other side asked to be left alone, believed up to 15 minutes; 0 where it did not."""
    asked = error.facts.get("retry_after", 0)
    return min(asked, LONGEST_KEEP_OFF_S) if isinstance(asked, int) and asked > 0 else 0


def _standing(error: TransportError) -> tuple[str, str | None]:
    """The state that a failed cycle leaves, and its reason."""
    match error:
        case AuthRequired() if error.facts.get("layer") == "clientary":
            return "not_connected", "reconnect"
        case AuthRequired():
            return "sign_in_needed", str(error.facts.get("key", "")) or None
        case NotConnected():
            return "not_connected", str(error.facts.get("reason", "none"))
        case Offline():
            return "offline", error.detail or None
        case BadReply():
            return "error", error.detail
        case _:
            return "error", error.detail or error.code


def _wait_for_arrivals(cycle: Cycle) -> bool:
    """Wait until the earliest unanswered request can no longer arrive; False when there is nothing to wait for.

    What was read back after its time and is still unsettled cannot be read: that is for a later cycle.
    """
    pending = [
        o
        for o in cycle.outbox.in_state(CHECKING)
        if not o.answered and o.kind not in ASKED and arrives_until(cycle, o) >= cycle.settling_since
    ]
    if not pending:
        return False
    wait = max(min(arrives_until(cycle, operation) for operation in pending) + 1 - cycle.now, 0.05)
    if wait > cycle.deadline.remaining:
        return False
    until = time.monotonic() + wait
    while (left := until - time.monotonic()) > 0:
        cycle.report(WAITING_STEP, round(wait - left), round(wait))
        cycle.cancel.wait(min(left, 1.0))
    return True
