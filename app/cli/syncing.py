"""`sync`, done by the open window if there is one, and what every command that talks to the server shares."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from app.cancel import CancelToken, Deadline
from app.cli.arguments import Flags, Given
from app.cli.invoice_flags import declare_timeout, timeout_of
from app.cli.outcome import Command, Outcome, Session
from app.cli.present_sync import sync_exit, sync_messages, sync_object, sync_text
from app.cli.progress import ProgressLine
from app.cli.tables import cell
from app.errors import LockBusy
from app.handover import sync_by_window
from app.services.people import PeopleService
from app.services.status import StatusService
from app.services.sync import SyncService
from app.storage.invoices import InvoiceRepository
from app.sync.result import SyncResult


@contextmanager
def cancellable() -> Iterator[CancelToken]:
    """A token that Ctrl-C and a polite end of the process set, so that child processes and the database end cleanly."""
    token = CancelToken()

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the shape of a signal handler
        # Not here: the handler may have interrupted the thread while it holds the token's own lock.
        threading.Thread(target=token.set, name="cancel").start()

    kept = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield token
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def sync_now(
    session: Session,
    timeout_s: float,
    *,
    full: bool = False,
    retry_parked: bool = False,
    awaited: str | None = None,
    undo_refused: Callable[[str], None] | None = None,
) -> SyncResult:
    """One sync asked for by a person; says on standard error what stopped it. A busy lock is time that is over."""
    start_program_log(session)
    line = ProgressLine(quiet=session.quiet)
    with cancellable() as cancel:
        try:
            result = SyncService(session.context, cancel).run(
                timeout_s=timeout_s,
                full=full,
                retry_parked=retry_parked,
                awaited=awaited,
                undo_refused=undo_refused,
                progress=line.show,
            )
        except LockBusy:
            result = _busy(session)
        finally:
            line.clear()
    _say(session, result)
    return result


def _say(session: Session, result: SyncResult) -> None:
    for message in sync_messages(result):
        session.say(f"stint: {message}")
    people = PeopleService(session.context.db, session.context.clock)
    if result.state == "idle" and people.must_ask():
        names = ", ".join(cell(person.name) for person in people.people())
        session.say(f"stint: Hours of several people came in ({names}). Say who you are: stint connect --person NAME")


def start_program_log(session: Session) -> None:
    """Everything that talks to a server is written to the log of the data folder."""
    from app.logs import start_log, stop_log

    handler = start_log(session.folder.logs)
    session.at_end(lambda: stop_log(handler))


def _busy(session: Session) -> SyncResult:
    context = session.context
    standing = StatusService(context.db, context.clock, context.config, context.zone).standing()
    return SyncResult(
        state="busy",
        waiting=standing.waiting,
        checking=standing.checking,
        parked=standing.parked,
        conflicts=standing.conflicts,
        questions=standing.questions,
        out_of_time=True,
    )


def _flags(flags: Flags) -> None:
    flags.switch("--full", help="read everything again, not only what changed")
    flags.switch("--retry-parked", help="send again what was refused")
    declare_timeout(flags)


def _sync(given: Given, session: Session) -> Outcome:
    timeout_s, full, retry_parked = timeout_of(given), given.on("full"), given.on("retry_parked")
    deadline = Deadline(timeout_s)
    result = sync_by_window(session.context.config, timeout_s=timeout_s, full=full, retry_parked=retry_parked)
    if result is None:
        result = sync_now(session, deadline.remaining, full=full, retry_parked=retry_parked)
    else:
        _say(session, result)
    repository = InvoiceRepository(session.context.db)
    return Outcome(sync_object(result), lambda: sync_text(result, repository.mismatched()), sync_exit(result))


COMMANDS = {"sync": Command(_flags, _sync)}
