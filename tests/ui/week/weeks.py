"""Weeks to show: an ordinary one, one with all that is odd, and one that is full."""

from __future__ import annotations

from decimal import Decimal

from app.domain.clients import Client, Project, ProjectKind
from app.domain.entries import Entry
from app.domain.ids import ClientId, EntryId, ProjectId
from app.domain.spans import at_local, local_day, shift_day
from app.storage.clients import ClientRepository
from app.storage.entries import EntryRepository
from app.storage.projects import ProjectRepository
from app.storage.week import WeekRow
from ui.session import Session

MONDAY = "2026-11-16"
PROJECTS = ("Webshop", "Retainer", "Rebrand", "Hosting")
TITLES = (
    "Address validation on the checkout page", "Standup", "Logo variants for the launch", "Move the mail server",
    "Call with the client about next quarter", "Review", "Fix the export of invoices",
)  # fmt: skip


def add_projects(session: Session) -> None:
    """Four projects of two clients."""
    db = session.context.db
    with db.write():
        for client in ("Acme Corp", "Kitano & Sons"):
            ClientRepository(db).save(Client(ClientId(client), client, currency="EUR"))
        for number, name in enumerate(PROJECTS):
            client = ClientId(("Acme Corp", "Kitano & Sons")[number % 2])
            ProjectRepository(db).save(
                Project(ProjectId(name), name, client, rate=Decimal(90), kind=ProjectKind.HOURLY)
            )


def timed(number: int, day: str, start_min: int, minutes: int, project: str | None, zone: str) -> Entry:
    """An entry that begins so many minutes after midnight."""
    start = at_local(shift_day(day, start_min // 1440), start_min // 60 % 24, start_min % 60, 0, zone)
    seconds = minutes * 60
    return Entry(
        EntryId(f"e{number:04d}"), TITLES[number % len(TITLES)], local_day(start, zone), zone, seconds, start,
        start + seconds, project_id=None if project is None else ProjectId(project),
    )  # fmt: skip


def row(start: int, end: int | None, date: str, zone: str = "Europe/Berlin", entry_id: str = "e") -> WeekRow:
    """An entry as the calendar has it; without an end it runs."""
    seconds = 0 if end is None else end - start
    return WeekRow(entry_id, "Work", date, zone, seconds, start, end, True, False, None, None, None, None, None)


def untimed(number: int, day: str, minutes: int, project: str, zone: str) -> Entry:
    """An entry that has only a duration."""
    title = TITLES[number % len(TITLES)]
    return Entry(EntryId(f"u{number:04d}"), title, day, zone, minutes * 60, project_id=ProjectId(project))


def odd_week(zone: str, monday: str = MONDAY) -> list[Entry]:
    """Overlaps, midnight, billed and not billable, no project, many without times."""
    day = [shift_day(monday, later) for later in range(7)]
    rows = [
        (0, 540, 180, "Webshop"), (0, 780, 130, "Retainer"), (0, 930, 60, "Rebrand"), (1, 510, 240, "Webshop"),
        (1, 560, 90, "Rebrand"), (1, 580, 40, "Hosting"), (1, 810, 205, "Hosting"), (2, 540, 150, "Rebrand"),
        (2, 750, 250, "Webshop"), (3, 552, 180, "Retainer"), (3, 780, 20, "Rebrand"), (3, 800, 20, "Webshop"),
        (3, 820, 155, "Retainer"), (4, 540, 215, "Webshop"), (4, 810, 210, None), (4, 1320, 300, "Hosting"),
        (5, 840, 150, "Hosting"),
    ]  # fmt: skip
    made = [timed(n, day[d], start, minutes, project, zone) for n, (d, start, minutes, project) in enumerate(rows)]
    made[3] = made[3]._replace(billed_there=True)
    made[7] = made[7]._replace(billable=False)
    made[14] = made[14]._replace(title="Reading")
    without = [untimed(n, day[d], 30 + 15 * n, PROJECTS[n % 4], zone) for n, d in enumerate((0, 2, 2, 2, 2, 2, 5))]
    return made + without


def full_week(zone: str, count: int = 300, monday: str = MONDAY) -> list[Entry]:
    """As many entries as a bench asks for, twenty minutes each, side by side and one after the other."""
    per_day = -(-count // 7)
    return [
        timed(n, shift_day(monday, n // per_day), 420 + 17 * (n % per_day), 20, PROJECTS[n % 4], zone)
        for n in range(count)
    ]


def store(session: Session, entries: list[Entry]) -> None:
    """Put them into the data file, behind the window's back."""
    db = session.context.db
    with db.write():
        for entry in entries:
            EntryRepository(db).save(entry)
