"""The campaign notices engines that are broken on purpose; otherwise its silence about ours would mean nothing."""

from __future__ import annotations

import pytest

from app.errors import AppError
from tests.proof.broken import BROKEN
from tests.proof.campaign import Dice
from tests.proof.meant import Reckoning
from tests.proof.stage import DIALECTS, Stage

CAMPAIGNS, ROUNDS = 10, 5


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.logs_warnings("a broken engine may meet the guard")
def test_the_harm_of_a_broken_engine_is_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """By what it must do wrong, in a campaign in which ours does nothing wrong."""
    break_it, dialect, harm = BROKEN[name]
    with monkeypatch.context() as patch:
        break_it(patch)
        found = (seed for seed in range(CAMPAIGNS) if _does(harm, _played(stage, dialect, seed)))
        seed = next(found, None)
    assert seed is not None, f"{name} did no such harm in {CAMPAIGNS} campaigns"
    assert _played(stage, dialect, seed).wrong == []


def _does(harm: tuple[str, ...], reckoning: Reckoning) -> bool:
    return any(one.startswith(harm) for one in reckoning.wrong)


def _played(stage: Stage, dialect: str, seed: int) -> Reckoning:
    """What came of a campaign; one that an entry stops which is suddenly gone, or that never settles, is over then."""
    with stage.campaign(DIALECTS[dialect]) as cycles:
        try:
            return Dice(cycles, seed).play(ROUNDS)
        except (AssertionError, AppError):
            stage.server.control("DELETE", "faults")
            return cycles.reckoned()
