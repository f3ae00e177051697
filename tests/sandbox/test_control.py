"""Control routes: records made on the web, bulk fixtures, backup and restore. The seeded agency itself."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.sandbox.process import SandboxProcess


def test_records_are_what_a_person_does_on_the_web(sandbox: SandboxProcess) -> None:
    colleague = sandbox.records("staff")[1]["id"]
    project = sandbox.records("projects")[0]["id"]
    made = sandbox.add("hours", project_id=project, user_id=colleague, hours=1.25, title="Web", billed=True)
    assert (made["hours"], made["billed"], made["user_id"]) == ("1.25", True, colleague)
    shown = sandbox.clientary("GET", f"/hours/{made['id']}")
    assert (shown["billed?"], shown["user_id"]) == (True, colleague)
    sandbox.control("PUT", f"records/hours/{made['id']}", {"billed": False, "title": "Changed"})
    assert sandbox.clientary("GET", f"/hours/{made['id']}")["title"] == "Changed"
    sandbox.control("DELETE", f"records/hours/{made['id']}")
    assert sandbox.send("GET", sandbox.proxied(f"/hours/{made['id']}"))[0] == 404
    assert [entry["method"] for entry in sandbox.log()] == ["GET", "GET", "GET"]


def test_records_are_validated(empty_sandbox: SandboxProcess) -> None:
    assert empty_sandbox.send("POST", "/_sandbox/records/clients", {})[0] == 422
    assert empty_sandbox.send("POST", "/_sandbox/records/nothing", {})[0] == 400
    assert empty_sandbox.send("PUT", "/_sandbox/records/clients/1", {})[0] == 404
    assert empty_sandbox.send("POST", "/_sandbox/records/clients", b"[1]")[0] == 400
    assert empty_sandbox.send("GET", "/_sandbox/log?after=x")[0] == 400
    assert empty_sandbox.records("clients") == []


def test_bulk_is_all_or_nothing(empty_sandbox: SandboxProcess) -> None:
    path = "/_sandbox/records/clients/bulk"
    records = [{"name": f"C{n}"} for n in range(500)]
    assert empty_sandbox.send("POST", path, {"records": [*records, {"name": ""}]})[0] == 422
    assert empty_sandbox.records("clients") == []
    ids = empty_sandbox.control("POST", "records/clients/bulk", {"records": records})["ids"]
    assert len(set(ids)) == empty_sandbox.clientary("GET", "/clients")["total_count"] == 500


def test_backup_and_restore_bring_old_ids_back(empty_sandbox: SandboxProcess) -> None:
    assert empty_sandbox.send("POST", "/_sandbox/restore")[0] == 400
    kept = empty_sandbox.add("clients", name="Kept")
    empty_sandbox.control("POST", "backup")
    lost = empty_sandbox.add("clients", name="Lost")
    empty_sandbox.control("POST", "restore")
    assert [client["name"] for client in empty_sandbox.records("clients")] == ["Kept"]
    assert empty_sandbox.records("clients")[0] == kept
    assert empty_sandbox.add("clients", name="Stranger")["id"] == lost["id"]


def test_the_agency_is_believable(sandbox: SandboxProcess) -> None:
    records = {kind: sandbox.records(kind) for kind in ("clients", "projects", "staff", "hours", "invoices", "tasks")}
    assert [len(records[kind]) for kind in ("clients", "projects", "staff")] == [8, 20, 3]
    assert {project["currency_code"] for project in records["projects"]} == {"EUR", "USD", "JPY"}
    assert {project["project_type"] for project in records["projects"]} == {0, 2}
    assert {project["status"] for project in records["projects"]} == {1, 2, 4}
    days = {date.fromisoformat(entry["date"]) for entry in records["hours"]}
    today = datetime.now(UTC).date()
    assert today - timedelta(days=370) < min(days) < today - timedelta(days=350)
    assert today - timedelta(days=4) < max(days) <= today
    assert {entry["user_id"] for entry in records["hours"]} == {person["id"] for person in records["staff"]}
    assert set(Counter(entry["billed"] for entry in records["hours"])) == {True, False}
    assert {invoice["status"] for invoice in records["invoices"]} == {0, 1, 2, 3, 4, 5}
    overdue = [i for i in records["invoices"] if i["status"] == 1 and i["due_date"] < today.isoformat()]
    assert overdue
    assert sandbox.log() == []


def test_paid_invoices_of_the_agency_are_paid_in_full(sandbox: SandboxProcess) -> None:
    for page in (1, 2, 3):
        for invoice in sandbox.clientary("GET", f"/invoices?page={page}")["invoices"]:
            assert (invoice["balance"] == 0) is (invoice["status"] == 4), invoice["number"]


def test_the_agency_is_the_same_on_every_run(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "one") as one, SandboxProcess(tmp_path / "two") as two:
        for kind in ("hours", "invoices", "payments", "tasks"):
            assert one.records(kind) == two.records(kind)
