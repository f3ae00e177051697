"""Every family of Clientary endpoints, through the proxy over a socket: wrappers, required fields, reply shapes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.process import SandboxProcess

INVOICE = {"date": "2026-03-01", "due_date": "2026/03/15", "currency_code": "EUR"}
ITEM = {"title": "Work", "quantity": 1, "price": 123}


def refused(sandbox: SandboxProcess, method: str, path: str, body: Any) -> dict[str, list[str]]:
    """The complaints of a request that must end with 422."""
    status, _, answer = sandbox.send(method, sandbox.proxied(path), body)
    assert status == 422, answer
    errors: dict[str, list[str]] = json.loads(answer)["errors"]
    return errors


@pytest.fixture
def client(empty_sandbox: SandboxProcess) -> int:
    return int(empty_sandbox.clientary("POST", "/clients", {"client": {"name": "Acme"}})["id"])


@pytest.fixture
def project(empty_sandbox: SandboxProcess, client: int) -> int:
    fields = {"name": "Site", "rate": 80, "client_id": client}
    return int(empty_sandbox.clientary("POST", "/projects", {"project": fields})["id"])


def log_hours(sandbox: SandboxProcess, project: int, **fields: Any) -> dict[str, Any]:
    values = {"hours": 1.5, "title": "Work", "date": "2026-03-01", **fields}
    shown: dict[str, Any] = sandbox.clientary("POST", f"/projects/{project}/hours", {"project_item": values})
    return shown


@pytest.mark.parametrize(
    ("path", "wrapper", "required"),
    [
        ("/clients", "client", {"name"}),
        ("/leads", "lead", {"name"}),
        ("/projects", "project", {"name", "rate"}),
        ("/tasks", "task", {"title"}),
        ("/invoices", "invoice", {"date", "due_date", "currency_code"}),
        ("/estimates", "estimate", {"date", "currency_code"}),
        ("/expenses", "expense", {"amount"}),
        (
            "/recurring",
            "recurring_schedule",
            {"next_date", "due_period", "currency_code", "time_interval", "client_id"},
        ),
    ],
)
def test_what_is_required_is_required(
    empty_sandbox: SandboxProcess, path: str, wrapper: str, required: set[str]
) -> None:
    assert set(refused(empty_sandbox, "POST", path, {wrapper: {"name": " "}})) == required
    assert empty_sandbox.records(path[1:]) == []


def test_clients(empty_sandbox: SandboxProcess) -> None:
    made = empty_sandbox.clientary("POST", "/clients", {"client": {"name": "Acmé", "number": 101, "id": 5, "x": 1}})
    assert made["number"] == "101"
    assert made["id"] != 5
    assert "x" not in made
    path = f"/clients/{made['id']}"
    changed = empty_sandbox.clientary("PUT", path, {"client": {"city": "Köln"}})
    assert (changed["name"], changed["city"]) == ("Acmé", "Köln")
    assert refused(empty_sandbox, "POST", "/clients", {"client": {"name": "B", "number": "101"}}) == {
        "number": ["has already been taken"]
    }
    assert empty_sandbox.clientary("DELETE", path) == {}
    assert empty_sandbox.send("GET", empty_sandbox.proxied(path))[0] == 404
    assert [record["deleted"] for record in empty_sandbox.records("clients", deleted=True)] == [True]


def test_contacts_belong_to_a_client(empty_sandbox: SandboxProcess, client: int) -> None:
    path = f"/clients/{client}/contacts"
    assert set(refused(empty_sandbox, "POST", path, {"client_user": {}})) == {"name", "email"}
    sent = {"name": "Eva", "email": "eva@acme.example"}
    made = empty_sandbox.clientary("POST", path, {"client_user": sent})
    assert made["client_id"] == client
    assert empty_sandbox.clientary("GET", path)["contacts"][0]["email"] == sent["email"]
    assert empty_sandbox.send("POST", empty_sandbox.proxied("/contacts"), {"client_user": sent})[0] == 404
    assert empty_sandbox.send("POST", empty_sandbox.proxied("/clients/9/contacts"), {"client_user": sent})[0] == 404


def test_projects_nest_their_client_and_sum_their_hours(empty_sandbox: SandboxProcess, project: int) -> None:
    log_hours(empty_sandbox, project, hours="0.3333")
    empty_sandbox.add("hours", project_id=project, hours=2, title="Old", billed=True)
    shown = empty_sandbox.clientary("GET", f"/projects/{project}")
    assert shown["client"]["name"] == "Acme"
    assert "client_id" not in shown
    assert (shown["worked_hours"], shown["unbilled_hours"]) == (Decimal("2.3333"), Decimal("0.3333"))
    assert shown["currency_code"] == "EUR"


def test_a_project_needs_an_existing_client(empty_sandbox: SandboxProcess) -> None:
    sent = {"project": {"name": "X", "rate": 1, "client_id": 99}}
    assert refused(empty_sandbox, "POST", "/projects", sent) == {"client": ["must exist"]}


def test_hours(empty_sandbox: SandboxProcess, project: int) -> None:
    title = "<b>Überprüfung</b> 🙂 -rf"
    made = log_hours(empty_sandbox, project, hours="1.5", title=title, user_id=7, billed=True)
    assert made["billed?"] is False
    assert made["user_id"] == empty_sandbox.records("staff")[0]["id"]
    assert (made["date"], made["title"], made["project_id"]) == ("2026/03/01", title, project)
    assert (made["rate"], made["cost"]) == (80, 120)
    path = f"/hours/{made['id']}"
    changed = empty_sandbox.clientary("PUT", path, {"project_item": {"hours": 2, "project_id": 9}})
    assert (changed["hours"], changed["project_id"]) == (2, project)
    assert empty_sandbox.clientary("GET", path) == changed
    assert empty_sandbox.clientary("GET", f"/projects/{project}/hours") == {"hours": [changed]}
    empty_sandbox.clientary("DELETE", path)
    assert empty_sandbox.send("DELETE", empty_sandbox.proxied(path))[0] == 404
    assert empty_sandbox.clientary("GET", f"/projects/{project}/hours") == {"hours": []}


def test_hours_refuse_other_wrappers_and_bad_values(empty_sandbox: SandboxProcess, project: int) -> None:
    path = f"/projects/{project}/hours"
    assert set(refused(empty_sandbox, "POST", path, {"hour": {"hours": 1, "title": "x"}})) == {"hours", "title"}
    assert set(refused(empty_sandbox, "POST", path, {"hours": 1, "title": "x"})) == {"hours", "title"}
    bad = {"hours": "soon", "title": "x", "date": "2026-02-30"}
    assert set(refused(empty_sandbox, "POST", path, {"project_item": bad})) == {"hours", "date"}
    assert empty_sandbox.send("GET", empty_sandbox.proxied("/hours"))[0] == 404


def test_hours_without_a_date_are_of_today(empty_sandbox: SandboxProcess, project: int) -> None:
    before = datetime.now(UTC)
    made = log_hours(empty_sandbox, project, date=None)
    assert made["date"] in (f"{before:%Y/%m/%d}", f"{datetime.now(UTC):%Y/%m/%d}")


def test_a_body_that_is_not_declared_as_json_is_not_read(empty_sandbox: SandboxProcess) -> None:
    status, _, _ = empty_sandbox.send(
        "POST", empty_sandbox.proxied("/clients"), {"client": {"name": "A"}}, headers={"Content-Type": "text/plain"}
    )
    assert status == 422
    assert empty_sandbox.send("POST", empty_sandbox.proxied("/clients"), b"{")[0] == 400


def test_tasks_are_completed_by_another_word(empty_sandbox: SandboxProcess, project: int) -> None:
    made = empty_sandbox.clientary("POST", "/task", {"task": {"title": "Call", "project_id": project}})
    assert (made["complete"], made["completed_at"]) == (False, None)
    done = empty_sandbox.clientary("PUT", f"/tasks/{made['id']}", {"task": {"completed": True}})
    assert done["complete"] is True
    assert done["completed_at"].endswith("Z")
    assert empty_sandbox.clientary("GET", f"/projects/{project}/tasks")["total_count"] == 1


def test_the_documented_invoice(empty_sandbox: SandboxProcess, client: int) -> None:
    sent = {**INVOICE, "client_id": client, "tax": 5, "compound_tax": True, "invoice_items_attributes": [ITEM]}
    made = empty_sandbox.clientary("POST", "/invoices", {"invoice": sent})
    assert (made["subtotal"], made["total_cost"], made["balance"]) == (123, Decimal("129.15"), Decimal("129.15"))
    assert (made["date"], made["due_date"], made["status"], made["number"]) == ("2026/03/01", "2026/03/15", 0, "1")
    assert made["invoice_items"][0]["taxable"] is True
    assert made["secret"] in made["client_view_url"]
    assert empty_sandbox.clientary("GET", f"/clients/{client}/invoices")["invoices"][0]["id"] == made["id"]
    flat = empty_sandbox.clientary("POST", "/invoices", {**INVOICE, "number": "A-9"})
    assert flat["number"] == "A-9"
    assert empty_sandbox.clientary("POST", "/invoices", INVOICE)["number"] == "A-10"
    assert refused(empty_sandbox, "POST", "/invoices", {"invoice": {**INVOICE, "number": "A-9"}}) == {
        "number": ["has already been taken"]
    }


def test_invoice_items_follow_nested_attributes(empty_sandbox: SandboxProcess) -> None:
    items = [ITEM, {**ITEM, "title": "Header", "item_type": 0, "price": 900}, {**ITEM, "taxable": False}]
    made = empty_sandbox.clientary("POST", "/invoices", {**INVOICE, "tax": 10, "invoice_items_attributes": items})
    assert (made["subtotal"], made["total_tax"]) == (246, Decimal("12.30"))
    first, header, last = (item["id"] for item in made["invoice_items"])
    changes = [{"id": first, "price": 100}, {"id": header, "_destroy": True}, {**ITEM, "title": "New"}]
    path = f"/invoice/{made['id']}"
    changed = empty_sandbox.clientary("PUT", path, {"invoice": {"invoice_items_attributes": changes}})
    assert [item["id"] for item in changed["invoice_items"]][:2] == [first, last]
    assert changed["subtotal"] == 346
    problems = refused(empty_sandbox, "POST", "/invoices", {**INVOICE, "invoice_items_attributes": [{"title": "x"}]})
    assert set(problems) == {"invoice_items.quantity", "invoice_items.price"}


def test_payments_settle_an_invoice_and_can_be_taken_back(empty_sandbox: SandboxProcess) -> None:
    invoice = empty_sandbox.clientary("POST", "/invoices", {**INVOICE, "invoice_items_attributes": [ITEM]})
    path = f"/invoices/{invoice['id']}"
    assert set(refused(empty_sandbox, "POST", f"{path}/payments", {"payment": {}})) == {"amount"}
    sent = {"amount": 123, "received_on": "2026-03-10"}
    payment = empty_sandbox.clientary("POST", f"{path}/payments", {"payment": sent})
    assert payment["received_on"] == "2026-03-10"
    paid = empty_sandbox.clientary("GET", path)
    assert (paid["status"], paid["balance"], paid["payments"][0]["received_on"]) == (4, 0, "2026/03/10")
    assert empty_sandbox.clientary("GET", "/payments")["payments"][0]["invoice_id"] == invoice["id"]
    empty_sandbox.clientary("DELETE", f"{path}/payments/{payment['id']}")
    assert empty_sandbox.clientary("GET", path)["balance"] == 123
    assert empty_sandbox.clientary("GET", path)["status"] == 1


def test_a_payment_profile_charges_the_whole_balance(empty_sandbox: SandboxProcess, client: int) -> None:
    fields = {"client_id": client, "name": "Visa", "expiration_date": "2030-01-01"}
    profile = empty_sandbox.add("payment_profiles", **fields)["id"]
    shown = empty_sandbox.clientary("GET", f"/clients/{client}/payment_profiles")["payment_profiles"][0]
    assert shown["gateway_token"].startswith("cus_")
    invoice = empty_sandbox.clientary("POST", "/invoices", {**INVOICE, "invoice_items_attributes": [ITEM]})["id"]
    body = {"payment": {"payment_profile_id": profile, "amount": 1}}
    assert empty_sandbox.clientary("POST", f"/invoices/{invoice}/payments", body)["amount"] == 123


def test_messages_send_a_draft(empty_sandbox: SandboxProcess) -> None:
    invoice = empty_sandbox.clientary("POST", "/invoices", INVOICE)["id"]
    path = f"/invoices/{invoice}/messages"
    assert set(refused(empty_sandbox, "POST", path, {"recipients": []})) == {"recipients"}
    empty_sandbox.clientary("POST", path, {"recipients": ["a@b.example"], "subject": "Invoice", "send_copy": 1})
    assert empty_sandbox.clientary("GET", f"/invoices/{invoice}")["status"] == 1
    assert len(empty_sandbox.records("messages")) == 1


def test_estimates(empty_sandbox: SandboxProcess, client: int) -> None:
    sent = {"date": "2026-03-01", "currency_code": "USD", "client_id": client, "estimate_items_attributes": [ITEM]}
    made = empty_sandbox.clientary("POST", "/estimates", {"estimate": sent})
    assert (made["total_cost"], made["estimate_items"][0]["title"], made["number"]) == (123, "Work", "1")
    assert "due_date" not in made
    assert empty_sandbox.clientary("GET", f"/clients/{client}/estimates")["estimates"][0]["id"] == made["id"]
    changed = empty_sandbox.clientary("PUT", f"/estimates/{made['id']}", {"estimate": {"status": 6}})
    assert changed["status"] == 6
    empty_sandbox.clientary("DELETE", f"/estimates/{made['id']}")


def test_leads_are_made_at_an_odd_path(empty_sandbox: SandboxProcess) -> None:
    made = empty_sandbox.clientary("POST", "/Lead", {"lead": {"name": "Maybe"}})
    assert empty_sandbox.clientary("GET", "/leads")["leads"][0]["id"] == made["id"]


def test_expenses_know_their_range(empty_sandbox: SandboxProcess, project: int) -> None:
    sent = {"amount": "12.50", "incurred_on": "2024-02-03", "project_id": project}
    made = empty_sandbox.clientary("POST", "/expenses", {"expense": sent})
    assert (made["incurred_on"], made["amount"]) == ("2024/02/03", Decimal("12.50"))
    assert empty_sandbox.clientary("GET", "/expenses")["expenses"] == []
    found = empty_sandbox.clientary("GET", "/expenses?from_date=2024-01-01&to_date=2024-12-31")
    assert (found["from_date"], found["total_count"]) == ("2024/01/01", 1)
    assert "page_count" not in found
    nested = empty_sandbox.clientary("GET", f"/projects/{project}/expenses?from_date=2024-01-01&to_date=2024-12-31")
    assert nested["total_count"] == 1


def test_staff_is_read_only(empty_sandbox: SandboxProcess) -> None:
    staff = empty_sandbox.clientary("GET", "/staff")["staff"]
    assert [set(person) >= {"id", "name", "email"} for person in staff] == [True]
    assert empty_sandbox.clientary("GET", f"/staff/{staff[0]['id']}")["name"] == staff[0]["name"]
    assert empty_sandbox.send("POST", empty_sandbox.proxied("/staff"), {"staff": {}})[0] == 404


def test_recurring_schedules_use_odd_keys(sandbox: SandboxProcess) -> None:
    listed = sandbox.clientary("GET", "/recurring")
    schedule = listed["recurring"][0]
    item = schedule["recurring_schedule_items"][0]
    assert item["price"] == "49.99"
    assert item["taxable?"] is False
    assert "-" in schedule["next_date"]
    assert schedule["created_at"].endswith("-08:00")
    assert sandbox.clientary("GET", f"/recurring/{schedule['id']}")["id"] == schedule["id"]
    assert sandbox.clientary("GET", f"/recurring/{schedule['id']}/invoices")["invoices"] == []


def test_recurring_schedules_are_made_changed_and_deleted(empty_sandbox: SandboxProcess, client: int) -> None:
    item = {"title": "Hosting", "quantity": 1, "price": "49.99"}
    fields = {"next_date": "2026-04-01", "due_period": 14, "currency_code": "EUR", "time_interval": 5}
    sent = {**fields, "client_id": client, "recurring_schedule_items_attributes": [item]}
    made = empty_sandbox.clientary("POST", "/recurring", {"recurring_schedule": sent})
    assert (made["time_interval"], made["total_cost"], made["next_date"]) == (5, Decimal("49.99"), "2026-04-01")
    path = f"/recurring/{made['id']}"
    assert empty_sandbox.clientary("PUT", path, {"recurring_schedule": {"status": 1}})["status"] == 1
    empty_sandbox.clientary("DELETE", path)
    assert empty_sandbox.clientary("GET", "/recurring")["recurring"] == []


def test_deleting_a_client_takes_everything_along(empty_sandbox: SandboxProcess, client: int, project: int) -> None:
    log_hours(empty_sandbox, project)
    empty_sandbox.clientary("POST", "/tasks", {"task": {"title": "T", "project_id": project}})
    sent = {"name": "Eva", "email": "e@a.example"}
    empty_sandbox.clientary("POST", f"/clients/{client}/contacts", {"client_user": sent})
    invoice = {**INVOICE, "client_id": client, "invoice_items_attributes": [ITEM]}
    made = empty_sandbox.clientary("POST", "/invoices", {"invoice": invoice})["id"]
    empty_sandbox.clientary("POST", f"/invoices/{made}/payments", {"payment": {"amount": 1}})
    empty_sandbox.clientary("DELETE", f"/clients/{client}")
    for kind in ("clients", "projects", "hours", "tasks", "contacts", "invoices", "payments"):
        assert empty_sandbox.records(kind) == [], kind


def test_deleting_a_lead_takes_its_estimates_and_contacts(empty_sandbox: SandboxProcess) -> None:
    lead = empty_sandbox.clientary("POST", "/leads", {"lead": {"name": "Maybe"}})["id"]
    empty_sandbox.add("contacts", name="Eva", email="e@a.example", lead_id=lead)
    estimate = {"date": "2026-03-01", "currency_code": "EUR", "lead_id": lead}
    empty_sandbox.clientary("POST", "/estimates", {"estimate": estimate})
    empty_sandbox.clientary("DELETE", f"/leads/{lead}")
    assert empty_sandbox.records("contacts") == empty_sandbox.records("estimates") == []


def test_deleting_an_invoice_frees_its_hours(sandbox: SandboxProcess) -> None:
    billed = next(entry for entry in sandbox.records("hours") if entry["billed"])
    sandbox.clientary("DELETE", f"/invoices/{billed['invoice_id']}")
    assert sandbox.clientary("GET", f"/hours/{billed['id']}")["billed?"] is False


def test_unknown_paths_and_records(empty_sandbox: SandboxProcess) -> None:
    for path in ("/nothing", "/clients/abc", "/clients/1/2/3", "/api/v2/clients", "/payments/1"):
        status, headers, _ = empty_sandbox.send("GET", empty_sandbox.proxied(path))
        assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8"), path
    status, headers, _ = empty_sandbox.send("GET", empty_sandbox.proxied("/clients/1"))
    assert (status, headers["content-type"]) == (404, "application/json; charset=utf-8")


def test_numbers_come_out_as_they_went_in(empty_sandbox: SandboxProcess, project: int) -> None:
    body = b'{"project_item":{"hours":0.3333,"title":"x","date":"2026-03-01"}}'
    _, _, answer = empty_sandbox.send("POST", empty_sandbox.proxied(f"/projects/{project}/hours"), body)
    assert b'"hours":0.3333,' in answer
    assert empty_sandbox.records("hours")[0]["hours"] == "0.3333"
