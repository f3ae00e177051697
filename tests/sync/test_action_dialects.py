"""The main job by actions, in each dialect that changes what is written or what is read: one record each, no fight."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.domain.invoices import Tax
from app.services.catalog import Catalog
from app.services.invoice_request import InvoiceRequest
from app.storage.syncstate import Fact, SyncState
from app.sync.learning import DECIMALS, ROUNDING
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import BACKEND, CLIENT, DAY, WEBSHOP, Desk, Desks, last_seq

HOURS = {"action_hours": "create-hours"}
FORMS: list[dict[str, Any]] = [
    {"action_hours": "create-hours", "action_output": "A"},
    {"action_hours": "create-time-entry", "action_output": "B", "action_case": "camel", "action_decoys": True},
    {"action_hours": "log-hours", "action_output": "C", "action_nested": True, "action_types": "strings"},
    {"action_hours": "create-hours", "action_output": "D", "action_schema": "ref", "action_write_output": "id"},
    {"action_hours": "create-time-entry", "action_output": "E", "action_nested": True, "action_wrapper": "fields"},
    {"action_hours": "log-hours", "action_output": "F", "action_schema": "any_of", "write_reply": "empty_location"},
    {"action_hours": "create-hours", "action_write_output": "null", "action_text_output": True},
    {"action_hours": "create-hours", "action_output": "B", "action_records": "id"},
    {"action_hours": "create-hours", "action_drops": ["billed", "total_cost", "unbilled_hours"]},
    {"action_hours": "create-hours", "action_ignores": ["description"]},
    {"action_hours": "create-hours", "action_drops": ["description"]},
    {"action_lacks": ["filter", "updated_since", "page_size", "description", "note"]},
    {"proxy": "forbidden", "action_hours": "create-hours"},
    {"proxy": "forbidden_plainly", "action_hours": "log-hours", "action_output": "B"},
]  # fmt: skip


def tax_of_five(desk: Desk, *lines: str) -> None:
    """An invoice of typed lines with a tax, queued for sending."""
    client = Catalog(desk.context.db).client_named(CLIENT)
    taxed = InvoiceRequest(client, no_hours=True, manual=lines, date=DAY, taxes=(Tax("GST", Decimal(5)),))
    desk.invoices.create(taxed, draft=False)


def facts(desk: Desk) -> dict[str, Fact]:
    return {fact.key: fact for fact in SyncState(desk.context.db).facts(desk.server.connection_id)}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: ",".join(f"{k}={v}" for k, v in form.items()))
@pytest.mark.parametrize("lost", [False, True], ids=["answered", "lost"])
def test_log_sync_invoice(desks: Desks, server: SandboxProcess, form: dict[str, Any], lost: bool) -> None:
    server.speak(**form)
    desk = desks.open(server)
    desk.synced()
    entry = desk.log("Created", 5400, notes="notes")
    other = desk.log("To delete")
    if lost:
        server.fault(kind="cut_after", method="POST", path="/projects/*/hours", times=2)
    desk.synced()
    desk.holds(("Created", "1.5", WEBSHOP), ("To delete", "1", WEBSHOP))
    assert desk.hour("Created")["description"] == "notes"
    desk.edit(entry, title="Edited", notes="other notes", seconds=1800)
    desk.delete(other)
    if lost:
        for method in ("PUT", "DELETE"):
            server.fault(kind="cut_after", method=method, path="/hours/*")
    desk.synced()
    desk.holds(("Edited", "0.5", WEBSHOP))
    assert desk.hour("Edited")["description"] == "other notes"
    invoice = desk.bill_hours()
    if lost:
        server.fault(kind="cut_after", method="POST", path="/invoices")
    desk.synced()
    assert [one["number"] for one in server.records("invoices")] == [invoice.invoice.number]
    assert desk.invoices.row(invoice.invoice.id).invoice.server_total_minor == 4500
    desk.web_edit(desk.hour("Edited"), title="Changed there")
    desk.synced()
    assert desk.row(entry).entry.title == "Changed there"
    desk.quiet()


def test_ids_that_change_stop_nothing(desk: Desk) -> None:
    desk.server.speak(**HOURS)
    desks_facts = SyncState(desk.context.db)
    desks_facts.forget(desk.server.connection_id, "action:create-hours")
    entry = desk.log("First")
    desk.synced()
    for title in ("Second", "Third"):
        desk.server.control("POST", "actions/reissue")
        desk.edit(entry, title=title)
        desk.log(f"Beside {title}")
        desk.synced()
    desk.holds(("Third", "1", WEBSHOP), ("Beside Second", "1", WEBSHOP), ("Beside Third", "1", WEBSHOP))
    desk.server.speak(action_hours="none")
    desk.edit(entry, project=BACKEND)
    desk.synced()
    assert len(desk.hours()) == 3
    desk.quiet()


def test_what_an_action_demands_is_said_and_nothing_is_sent(desk: Desk) -> None:
    desk.server.speak(action_hours="log-hours", action_extra_required="cost_center")
    SyncState(desk.context.db).forget(desk.server.connection_id, "action:create-hours")
    entry = desk.log("Entry")
    result = desk.sync()
    assert (result.parked, desk.hours()) == (1, [])
    assert any("cost_center" in step.detail for step in desk.steps(entry))
    desk.server.speak(action_extra_required=None)
    desk.synced(retry_parked=True)
    desk.holds(("Entry", "1", WEBSHOP))


def test_a_cycle_without_changes_asks_for_no_actions(desks: Desks, server: SandboxProcess) -> None:
    desk = desks.open(server)
    desk.web_hours("Something")
    for ahead_s in (0, 5, 10):
        desk.clock.ahead_s = ahead_s
        desk.synced()
    seen = last_seq(server)
    result = desk.synced()
    asked = server.log(seen)
    assert [entry["action"] for entry in asked] == ["list-projects", "list-clients", "list-invoices"]
    assert result.requests == 3


def test_decimals_are_unlearned(desk: Desk) -> None:
    desk.server.speak(hours_decimals=2)
    desk.log("Twenty minutes", 1200)
    desk.synced()
    assert facts(desk)[DECIMALS].value == 2
    desk.server.speak(hours_decimals=4)
    desk.log("Ten seconds", 10)
    desk.synced()
    assert (facts(desk)[DECIMALS].value, facts(desk)[DECIMALS].evidence) == (4, "sent 0.0028 hours and they came back")


def test_rounding_of_totals_is_unlearned(desk: Desk) -> None:
    desk.server.speak(totals_rounding="line_half_up")
    lines = ("A;1;1.10", "B;1;1.10", "C;1;1.10")
    tax_of_five(desk, *lines)
    desk.sync()
    assert facts(desk)[ROUNDING].value == "per_line"
    desk.server.speak(totals_rounding="document_half_up")
    tax_of_five(desk, *lines)
    desk.sync()
    assert ROUNDING not in facts(desk)
    assert Decimal(desk.server.records("invoices")[-1]["tax"]) == 5


def test_a_note_that_the_action_loses_is_said_and_the_next_invoice_keeps_it(desk: Desk) -> None:
    desk.server.speak(action_ignores=["note"])
    client = Catalog(desk.context.db).client_named(CLIENT)
    request = InvoiceRequest(client, no_hours=True, manual=("A;1;1",), date=DAY, note="Thank you.")
    for _ in range(2):
        desk.invoices.create(request, draft=False)
        result = desk.sync()
    first, second = desk.server.records("invoices")
    assert (first.get("note"), second["note"]) == (None, "Thank you.")
    assert result.mismatches == 1  # until somebody acknowledges the first
    assert facts(desk)["route:create-invoice"].value == {"by": "proxy"}


def test_a_trouble_that_membrane_names_as_its_own_is_told(desk: Desk) -> None:
    """Whether the request ran is found out first; that it did not, twice, makes the words a refusal."""
    body = '{"type": "insufficient_credit", "message": "No credit left"}'
    desk.server.fault(kind="status", status=402, body=body, method="POST", path="/projects/*/hours", times=None)
    entry = desk.log("Entry")
    assert desk.sync().parked == 1
    assert desk.row(entry).message == "No credit left"
    desk.server.control("DELETE", "faults")
    desk.synced(retry_parked=True)
    desk.holds(("Entry", "1", WEBSHOP))
