"""What the gateway learns about a connection, and unlearns when it stops being true."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.domain.ids import RemoteId
from app.errors import Rejected
from tests.membrane.gateway import DAY, Open, changes
from tests.sandbox.process import SandboxProcess

PUBLISHED_READS = ["list-hours", "get-hours-entry", "list-clients", "list-projects", "list-invoices", "get-invoice"]


@pytest.mark.parametrize("singular", ["both", "only", "never"])
def test_the_printed_path_of_an_invoice_update(agency: SandboxProcess, opened: Open, singular: str) -> None:
    agency.speak(singular_paths=singular)
    one = opened(agency)
    number = one.gateway().invoices().records[0]
    for note in ("a", "b"):
        assert one.gateway().update_invoice(number.id, {"note": note}).id == number.id
    puts = [entry["status"] for entry in agency.log() if entry["method"] == "PUT"]
    assert [status for status in puts if status < 300] == [200, 200]
    assert len(puts) <= 3


def test_printed_paths_are_unlearned(agency: SandboxProcess, opened: Open) -> None:
    one = opened(agency)
    invoice = one.gateway().invoices().records[0]
    for singular, expected in (("only", ("/task", "/invoice")), ("never", ("/tasks", "/invoices"))):
        agency.speak(singular_paths=singular)
        task = one.gateway().create_task({"title": f"Paths: {singular}"})
        one.gateway().update_invoice(invoice.id, {"note": singular})
        assert (one.facts.get("task_create_path"), one.facts.get("invoice_update_path")) == expected
        assert task.id is not None
        assert one.gateway().task(task.id) is not None
    titles = [record["title"] for record in agency.records("tasks") if str(record["title"]).startswith("Paths: ")]
    assert titles == ["Paths: only", "Paths: never"]


def test_a_missing_task_is_no_other_path(agency: SandboxProcess, opened: Open) -> None:
    with pytest.raises(Rejected):
        opened(agency).gateway().update_invoice(RemoteId("999999999"), {"note": "x"})


SILENT = {"hours_paging": "silent", "page_size_max": 30}


@pytest.mark.parametrize(
    ("dialect", "paging"), [({}, "at once"), (SILENT, "pages"), ({"hours_paging": "envelope"}, "counts")]
)
def test_paging_of_hours(agency: SandboxProcess, opened: Open, dialect: dict[str, Any], paging: str) -> None:
    agency.speak(hidden_actions=PUBLISHED_READS, **dialect)
    one = opened(agency)
    largest = max(one.gateway().projects().records, key=lambda project: project.worked_hours or 0)
    for _ in range(2):
        listing = one.gateway().hours(largest.id, largest.worked_hours)
        assert sum(entry.hours for entry in listing.records) == largest.worked_hours
    assert one.facts.get("hours_paging") == paging


def test_paging_of_hours_is_unlearned(agency: SandboxProcess, opened: Open) -> None:
    """A list that came whole is asked for its next page as soon as it holds less than the project's total."""
    one = opened(agency)
    largest = max(one.gateway().projects().records, key=lambda project: project.worked_hours or 0)
    one.gateway().hours(largest.id, largest.worked_hours)
    assert one.facts.get("hours_paging") == "at once"
    agency.speak(hours_paging="silent", page_size_max=30)
    listing = one.gateway().hours(largest.id, largest.worked_hours)
    assert (sum(entry.hours for entry in listing.records), listing.complete) == (largest.worked_hours, True)
    assert one.facts.get("hours_paging") == "pages"


def test_a_round_number_of_hours_that_came_at_once_costs_one_request(agency: SandboxProcess, opened: Open) -> None:
    project = agency.add("projects", name="Round", rate=1)["id"]
    rows = [{"project_id": project, "hours": 1, "title": str(n)} for n in range(30)]
    agency.control("POST", "records/hours/bulk", {"records": rows})
    one = opened(agency)
    one.gateway().hours(RemoteId(str(project)), Decimal(30))
    assert one.facts.get("hours_paging") == "at once"  # page 2 brought the same or nothing new
    gateway = one.gateway()
    assert gateway.hours(RemoteId(str(project)), Decimal(30)).complete
    assert gateway.requests == 1


@pytest.mark.parametrize(
    ("dialect", "post", "put"),
    [
        ({}, "the record", "the record"),
        ({"write_reply": "wrapped", "put_reply": "wrapped"}, "a wrapped record", "a wrapped record"),
        ({"write_reply": "id", "put_reply": "empty"}, "only the id", "empty"),
        ({"write_reply": "empty_location"}, "only a Location", "the record"),
    ],
)
def test_forms_of_replies(agency: SandboxProcess, opened: Open, dialect: dict[str, Any], post: str, put: str) -> None:
    one = opened(agency)
    for switches, expected in (({}, ("the record", "the record")), (dialect, (post, put))):
        agency.speak(**switches)
        gateway = one.gateway()
        project = gateway.projects().records[0].id
        echo = gateway.create_hours(project, hours=Decimal(1), title="t", description="", date=DAY)
        assert echo.id is not None
        gateway.update_hours(echo.id, {"title": "u"})
        assert (one.facts.get("reply:POST"), one.facts.get("reply:PUT")) == expected


def test_paths_that_changed_are_noticed_before_a_write(agency: SandboxProcess, opened: Open) -> None:
    """Lists go on by their actions, so that a write would be the first to go to a path that is gone."""
    one = opened(agency)
    project = one.gateway().projects().records[0].id
    agency.speak(path_prefix="/api/v2")
    gateway = one.gateway()
    assert gateway.projects().complete
    gateway.take_turn()
    assert gateway.create_hours(project, hours=Decimal(1), title="t", description="", date=DAY).id is not None
    assert changes(agency) == [("POST", None)]
    assert one.facts.get("path_prefix") == {"prefix": "/api/v2", "suffix": ""}


def test_paths_that_changed_make_no_record_vanish(agency: SandboxProcess, opened: Open) -> None:
    agency.speak(action_drops=["updated_at", "date"])
    one = opened(agency)
    hours = one.gateway().hours(one.gateway().projects().records[0].id).records[0]
    assert one.gateway().hours_entry(hours.id) == hours
    agency.speak(path_prefix="/api/v2")
    assert one.gateway().hours_entry(hours.id) == hours


@pytest.mark.parametrize("trouble", [{"kind": "status", "status": 500}, {"kind": "garbage"}, {"kind": "cut_before"}])
def test_paths_are_not_doubted_because_a_list_is_unwell(
    agency: SandboxProcess, opened: Open, trouble: dict[str, Any]
) -> None:
    one = opened(agency)
    project = one.gateway().projects().records[0].id
    gateway = one.gateway()
    agency.fault(**trouble, layer="clientary", path="/clients", times=None)
    gateway.take_turn()
    assert gateway.create_hours(project, hours=Decimal(1), title="t", description="", date=DAY).id is not None
