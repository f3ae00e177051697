"""`make soak`: the campaigns of `tests/proof` at length, in every dialect; `STINT_SOAK_ROUNDS` of each."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.proof.campaign import Dice
from tests.proof.machine import explored
from tests.proof.stage import DIALECTS, Stage
from tests.sandbox.process import SandboxProcess
from tests.soak.length import rounds, seed
from tests.sync.desk import furnish

CAMPAIGNS, EXAMPLES = 150, 150
ROUNDS, STEPS = 8, 30


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with SandboxProcess(tmp_path / "server", "--empty") as server:
        furnish(server)
        server.control("POST", "backup")
        yield Stage(server, server.control("GET", "dialect"), tmp_path)


@pytest.mark.soak
@pytest.mark.logs_warnings("many deletions on the web raise the guard's question")
def test_faults_and_crashes_in_every_dialect(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    counts: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {}
    names = list(DIALECTS)
    for number in range(rounds(CAMPAIGNS)):
        name, this = names[number % len(names)], seed() + number
        with stage.campaign(DIALECTS[name], colleague=number % 2 == 0) as cycles:
            found = Dice(cycles, this).play(ROUNDS).wrong
        counts += cycles.player.counts
        if found:
            wrong[f"seed {this}, {name}"] = found
    with capsys.disabled():
        sys.stdout.write(f"\n{rounds(CAMPAIGNS)} campaigns from seed {seed()}: {dict(counts)}; wrong: {wrong or 0}\n")
    assert not wrong
    assert counts["faults struck"] > 0


@pytest.mark.soak
@pytest.mark.logs_warnings("many deletions on the web raise the guard's question")
def test_exploration(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    many = settings(
        max_examples=rounds(EXAMPLES),
        stateful_step_count=STEPS,
        phases=(Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    counts = explored(stage, many)
    with capsys.disabled():
        sys.stdout.write(f"\n{rounds(EXAMPLES)} explorations: {dict(counts)}\n")
    assert counts["faults struck"] > 0
