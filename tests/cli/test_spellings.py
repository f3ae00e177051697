"""The main job where values are written otherwise than in the vendor's samples (Clientary reference 4)."""

from __future__ import annotations

import pytest

from tests.cli.running import Stint
from tests.cli.test_server import connect
from tests.sandbox.process import SandboxProcess


def test_text_numbers_dashes_and_plain_keys(
    stint: Stint, empty_sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(monkeypatch, empty_sandbox)
    client = empty_sandbox.add("clients", name="Acme")
    empty_sandbox.add("projects", name="Webshop", client_id=client["id"], rate=90, project_type=0, currency_code="EUR")
    empty_sandbox.speak(decimals_as="text", date_form="dash", flag_keys="plain")
    stint.ok("sync")
    stint.ok("log", "20m webshop: fix")
    stint.ok("sync")
    invoice = stint.ok("invoice", "create", "--client=acme", "--tax", "VAT=21")["invoice"]
    assert (invoice["sync"], invoice["total"], invoice["server_total"]) == ("synced", "36.30", "36.30")
    again = stint.ok("sync", "--full")
    assert (again["conflicts"], again["pushed"]) == (0, {"created": 0, "updated": 0, "deleted": 0})
    entry = stint.ok("entries")["entries"][0]
    assert (entry["sync"], entry["billed_there"]) == ("synced", False)
