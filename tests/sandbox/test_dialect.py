"""Every dialect switch: what changes when it is turned."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from app.errors import UserInputError
from app.sandbox.dialect import Dialect, load_dialect
from tests.sandbox.process import SandboxProcess

INVOICE = {"date": "2026-03-01", "due_date": "2026-03-15", "currency_code": "EUR"}


def items(*prices: object, **more: Any) -> list[dict[str, Any]]:
    return [{"title": "Work", "quantity": 1, "price": price, **more} for price in prices]


def invoice(sandbox: SandboxProcess, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = sandbox.clientary("POST", "/invoices", {"invoice": {**INVOICE, **fields}})
    return made


def hours(sandbox: SandboxProcess, project: int, **fields: Any) -> Any:
    values = {"hours": 1, "title": "Work", **fields}
    return sandbox.clientary("POST", f"/projects/{project}/hours", {"project_item": values})


@pytest.fixture
def project(empty_sandbox: SandboxProcess) -> int:
    return int(empty_sandbox.add("projects", name="Site", rate=80)["id"])


def status_of(sandbox: SandboxProcess, method: str, path: str, body: Any = None, **headers: str) -> int:
    return sandbox.send(method, sandbox.proxied(path), body, headers=headers)[0]


# -- the switches themselves -------------------------------------------------------------------------------------------


def test_switches_are_checked_and_survive_a_restart(empty_sandbox: SandboxProcess) -> None:
    for wrong in ({"nothing": 1}, {"hours_decimals": "2"}, {"hours_decimals": True}, {"path_prefix": "/v1"}):
        assert empty_sandbox.send("PATCH", "/_sandbox/dialect", wrong)[0] == 400, wrong
    empty_sandbox.speak(hours_decimals=2, hidden_actions=["create-client"])
    empty_sandbox.restart()
    values = empty_sandbox.control("GET", "dialect")
    assert (values["hours_decimals"], values["hidden_actions"]) == (2, ["create-client"])


def test_a_dialect_file(tmp_path: Any) -> None:
    file = tmp_path / "dialect.json"
    file.write_text('{"title_max": 40}')
    assert load_dialect(file) == Dialect(title_max=40)
    for text in ("[]", "{", '{"title_max": -1}', '{"titel_max": 1}'):
        file.write_text(text)
        with pytest.raises(UserInputError):
            load_dialect(file)
    with pytest.raises(UserInputError):
        load_dialect(tmp_path / "none.json")


def test_the_command_line_takes_a_dialect_file(tmp_path: Any) -> None:
    with SandboxProcess(tmp_path / "state", "--empty", dialect={"page_size_max": 7}) as sandbox:
        assert sandbox.clientary("GET", "/clients?page_size=50")["page_size"] == 7


# -- Membrane ----------------------------------------------------------------------------------------------------------


def test_path_prefix(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.speak(path_prefix="/api/v2")
    assert status_of(empty_sandbox, "GET", "/clients") == 404
    assert status_of(empty_sandbox, "GET", "/api/v2/clients") == 200
    assert status_of(empty_sandbox, "GET", "https://acme.clientary.com/api/v2/clients") == 200
    assert empty_sandbox.run("list-clients")["clients"] == []
    assert empty_sandbox.log()[1]["clientary"]["path"] == "/clients"


def test_connector_sends_accept(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.speak(connector_sends_accept=False)
    assert status_of(empty_sandbox, "GET", "/clients", accept="*/*") == 406
    assert status_of(empty_sandbox, "GET", "/clients", accept="application/json") == 200
    assert status_of(empty_sandbox, "GET", "/clients.json", accept="*/*") == 200


def test_action_output(sandbox: SandboxProcess) -> None:
    client = sandbox.records("clients")[0]["id"]
    raw = sandbox.run("list-clients", page_size=3)
    expected = [shown["id"] for shown in raw["clients"]]
    sandbox.speak(action_output="B")
    output = sandbox.run("list-clients", page_size=3)
    assert [record["id"] for record in output["records"]] == [str(id_) for id_ in expected]
    following = sandbox.run("list-clients", page_size=3, cursor=output["cursor"])
    assert following["records"][0]["fields"]["id"] not in expected
    assert sandbox.run("get-client", id=client)["record"]["fields"]["id"] == client
    assert set(sandbox.run("create-client", name="Zulu")) == {"id"}
    sandbox.speak(action_output="C")
    assert [shown["id"] for shown in sandbox.run("list-clients", page_size=3)] == expected
    sandbox.speak(action_output="D")
    output = sandbox.run("list-clients", page_size=3)
    assert output["pagination"]["page_size"] == 3
    assert output["items"][0]["id"] == expected[0]
    sandbox.speak(action_output="E")
    assert sandbox.run("list-clients")["totalCount"] == 9
    project = sandbox.records("hours")[0]["project_id"]
    assert "billed" in sandbox.run("list-hours", project_id=project)["hours"][0]
    sandbox.speak(action_output="F")
    output = sandbox.run("get-client", id=client)
    assert (output["status"], output["data"]["id"]) == (200, client)


def test_action_case_and_nesting_and_items_key(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.speak(action_case="camel", action_nested=True, invoice_items_key="lineItems")
    sent = {"date": "2026-03-01", "dueDate": "2026-03-15", "currencyCode": "EUR", "lineItems": items(5)}
    made = empty_sandbox.run("create-invoice", invoice=sent)
    assert made["subtotal"] == 5
    path = f"/actions/create-invoice/run?connectionId={empty_sandbox.connection_id}"
    assert empty_sandbox.send("POST", path, {"input": sent})[0] == 400
    schema = empty_sandbox.ask("GET", "/actions/create-invoice")["inputSchema"]
    assert schema["required"] == ["invoice"]
    assert "lineItems" in schema["properties"]["invoice"]["properties"]


def test_action_extra_required_and_hidden_actions(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.speak(action_extra_required="region", hidden_actions=["create-project"])
    path = f"/actions/create-client/run?connectionId={empty_sandbox.connection_id}"
    status, _, answer = empty_sandbox.send("POST", path, {"input": {"name": "A"}})
    assert (status, json.loads(answer)["data"]["missing"]) == (400, ["region"])
    assert empty_sandbox.run("create-client", name="A", region="EU")["name"] == "A"
    assert len(empty_sandbox.ask("GET", "/actions")["items"]) == 19


# -- hours -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("decimals", "kept"), [(4, "0.3334"), (2, "0.33"), (0, "0")])
def test_hours_decimals(empty_sandbox: SandboxProcess, project: int, decimals: int, kept: str) -> None:
    empty_sandbox.speak(hours_decimals=decimals)
    assert hours(empty_sandbox, project, hours="0.33335")["hours"] == Decimal(kept)
    assert hours(empty_sandbox, project, hours=2)["hours"] == 2


def test_hours_paging(empty_sandbox: SandboxProcess, project: int) -> None:
    records = [{"project_id": project, "hours": 1, "title": str(n)} for n in range(35)]
    empty_sandbox.control("POST", "records/hours/bulk", {"records": records})
    path = f"/projects/{project}/hours"
    assert len(empty_sandbox.clientary("GET", path)["hours"]) == 35
    empty_sandbox.speak(hours_paging="silent")
    assert set(empty_sandbox.clientary("GET", path)) == {"hours"}
    sizes = [len(empty_sandbox.clientary("GET", f"{path}?page={page}")["hours"]) for page in (1, 2, 3)]
    assert sizes == [30, 5, 0]
    assert len(empty_sandbox.clientary("GET", f"{path}?page_size=100")["hours"]) == 35
    empty_sandbox.speak(hours_paging="envelope")
    assert empty_sandbox.clientary("GET", path)["page_count"] == 2


def test_hours_rate_writable(empty_sandbox: SandboxProcess, project: int) -> None:
    assert hours(empty_sandbox, project, rate=5)["rate"] == 80
    empty_sandbox.speak(hours_rate_writable=True)
    assert hours(empty_sandbox, project, rate=5)["rate"] == 5


def test_how_values_are_written(empty_sandbox: SandboxProcess, project: int) -> None:
    made = hours(empty_sandbox, project, date="2026-02-01")
    assert (made["hours"], made["date"], made["billed?"]) == (1, "2026/02/01", False)
    empty_sandbox.speak(decimals_as="text", date_form="dash", flag_keys="plain")
    (shown,) = empty_sandbox.clientary("GET", f"/projects/{project}/hours")["hours"]
    assert (shown["hours"], shown["date"], shown["billed"]) == ("1", "2026-02-01", False)
    assert invoice(empty_sandbox, invoice_items_attributes=items("1.50"))["total_cost"] == "1.50"


def test_billed_visible(empty_sandbox: SandboxProcess, project: int) -> None:
    empty_sandbox.speak(billed_visible=False)
    assert "billed?" not in hours(empty_sandbox, project)
    assert status_of(empty_sandbox, "GET", f"/projects/{project}/hours?filter=billed") == 403
    assert status_of(empty_sandbox, "GET", f"/projects/{project}/hours") == 200


def test_title_max(empty_sandbox: SandboxProcess, project: int) -> None:
    empty_sandbox.speak(title_max=10)
    made = hours(empty_sandbox, project, title="a" * 50, description="b" * 50)
    assert (len(made["title"]), len(made["description"])) == (10, 10)


def test_move_hours_by_put(empty_sandbox: SandboxProcess, project: int) -> None:
    other = empty_sandbox.add("projects", name="Other", rate=1)["id"]
    path = f"/hours/{hours(empty_sandbox, project)['id']}"
    body = {"project_item": {"project_id": other}}
    assert empty_sandbox.clientary("PUT", path, body)["project_id"] == project
    empty_sandbox.speak(move_hours_by_put=True)
    assert empty_sandbox.clientary("PUT", path, body)["project_id"] == other
    assert empty_sandbox.clientary("GET", f"/projects/{project}")["worked_hours"] == 0


@pytest.mark.parametrize("touched", [True, False])
def test_project_touched_by_hours(sandbox: SandboxProcess, touched: bool) -> None:
    sandbox.speak(project_touched_by_hours=touched)
    project = sandbox.records("projects")[0]
    hours(sandbox, project["id"])
    now = sandbox.records("projects")[0]["updated_at"]
    assert (now > project["updated_at"]) is touched


# -- replies -----------------------------------------------------------------------------------------------------------


def test_write_reply(empty_sandbox: SandboxProcess) -> None:
    body = {"client": {"name": "A"}}
    empty_sandbox.speak(write_reply="wrapped")
    assert empty_sandbox.clientary("POST", "/clients", body)["client"]["name"] == "A"
    empty_sandbox.speak(write_reply="id")
    assert set(empty_sandbox.clientary("POST", "/clients", body)) == {"id"}
    empty_sandbox.speak(write_reply="empty_location")
    status, headers, answer = empty_sandbox.send("POST", empty_sandbox.proxied("/clients"), body)
    assert (status, answer) == (201, b"")
    newest = empty_sandbox.records("clients")[-1]["id"]
    assert headers["location"] == f"/api/v2/clients/{newest}"


def test_put_get_and_delete_replies(empty_sandbox: SandboxProcess) -> None:
    path = f"/clients/{empty_sandbox.add('clients', name='A')['id']}"
    empty_sandbox.speak(put_reply="empty", get_reply="wrapped")
    assert empty_sandbox.send("PUT", empty_sandbox.proxied(path), {"client": {"name": "B"}})[::2] == (204, b"")
    assert empty_sandbox.clientary("GET", path)["client"]["name"] == "B"
    empty_sandbox.speak(put_reply="wrapped")
    assert empty_sandbox.clientary("PUT", path, {"client": {"name": "C"}})["client"]["name"] == "C"
    empty_sandbox.speak(delete_reply="object")
    assert empty_sandbox.clientary("DELETE", path)["name"] == "C"
    path = f"/clients/{empty_sandbox.add('clients', name='A')['id']}"
    empty_sandbox.speak(delete_reply="204")
    assert empty_sandbox.send("DELETE", empty_sandbox.proxied(path))[::2] == (204, b"")


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("errors", {"error": "Validation failed", "errors": {"name": ["can't be blank"]}}),
        ("error", {"error": "Name can't be blank"}),
        ("list", {"errors": ["Name can't be blank"]}),
        ("model", {"name": ["can't be blank"]}),
    ],
)
def test_error_body(empty_sandbox: SandboxProcess, shape: str, expected: Any) -> None:
    empty_sandbox.speak(error_body=shape)
    status, _, answer = empty_sandbox.send("POST", empty_sandbox.proxied("/clients"), {"client": {}})
    assert (status, json.loads(answer)) == (422, expected)


@pytest.mark.parametrize(("shape", "begin"), [("json", b"{"), ("html", b"<!DOCTYPE"), ("empty", b"")])
def test_missing_reply(empty_sandbox: SandboxProcess, shape: str, begin: bytes) -> None:
    empty_sandbox.speak(missing_reply=shape)
    status, _, answer = empty_sandbox.send("GET", empty_sandbox.proxied("/clients/1"))
    assert status == 404
    assert answer.startswith(begin)
    assert bool(answer) is bool(begin)


def test_list_invoice_items(empty_sandbox: SandboxProcess) -> None:
    made = invoice(empty_sandbox, invoice_items_attributes=items(1))
    assert "invoice_items" in empty_sandbox.clientary("GET", "/invoices")["invoices"][0]
    empty_sandbox.speak(list_invoice_items=False)
    shown = empty_sandbox.clientary("GET", "/invoices")["invoices"][0]
    assert not {"invoice_items", "payments"} & set(shown)
    assert empty_sandbox.clientary("GET", f"/invoices/{made['id']}")["invoice_items"]


def test_page_size_max_and_ignored_page_size(sandbox: SandboxProcess) -> None:
    sandbox.speak(page_size_max=12)
    assert sandbox.clientary("GET", "/invoices?page_size=100")["page_size"] == 12
    sandbox.speak(ignore_page_size=True)
    assert sandbox.clientary("GET", "/invoices?page_size=5")["page_size"] == 30


@pytest.mark.parametrize(("paths", "singular", "plural"), [("both", 201, 201), ("only", 201, 404), ("never", 404, 201)])
def test_singular_paths(empty_sandbox: SandboxProcess, paths: str, singular: int, plural: int) -> None:
    empty_sandbox.speak(singular_paths=paths)
    body = {"task": {"title": "T"}}
    assert status_of(empty_sandbox, "POST", "/task", body) == singular
    assert status_of(empty_sandbox, "POST", "/tasks", body) == plural
    made = empty_sandbox.add("invoices", **INVOICE)["id"]
    update = {"invoice": {"note": "n"}}
    assert (status_of(empty_sandbox, "PUT", f"/invoice/{made}", update) == 200) is (singular == 201)
    assert (status_of(empty_sandbox, "PUT", f"/invoices/{made}", update) == 200) is (plural == 201)


def test_fiscal_year_month(empty_sandbox: SandboxProcess) -> None:
    assert empty_sandbox.clientary("GET", "/expenses")["from_date"].endswith("/01/01")
    empty_sandbox.speak(fiscal_year_month=4)
    shown = empty_sandbox.clientary("GET", "/expenses")
    assert (shown["from_date"][5:], shown["to_date"][5:]) == ("04/01", "03/31")


# -- money and rules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rounding", "total"),
    [("document_half_up", "3.47"), ("document_half_even", "3.46"), ("line_half_up", "3.48")],
)
def test_totals_rounding(empty_sandbox: SandboxProcess, rounding: str, total: str) -> None:
    empty_sandbox.speak(totals_rounding=rounding)
    made = invoice(empty_sandbox, tax=5, invoice_items_attributes=items("1.10", "1.10", "1.10"))
    assert made["total_cost"] == Decimal(total)


@pytest.mark.parametrize(("digits", "total"), [("iso", "3333"), ("two", "3333.33")])
def test_money_digits(empty_sandbox: SandboxProcess, digits: str, total: str) -> None:
    empty_sandbox.speak(money_digits=digits)
    made = invoice(empty_sandbox, currency_code="JPY", invoice_items_attributes=items("3333.33"))
    assert made["total_cost"] == Decimal(total)


@pytest.mark.parametrize(("default", "total"), [(True, 110), (False, 100)])
def test_taxable_default(empty_sandbox: SandboxProcess, default: bool, total: int) -> None:
    empty_sandbox.speak(taxable_default=default)
    assert invoice(empty_sandbox, tax=10, invoice_items_attributes=items(100))["total_cost"] == total


def test_status_by_put(empty_sandbox: SandboxProcess) -> None:
    path = f"/invoices/{invoice(empty_sandbox)['id']}"
    empty_sandbox.speak(status_by_put=False)
    assert empty_sandbox.clientary("PUT", path, {"invoice": {"status": 3}})["status"] == 0
    empty_sandbox.speak(status_by_put=True)
    assert empty_sandbox.clientary("PUT", path, {"invoice": {"status": 3}})["status"] == 3


def test_plan_limit(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.speak(plan_limit=1)
    assert status_of(empty_sandbox, "POST", "/clients", {"client": {"name": "A"}}) == 201
    assert status_of(empty_sandbox, "POST", "/clients", {"client": {"name": "B"}}) == 426
