"""Action or proxy: which one serves, why, and what makes it change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from app.domain.ids import RemoteId
from app.errors import NotConnected, OutcomeUnknown, Rejected
from app.membrane.clientary import Clientary
from tests.membrane.gateway import DAY, Open, Opened, changes, invoice
from tests.sandbox.process import SandboxProcess

Read = Callable[[Clientary], object]


def route(one: Opened, key: str) -> object:
    fact = one.facts.get(f"route:{key}")
    return fact["by"] if isinstance(fact, Mapping) else None


def acted(server: SandboxProcess) -> list[str | None]:
    """The actions of the requests that reached Clientary since the log was cleared; None for the proxy."""
    found = [entry["action"] for entry in server.log() if entry["clientary"]]
    server.control("DELETE", "log")
    return found


def any_hours(gateway: Clientary) -> object:
    project = gateway.projects().records[0]
    return gateway.hours(project.id, project.worked_hours).records


READS: dict[str, tuple[str, Read]] = {
    "client": ("list-clients", lambda gateway: gateway.clients()),
    "project": ("list-projects", lambda gateway: gateway.projects()),
    "invoice": ("list-invoices", lambda gateway: gateway.invoices()),
    "hours": ("list-hours", any_hours),
}


@pytest.mark.parametrize(
    ("kind", "dropped"),
    [
        ("client", "updated_at"), ("client", "status"), ("project", "worked_hours"), ("project", "unbilled_hours"),
        ("project", "client"), ("project", "rate"), ("hours", "billed"), ("hours", "date"), ("hours", "user_id"),
        ("invoice", "invoice_items"), ("invoice", "total_cost"), ("invoice", "balance"), ("invoice", "client_id"),
    ],
)  # fmt: skip
def test_an_action_that_drops_what_we_need_gives_way(
    agency: SandboxProcess, opened: Open, kind: str, dropped: str
) -> None:
    key, read = READS[kind]
    agency.speak(action_drops=[dropped])
    one = opened(agency)
    found = read(one.gateway())
    assert route(one, key) == "proxy"
    acted(agency)
    assert read(one.gateway()) == found
    assert key not in acted(agency)
    agency.speak(hidden_actions=[key], action_drops=[])
    assert read(opened(agency).gateway()) == found


@pytest.mark.parametrize("form", [{"action_output": "B", "action_records": "id"}, {"action_drops": ["name", "title"]}])
def test_an_action_that_gives_next_to_nothing_gives_way(
    agency: SandboxProcess, opened: Open, form: dict[str, Any]
) -> None:
    agency.speak(**form)
    one = opened(agency)
    client = one.gateway().clients().records[0]
    assert one.gateway().client(client.id) == client
    assert (route(one, "list-clients"), route(one, "get-client")) == ("proxy", "proxy")


@pytest.mark.parametrize("records", ["fields", "rawFields", "both", "mapped"])
@pytest.mark.parametrize("paging", ["cursor", "next_page", "none"])
@pytest.mark.parametrize("output", ["B", "D"])
def test_lists_of_several_pages(agency: SandboxProcess, opened: Open, records: str, paging: str, output: str) -> None:
    agency.speak(action_output=output, action_records=records, action_paging=paging, page_size_max=10)
    one = opened(agency)
    listing = one.gateway().projects()
    assert (len(listing.records), listing.complete, route(one, "list-projects")) == (20, True, "action")
    acted(agency)
    one.gateway().projects()
    # Three pages where neither a count nor a cursor nor the next page's number tells that the second is the last.
    assert len(acted(agency)) == (3 if (output, paging) == ("B", "none") else 2)


@pytest.mark.parametrize(
    ("lacking", "key", "read"),
    [
        ("filter", "list-projects", lambda gateway: gateway.projects()),
        ("page_size", "list-clients", lambda gateway: gateway.clients()),
        ("updated_since", "list-clients", lambda gateway: gateway.clients("2020-01-01")),
    ],
)
def test_an_action_that_cannot_be_told_what_we_ask_gives_way(
    agency: SandboxProcess, opened: Open, lacking: str, key: str, read: Read
) -> None:
    agency.speak(action_lacks=[lacking])
    one = opened(agency)
    read(one.gateway())
    assert route(one, key) == "proxy"
    acted(agency)
    read(one.gateway())
    assert set(acted(agency)) == {None}


def test_an_action_that_ignores_the_filter_gives_way(agency: SandboxProcess, opened: Open) -> None:
    agency.control("PUT", f"records/projects/{agency.records('projects')[0]['id']}", {"status": 2})
    agency.speak(action_ignores=["filter"])
    one = opened(agency)
    assert len(one.gateway().projects().records) == 20
    assert route(one, "list-projects") == "proxy"


def test_a_field_that_is_dropped_later_is_noticed(agency: SandboxProcess, opened: Open) -> None:
    one = opened(agency)
    one.gateway().projects()
    assert route(one, "list-projects") == "action"
    agency.speak(action_drops=["worked_hours"])
    assert None not in {project.worked_hours for project in one.gateway().projects().records}
    assert route(one, "list-projects") == "proxy"


def test_a_right_that_was_taken_away_is_no_fault_of_the_action(agency: SandboxProcess, opened: Open) -> None:
    one = opened(agency)
    any_hours(one.gateway())
    assert one.facts.get("billing_visible") is True
    agency.speak(billed_visible=False)
    any_hours(one.gateway())
    assert (route(one, "list-hours"), one.facts.get("billing_visible")) == ("action", False)


def test_an_action_that_answers_with_nothing_gives_way(agency: SandboxProcess, opened: Open) -> None:
    one = opened(agency)
    client = one.gateway().clients().records[0]
    for body in ('{"output": null}', '{"output": {}}', '{"output": {"ok": true}}', '{"output": "done"}'):
        one.facts.forget("route:get-client")
        fault = agency.fault(kind="garbage", action="get-client", body=body, times=None)
        assert one.gateway().client(client.id) == client
        assert (route(one, "get-client"), agency.struck(fault)) == ("proxy", 1)
        agency.control("DELETE", "faults")


def test_a_record_that_an_action_does_not_find_is_asked_for_once_more(agency: SandboxProcess, opened: Open) -> None:
    """As long as the action was never seen to find one, its 404 may be its own mistake."""
    one = opened(agency)
    client = one.gateway().clients().records[0]
    fault = agency.fault(kind="status", status=404, layer="clientary", action="get-client", times=None)
    assert one.gateway().client(client.id) == client
    assert agency.struck(fault) == 1
    agency.control("DELETE", "faults")
    assert one.gateway().client(client.id) == client
    acted(agency)
    assert one.gateway().client(RemoteId("999999999")) is None
    assert acted(agency) == ["get-client"]


def test_another_record_than_the_one_asked_for_is_not_taken(agency: SandboxProcess, opened: Open) -> None:
    one = opened(agency)
    first, second = one.gateway().clients().records[:2]
    agency.fault(kind="garbage", action="get-client", body=f'{{"output": {{"id": {second.id}, "name": "x"}}}}')
    assert one.gateway().client(first.id) == first


def test_a_new_id_is_found_and_a_vanished_action_replaced(agency: SandboxProcess, opened: Open) -> None:
    one = opened(agency)
    one.gateway().clients()
    agency.control("POST", "actions/reissue")
    acted(agency)
    one.gateway().clients()
    assert set(acted(agency)) == {"list-clients", None}  # and compared anew
    agency.speak(hidden_actions=["list-clients"])
    agency.control("POST", "actions/reissue")
    assert len(one.gateway().clients().records) == 8
    acted(agency)
    one.gateway().clients()
    assert (acted(agency), len(agency.log())) == ([None], 0)


@pytest.mark.parametrize("proxy", ["forbidden", "forbidden_plainly", "absent"])
def test_a_connection_whose_proxy_is_closed(agency: SandboxProcess, opened: Open, proxy: str) -> None:
    """Everything that has an action works; what has none is refused, and nothing is asked for in vain."""
    agency.speak(proxy=proxy, action_hours="create-hours")
    one = opened(agency)
    gateway = one.gateway()
    project, client = gateway.projects().records[0], gateway.clients().records[0]
    assert gateway.hours(project.id).complete
    assert gateway.invoices().complete
    gateway.take_turn()
    echo = gateway.create_hours(project.id, hours=Decimal(1), title="by action", description="", date=DAY)
    assert echo.id is not None
    assert gateway.hours_entry(echo.id) == echo.record
    gateway.prepare_invoice(invoice(client.id))()
    with pytest.raises(Rejected):
        gateway.staff()
    assert {action for _, action in changes(agency)} == {"create-hours", "create-invoice"}
    agency.control("DELETE", "log")
    gateway = one.gateway()
    for read in (gateway.projects, gateway.clients, gateway.invoices):
        read()
    assert gateway.requests == 3


def test_a_closed_proxy_is_better_than_a_full_list(agency: SandboxProcess, opened: Open) -> None:
    """Projects cannot be asked for in full, and there is no other way: what comes is taken for a part."""
    agency.speak(proxy="forbidden", action_lacks=["filter"])
    listing = opened(agency).gateway().projects()
    assert listing.records
    assert not listing.complete


def test_a_proxy_that_closes_after_it_was_chosen_gives_way(agency: SandboxProcess, opened: Open) -> None:
    agency.speak(action_drops=["updated_at"])
    one = opened(agency)
    one.gateway().clients()
    assert route(one, "list-clients") == "proxy"
    agency.speak(proxy="forbidden", action_drops=[])
    assert len(one.gateway().clients().records) == 8
    assert route(one, "list-clients") == "action"


def test_what_neither_may_read_costs_one_request(agency: SandboxProcess, opened: Open) -> None:
    agency.speak(action_drops=["updated_at"])
    one = opened(agency)
    one.gateway().clients()
    fault = agency.fault(kind="status", status=403, layer="clientary", path="/clients", times=None)
    for struck in (2, 3, 4):  # the action is tried once in the proxy's place
        with pytest.raises(Rejected):
            one.gateway().clients()
        assert agency.struck(fault) == struck
    agency.control("DELETE", "faults")
    assert len(one.gateway().clients().records) == 8


def test_no_connection_is_not_taken_for_no_proxy(agency: SandboxProcess, opened: Open) -> None:
    one = opened(agency)
    one.gateway().clients()
    one.connection = "f" * 24
    with pytest.raises(NotConnected):
        one.gateway().staff()


@pytest.mark.parametrize("naming", ["create-hours", "create-time-entry", "log-hours"])
@pytest.mark.parametrize(
    "listed",
    [
        {"action_list": "intent_only"}, {"action_list": "first_page"}, {"action_page": 7},
        {"action_keys": "empty"}, {"action_types": "strings"},
    ],
    ids=lambda listed: next(iter(listed)),
)  # fmt: skip
def test_hours_go_by_an_action_that_fits(
    agency: SandboxProcess, opened: Open, naming: str, listed: dict[str, Any]
) -> None:
    agency.speak(action_hours=naming, action_decoys=True, **listed)
    gateway = opened(agency).gateway()
    project = gateway.projects().records[0].id
    gateway.take_turn()
    echo = gateway.create_hours(project, hours=Decimal("0.25"), title="t", description="d", date=DAY)
    assert echo.id is not None
    gateway.update_hours(echo.id, {"title": "u"})
    with pytest.raises(OutcomeUnknown):
        gateway.delete_hours(echo.id)
    (record,) = [one for one in agency.records("hours", deleted=True) if str(one["id"]) == echo.id]
    assert (record["hours"], record["title"], record["description"]) == ("0.25", "u", "d")
    assert record["deleted"]
    assert None not in [action for _, action in changes(agency)]


@pytest.mark.parametrize("lacking", ["hours", "title", "project_id", "description", "date"])
def test_an_action_that_cannot_say_all_of_it_writes_nothing(agency: SandboxProcess, opened: Open, lacking: str) -> None:
    agency.speak(action_hours="create-hours", action_lacks=[lacking])
    gateway = opened(agency).gateway()
    project = gateway.projects().records[0].id
    echo = gateway.create_hours(project, hours=Decimal(1), title="t", description="d", date=DAY)
    assert echo.record is not None
    assert (echo.record.title, echo.record.description, echo.record.date) == ("t", "d", DAY)
    assert changes(agency) == [("POST", None)]


def test_what_an_action_demands_is_named_and_not_got_around(agency: SandboxProcess, opened: Open) -> None:
    agency.speak(action_hours="log-hours", action_extra_required="cost_center")
    gateway = opened(agency).gateway()
    project = gateway.projects().records[0].id
    writes: list[Callable[[], object]] = [
        lambda: gateway.create_hours(project, hours=Decimal(1), title="t", description="", date=DAY),
        lambda: gateway.prepare_client({"name": "New"}),
        lambda: gateway.prepare_project({"name": "New", "rate": Decimal(1)}),
    ]
    for write in writes:
        with pytest.raises(Rejected, match="cost_center"):
            write()
    assert changes(agency) == []


def test_clients_and_projects_are_made_by_their_actions(agency: SandboxProcess, opened: Open) -> None:
    gateway = opened(agency).gateway()
    client = gateway.prepare_client({"name": "Newcomer", "city": "Graz"})()
    assert client.id is not None
    project = gateway.prepare_project({"name": "First", "rate": Decimal("87.5"), "client_id": client.id})()
    assert project.record is not None
    assert (project.record.client_id, project.record.rate) == (client.id, Decimal("87.5"))
    assert changes(agency) == [("POST", "create-client"), ("POST", "create-project")]


@pytest.mark.parametrize("answer", ["id", "null"])
def test_a_write_that_says_little(agency: SandboxProcess, opened: Open, answer: str) -> None:
    """An id is enough to read it back; nothing at all is an outcome to be found out."""
    agency.speak(action_hours="create-hours", action_write_output=answer, action_text_output=True)
    gateway = opened(agency).gateway()
    project = gateway.projects().records[0].id
    if answer == "null":
        with pytest.raises(OutcomeUnknown) as caught:
            gateway.create_hours(project, hours=Decimal(1), title="t", description="", date=DAY)
        assert caught.value.facts["answered"] == 1
    else:
        echo = gateway.create_hours(project, hours=Decimal(1), title="t", description="", date=DAY)
        assert echo.record is None
        assert echo.id in {str(record["id"]) for record in agency.records("hours")}
    assert changes(agency) == [("POST", "create-hours")]


def test_an_action_that_swallows_a_value_is_not_used_again(agency: SandboxProcess, opened: Open) -> None:
    agency.speak(action_hours="create-hours", action_ignores=["description"])
    one = opened(agency)
    gateway = one.gateway()
    project = gateway.projects().records[0].id
    echo = gateway.create_hours(project, hours=Decimal(1), title="t", description="d", date=DAY)
    assert echo.record is not None
    assert echo.record.description == ""
    assert gateway.blame_action("create-hours", "notes")
    assert not gateway.blame_action("create-hours", "notes")
    echo = one.gateway().create_hours(project, hours=Decimal(1), title="t", description="d", date=DAY)
    assert echo.record is not None
    assert echo.record.description == "d"
    assert [action for _, action in changes(agency)] == ["create-hours", None]
