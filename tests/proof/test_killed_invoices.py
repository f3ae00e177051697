"""The program dies at a commit while an invoice is made, marked, edited or made void: one invoice, a true ledger."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.proof.cycles import Cycles
from tests.proof.player import Player
from tests.proof.stage import Stage
from tests.soak.length import rounds

EVERY = 5
"""So many commits lie between two deaths; a soak dies at each."""
LAST = 25


def _make(player: Player) -> None:
    player.log(1, 2, 0)
    player.log(2, 3, 1)
    player.bill_hours()


ACTS: dict[str, Callable[[Player], None]] = {
    "make": _make,
    "edit": lambda player: player.amend(len(player.meant.bills) - 1, 7),
    "void": lambda player: player.void(0),
}


def _dies_at_each(cycles: Cycles, every: int) -> None:
    """The acts in turn, each in a cycle that dies a little later than the one before, before or after a commit."""
    for number, commit in enumerate(range(1, LAST, every)):
        for place, act in enumerate(ACTS.values()):
            act(cycles.player)
            cycles.crashed(commit + place, after=(number + place) % 2 == 0)
            cycles.settle()
            assert cycles.reckoned().wrong == [], (commit, place)


def test_one_invoice_whatever_dies(stage: Stage) -> None:
    with stage.campaign({}) as cycles:
        _dies_at_each(cycles, EVERY)
        counts = cycles.player.counts
        assert counts["crashed"] >= len(ACTS), counts
        assert (counts["billed hours"], counts["amended"], counts["void"]) == (5, 5, 5)


@pytest.mark.soak
def test_at_every_commit(stage: Stage) -> None:
    with stage.campaign({"list_invoice_items": False}) as cycles:
        for _ in range(rounds(1)):
            _dies_at_each(cycles, 1)
