"""`make soak`: a thousand kill -9 of real processes during push, pull, edit, invoice and migration.

`STINT_SOAK_ROUNDS` says how many kills (default 1000: half an hour on two busy cores), `STINT_SOAK_SEED` repeats
the same choices.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.process import SandboxProcess
from tests.soak.born import BornProgram, Nursery
from tests.soak.campaign import Campaign
from tests.soak.length import rounds, seed
from tests.sync.desk import furnish
from tests.trouble.program import account, environment_for

KILLS = 1_000
RECKON_EVERY = 60
"""Rounds: what goes wrong is noticed near to where it did."""
PARTS = {"push", "pull", "edit", "invoice", "migration"}


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    nursery = Nursery(tmp_path / "output")
    with SandboxProcess(tmp_path / "server", "--empty") as server:
        furnish(server)
        program = BornProgram(environment_for(tmp_path / "data", **account(server, "api")), nursery=nursery)
        program.sync()
        yield Campaign(program, server, random.Random(seed()), tmp_path)
        program.close()
    nursery.close()


@pytest.mark.soak
def test_kills(campaign: Campaign, capsys: pytest.CaptureFixture[str]) -> None:
    wanted, number, began = rounds(KILLS), 0, time.monotonic()
    wrong: dict[str, list[str]] = {}
    while campaign.killed < wanted and not any(wrong.values()):
        campaign.play(number)
        number += 1
        if number % RECKON_EVERY == 0 or campaign.killed >= wanted:
            campaign.settle()
            wrong = campaign.wrong()
            with capsys.disabled():
                sys.stdout.write(f"\n{_summary(campaign, number, wrong, time.monotonic() - began)}")
    assert not any(wrong.values()), wrong
    assert campaign.counts["faults struck"] > 0
    assert set(campaign.kills) >= PARTS or wanted < KILLS, campaign.kills


def _summary(campaign: Campaign, number: int, wrong: dict[str, list[str]], seconds: float) -> str:
    kills = ", ".join(f"{count} in {name}" for name, count in sorted(campaign.kills.items()))
    found = ", ".join(f"{name} {len(some)}" for name, some in wrong.items())
    return (
        f"seed {seed()}: {number} rounds in {seconds:.0f} s, {campaign.killed} kills ({kills}),"
        f" {campaign.counts['faults struck']} faults struck, {len(campaign.meant)} entries and"
        f" {len(campaign.numbers)} invoices meant: {found}\n"
    )
