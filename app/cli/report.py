"""`report`: where the hours went and what they are worth."""

from __future__ import annotations

from app.billing.rounding import parse_policy
from app.cli.arguments import Flags, Given
from app.cli.entry_flags import project_of
from app.cli.outcome import Command, Outcome, Session
from app.cli.tables import cell, clock, table
from app.domain.money import decimal_text
from app.domain.names import Candidate, match_name
from app.domain.when import parse_day
from app.errors import UserInputError
from app.reports.summary import PERIODS, Report, ReportRow
from app.services.catalog import Catalog
from app.services.people import ME, PeopleService
from app.services.reports import BY, Reports
from app.storage.worked import WorkedFilter

_INHERITED = ""
"""`--rounding` alone: as each project's invoice would."""


def _flags(flags: Flags) -> None:
    flags.value("--from", metavar="D", help="first day")
    flags.value("--to", metavar="D", help="last day")
    flags.value("--by", metavar="LIST", help=f"of {','.join(BY)}; default project")
    flags.maybe("--rounding", metavar="R", alone=_INHERITED, help="as invoices do, or by this rule for everything")
    flags.value("--client", metavar="C")
    flags.value("--project", metavar="P")
    flags.value("--person", metavar="NAME", help="only their hours; me is you", repeated=True)


def _report(given: Given, session: Session) -> Outcome:
    by = tuple(dict.fromkeys(name.strip() for name in (given.text("by") or "project").split(",") if name.strip()))
    rounding = given.text("rounding")
    context = session.context
    report = Reports(context.db, context.clock, context.config.settings).make(
        _filter(given, session), by, parse_policy(rounding) if rounding else None, rounded=rounding is not None
    )
    rounded = rounding is not None
    return Outcome(_object(report, by, rounded=rounded), lambda: _text(report, by, rounded=rounded))


def _filter(given: Given, session: Session) -> WorkedFilter:
    catalog, client = Catalog(session.context.db), given.text("client")
    first, last = given.text("from"), given.text("to")
    day_from = None if first is None else parse_day(first, session.today, field="from")
    day_to = None if last is None else parse_day(last, session.today, field="to")
    if day_from is not None and day_to is not None and day_to < day_from:
        raise UserInputError("The last day is before the first.", field="to")
    return WorkedFilter(
        day_from=day_from,
        day_to=day_to,
        client_id=None if client is None else catalog.client_named(client),
        project_id=project_of(given, catalog),
        people=tuple(_person(name, session) for name in given.many("person") or []),
    )


def _person(name: str, session: Session) -> str | None:
    """The user id of that member of the staff, None for the person at this computer."""
    people = PeopleService(session.context.db, session.context.clock)
    if name.strip().lower() == ME:
        return None
    chosen = match_name(name, [Candidate(one.remote_id, one.name) for one in people.people()], what="person")
    return None if chosen == people.me() else chosen


def _object(report: Report, by: tuple[str, ...], *, rounded: bool) -> dict[str, object]:
    return {
        "rows": [_row(row, by, rounded=rounded) for row in report.rows],
        "total": {
            "seconds": report.seconds,
            "billable_seconds": report.billable_s,
            **({"billed_seconds": report.billed_s} if rounded else {}),
            "unpriced_seconds": report.unpriced_s,
            "amounts": [
                {"amount": decimal_text(one.amount_minor, one.currency), "currency": one.currency}
                for one in report.amounts
            ],
        },
    }


def _row(row: ReportRow, by: tuple[str, ...], *, rounded: bool) -> dict[str, object]:
    keys: dict[str, object] = {}
    for axis, name in zip(by, row.keys, strict=True):
        plain = axis in PERIODS or axis == "tag"
        keys[axis] = None if name is None else name[0] if plain else {"id": name[0], "name": name[1]}
    return {
        **keys,
        "seconds": row.seconds,
        "billable_seconds": row.billable_s,
        **({"billed_seconds": row.billed_s} if rounded else {}),
        "unpriced_seconds": row.unpriced_s,
        "amount": decimal_text(row.amount_minor, row.currency),
        "currency": row.currency,
    }


def _text(report: Report, by: tuple[str, ...], *, rounded: bool) -> str:
    if not report.rows:
        return "No work in that time."
    headings = (*(axis.title() for axis in by), "h", "Billable", *(("Billed",) if rounded else ()), "Amount", "")
    cells = [
        (
            *("-" if name is None else cell(name[1], 32) for name in row.keys),
            clock(row.seconds),
            clock(row.billable_s),
            *((clock(row.billed_s),) if rounded else ()),
            decimal_text(row.amount_minor, row.currency),
            row.currency,
        )
        for row in report.rows
    ]
    numbers = range(len(by), len(headings) - 1)
    lines = [table(headings, cells, right=tuple(numbers))]
    worth = ", ".join(f"{decimal_text(one.amount_minor, one.currency)} {one.currency}" for one in report.amounts)
    lines.append(f"{clock(report.seconds)} h in all, {clock(report.billable_s)} h of them billable: {worth}.")
    if report.unpriced_s:
        lines.append(f"{clock(report.unpriced_s)} h have no hourly rate, or a fixed price, and are not in the amounts.")
    return "\n".join(lines)


COMMANDS = {"report": Command(_flags, _report)}
