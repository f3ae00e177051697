"""`client`, `project` and `task` with `add`, `edit` and `done`: kept here at once, sent by the next sync."""

from __future__ import annotations

from app.cli.arguments import Flags, Given, UsageError
from app.cli.outcome import Command, Outcome, Session
from app.cli.present_lists import client_object, project_object, task_object
from app.cli.tables import cell
from app.domain.clients import RecordSync
from app.services.catalog import Catalog
from app.services.clients import ClientService
from app.services.projects import ProjectForm, ProjectService
from app.services.tasks import TaskService
from app.storage.clients import ClientRow
from app.storage.projects import ProjectRow, TaskRow

LATER = "It is kept here and goes to Clientary with the next sync."


def _name_flags(flags: Flags) -> None:
    flags.positional("name", metavar="NAME")
    flags.value("--number", metavar="N", help="its number in your books; no two may have the same")


def _client_add(given: Given, session: Session) -> Outcome:
    row = _clients(session).add(given.required("name"), number=given.text("number"))
    return _client(row, "Added")


def _client_edit_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID")
    flags.value("--name", metavar="NAME")
    flags.value("--number", metavar="N", help="an empty one clears it")


def _client_edit(given: Given, session: Session) -> Outcome:
    _require(given, "client edit", "name", "number")
    client_id = Catalog(session.context.db).client_named(given.required("id"))
    row = _clients(session).edit(client_id, name=given.text("name"), number=given.text("number"))
    return _client(row, "Changed")


def _client(row: ClientRow, done: str) -> Outcome:
    return Outcome({"client": client_object(row)}, lambda: f"{done} {cell(row.client.name)}.{_later(row.sync)}")


def _project_add_flags(flags: Flags) -> None:
    _name_flags(flags)
    flags.value("--client", metavar="C", help="whose project", required=True)
    _price_flags(flags)


def _price_flags(flags: Flags) -> None:
    flags.value("--rate", metavar="R", help="per hour; in a fixed project, for all of it")
    flags.value("--currency", metavar="X", help="such as EUR")


def _project_add(given: Given, session: Session) -> Outcome:
    client_id = Catalog(session.context.db).client_named(given.required("client"))
    row = _projects(session).add(client_id, _form(given))
    return _project(row, "Added", session)


def _project_edit_flags(flags: Flags) -> None:
    _client_edit_flags(flags)
    _price_flags(flags)


def _project_edit(given: Given, session: Session) -> Outcome:
    _require(given, "project edit", "name", "number", "rate", "currency")
    project_id = Catalog(session.context.db).project_named(given.required("id"))
    return _project(_projects(session).edit(project_id, _form(given)), "Changed", session)


def _project(row: ProjectRow, done: str, session: Session) -> Outcome:
    shown = project_object(row, default_currency=session.context.config.settings.billing_currency)
    return Outcome({"project": shown}, lambda: f"{done} {cell(row.project.name)}.{_later(row.sync)}")


def _task_add_flags(flags: Flags) -> None:
    flags.positional("title", metavar="TITLE")
    flags.value("--project", metavar="P", help="whose task")


def _task_add(given: Given, session: Session) -> Outcome:
    name = given.text("project")
    project_id = None if name is None else Catalog(session.context.db).project_named(name)
    return _task(_tasks(session).add(given.required("title"), project_id), "Added")


def _task_done_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID", help="or its title")


def _task_done(given: Given, session: Session) -> Outcome:
    service = _tasks(session)
    return _task(service.complete(service.find(given.required("id")).task.id), "Done:")


def _task(row: TaskRow, done: str) -> Outcome:
    return Outcome({"task": task_object(row)}, lambda: f"{done} {cell(row.task.title)}.{_later(row.sync)}")


def _form(given: Given) -> ProjectForm:
    return ProjectForm(given.text("name"), given.text("rate"), given.text("currency"), given.text("number"))


def _require(given: Given, command: str, *names: str) -> None:
    """A change needs something to change."""
    if all(given.text(name) is None for name in names):
        wanted = " or ".join(f"--{name}" for name in names)
        raise UsageError(f"{command} needs {wanted}", f"usage: stint {command} ID [flags]\n")


def _later(sync: RecordSync) -> str:
    return f" {LATER}" if sync is RecordSync.WAITING else ""


def _clients(session: Session) -> ClientService:
    return ClientService(session.context.db, session.context.clock)


def _projects(session: Session) -> ProjectService:
    context = session.context
    return ProjectService(context.db, context.clock, context.config.settings)


def _tasks(session: Session) -> TaskService:
    return TaskService(session.context.db, session.context.clock)


COMMANDS = {
    "client add": Command(_name_flags, _client_add),
    "client edit": Command(_client_edit_flags, _client_edit),
    "project add": Command(_project_add_flags, _project_add),
    "project edit": Command(_project_edit_flags, _project_edit),
    "task add": Command(_task_add_flags, _task_add),
    "task done": Command(_task_done_flags, _task_done),
}
