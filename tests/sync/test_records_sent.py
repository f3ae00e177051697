"""Clients, projects and tasks made and changed here: sent in order, never twice, and settled by reading back."""

from __future__ import annotations

import shutil
from decimal import Decimal
from typing import Any

import pytest

from app.domain.clients import RecordSync
from app.errors import Refused
from app.services.catalog import Catalog
from app.services.clients import ClientService
from app.services.expenses import ExpenseDraft, ExpenseService
from app.services.projects import ProjectForm, ProjectService
from app.services.refused import RefusedService
from app.services.tasks import TaskService
from tests.sync.desk import CLIENT, DAY, WEBSHOP, Desk, Desks, Record, last_seq, writes


def clients(desk: Desk) -> ClientService:
    return ClientService(desk.context.db, desk.clock)


def projects(desk: Desk) -> ProjectService:
    return ProjectService(desk.context.db, desk.clock, desk.context.config.settings)


def tasks(desk: Desk) -> TaskService:
    return TaskService(desk.context.db, desk.clock)


def expenses(desk: Desk) -> ExpenseService:
    return ExpenseService(desk.context.db, desk.clock, desk.context.config.settings)


def add_project(desk: Desk, name: str, client: str = CLIENT) -> str:
    client_id = Catalog(desk.context.db).client_named(client)
    return projects(desk).add(client_id, ProjectForm(name, "85.50", "EUR")).project.id


def named(records: list[Record], name: str) -> Record:
    found = [record for record in records if record["name"] == name]
    assert len(found) == 1, [record["name"] for record in records]
    return found[0]


def titles(desk: Desk, what: str) -> list[str]:
    """What the server's records of a kind are called."""
    field = {"task": "title", "expense": "description"}.get(what, "name")
    return [record[field] for record in desk.server.records(f"{what}s")]


def rename(desk: Desk, name: str) -> str:
    """Give the client another name here; returns its id."""
    client_id = Catalog(desk.context.db).client_named(CLIENT)
    return clients(desk).edit(client_id, name=name).client.id


def rename_there(desk: Desk, name: str) -> None:
    record = named(desk.server.records("clients"), CLIENT)
    desk.server.control("PUT", f"records/clients/{record['id']}", {"name": name})


def test_a_client_its_project_its_hours_and_an_invoice_go_in_one_cycle(desk: Desk) -> None:
    made = clients(desk).add("Zeta GmbH", number="Z-1")
    assert made.sync is RecordSync.WAITING
    add_project(desk, "Launch", "Zeta GmbH")
    entry = desk.log("kick-off", 3600, "Launch")
    desk.synced()
    there = named(desk.server.records("clients"), "Zeta GmbH")
    project = named(desk.server.records("projects"), "Launch")
    actions = {one["action"] for one in desk.server.log()}
    assert {"create-client", "create-project"} <= actions
    assert (there["number"], project["client_id"]) == ("Z-1", there["id"])
    assert (Decimal(project["rate"]), project["currency_code"]) == (Decimal("85.5"), "EUR")
    assert desk.hour("kick-off")["project_id"] == project["id"]
    assert desk.row(entry).remote_id is not None
    assert clients(desk).row(made.client.id).sync is RecordSync.SYNCED
    desk.quiet()
    desk.synced(full=True)
    assert len(desk.server.records("clients")) == 2


@pytest.mark.parametrize(
    "fault",
    [{"kind": "cut_before"}, {"kind": "cut_after"}, {"kind": "late", "seconds": 0.5}, {"kind": "garbage"}],
    ids=str,
)
@pytest.mark.parametrize("what", ["client", "project", "task", "expense"])
def test_a_lost_answer_to_a_create_leaves_one_record(desk: Desk, what: str, fault: Record) -> None:
    name = "The new one"
    match what:
        case "client":
            clients(desk).add(name, number="Z-1")
        case "project":
            add_project(desk, name)
        case "expense":
            expenses(desk).add(ExpenseDraft("12.50", DAY, name, Catalog(desk.context.db).client_named(CLIENT)))
        case _:
            tasks(desk).add(name, Catalog(desk.context.db).project_named(WEBSHOP))
    desk.server.control("POST", "faults", {"method": "POST", "path": f"/{what}s", **fault})
    desk.synced()
    assert titles(desk, what).count(name) == 1
    desk.synced(full=True)
    assert titles(desk, what).count(name) == 1
    catalog = Catalog(desk.context.db)
    here = [(r.client.name, r.sync) for r in catalog.clients()] + [(r.project.name, r.sync) for r in catalog.projects()]
    here += [(r.task.title, r.sync) for r in catalog.tasks()]
    here += [(r.expense.description, r.sync) for r in expenses(desk).all()]
    assert [sync for known, sync in here if known == name] == [RecordSync.SYNCED]


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_lost_answer_to_a_change_ends_with_the_change(desk: Desk, kind: str) -> None:
    client_id = rename(desk, "Acme & Sons")
    desk.server.control("POST", "faults", {"method": "PUT", "path": "/clients/*", "kind": kind})
    desk.synced()
    named(desk.server.records("clients"), "Acme & Sons")
    assert clients(desk).row(client_id).sync is RecordSync.SYNCED
    desk.quiet()


def test_only_what_changed_here_is_sent(desk: Desk) -> None:
    record = named(desk.server.records("projects"), WEBSHOP)
    project_id = Catalog(desk.context.db).project_named(WEBSHOP)
    projects(desk).edit(project_id, ProjectForm(rate="95"))
    desk.server.control("PUT", f"records/projects/{record['id']}", {"name": "Web shop 2"})
    desk.synced()
    record = named(desk.server.records("projects"), "Web shop 2")
    assert Decimal(record["rate"]) == 95
    assert projects(desk).row(project_id).project.name == "Web shop 2"


def test_a_name_changed_on_both_sides_is_not_overwritten_unless_asked(desk: Desk) -> None:
    client_id = rename(desk, "Ours")
    rename_there(desk, "Theirs")
    result = desk.sync()
    assert (result.parked, result.waiting) == (1, 0)
    row = clients(desk).row(client_id)
    assert (row.client.name, row.sync) == ("Ours", RecordSync.PARKED)
    assert "Theirs" in (row.message or "")
    named(desk.server.records("clients"), "Theirs")
    desk.synced(retry_parked=True)
    named(desk.server.records("clients"), "Ours")
    desk.quiet()


def test_what_was_refused_can_be_let_go(desk: Desk) -> None:
    refused = RefusedService(desk.context.db, desk.clock)
    client_id = rename(desk, "Ours")
    rename_there(desk, "Theirs")
    made = clients(desk).add("Zeta GmbH", number="Z-1").client
    project_id = add_project(desk, "Launch", "Zeta GmbH")
    desk.server.add("clients", name="Other", number="Z-1")
    assert (result := desk.sync()).parked == 2, result
    refused.resolve(client_id, ours=False)
    with pytest.raises(Refused, match="still belongs"):
        refused.resolve(made.id, ours=False)
    assert desk.sync().parked == 1
    assert clients(desk).row(client_id).client.name == "Theirs"
    clients(desk).edit(made.id, number="Z-2")
    desk.synced()
    assert projects(desk).row(project_id).sync is RecordSync.SYNCED
    again = clients(desk).add("Eta", number="Z-2").client
    assert desk.sync().parked == 1
    refused.resolve(again.id, ours=False)
    desk.synced()
    assert "Eta" not in [row.client.name for row in Catalog(desk.context.db).clients()]
    desk.quiet()


@pytest.mark.parametrize(
    ("dialect", "words"),
    [({}, "taken"), ({"error_body": "list"}, "taken"), ({"plan_limit": 1}, "plan")],
    ids=["number", "list", "plan"],
)
def test_a_refused_client_is_parked_with_the_words_and_holds_up_only_its_own(
    desk: Desk, dialect: Record, words: str
) -> None:
    rename_there(desk, CLIENT)
    desk.server.control("PUT", f"records/clients/{desk.server.records('clients')[0]['id']}", {"number": "A-1"})
    desk.server.speak(**dialect)
    made = clients(desk).add("Zeta GmbH", number="A-1").client
    add_project(desk, "Launch", "Zeta GmbH")
    desk.log("theirs", project="Launch")
    desk.log("other")
    result = desk.sync()
    row = clients(desk).row(made.id)
    assert (row.sync, words in (row.message or "")) == (RecordSync.PARKED, True), row
    assert (result.parked, result.waiting) == (1, 2)
    assert [record["title"] for record in desk.hours()] == ["other"]
    desk.server.speak(plan_limit=None)
    clients(desk).edit(made.id, number="Z-2")
    desk.synced()
    assert sorted(record["title"] for record in desk.hours()) == ["other", "theirs"]


@pytest.mark.parametrize(
    "dialect",
    [{}, {"put_reply": "empty"}, {"singular_paths": "only", "write_reply": "id"}, {"singular_paths": "never"}],
    ids=str,
)
def test_a_task_is_added_and_done(desk: Desk, dialect: Record) -> None:
    desk.server.speak(**dialect)
    project_id = Catalog(desk.context.db).project_named(WEBSHOP)
    made = tasks(desk).add("Write the words", project_id).task
    desk.synced()
    (there,) = desk.server.records("tasks")
    assert (there["title"], there["project_id"], there["complete"]) == (
        made.title, desk.project_id(WEBSHOP), False,
    )  # fmt: skip
    seen = last_seq(desk.server)
    tasks(desk).complete(made.id)
    desk.synced()
    (there,) = desk.server.records("tasks")
    assert there["complete"] is True
    assert there["completed_at"]
    asked = [
        f"{one['clientary']['method']} {one['clientary']['path']}" for one in desk.server.log(seen) if one["clientary"]
    ]
    assert asked.index(f"GET /tasks/{there['id']}") < asked.index(f"PUT /tasks/{there['id']}")
    row = tasks(desk).row(made.id)
    assert (row.task.complete, row.sync) == (True, RecordSync.SYNCED)
    desk.quiet()


@pytest.mark.parametrize("dialect", [{}, {"fiscal_year_month": 4, "decimals_as": "text", "date_form": "dash"}], ids=str)
def test_expenses_come_from_every_year_and_go_with_client_and_project(desk: Desk, dialect: Record) -> None:
    desk.server.speak(**dialect)
    old = desk.server.add("expenses", amount="8.20", description="Train", incurred_on="2019-05-06")
    desk.synced(full=True)
    (train,) = expenses(desk).all()
    assert (train.expense.amount, train.expense.date, train.expense.billed) == (Decimal("8.20"), "2019-05-06", False)
    made = expenses(desk).add(
        ExpenseDraft("49.90", DAY, "Fonts", project_id=Catalog(desk.context.db).project_named(WEBSHOP))
    )
    desk.synced()
    there = max(desk.server.records("expenses"), key=lambda one: int(one["id"]))
    assert (Decimal(there["amount"]), there["incurred_on"], there["project_id"]) == (
        Decimal("49.9"), DAY, desk.project_id(WEBSHOP),
    )  # fmt: skip
    assert there["client_id"] is not None
    assert expenses(desk).row(made.expense.id).sync is RecordSync.SYNCED
    desk.web_delete(old, "expenses")
    desk.synced(full=True)
    assert [one.expense.description for one in expenses(desk).all()] == ["Fonts"]


@pytest.mark.parametrize("kind", ["cut_before", "cut_after"])
def test_a_task_done_here_is_done_there_although_the_answer_was_lost(desk: Desk, kind: str) -> None:
    desk.server.add("tasks", title="Old task", project_id=desk.project_id(WEBSHOP))
    desk.synced(full=True)
    task_id = tasks(desk).complete(tasks(desk).find("old task").task.id).task.id
    desk.server.control("POST", "faults", {"method": "PUT", "path": "/tasks/*", "kind": kind})
    desk.synced()
    assert desk.server.records("tasks")[0]["complete"] is True
    assert tasks(desk).row(task_id).sync is RecordSync.SYNCED


@pytest.mark.logs_warnings("a file that was copied is worth a warning")
def test_what_one_copy_of_the_data_sent_is_not_sent_again_by_the_next(desks: Desks, desk: Desk) -> None:
    made = clients(desk).add("Zeta GmbH", number="Z-1").client
    add_project(desk, "Launch", "Zeta GmbH")
    source = desk.context.config.folder.root
    desk.context.db.run("pragma wal_checkpoint(truncate)")
    for name in ("first", "second"):
        shutil.copytree(source, source.with_name(name), ignore=shutil.ignore_patterns("*.lock", "*-shm", "*-wal"))
        copy = desks.open(desk.server, name)
        result = copy.sync()
        assert (result.state, result.waiting, result.checking, result.parked) == ("idle", 0, 0, 0), result
        assert clients(copy).row(made.id).sync is RecordSync.SYNCED
    named(desk.server.records("clients"), "Zeta GmbH")
    named(desk.server.records("projects"), "Launch")


@pytest.mark.parametrize(
    "dialect",
    [
        {"write_reply": "id", "put_reply": "empty"},
        {"write_reply": "empty_location", "put_reply": "wrapped"},
        {"action_write_output": "null"},
        {"action_write_output": "id", "action_drops": ["number"]},
        {"hidden_actions": ["create-client", "create-project"], "write_reply": "wrapped"},
        {"action_ignores": ["number", "currency_code"]},
        {"decimals_as": "text", "action_types": "strings"},
    ],
    ids=str,
)
def test_every_answer_will_do(desk: Desk, dialect: dict[str, Any]) -> None:
    desk.server.speak(**dialect)
    made = clients(desk).add("Zeta GmbH", number="Z-1").client
    add_project(desk, "Launch", "Zeta GmbH")
    rename(desk, "Acme & Sons")
    desk.synced()
    names = sorted(record["name"] for record in desk.server.records("clients"))
    assert names == ["Acme & Sons", "Zeta GmbH"]
    named(desk.server.records("projects"), "Launch")
    assert named(desk.server.records("clients"), "Zeta GmbH")["number"] == "Z-1"
    assert clients(desk).row(made.id).client.number == "Z-1"
    seen = last_seq(desk.server)
    desk.synced(full=True)
    assert writes(desk.server, seen) == []
