"""Versions of the command that lack the proxy or the actions: what is left serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.process import SandboxProcess
from tests.sync.desk import WEBSHOP, Desk, Desks, writes


def by_command(desks: Desks, server: SandboxProcess, **environment: str) -> Desk:
    way = {"STINT_TRANSPORT": "cli", "STINT_MEMBRANE_COMMAND": server.membrane_command, "MEMBRANE_TOKEN": ""}
    return desks.open(server, **(way | environment))


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
    desk = by_command(desks, server)
    desk.sync(timeout_s=120)
    desk.log("Entry", notes="notes")
    row = desk.bill_hours()
    result = desk.sync(timeout_s=120)
    assert (result.waiting, result.checking, result.parked) == (0, 0, 0), result
    desk.holds(("Entry", "1", WEBSHOP))
    assert [one["number"] for one in server.records("invoices")] == [row.invoice.number]
    assert {entry["action"] is not None for entry in writes(server)} == {by_actions}


def test_when_the_request_of_a_failed_command_left_is_not_known(
    desks: Desks, server: SandboxProcess, tmp_path: Path
) -> None:
    """So the time in which it may still take effect counts from the end of the command, not from its start."""
    slow = tmp_path / "membrane"
    lost = "*--method=POST*) sleep 3; echo 'Error: socket hang up' >&2; exit 1;;"
    slow.write_text(f'#!/bin/sh\ncase "$*" in {lost} esac\nexec "{server.membrane_command}" "$@"\n', "utf-8")
    slow.chmod(0o700)
    desk = by_command(desks, server, STINT_MEMBRANE_COMMAND=str(slow), STINT_SETTLE_SECONDS="600")
    desk.sync(timeout_s=120)
    entry = desk.log("Entry")
    result = desk.sync(timeout_s=120)
    assert result.checking == 1, result
    (operation,) = desk.operations()
    sent = next(step.at for step in desk.steps(entry) if step.event == "sent")
    assert operation.sent_at is not None
    assert operation.sent_at - sent >= 2
