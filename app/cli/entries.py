"""`entries`, `edit` and `delete`."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.entry_flags import (
    day_of,
    declare_entry_flags,
    declare_time_flags,
    duration_of,
    end_of_edit,
    project_of,
    span_of,
    start_of,
    tags_of,
    task_of,
)
from app.cli.outcome import Command, Outcome, Session
from app.cli.tables import cell, clock, table
from app.cli.terms_flags import change_terms, declare_rate, terms_change
from app.cli.timer import entry_service, shown_entry
from app.domain.billing_terms import TermsKind
from app.domain.entries import Entry, EntrySync
from app.domain.spans import iso
from app.domain.when import length_doubt, parse_day
from app.errors import NotFound, UserInputError
from app.services.catalog import Catalog
from app.services.entries import EntryEdit
from app.services.terms import TermsService
from app.storage.entries import EntryFilter, EntryRepository, EntryRow

DEFAULT_LIMIT = 1_000
_MAX_LIMIT = 100_000


def _list_flags(flags: Flags) -> None:
    flags.value("--from", metavar="D", help="first day")
    flags.value("--to", metavar="D", help="last day")
    flags.value("--project", metavar="P")
    flags.value("--client", metavar="C")
    flags.value("--search", metavar="WORDS", help="words in title, notes, project or client")
    flags.switch("--unbilled", help="only what may be put on an invoice")
    flags.value("--limit", metavar="N", help=f"at most that many (default {DEFAULT_LIMIT:,})")
    flags.value("--after", metavar="ID", help="go on after this entry (the answer's `next`)")


def _list(given: Given, session: Session) -> Outcome:
    repository = EntryRepository(session.context.db)
    wanted, limit = _filter(given, session), limit_of(given.text("limit"), DEFAULT_LIMIT)
    after = given.text("after")
    before = None if after is None else repository.position(after)
    if after is not None and before is None:
        raise NotFound(f"There is no entry {cell(after)}.", what="entry", name=after, field="after")
    rows = repository.page(wanted, limit + 1, before)
    following = rows[limit - 1].entry.id if len(rows) > limit else None
    rows, total_s = rows[:limit], repository.total_seconds(wanted, session.now)
    result = {"entries": [shown_entry(row, session) for row in rows], "total_seconds": total_s, "next": following}
    return Outcome(result, lambda: _table(rows, total_s, following, session.now))


def _filter(given: Given, session: Session) -> EntryFilter:
    catalog = Catalog(session.context.db)
    first, last = given.text("from"), given.text("to")
    day_from = None if first is None else parse_day(first, session.today, field="from")
    day_to = None if last is None else parse_day(last, session.today, field="to")
    if day_from is not None and day_to is not None and day_to < day_from:
        raise UserInputError("The last day is before the first.", field="to")
    project_id = project_of(given, catalog)
    client = given.text("client")
    return EntryFilter(
        day_from=day_from,
        day_to=day_to,
        project_ids=() if project_id is None else (project_id,),
        client_id=None if client is None else catalog.client_named(client),
        words=tuple((given.text("search") or "").split()),
        unbilled=given.on("unbilled"),
    )


def limit_of(text: str | None, default: int) -> int:
    """The number of `--limit`."""
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= _MAX_LIMIT or len(text) > 9:
        raise UserInputError(f'"{cell(text)}" is not a number from 1 to {_MAX_LIMIT:,}.', field="limit")
    return int(text)


def _table(rows: list[EntryRow], total_s: int, following: str | None, now: int) -> str:
    cells = [
        (
            row.entry.date,
            _times(row.entry),
            clock(row.entry.seconds_at(now)),
            cell(row.project_name, 24),
            cell(row.entry.title),
            row.sync.value,
            row.entry.id,
        )
        for row in rows
    ]
    lines = [table(("Date", "Time", "h", "Project", "Title", "Sync", "ID"), cells, right=(2,))] if rows else []
    lines.append(f"{clock(total_s)} h in all." if rows else "No entries.")
    if following is not None:
        lines.append(f"There are more: --after {following}")
    return "\n".join(lines)


def _times(entry: Entry) -> str:
    if entry.started_at is None:
        return ""
    end = "" if entry.ended_at is None else iso(entry.ended_at, entry.timezone)[11:16]
    return f"{iso(entry.started_at, entry.timezone)[11:16]}-{end}"


def _edit_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID")
    declare_entry_flags(flags)
    declare_time_flags(flags)
    declare_rate(flags)
    flags.value("--unlock", metavar="REASON", help="change it although it is billed")


def _edit(given: Given, session: Session) -> Outcome:
    service = entry_service(session)
    entry = service.row(given.required("id")).entry
    catalog = Catalog(session.context.db)
    project_id = project_of(given, catalog, may_clear=True)
    started_at, ended_at, seconds = _new_times(given, session, entry)
    edit = EntryEdit(
        title=given.text("title"),
        notes=given.text("notes") or None,
        project_id=project_id,
        task_id=task_of(given, catalog, project_id or entry.project_id),
        tags=tags_of(given) or None,
        billable=given.choice("billable", "no_billable"),
        date=day_of(given, session),
        started_at=started_at,
        ended_at=ended_at,
        seconds=seconds,
        clear=_cleared(given),
    )
    db = session.context.db
    with db.write():
        change_terms(db, TermsKind.ENTRY, entry.id, terms_change(given))
        row = service.edit(entry.id, edit, given.text("unlock") or None)
    rate = TermsService(db).of(TermsKind.ENTRY, entry.id).rate
    shown = shown_entry(row, session) | {"rate": None if rate is None else f"{rate:f}"}
    doubt = None if (started_at, ended_at, seconds) == (None, None, None) else length_doubt(row.entry.seconds)
    if doubt is not None:
        session.say(f"stint: {doubt}")
    if row.sync is EntrySync.CONFLICT:
        session.say(f"stint: It is in conflict still; stint resolve {entry.id} --ours sends it to Clientary like this.")
    warnings = [] if doubt is None else [doubt]
    return Outcome({"entry": shown, "warnings": warnings}, lambda: _changed("Changed", row))


def _new_times(given: Given, session: Session, entry: Entry) -> tuple[int | None, int | None, int | None]:
    """New start, end and seconds; bare times are on `--date` or on the entry's own day.

    One end beside a length (`--duration`, or what an entry without clock times has) gives the other end.
    """
    day = day_of(given, session) or entry.date
    started_at, ended_at = span_of(given, session, day)
    if given.text("at") is not None:
        if started_at is not None:
            raise UserInputError("Give either --at or --from.", field="at")
        started_at = start_of(given, session, day)
    seconds = duration_of(given)
    if started_at is not None and ended_at is not None and seconds is not None:
        raise UserInputError("Give a span or a duration, not both.", field="duration")
    length = entry.seconds if seconds is None and entry.started_at is None else seconds
    if length is not None and started_at is not None and ended_at is None:
        return started_at, started_at + length, None
    if length is not None and ended_at is not None and started_at is None:
        return ended_at - length, ended_at, None
    if started_at is None:
        ended_at = end_of_edit(given, session, day, entry.started_at, ended_at)
    return started_at, ended_at, seconds


def _cleared(given: Given) -> frozenset[str]:
    """Fields whose flag came with an empty value."""
    cleared = {name for name in ("notes", "project", "task") if given.text(name) == ""}
    if given.many("tag") is not None and not tags_of(given):
        cleared.add("tags")
    return frozenset(cleared)


def _delete_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID")
    flags.value("--unlock", metavar="REASON", help="delete it although it is billed")


def _delete(given: Given, session: Session) -> Outcome:
    row = entry_service(session).delete(given.required("id"), given.text("unlock") or None)
    return Outcome(
        {"entry": shown_entry(row, session)}, lambda: f"{_changed('Deleted', row)} `stint undo` restores it."
    )


def _changed(what: str, row: EntryRow) -> str:
    return f"{what}: {row.entry.date} {cell(row.entry.title)}, {clock(row.entry.seconds)} h."


COMMANDS = {
    "entries": Command(_list_flags, _list),
    "edit": Command(_edit_flags, _edit),
    "delete": Command(_delete_flags, _delete),
}
