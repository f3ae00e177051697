"""The probe against the sandbox: it only reads, tells nothing private, and its file makes a sandbox like the first."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, Cancelled, NotConnected
from app.membrane.api import ApiTransport
from app.probe.dialect import dialect_of
from app.probe.report import report_of
from app.probe.run import Probed, probe
from app.sandbox.dialect import Dialect
from app.services.probe import save_json
from tests.sandbox.process import SandboxProcess

DEADLINE_S = 90.0

DIALECTS: dict[str, dict[str, Any]] = {
    "prefix, envelopes and even": {
        "path_prefix": "/api/v2", "connector_sends_accept": False, "hours_paging": "envelope", "get_reply": "wrapped",
        "missing_reply": "html", "totals_rounding": "document_half_even", "action_output": "E", "action_case": "camel",
    },
    "silent pages and lines": {
        "hours_paging": "silent", "page_size_max": 25, "missing_reply": "empty", "list_invoice_items": False,
        "totals_rounding": "line_half_up", "action_output": "B", "action_nested": True, "fiscal_year_month": 4,
    },
    "hidden billing, fixed pages": {
        "billed_visible": False, "ignore_page_size": True, "action_output": "D", "invoice_items_key": "lineItems",
        "hidden_actions": ["create-client", "list-hours"], "action_extra_required": "vatCategory",
    },
    "wrapped as HTTP": {"action_output": "F", "money_digits": "two", "decimals_as": "text"},
    "bare lists": {"action_output": "C", "invoice_items_key": "items", "date_form": "dash", "flag_keys": "plain"},
}  # fmt: skip


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory, agency_database: Path) -> Iterator[SandboxProcess]:
    """One seeded sandbox for all tests here."""
    with SandboxProcess(copied(agency_database, tmp_path_factory.mktemp("shared"))) as process:
        yield process


def copied(database: Path, state: Path) -> Path:
    state.mkdir(exist_ok=True)
    shutil.copy(database, state / "sandbox.sqlite3")
    return state


def probed(sandbox: SandboxProcess, seconds: float = DEADLINE_S, cancel: CancelToken | None = None) -> Probed:
    transport = ApiTransport(sandbox.url, sandbox.token)
    try:
        where, token = sandbox.connection_id, cancel or CancelToken()
        return probe(transport, where, Deadline(seconds), token, lambda _done, _total, _step: None)
    finally:
        transport.close()


def facts(found: Probed) -> dict[str, object]:
    return {key: fact.value for key, fact in found.findings.facts.items()}


@pytest.mark.parametrize("name", DIALECTS)
def test_what_was_learned_makes_a_sandbox_that_teaches_the_same(
    agency: SandboxProcess, agency_database: Path, tmp_path: Path, name: str
) -> None:
    spoken = DIALECTS[name]
    agency.speak(**{**Dialect().as_values(), **spoken})
    before, since = agency.records("clients"), int(agency.log()[-1]["seq"]) if agency.log() else 0
    first = probed(agency)
    learned = dialect_of(first.findings)
    assert {switch: learned.get(switch) for switch in spoken} == spoken
    only_read(agency, since)
    assert agency.records("clients") == before
    save_json(tmp_path / "dialect.json", learned)
    state = copied(agency_database, tmp_path / "second")
    with SandboxProcess(state, "--dialect", str(tmp_path / "dialect.json")) as second:
        assert facts(probed(second)) == facts(first)


def only_read(sandbox: SandboxProcess, since: int) -> None:
    """Every request was a GET at Clientary, and at Membrane a GET or the run of a reading action."""
    seen = sandbox.log(since)
    assert len(seen) > 40
    for entry in seen:
        assert entry["clientary"] is None or entry["clientary"]["method"] == "GET", entry
        assert entry["method"] == "GET" or str(entry["action"]).startswith(("list-", "get-")), entry


def test_no_text_id_amount_or_host_of_the_account_is_in_the_report(agency: SandboxProcess) -> None:
    agency.speak(**Dialect().as_values())
    client = agency.add("clients", name="Σίσυφος & Söhne", number="K-0815", description="Vertraulich: Übernahme")
    agency.add("projects", name="Geheimprojekt", rate="87654.32", client_id=client["id"])
    document = report_of(probed(agency), "stint 1")
    shown = json.dumps(document, ensure_ascii=False)
    texts, numbers = held(agency)
    assert len(texts) > 300
    assert [text for text in texts if text in shown] == []
    assert [number for number in numbers if number in shown] == []
    for private in (agency.token, agency.connection_id, "clientary.com", "127.0.0.1"):
        assert private not in shown


def held(sandbox: SandboxProcess) -> tuple[set[str], set[str]]:
    """Every text of three characters or more, and every number of five digits or more, of all records."""
    texts: set[str] = set()
    numbers: set[str] = set()
    kinds = ("clients", "projects", "invoices", "tasks", "staff", "contacts", "leads", "estimates", "payments", "hours")

    def gather(value: object) -> None:
        if isinstance(value, dict):
            for one in value.values():
                gather(one)
        elif isinstance(value, list):
            for one in value:
                gather(one)
        elif isinstance(value, str) and len(value) > 2 and not value.isdecimal():
            texts.add(value)
        elif not isinstance(value, bool) and value is not None and len(str(value)) > 4:
            numbers.add(str(value))

    for kind in kinds:
        for record in sandbox.records(kind):
            record.pop("account")  # the sandbox's own word for it
            gather(record)
    return texts, numbers


def test_an_account_that_lets_nobody_through_is_told_by_its_actions(agency: SandboxProcess) -> None:
    agency.speak(**Dialect().as_values())
    fault = agency.fault(kind="status", layer="membrane", status=403, path="*", times=1)
    found = probed(agency)
    assert agency.struck(fault) >= 1
    agency.control("DELETE", "faults")
    assert found.findings.value("proxy") is False
    assert found.findings.value("actions") == 20
    assert "actions are left" in str(report_of(found, "stint 1")["summary"])
    assert dialect_of(found.findings)["proxy"] == "forbidden"


def test_an_account_that_answers_with_errors_was_not_probed(agency: SandboxProcess) -> None:
    agency.speak(**Dialect().as_values())
    agency.fault(kind="status", layer="clientary", status=500, path="*", times=None)
    found = probed(agency)
    agency.control("DELETE", "faults")
    assert found.finished is False
    summary = str(report_of(found, "stint 1")["summary"])
    assert "status 500" in summary
    assert "known paths" not in summary
    assert "time was over" not in summary


def test_limits_delays_and_torn_answers_are_lived_with(agency: SandboxProcess) -> None:
    agency.speak(**Dialect().as_values())
    agency.fault(kind="status", layer="clientary", status=429, headers={"Retry-After": "0"}, path="/projects")
    agency.fault(kind="cut_before", path="/invoices")
    agency.fault(kind="status", layer="clientary", status=403, body="{}", path="/tasks", times=None)
    agency.fault(kind="garbage", path="/leads", times=None)
    found = probed(agency)
    agency.control("DELETE", "faults")
    lists = found.findings.lists
    assert lists["projects"]["readable"] is lists["invoices"]["readable"] is True
    assert (lists["tasks"]["why"], lists["leads"]["why"]) == ("forbidden", "unusable")


def test_a_connection_that_is_gone_is_no_account_without_a_proxy(agency: SandboxProcess) -> None:
    transport = ApiTransport(agency.url, agency.token)
    with pytest.raises(NotConnected):
        probe(transport, "nobody", Deadline(DEADLINE_S), CancelToken(), lambda _done, _total, _step: None)
    transport.close()


def test_it_ends_when_it_is_told_to(agency: SandboxProcess) -> None:
    agency.speak(**Dialect().as_values())
    cancel = CancelToken()
    cancel.set()
    with pytest.raises(Cancelled):
        probed(agency, cancel=cancel)
    late = probed(agency, seconds=0)
    assert (late.finished, late.asker.requests) == (False, 0)
    agency.control("POST", "login", {"logged_in": False})
    with pytest.raises(AuthRequired):
        probed(agency)
    agency.control("POST", "login", {"logged_in": True})
