"""Lists: envelopes, page sizes, filters, sorting and delta queries."""

from __future__ import annotations

import pytest

from tests.sandbox.process import SandboxProcess

ENVELOPE = {"page_count", "page_size", "total_count"}


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("clients", 10),
        ("contacts", 10),
        ("leads", 20),
        ("projects", 20),
        ("tasks", 50),
        ("invoices", 30),
        ("estimates", 30),
        ("recurring", 30),
        ("payments", 30),
    ],
)
def test_default_page_sizes(sandbox: SandboxProcess, path: str, size: int) -> None:
    reply = sandbox.clientary("GET", f"/{path}")
    assert set(reply) == ENVELOPE | {path}
    assert reply["page_size"] == size
    assert reply["page_count"] == -(-reply["total_count"] // size)
    assert len(reply[path]) == min(size, reply["total_count"])


@pytest.mark.parametrize("path", ["staff", "projects/{project}/hours"])
def test_some_lists_have_no_pages(sandbox: SandboxProcess, path: str) -> None:
    project = sandbox.records("projects")[0]["id"]
    reply = sandbox.clientary("GET", "/" + path.format(project=project))
    assert len(reply) == 1


def test_pages_hold_every_record_once(sandbox: SandboxProcess) -> None:
    seen: list[int] = []
    for page in range(1, 12):
        reply = sandbox.clientary("GET", f"/invoices?page={page}&page_size=7")
        seen += [invoice["id"] for invoice in reply["invoices"]]
    assert sorted(seen) == [record["id"] for record in sandbox.records("invoices")]
    assert sandbox.clientary("GET", "/invoices?page=99")["invoices"] == []
    assert sandbox.clientary("GET", "/invoices?page_size=1000")["page_size"] == 100
    assert sandbox.clientary("GET", "/invoices?page=0&page_size=x")["page_size"] == 30


def test_projects_hide_completed_ones(sandbox: SandboxProcess) -> None:
    shown = sandbox.clientary("GET", "/projects")["projects"]
    assert {project["status"] for project in shown} == {1, 4}
    assert sandbox.clientary("GET", "/projects?filter=all")["total_count"] == 20
    client = shown[0]["client"]["id"]
    nested = sandbox.clientary("GET", f"/clients/{client}/projects?filter=all")
    assert nested["page_size"] == 10
    assert {project["client"]["id"] for project in nested["projects"]} == {client}


def test_hours_by_billing_state(sandbox: SandboxProcess) -> None:
    path = f"/projects/{sandbox.records('projects')[0]['id']}/hours"
    billed = sandbox.clientary("GET", f"{path}?filter=billed")["hours"]
    unbilled = sandbox.clientary("GET", f"{path}?filter=unbilled")["hours"]
    assert {entry["billed?"] for entry in billed} == {True}
    assert {entry["billed?"] for entry in unbilled} == {False}
    assert len(billed) + len(unbilled) == len(sandbox.clientary("GET", path)["hours"])


@pytest.mark.parametrize("kind", ["clients", "invoices"])
def test_updated_since(sandbox: SandboxProcess, kind: str) -> None:
    record = sandbox.records(kind)[3]
    changes = {"name": "Renamed"} if kind == "clients" else {"note": "seen"}
    assert sandbox.clientary("GET", f"/{kind}?updated_since=2200-01-01")["total_count"] == 0
    sandbox.control("PUT", f"records/{kind}/{record['id']}", changes)
    today = sandbox.clientary("GET", f"/{kind}/{record['id']}")["updated_at"]
    found = sandbox.clientary("GET", f"/{kind}?updated_since={today}")[kind]
    assert [entry["id"] for entry in found] == [record["id"]]
    days = sandbox.clientary("GET", f"/{kind}?updated_since={today[:10]}")[kind]
    assert record["id"] in [entry["id"] for entry in days]


def test_updated_since_means_nothing_elsewhere(sandbox: SandboxProcess) -> None:
    assert sandbox.clientary("GET", "/projects?updated_since=2200-01-01&filter=all")["total_count"] == 20


def test_sorting(sandbox: SandboxProcess) -> None:
    names = [client["name"] for client in sandbox.clientary("GET", "/clients")["clients"]]
    assert names == sorted(names, key=str.casefold)
    newest = sandbox.add("clients", name="Aaa newest", number="900")["id"]
    assert sandbox.clientary("GET", "/clients?sort=date")["clients"][0]["id"] == newest
    days = [payment["received_on"] for payment in sandbox.clientary("GET", "/payments")["payments"]]
    assert days == sorted(days, reverse=True)
