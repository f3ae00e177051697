"""`start`, `stop`, `switch` and `log`."""

from __future__ import annotations

from dataclasses import replace

from app.cli.arguments import Flags, Given, UsageError
from app.cli.entry_flags import (
    day_of,
    declare_entry_flags,
    declare_time_flags,
    duration_of,
    project_of,
    span_of,
    start_of,
    tags_of,
    task_of,
)
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json, entry_object
from app.cli.tables import cell, clock
from app.domain import quicklog
from app.domain.quicklog import QuickLog
from app.domain.spans import iso
from app.domain.when import length_doubt
from app.errors import UserInputError
from app.services.catalog import Catalog
from app.services.entries import EntryDraft, EntryService, Switched
from app.services.quicklog import draft_of, record
from app.storage.entries import EntryRow


def entry_service(session: Session) -> EntryService:
    """The entry service of this run."""
    context = session.context
    return EntryService(context.db, context.clock, context.zone, context.day_starts_at_min)


def shown_entry(row: EntryRow, session: Session) -> Json:
    """The entry's JSON object as of this run."""
    currency = session.context.config.settings.billing_currency
    return entry_object(row, now=session.now, default_currency=currency)


def _start_flags(flags: Flags) -> None:
    flags.positional("text", metavar="TEXT", count="+", help="[project[/task]:] title [#tag]... [$ | !$]")
    declare_entry_flags(flags)


def _log_flags(flags: Flags) -> None:
    flags.positional(
        "text", metavar="TEXT", count="*", help="[duration | from-to] [project[/task]:] title [#tag]... [date] [$ | !$]"
    )
    declare_entry_flags(flags)
    declare_time_flags(flags)


def _stop_flags(flags: Flags) -> None:
    flags.value("--at", metavar="T", help="when it ended; HH:MM is the latest one not in the future")


def _start(given: Given, session: Session) -> Outcome:
    draft, warnings = _draft(given, session, frozenset({quicklog.TIME, quicklog.DATE}))
    switched = entry_service(session).start(replace(draft, started_at=start_of(given, session)))
    return _started(switched, warnings, session, with_stopped=False)


def _switch(given: Given, session: Session) -> Outcome:
    draft, warnings = _draft(given, session, frozenset({quicklog.TIME, quicklog.DATE}))
    switched = entry_service(session).start(replace(draft, started_at=start_of(given, session)))
    return _started(switched, warnings, session, with_stopped=True)


def _stop(given: Given, session: Session) -> Outcome:
    row = entry_service(session).stop(start_of(given, session))
    length = "no time, so it is not kept" if row.deleted else f"{clock(row.entry.seconds)} h"
    return Outcome({"entry": shown_entry(row, session)}, lambda: f"Stopped: {cell(row.entry.title)}, {length}.")


def _log(given: Given, session: Session) -> Outcome:
    if given.text("title") is None and not given.many("text"):
        raise UsageError("the following arguments are required: TEXT", "usage: stint log [flags] TEXT\n")
    taken = set[str]()
    if any(given.text(name) is not None for name in ("from", "to", "duration")):
        taken.add(quicklog.TIME)
    if given.text("date") is not None:
        taken.add(quicklog.DATE)
    draft, warnings = _draft(given, session, frozenset(taken))
    done = record(entry_service(session), _timed(draft, given, session))
    if isinstance(done, Switched):
        return _started(done, warnings, session, with_stopped=False)
    doubt = length_doubt(done.entry.seconds)  # of what the flags say too
    if doubt is not None and doubt not in warnings:
        warnings.append(doubt)
    return _answer(done, warnings, session, f"Logged: {cell(done.entry.title)}, {clock(done.entry.seconds)} h.")


def _timed(draft: EntryDraft, given: Given, session: Session) -> EntryDraft:
    """The draft with what the time flags say."""
    day = day_of(given, session)
    draft = replace(draft, date=day or draft.date)
    started_at, ended_at = span_of(given, session, day or draft.date)
    if given.text("at") is not None:
        if started_at is not None:
            raise UserInputError("Give either --at or --from.", field="at")
        started_at = start_of(given, session, day)
    seconds = duration_of(given)
    if ended_at is not None and started_at is not None and seconds is not None:
        raise UserInputError("Give a span or a duration, not both.", field="duration")
    if ended_at is not None and seconds is not None:
        started_at = ended_at - seconds
    if started_at is not None and draft.started_at is not None:
        raise UserInputError("The text has a span already; leave out --at.", field="at")
    if given.text("from") is not None and ended_at is None and seconds is None:
        raise UserInputError("A start needs --to or --duration too.", field="to")
    if ended_at is not None and started_at is None:
        raise UserInputError("An end needs --from or --duration too.", field="from")
    return replace(
        draft,
        started_at=started_at if started_at is not None else draft.started_at,
        ended_at=ended_at if ended_at is not None else draft.ended_at,
        seconds=seconds if seconds is not None else draft.seconds,
    )


def _draft(given: Given, session: Session, taken: frozenset[str]) -> tuple[EntryDraft, list[str]]:
    """What the text and the flags (but those of time) say, and the warnings."""
    catalog = Catalog(session.context.db)
    flags = {
        quicklog.PROJECT: given.text("project") is not None,
        quicklog.TASK: given.text("task") is not None,
        quicklog.TAGS: given.many("tag") is not None,
        quicklog.BILLABLE: given.choice("billable", "no_billable") is not None,
    }
    title = given.text("title")
    text = " ".join(given.many("text") or [])
    slots = taken | {slot for slot, set_by_flag in flags.items() if set_by_flag}
    parsed = QuickLog("") if not text else _parse(text, slots, catalog, given, session)
    if title is not None and parsed.title:
        raise UserInputError("The text has a title already; leave out --title.", field="title")
    project_id = project_of(given, catalog) or parsed.project_id
    tags, billable = tags_of(given), given.choice("billable", "no_billable")
    draft = draft_of(parsed)
    draft = replace(
        draft,
        title=draft.title if title is None else title,
        notes=given.text("notes") or "",
        project_id=project_id,
        task_id=task_of(given, catalog, project_id) or draft.task_id,
        tags=draft.tags if tags is None else tags,
        billable=draft.billable if billable is None else billable,
    )
    return draft, list(parsed.warnings)


def _parse(text: str, slots: frozenset[str], catalog: Catalog, given: Given, session: Session) -> QuickLog:
    return quicklog.parse(
        text,
        slots_taken=slots,
        lookup=catalog,
        now=session.now,
        zone=session.context.zone,
        day=day_of(given, session),
        today=session.today,
    )


def _started(switched: Switched, warnings: list[str], session: Session, *, with_stopped: bool) -> Outcome:
    started, stopped = switched.started, switched.stopped
    since = iso(started.entry.started_at or 0, started.entry.timezone)[11:16]
    lines = [f"Started: {cell(started.entry.title)} at {since}."]
    if stopped is not None:
        lines.insert(0, f"Stopped: {cell(stopped.entry.title)}, {clock(stopped.entry.seconds)} h.")
    found = _answer(started, warnings, session, "\n".join(lines))
    if not with_stopped:
        return found
    shown = None if stopped is None else shown_entry(stopped, session)
    return found._replace(result={"stopped": shown, **(found.result or {})})


def _answer(row: EntryRow, warnings: list[str], session: Session, text: str) -> Outcome:
    for warning in warnings:
        session.say(f"stint: {warning}")
    where = f" ({cell(row.project_name)})" if row.project_name is not None else ""
    return Outcome(
        {"entry": shown_entry(row, session), "warnings": warnings}, lambda: "" if session.quiet else text + where
    )


COMMANDS = {
    "start": Command(_start_flags, _start),
    "stop": Command(_stop_flags, _stop),
    "switch": Command(_start_flags, _switch),
    "log": Command(_log_flags, _log),
}
