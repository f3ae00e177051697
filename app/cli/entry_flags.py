"""The flags that describe an entry, shared by start, switch, log and edit, and what they come to."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.outcome import Session
from app.domain.ids import ProjectId, TaskId
from app.domain.spans import shift_day
from app.domain.when import NEXT_DAY_LIMIT_S, is_bare, parse_day, parse_duration, parse_instant, parse_span
from app.errors import UserInputError
from app.services.catalog import Catalog


def declare_entry_flags(flags: Flags) -> None:
    """What an entry is about, and when it starts."""
    flags.value("--project", metavar="P", help="id, Project or Client/Project")
    flags.value("--task", metavar="T", help="id or title of a task of the project")
    flags.value("--tag", metavar="TAG", help="may be given several times", repeated=True)
    flags.value("--notes", metavar="TEXT")
    flags.either("--billable", "--no-billable")
    flags.value("--at", metavar="T", help="start time; HH:MM is the latest one not in the future")


def declare_time_flags(flags: Flags) -> None:
    """When finished work was done."""
    flags.value("--title", metavar="T", help="title, taken as it is")
    flags.value("--date", metavar="D", help="YYYY-MM-DD, today, yesterday or a weekday")
    flags.value("--from", metavar="T")
    flags.value("--to", metavar="T")
    flags.value("--duration", metavar="D", help="1:30, 1h30, 90m or 1.5h")


def project_of(given: Given, catalog: Catalog, *, may_clear: bool = False) -> ProjectId | None:
    """The project that `--project` names; raises with the candidates where it does not name one.

    An empty name is refused like any unknown one (a script's variable may be unset), unless it clears the field.
    """
    name = given.text("project")
    return None if name is None or (may_clear and not name) else catalog.project_named(name)


def task_of(given: Given, catalog: Catalog, project_id: ProjectId | None) -> TaskId | None:
    """The task that `--task` names, within the project."""
    name = given.text("task")
    return catalog.task_named(project_id, name) if name else None


def tags_of(given: Given) -> tuple[str, ...] | None:
    """The `--tag` values; None when there were none."""
    tags = given.many("tag")
    return None if tags is None else tuple(tag for tag in tags if tag)


def day_of(given: Given, session: Session) -> str | None:
    """The day of `--date`."""
    text = given.text("date")
    return None if text is None else parse_day(text, session.today)


def start_of(given: Given, session: Session, day: str | None = None) -> int | None:
    """The instant of `--at`: on `day`, or the latest such time that is not in the future."""
    text = given.text("at")
    if text is None:
        return None
    return parse_instant(text, now=session.now, zone=session.context.zone, day=day, latest_past=True)


def duration_of(given: Given) -> int | None:
    """The seconds of `--duration`."""
    text = given.text("duration")
    return None if text is None else parse_duration(text)


def span_of(given: Given, session: Session, day: str | None) -> tuple[int | None, int | None]:
    """The instants of `--from` and `--to`, either None when it was not given; `day` is where bare times lie."""
    from_text, to_text = given.text("from"), given.text("to")
    now, zone = session.now, session.context.zone
    if from_text is not None and to_text is not None:
        return parse_span(from_text, to_text, now=now, zone=zone, day=day)
    started_at = None if from_text is None else parse_instant(from_text, now=now, zone=zone, day=day, field="from")
    ended_at = None if to_text is None else parse_instant(to_text, now=now, zone=zone, day=day, field="to")
    return started_at, ended_at


def end_of_edit(given: Given, session: Session, day: str, started_at: int | None, ended_at: int | None) -> int | None:
    """A new `--to` alone: a bare time on `day` that is not after the start means the next day, up to 16 hours."""
    text = given.text("to")
    if text is None or ended_at is None or started_at is None or ended_at > started_at:
        return ended_at
    if is_bare(text):
        zone = session.context.zone
        following = parse_instant(text, now=session.now, zone=zone, day=shift_day(day, 1), field="to")
        if following - started_at <= NEXT_DAY_LIMIT_S:
            return following
    raise UserInputError("The end is not after the start.", field="to")
