"""The campaign notices engines that are broken on purpose; otherwise its silence about ours would mean nothing."""

from __future__ import annotations

import pytest

from app.errors import AppError
from tests.proof.broken import BROKEN
from tests.proof.campaign import Dice
from tests.proof.stage import DIALECTS, Stage

CAMPAIGNS, ROUNDS = 10, 5


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.logs_warnings("a broken engine may meet the guard")
def test_a_broken_engine_is_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    break_it, dialect = BROKEN[name]
    break_it(monkeypatch)
    found = (_wrong(stage, dialect, seed) for seed in range(CAMPAIGNS))
    noticed = next((wrong for wrong in found if wrong), "")
    assert noticed, f"{name} did no harm in {CAMPAIGNS} campaigns"


def _wrong(stage: Stage, dialect: str, seed: int) -> str:
    """What one campaign finds wrong, "" for nothing; an entry that is suddenly gone stops it, which is wrong too."""
    try:
        with stage.campaign(DIALECTS[dialect]) as cycles:
            wrong = Dice(cycles, seed).play(ROUNDS).wrong
    except (AssertionError, AppError) as error:
        return str(error) or "failed"
    return f"campaign {seed + 1}: {wrong[0]}" if wrong else ""
