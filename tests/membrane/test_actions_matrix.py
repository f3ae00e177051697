"""Every form of output with every form of input: the same records come, and the same writes are done, once each."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from app.domain.ids import RemoteId
from app.errors import OutcomeUnknown
from app.membrane.clientary import Clientary
from app.membrane.needs import PUBLISHED
from tests.membrane.gateway import DAY, Open, changes, invoice
from tests.sandbox.process import SandboxProcess

SCHEMAS = ("plain", "ref", "all_of", "any_of", "text", "missing")
CASES = ("snake", "camel")
NESTING: tuple[dict[str, Any], ...] = (
    {"action_nested": False},
    {"action_nested": True, "action_wrapper": "record"},
    {"action_nested": True, "action_wrapper": "fields"},
)
ITEMS = ("invoice_items_attributes", "invoice_items", "items", "lineItems")
HOURS = ("create-hours", "create-time-entry", "log-hours")


def read_all(gateway: Clientary) -> list[object]:
    """Everything that has an action of its own, lists and single records."""
    lists: list[Any] = [
        gateway.clients(), gateway.projects(), gateway.invoices(), gateway.estimates(), gateway.tasks(),
        gateway.contacts(), gateway.expenses("2000-01-01", "2100-01-01"), gateway.payments(),
    ]  # fmt: skip
    project = gateway.projects().records[0].id
    lists.append(gateway.hours(project))
    reads = (
        gateway.client, gateway.project, gateway.invoice, gateway.estimate, gateway.task, gateway.contact,
        gateway.expense,
    )  # fmt: skip
    found: list[object] = [(listing.records, listing.complete) for listing in lists]
    found += [read(listing.records[-1].id) for read, listing in zip(reads, lists, strict=False)]
    return [*found, gateway.hours_entry(lists[-1].records[-1].id)]


@pytest.mark.parametrize("output", "ABCDEF")
def test_every_published_action_gives_what_the_proxy_gives(agency: SandboxProcess, opened: Open, output: str) -> None:
    agency.speak(action_output=output)
    reads = {need.key for need in PUBLISHED if not need.write}
    with_actions = repr(read_all(opened(agency).gateway()))  # all but `raw`, whose keys may be camel case
    acted = {entry["action"] for entry in agency.log()} - {None}
    assert acted == reads
    agency.speak(hidden_actions=sorted(reads))
    agency.control("DELETE", "log")
    assert repr(read_all(opened(agency).gateway())) == with_actions
    assert {entry["action"] for entry in agency.log()} == {None}


@pytest.mark.parametrize("output", "ABCDEF")
@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_main_job_in_every_form(agency: SandboxProcess, opened: Open, output: str, schema: str) -> None:
    """Clients, hours and an invoice. Each output and each form of schema meets every naming and nesting."""
    turn = "ABCDEF".index(output) + SCHEMAS.index(schema)
    case, nesting = list(product(CASES, NESTING))[turn % 6]
    form: dict[str, Any] = {
        "action_case": case, "invoice_items_key": ITEMS[turn % len(ITEMS)], "action_hours": HOURS[turn % len(HOURS)],
    }  # fmt: skip
    told = schema != "missing"  # else nothing tells of names and nesting: the documented form is sent
    agency.speak(action_output=output, action_schema=schema, action_decoys=True, **(form | nesting if told else {}))
    gateway = opened(agency).gateway()
    client = gateway.clients().records[-1].id
    write_hours(gateway, agency, gateway.projects().records[0].id)
    echo = gateway.prepare_invoice(invoice(client))()
    assert echo.id is not None
    stored = gateway.invoice(echo.id)
    assert stored is not None
    assert (stored.total, stored.client_id, len(stored.items or ())) == (Decimal("185.23"), client, 2)
    acted = [action for _, action in changes(agency)]
    assert (len(acted), acted[-1]) == (4, "create-invoice")
    assert (None not in acted[:3]) == told, acted


def write_hours(gateway: Clientary, server: SandboxProcess, project: RemoteId) -> None:
    """Create, change and delete; a write that says nothing is as good as one whose outcome is unknown."""
    echo = gateway.create_hours(project, hours=Decimal("0.3333"), title="a title", description="a\nb", date=DAY)
    assert echo.id is not None
    entry = echo.record or gateway.hours_entry(echo.id)
    assert entry is not None
    assert (entry.hours, entry.title, entry.description, entry.date) == (Decimal("0.3333"), "a title", "a\nb", DAY)
    gateway.update_hours(echo.id, {"hours": Decimal("1.5"), "description": ""})
    entry = gateway.hours_entry(echo.id)
    assert entry is not None
    assert (entry.hours, entry.title, entry.description) == (Decimal("1.5"), "a title", "")
    delete(gateway, echo.id)
    assert gateway.hours_entry(echo.id) is None
    assert echo.id not in {str(record["id"]) for record in server.records("hours")}


def delete(gateway: Clientary, remote_id: RemoteId) -> None:
    """An action that deletes has nothing to say; whether it did is found out by reading."""
    with suppress(OutcomeUnknown):
        assert gateway.delete_hours(remote_id)
