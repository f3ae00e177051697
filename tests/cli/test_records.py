"""`stint client`, `project` and their lists: kept here at once, whatever the account's state."""

from __future__ import annotations

import pytest

from tests.cli.running import Stint


def test_a_client_and_its_project_are_known_at_once(agency: Stint) -> None:
    client = agency.ok("client", "add", "Zeta GmbH", "--number", "Z-1")["client"]
    assert (client["name"], client["number"], client["sync"], client["remote_id"]) == (
        "Zeta GmbH", "Z-1", "waiting", None,
    )  # fmt: skip
    project = agency.ok("project", "add", "Launch", "--client=zeta gmbh", "--rate=2500", "--currency=jpy")["project"]
    assert project["client"] == {"id": client["id"], "name": "Zeta GmbH"}
    assert (project["rate"], project["currency"], project["sync"]) == ("2500", "JPY", "waiting")
    assert agency.ok("log", "1h launch: kick-off")["entry"]["project"]["id"] == project["id"]
    assert [one["name"] for one in agency.ok("clients", "--search", "zeta")["clients"]] == ["Zeta GmbH"]
    assert agency.ok("status")["sync"]["waiting"] == 3


def test_changes_fold_into_what_is_waiting(agency: Stint) -> None:
    client = agency.ok("client", "add", "Zeta")["client"]["id"]
    assert agency.ok("client", "edit", client, "--name=Zeta AG", "--number=7")["client"]["name"] == "Zeta AG"
    assert agency.ok("client", "edit", "zeta ag", "--number=")["client"]["number"] is None
    project = agency.ok("project", "add", "Site", "--client=Zeta AG", "--rate=90", "--currency=EUR")["project"]["id"]
    changed = agency.ok("project", "edit", project, "--rate=95.5", "--currency=CHF", "--name=Site 2")["project"]
    assert (changed["name"], changed["rate"], changed["currency"]) == ("Site 2", "95.50", "CHF")
    assert agency.ok("status")["sync"]["waiting"] == 2


def test_a_task_is_added_and_done(agency: Stint) -> None:
    task = agency.ok("task", "add", "Write the words", "--project=Webshop")["task"]
    assert (task["complete"], task["project"]["name"], task["sync"]) == (False, "Webshop", "waiting")
    assert agency.ok("log", "1h webshop/write the words: first draft")["entry"]["task"]["id"] == task["id"]
    assert agency.ok("task", "done", "write the words")["task"]["complete"]
    assert agency.ok("task", "done", task["id"])["task"]["complete"]
    assert task["id"] not in {one["id"] for one in agency.ok("tasks")["tasks"]}
    assert task["id"] in {one["id"] for one in agency.ok("tasks", "--all")["tasks"]}


def test_an_expense_is_in_the_currency_of_its_client(agency: Stint) -> None:
    expense = agency.ok("expense", "add", "49.9", "--client=bolt zurich", "--date=2026-03-04", "--description=Fonts")
    shown = expense["expense"]
    assert (shown["amount"], shown["currency"], shown["date"], shown["sync"]) == (
        "49.90", "CHF", "2026-03-04", "waiting",
    )  # fmt: skip
    agency.ok("expense", "add", "5", "--project=Webshop")
    assert [one["client"]["name"] for one in agency.ok("expenses")["expenses"]] == ["Acme", "Bolt Zürich"]
    assert len(agency.ok("expenses", "--search=fonts")["expenses"]) == 1


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["client", "add", " "], "name"),
        (["client", "add", "ACME"], "name"),
        (["client", "edit", "nobody", "--name=x"], "client"),
        (["project", "add", "New", "--client=nobody", "--rate=1"], "client"),
        (["project", "add", "New", "--client=Acme"], "rate"),
        (["project", "add", "New", "--client=Acme", "--rate=-1"], "rate"),
        (["project", "add", "New", "--client=Acme", "--rate=1", "--currency=EURO"], "currency"),
        (["project", "add", "webshop", "--client=Acme", "--rate=1"], "name"),
        (["task", "add", ""], "name"),
        (["expense", "add", "0"], "amount"),
        (["expense", "add", "1.234", "--client=Acme"], "amount"),
        (["expense", "add", "1", "--client=Bolt Zürich", "--project=Webshop"], "project"),
        (["expense", "add", "1", "--date=soon"], "date"),
        (["task", "done", "nothing like it"], "task"),
        (["project", "edit", "api", "--rate=1"], "project"),
    ],
)
def test_what_does_not_fit_is_refused(agency: Stint, arguments: list[str], field: str) -> None:
    assert agency.refused(*arguments).get("field", field) == field
    assert agency.ok("status")["sync"]["waiting"] == 0


@pytest.mark.parametrize("arguments", [["client", "edit", "Acme"], ["project", "add", "x", "--rate=1"], ["client"]])
def test_what_is_missing_is_usage(agency: Stint, arguments: list[str]) -> None:
    assert agency.run(*arguments).code == 2


@pytest.mark.parametrize("what", ["payments", "expenses", "contacts", "estimates", "recurring"])
def test_a_list_without_anything_in_it(agency: Stint, what: str) -> None:
    assert agency.ok(what, "--all", "--search=x") == {what: []}
    assert agency.run(what).out.startswith("No ")
