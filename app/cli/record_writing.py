"""`client`, `project` and `task` with `add`, `edit` and `done`: kept here at once, sent by the next sync; terms of
billing are kept here only.
"""

from __future__ import annotations

from app.cli.arguments import Flags, Given, UsageError
from app.cli.outcome import Command, Outcome, Session
from app.cli.present_lists import client_object, project_object, task_object
from app.cli.tables import cell
from app.cli.terms_flags import (
    CLIENT_NAMES,
    PROJECT_NAMES,
    change_terms,
    declare_client_terms,
    declare_project_terms,
    declare_rate,
    terms_change,
    terms_object,
)
from app.domain.billing_terms import TermsKind
from app.domain.clients import RecordSync
from app.services.catalog import Catalog
from app.services.clients import ClientService
from app.services.projects import ProjectForm, ProjectService
from app.services.tasks import TaskService
from app.services.terms import TermsService
from app.storage.clients import ClientRow
from app.storage.projects import ProjectRow, TaskRow

LATER = "It is kept here and goes to Clientary with the next sync."


def _name_flags(flags: Flags) -> None:
    flags.positional("name", metavar="NAME")
    flags.value("--number", metavar="N", help="its number in your books; no two may have the same")


def _client_add(given: Given, session: Session) -> Outcome:
    row = _clients(session).add(given.required("name"), number=given.text("number"))
    return _client(row, "Added", session)


def _edit_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID")
    flags.value("--name", metavar="NAME")
    flags.value("--number", metavar="N", help="an empty one clears it")


def _client_edit_flags(flags: Flags) -> None:
    _edit_flags(flags)
    declare_client_terms(flags)


def _client_edit(given: Given, session: Session) -> Outcome:
    _require(given, "client edit", "name", "number", *CLIENT_NAMES)
    db = session.context.db
    client_id = Catalog(db).client_named(given.required("id"))
    with db.write():
        change_terms(db, TermsKind.CLIENT, client_id, terms_change(given))
        row = _clients(session).edit(client_id, name=given.text("name"), number=given.text("number"))
    return _client(row, "Changed", session)


def _client(row: ClientRow, done: str, session: Session) -> Outcome:
    found = {"client": client_object(row) | _terms(TermsKind.CLIENT, row.client.id, session)}
    return Outcome(found, lambda: f"{done} {cell(row.client.name)}.{_later(row.sync)}")


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
    _edit_flags(flags)
    _price_flags(flags)
    declare_project_terms(flags)


def _project_edit(given: Given, session: Session) -> Outcome:
    _require(given, "project edit", "name", "number", "rate", "currency", *PROJECT_NAMES)
    db = session.context.db
    project_id = Catalog(db).project_named(given.required("id"))
    with db.write():
        change_terms(db, TermsKind.PROJECT, project_id, terms_change(given, rate=False))
        row = _projects(session).edit(project_id, _form(given))
    return _project(row, "Changed", session)


def _project(row: ProjectRow, done: str, session: Session) -> Outcome:
    shown = project_object(row, default_currency=session.context.config.settings.billing_currency)
    shown |= _terms(TermsKind.PROJECT, row.project.id, session)
    return Outcome({"project": shown}, lambda: f"{done} {cell(row.project.name)}.{_later(row.sync)}")


def _task_add_flags(flags: Flags) -> None:
    flags.positional("title", metavar="TITLE")
    flags.value("--project", metavar="P", help="whose task")
    declare_rate(flags)


def _task_add(given: Given, session: Session) -> Outcome:
    name = given.text("project")
    db = session.context.db
    project_id = None if name is None else Catalog(db).project_named(name)
    with db.write():
        row = _tasks(session).add(given.required("title"), project_id)
        change_terms(db, TermsKind.TASK, row.task.id, terms_change(given))
    return _task(row, "Added", session)


def _task_edit_flags(flags: Flags) -> None:
    _task_done_flags(flags)
    declare_rate(flags)


def _task_edit(given: Given, session: Session) -> Outcome:
    _require(given, "task edit", "rate")
    row = _tasks(session).find(given.required("id"))
    change_terms(session.context.db, TermsKind.TASK, row.task.id, terms_change(given))
    return _task(row, "Changed", session)


def _task_done_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID", help="or its title")


def _task_done(given: Given, session: Session) -> Outcome:
    service = _tasks(session)
    return _task(service.complete(service.find(given.required("id")).task.id), "Done:", session)


def _task(row: TaskRow, done: str, session: Session) -> Outcome:
    found = {"task": task_object(row) | _terms(TermsKind.TASK, row.task.id, session)}
    return Outcome(found, lambda: f"{done} {cell(row.task.title)}.{_later(row.sync)}")


def _terms(kind: TermsKind, record_id: str, session: Session) -> dict[str, object]:
    return {"terms": terms_object(TermsService(session.context.db).of(kind, record_id))}


def _form(given: Given) -> ProjectForm:
    return ProjectForm(given.text("name"), given.text("rate"), given.text("currency"), given.text("number"))


def _require(given: Given, command: str, *names: str) -> None:
    """A change needs something to change."""
    if not any(given.text(name) is not None or given.many(name) or given.on(name) for name in names):
        wanted = " or ".join(f"--{name.replace('_', '-')}" for name in names)
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
    "task edit": Command(_task_edit_flags, _task_edit),
    "task done": Command(_task_done_flags, _task_done),
}
