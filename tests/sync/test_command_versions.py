"""Versions of the command that lack the proxy or the actions: what is left serves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.process import SandboxProcess
from tests.sync.desk import WEBSHOP, Desks, writes


@pytest.mark.parametrize(
    ("form", "by_actions"),
    [
        ({"cli_removed": ["request", "act"], "action_hours": "create-hours"}, True),
        ({"cli_removed": ["action run", "act"], "action_hours": "create-hours"}, False),
        ({"cli_removed": ["action list"]}, False),
    ],
    ids=["no proxy", "no runs", "no list"],
)
def test_the_main_job(desks: Desks, server: SandboxProcess, form: dict[str, Any], by_actions: bool) -> None:
    server.speak(cli_grammar="g2", **form)
    desk = desks.open(server, STINT_TRANSPORT="cli", STINT_MEMBRANE_COMMAND=server.membrane_command, MEMBRANE_TOKEN="")
    desk.sync(timeout_s=120)
    desk.log("Entry", notes="notes")
    desk.sync(timeout_s=120)
    row = desk.bill_hours()
    result = desk.sync(timeout_s=120)
    assert (result.waiting, result.checking, result.parked) == (0, 0, 0), result
    desk.holds(("Entry", "1", WEBSHOP))
    assert [one["number"] for one in server.records("invoices")] == [row.invoice.number]
    assert {entry["action"] is not None for entry in writes(server)} == {by_actions}
