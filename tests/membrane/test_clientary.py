"""The gateway against the sandbox, in each of its dialects."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from app.domain.ids import RemoteId
from app.errors import AuthRequired, BadReply, NotConnected, Offline, OutcomeUnknown, Rejected
from app.membrane.clientary import Clientary
from app.membrane.rest import Echo
from app.membrane.wire import RemoteInvoice
from tests.membrane.gateway import DAY, Open, Opened, changes, invoice, paths
from tests.membrane.peers import Peer, reply
from tests.sandbox.process import SandboxProcess


def test_everything_of_the_agency_comes(sandbox: SandboxProcess, opened: Open) -> None:
    gateway = opened(sandbox).gateway()
    for listing, kind in (
        (gateway.clients(), "clients"), (gateway.projects(), "projects"), (gateway.tasks(), "tasks"),
        (gateway.staff(), "staff"), (gateway.invoices(), "invoices"),
    ):  # fmt: skip
        assert listing.complete
        assert {record.id for record in listing.records} == {str(record["id"]) for record in sandbox.records(kind)}
    for project in gateway.projects().records:
        hours = gateway.hours(project.id)
        assert hours.complete
        assert sum(entry.hours for entry in hours.records) == project.worked_hours
        assert {entry.project_id for entry in hours.records} <= {project.id}


def test_steady_state_costs_one_request_a_list(sandbox: SandboxProcess, opened: Open) -> None:
    one = opened(sandbox)
    for read in (one.gateway().clients, one.gateway().projects, one.gateway().invoices):
        read()
    gateway = one.gateway()
    gateway.clients("2099-01-01")
    gateway.projects()
    gateway.invoices("2099-01-01")
    assert gateway.requests == 3


@pytest.mark.parametrize("prefix", ["", "/api/v2"])
@pytest.mark.parametrize("accepts", [True, False])
def test_the_beginning_of_the_paths_is_found_once(
    sandbox: SandboxProcess, opened: Open, prefix: str, accepts: bool
) -> None:
    sandbox.speak(path_prefix=prefix, connector_sends_accept=accepts)
    one = opened(sandbox)
    assert len(one.gateway().clients().records) == 8
    again = one.gateway()
    again.clients()
    assert again.requests == 1
    fact = one.facts.get("path_prefix")
    assert isinstance(fact, dict)
    assert fact["prefix"] == prefix


def test_a_guard_before_other_paths_does_not_hide_the_right_one(sandbox: SandboxProcess, opened: Open) -> None:
    sandbox.speak(path_prefix="/api/v2")
    sandbox.fault(kind="status", status=403, layer="clientary", path="/clients", times=1)
    one = opened(sandbox)
    assert one.gateway().staff().records
    fact = one.facts.get("path_prefix")
    assert isinstance(fact, dict)
    assert fact["prefix"] == "/api/v2"


def test_where_every_path_is_forbidden_the_likeliest_is_taken(sandbox: SandboxProcess, opened: Open) -> None:
    sandbox.fault(kind="status", status=403, layer="clientary", path="/clients*", times=None)
    one = opened(sandbox)
    assert len(one.gateway().projects().records) == 20
    with pytest.raises(Rejected):
        one.gateway().clients()


def test_a_beginning_that_changes_is_unlearned(sandbox: SandboxProcess, opened: Open) -> None:
    one = opened(sandbox)
    one.gateway().clients()
    sandbox.speak(path_prefix="/api/v2")
    assert len(one.gateway().projects().records) == 20
    assert len(one.gateway().clients().records) == 8


def test_no_known_path_works(sandbox: SandboxProcess, opened: Open) -> None:
    sandbox.fault(kind="status", status=404, layer="clientary", times=None)
    with pytest.raises(BadReply):
        opened(sandbox).gateway().staff()
    with pytest.raises(Offline):
        opened(sandbox).gateway().create_hours(RemoteId("5"), hours=Decimal(1), title="x", description="", date=DAY)
    assert changes(sandbox) == []


@pytest.mark.parametrize(
    "dialect",
    [
        {"page_size_max": 7}, {"ignore_page_size": True}, {"hours_paging": "silent", "page_size_max": 30},
        {"hours_paging": "envelope", "page_size_max": 9}, {"get_reply": "wrapped"}, {"billed_visible": False},
        {"list_invoice_items": False}, {"missing_reply": "html"}, {"missing_reply": "empty"},
    ],
)  # fmt: skip
def test_reading_dialects(sandbox: SandboxProcess, opened: Open, dialect: dict[str, Any]) -> None:
    sandbox.speak(**dialect)
    gateway = opened(sandbox).gateway()
    projects = gateway.projects()
    assert projects.complete
    assert len(projects.records) == 20
    for project in projects.records[:3]:
        hours = gateway.hours(project.id)
        assert hours.complete
        assert sum(entry.hours for entry in hours.records) == project.worked_hours
        entry = gateway.hours_entry(hours.records[0].id)
        assert entry is not None
        assert entry.hours == hours.records[0].hours
        if dialect == {"billed_visible": False}:
            assert {entry.billed for entry in hours.records} == {None}
    assert len(gateway.invoices().records) == len(sandbox.records("invoices"))
    assert gateway.hours_entry(RemoteId("999999999")) is None
    assert gateway.invoice(RemoteId("999999999")) is None


WRITES = [
    {}, {"write_reply": "wrapped", "put_reply": "wrapped"}, {"write_reply": "id"},
    {"write_reply": "empty_location", "put_reply": "empty", "delete_reply": "204"}, {"delete_reply": "object"},
    {"hours_decimals": 2}, {"title_max": 10}, {"path_prefix": "/api/v2"},
]  # fmt: skip


@pytest.mark.parametrize("dialect", WRITES)
def test_hours_are_written_once_each(sandbox: SandboxProcess, opened: Open, dialect: dict[str, Any]) -> None:
    sandbox.speak(**dialect)
    one = opened(sandbox)
    gateway = one.gateway()
    project = gateway.projects().records[0].id
    title = '-dash <b>"é\U0001f600 and more'
    echo = gateway.create_hours(project, hours=Decimal("0.3333"), title=title, description="a\nb", date=DAY)
    assert echo.id is not None
    (stored,) = [record for record in sandbox.records("hours") if str(record["id"]) == echo.id]
    if not dialect.keys() & {"hours_decimals", "title_max"}:
        assert (stored["hours"], stored["title"], stored["description"]) == ("0.3333", title, "a\nb")
    whole = dialect.get("write_reply", "object") in ("object", "wrapped")
    assert (echo.record is not None) == whole
    if echo.record is not None:
        assert echo.record == gateway.hours_entry(echo.id)
    changed = gateway.update_hours(echo.id, {"hours": Decimal("1.5"), "date": "2024-05-07"})
    assert changed.id == echo.id
    again = gateway.hours_entry(echo.id)
    assert again is not None
    assert (again.hours, again.date) == (Decimal("1.5"), "2024-05-07")
    assert gateway.delete_hours(echo.id)
    assert not gateway.delete_hours(echo.id)
    assert one.paced == 4
    assert changes(sandbox) == [("POST", None), ("PUT", None), ("DELETE", None), ("DELETE", None)]


def test_a_refused_create_has_clientarys_words(sandbox: SandboxProcess, opened: Open) -> None:
    for form in ("errors", "error", "list", "model"):
        sandbox.speak(error_body=form)
        gateway = opened(sandbox).gateway()
        project = gateway.projects().records[0].id
        with pytest.raises(Rejected, match=r"(?i)title") as caught:
            gateway.create_hours(project, hours=Decimal(1), title="", description="", date=DAY)
        assert caught.value.facts["status"] == 422


@pytest.mark.parametrize("case", ["snake", "camel"])
@pytest.mark.parametrize("nested", [False, True])
def test_invoices_by_the_action_in_any_schema(sandbox: SandboxProcess, opened: Open, case: str, nested: bool) -> None:
    for items in ("invoice_items_attributes", "invoice_items", "items", "lineItems"):
        sandbox.speak(invoice_items_key=items, action_case=case, action_nested=nested)
        gateway = opened(sandbox).gateway()
        client = gateway.clients().records[0].id
        check_stored(gateway, gateway.prepare_invoice(invoice(client, number=f"T-{items}"))(), client, f"T-{items}")
    assert changes(sandbox) == [("POST", "create-invoice")] * 4


def check_stored(gateway: Clientary, echo: Echo[RemoteInvoice], client: str, number: str) -> None:
    """The invoice of `invoice()` is there, to the cent."""
    assert echo.id is not None
    stored = gateway.invoice(echo.id)
    assert stored is not None
    assert (stored.number, stored.client_id, stored.date, stored.due_date) == (number, client, DAY, "2024-06-05")
    assert stored.items is not None
    assert [(line.title, line.quantity, line.price, line.taxable) for line in stored.items] == [
        ("a", Decimal("1.5"), Decimal(90), True), ("=b <i>", Decimal(1), Decimal("30.01"), False),
    ]  # fmt: skip
    assert [(tax.label, tax.percent) for tax in stored.taxes] == [("GST", Decimal(5)), ("QST", Decimal("9.975"))]
    assert stored.total == Decimal("185.23")


@pytest.mark.parametrize("write_reply", ["object", "wrapped", "id"])
def test_invoices_by_the_action_in_any_output(sandbox: SandboxProcess, opened: Open, write_reply: str) -> None:
    for output in "ABCDEF":
        sandbox.speak(action_output=output, write_reply=write_reply)
        gateway = opened(sandbox).gateway()
        fields = invoice(gateway.clients().records[0].id, number=f"T-{output}")
        echo = gateway.prepare_invoice(fields)()
        assert echo.id in {str(record["id"]) for record in sandbox.records("invoices")}
        if echo.record is not None:
            assert (echo.record.number, echo.record.total) == (f"T-{output}", Decimal("185.23"))
        with pytest.raises(Rejected, match=r"(?i)number") as caught:
            gateway.prepare_invoice(fields)()
        assert (caught.value.facts["layer"], caught.value.facts["status"]) == ("clientary", 422)


def test_invoices_by_the_proxy_where_there_is_no_action(sandbox: SandboxProcess, opened: Open) -> None:
    sandbox.speak(hidden_actions=["create-invoice"])
    gateway = opened(sandbox).gateway()
    echo = gateway.prepare_invoice(invoice(gateway.clients().records[0].id))()
    assert echo.record is not None
    assert echo.record.total == Decimal("185.23")
    assert paths(sandbox)[-1] == "/invoices"
    assert gateway.delete_invoice(echo.record.id)
    assert not gateway.delete_invoice(echo.record.id)


def test_an_input_that_the_action_demands_and_nobody_knows(sandbox: SandboxProcess, opened: Open) -> None:
    sandbox.speak(action_extra_required="template_code")
    gateway = opened(sandbox).gateway()
    with pytest.raises(Rejected, match="template_code") as caught:
        gateway.prepare_invoice(invoice(gateway.clients().records[0].id))()
    assert caught.value.facts["key"] == "schema"
    assert changes(sandbox) == []


def test_an_action_whose_id_changed_is_found_again(sandbox: SandboxProcess, opened: Open) -> None:
    one = opened(sandbox)
    gateway = one.gateway()
    client = gateway.clients().records[0].id
    gateway.prepare_invoice(invoice(client))()
    known = one.facts.get("action:create-invoice")
    sandbox.control("POST", "actions/reissue")
    again = one.gateway()
    with pytest.raises(Rejected) as caught:
        again.prepare_invoice(invoice(client, number="T-2"))()
    assert (caught.value.facts["layer"], caught.value.facts["key"]) == ("membrane", "not_found")
    assert again.prepare_invoice(invoice(client, number="T-2"))().id is not None
    assert one.facts.get("action:create-invoice") != known
    assert len([record for record in sandbox.records("invoices") if record["number"] in ("T-1", "T-2")]) == 2


def test_an_action_that_vanished_is_replaced_by_the_proxy(sandbox: SandboxProcess, opened: Open) -> None:
    one = opened(sandbox)
    client = one.gateway().clients().records[0].id
    one.gateway().prepare_invoice(invoice(client))()
    sandbox.control("POST", "actions/reissue")
    sandbox.speak(hidden_actions=["create-invoice"])
    again = one.gateway()
    with pytest.raises(Rejected):
        again.prepare_invoice(invoice(client, number="T-2"))()
    assert again.prepare_invoice(invoice(client, number="T-2"))().id is not None
    assert paths(sandbox)[-1] == "/invoices"


@pytest.mark.parametrize("rule", [{"kind": "cut_after"}, {"kind": "garbage"}, {"kind": "status", "status": 500}])
def test_a_write_is_never_repeated(sandbox: SandboxProcess, opened: Open, rule: dict[str, Any]) -> None:
    gateway = opened(sandbox).gateway()
    project, client = gateway.projects().records[0].id, gateway.clients().records[0].id
    before = len(sandbox.log())
    fault = sandbox.fault(**rule, method="POST", times=None)
    with pytest.raises(OutcomeUnknown):
        gateway.create_hours(project, hours=Decimal(1), title="x", description="", date=DAY)
    with pytest.raises(OutcomeUnknown):
        gateway.prepare_invoice(invoice(client))()
    assert sandbox.struck(fault) == 2
    assert [entry["method"] for entry in sandbox.log()[before:]].count("POST") == 2


@pytest.mark.parametrize("rule", [{"kind": "cut_before"}, {"kind": "garbage"}, {"kind": "status", "status": 502}])
def test_a_read_is_tried_three_times(sandbox: SandboxProcess, opened: Open, rule: dict[str, Any]) -> None:
    gateway = opened(sandbox).gateway()
    gateway.clients()
    fault = sandbox.fault(**rule, times=2)
    assert len(gateway.clients().records) == 8
    assert sandbox.struck(fault) == 2
    fault = sandbox.fault(**rule, times=None)
    with pytest.raises((BadReply, Offline)):
        gateway.clients()
    assert sandbox.struck(fault) == 3


def test_a_limit_or_a_refusal_is_not_tried_again(sandbox: SandboxProcess, opened: Open) -> None:
    gateway = opened(sandbox).gateway()
    gateway.clients()
    fault = sandbox.fault(kind="status", status=429, headers={"Retry-After": "9"}, times=None)
    with pytest.raises(Offline) as caught:
        gateway.clients()
    assert caught.value.facts["retry_after"] == 9
    assert sandbox.struck(fault) == 1
    sandbox.control("DELETE", "faults")
    fault = sandbox.fault(kind="status", status=403, times=None)
    with pytest.raises(Rejected):
        gateway.staff()
    assert sandbox.struck(fault) == 1


def test_no_network_is_told_at_once(sandbox: SandboxProcess, opened: Open) -> None:
    gateway = opened(sandbox).gateway()
    gateway.clients()
    sandbox.stop()
    started = time.monotonic()
    with pytest.raises(Offline):
        gateway.clients()
    with pytest.raises(Offline):
        gateway.delete_hours(RemoteId("5"))
    assert time.monotonic() - started < 5


def test_time_that_is_over_sends_nothing(sandbox: SandboxProcess, opened: Open) -> None:
    one = opened(sandbox)
    one.gateway().clients()
    before = len(sandbox.log())
    late = one.gateway(0)
    for call in (late.clients, lambda: late.delete_hours(RemoteId("5"))):
        with pytest.raises(Offline, match="time for this sync is over"):
            call()
    assert len(sandbox.log()) == before


def test_a_dead_token_and_a_vanished_connection_are_told_apart(sandbox: SandboxProcess, opened: Open) -> None:
    one = opened(sandbox)
    one.gateway().clients()
    sandbox.control("POST", "connection", {"clientary_token_valid": False})
    with pytest.raises(AuthRequired) as caught:
        one.gateway().clients()
    assert caught.value.facts["layer"] == "clientary"
    one.connection = "f" * 24
    with pytest.raises(NotConnected) as gone:
        one.gateway().hours_entry(RemoteId("5"))
    assert gone.value.facts["reason"] == "reconnect"
    with pytest.raises(NotConnected):
        one.gateway().delete_hours(RemoteId("5"))


def test_a_record_that_makes_no_sense_is_named(peer: Peer) -> None:
    one = Opened(peer.url, "t", "c1")
    one.facts.put("path_prefix", {"prefix": "", "suffix": ""}, "test")
    peer.answers = [reply(200, b'{"clients": [{"id": 1, "name": "A"}, {"id": 2}]}')]
    with pytest.raises(BadReply, match=r"client '?2'?: name"):
        one.gateway().clients()
    for body in (b"{}", b'{"error": "no"}', b'"text"', b"[1]"):
        peer.answers = [reply(200, body)]
        with pytest.raises(OutcomeUnknown):
            one.gateway().create_hours(RemoteId("5"), hours=Decimal(1), title="x", description="", date=DAY)
    one.transport.close()
