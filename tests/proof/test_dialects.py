"""The same in every dialect that changes what is read back: faults, crashes, and in the end exactly what was meant."""

from __future__ import annotations

import pytest

from tests.proof.campaign import Dice
from tests.proof.stage import SHORT, Stage

ROUNDS = 4


@pytest.mark.parametrize("name", SHORT)
@pytest.mark.logs_warnings("many deletions on the web raise the guard's question")
def test_exactly_what_was_meant(stage: Stage, name: str) -> None:
    number = list(SHORT).index(name)
    with stage.campaign(SHORT[name], colleague=number % 2 == 0) as cycles:
        reckoning = Dice(cycles, number).play(ROUNDS)
        cycles.player.desk.quiet()
    assert reckoning.wrong == []
    assert cycles.player.counts["faults struck"] > 0
