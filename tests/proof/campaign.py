"""A campaign by dice: acts and cycles as a seed says. What hypothesis explores, repeatable and without its overhead."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.proof.cycles import Cycles
from tests.proof.faults import CREATE, KINDS, SKIPS, TARGETS
from tests.proof.meant import Reckoning
from tests.proof.player import Player
from tests.proof.reshaping import merge, split

BIG = 1_000
LAST_COMMIT = 40
"""A cycle with a handful of writes has about so many transactions."""


Act = Callable[[], None]


def acts_here(player: Player, n: Callable[[], int]) -> list[tuple[int, Act]]:
    """What the person does at this computer, with how likely it is; also in the middle of a cycle. `n` draws."""
    return [
        (9, lambda: player.log(n(), n(), n())),
        (4, lambda: player.log_twin(n())),
        (3, lambda: player.edit(n(), n(), n())),
        (2, lambda: player.move(n())),
        (2, lambda: player.delete(n())),
        (2, player.undo),
        (2, lambda: split(player, n())),
        (2, lambda: merge(player, n())),
        (1, player.bill_hours),
        (3, lambda: player.amend(n(), 1 + n())),
        (1, lambda: player.void(n())),
    ]


class Dice:
    """Plays rounds of a campaign: one to four acts, then a cycle."""

    def __init__(self, cycles: Cycles, seed: int) -> None:
        self._cycles, self._dice = cycles, random.Random(seed)

    def play(self, rounds: int) -> Reckoning:
        """A beginning in which faults are sure to strike, that many rounds, then clean cycles; what came of it."""
        self._begin()
        for _ in range(rounds):
            for _ in range(self._dice.randint(1, 4)):
                self._act()
            self._sync()
        self._cycles.settle()
        return self._cycles.reckoned()

    def _begin(self) -> None:
        player = self._cycles.player
        for number in range(3):
            player.log(number, self._number(), 0)
        self._cycles.run(("cut after it was applied", *CREATE, 0), ("cut before it was applied", *CREATE, 0))

    def _act(self) -> None:
        player, n = self._cycles.player, self._number
        self._one_of(
            [
                *acts_here(player, n),
                (1, lambda: player.bill(1 + n())),
                (1, lambda: player.set_clock(n())),
                (3, lambda: player.web_log(n(), n(), n(), by_colleague=n() % 3 == 0)),
                (2, lambda: player.web_edit(n(), n())),
                (1, lambda: player.web_delete(n())),
                (1, lambda: player.web_void(n())),
                (2, lambda: player.contest(n(), n(), ours=n() % 2 == 0)),
            ]
        )

    def _act_meanwhile(self) -> None:
        for _ in range(self._dice.randint(1, 3)):
            self._one_of(acts_here(self._cycles.player, self._number))

    def _one_of(self, acts: list[tuple[int, Act]]) -> None:
        [act] = self._dice.choices([act for _, act in acts], [weight for weight, _ in acts])
        act()

    def _sync(self) -> None:
        cycles, dice = self._cycles, self._dice
        faults = [self._fault() for _ in range(dice.choice((0, 1, 2, 2, 3)))]
        match dice.choices(("run", "meanwhile", "crash", "cancel", "offline", "settle"), (8, 4, 4, 1, 1, 2))[0]:
            case "run":
                cycles.run(*faults, full=dice.random() < 0.3, prompt=dice.random() < 0.1)
            case "meanwhile":
                cycles.meanwhile(dice.randint(1, LAST_COMMIT), self._act_meanwhile, *faults)
            case "crash":
                cycles.crashed(dice.randint(1, LAST_COMMIT), *faults[:1], after=dice.random() < 0.5)
            case "cancel":
                cycles.cancelled(*dice.choice(TARGETS))
            case "offline":
                cycles.offline()
            case _:
                cycles.settle()

    def _fault(self) -> tuple[str, str, str, int]:
        method, path = self._dice.choice(TARGETS)
        return self._dice.choice(list(KINDS)), method, path, self._dice.choice(SKIPS)

    def _number(self) -> int:
        return self._dice.randrange(BIG)
