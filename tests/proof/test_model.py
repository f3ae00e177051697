"""Exactly once, by exploration: hypothesis draws acts, faults, crashes and a dialect, and looks for a discrepancy."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.proof.machine import explored
from tests.proof.stage import Stage

EXAMPLES, STEPS = 7, 20


@pytest.mark.logs_warnings("many deletions on the web raise the guard's question")
def test_each_intent_is_there_exactly_once(stage: Stage) -> None:
    few = settings(  # looking for a smaller example would take minutes: the seed repeats this one
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        phases=(Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    counts = explored(stage, few)
    assert counts["faults struck"] > 0, counts
    assert counts["cycles"] > EXAMPLES, counts
