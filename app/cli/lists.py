"""`clients`, `projects` and `tasks`."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.present_lists import client_object, project_object, task_object
from app.cli.tables import cell, table
from app.domain.money import rate_text
from app.services.catalog import Catalog
from app.storage.projects import ProjectRow


def _flags(flags: Flags) -> None:
    flags.value("--search", metavar="WORDS", help="words in the name")
    flags.switch("--all", help="archived and closed ones too")


def _clients(given: Given, session: Session) -> Outcome:
    rows = Catalog(session.context.db).clients(everything=given.on("all"), search=given.text("search"))
    cells = [(cell(r.client.name), cell(r.client.number), r.client.currency or "", r.client.id) for r in rows]
    return Outcome(
        {"clients": [client_object(row) for row in rows]},
        lambda: table(("Client", "Number", "Currency", "ID"), cells) if cells else "No clients.",
    )


def _projects(given: Given, session: Session) -> Outcome:
    default = session.context.config.settings.billing_currency
    rows = Catalog(session.context.db).projects(everything=given.on("all"), search=given.text("search"))
    cells = [(cell(r.client_name), cell(r.project.name), *_rate(r, default), r.project.id) for r in rows]
    return Outcome(
        {"projects": [project_object(row, default_currency=default) for row in rows]},
        lambda: table(("Client", "Project", "Rate", "", "ID"), cells, right=(2,)) if cells else "No projects.",
    )


def _rate(row: ProjectRow, default: str) -> tuple[str, str]:
    """The rate and what it is for: an hour, or the whole project."""
    project = row.project
    if project.rate is None:
        return "", ""
    currency = project.currency or row.client_currency or default
    return rate_text(project.rate, currency), f"{currency} fixed" if project.fixed else f"{currency}/h"


def _tasks(given: Given, session: Session) -> Outcome:
    rows = Catalog(session.context.db).tasks(everything=given.on("all"), search=given.text("search"))
    cells = [(cell(r.project_name), cell(r.task.title), "done" if r.task.complete else "", r.task.id) for r in rows]
    return Outcome(
        {"tasks": [task_object(row) for row in rows]},
        lambda: table(("Project", "Task", "", "ID"), cells) if cells else "No tasks.",
    )


COMMANDS = {
    "clients": Command(_flags, _clients),
    "projects": Command(_flags, _projects),
    "tasks": Command(_flags, _tasks),
}
