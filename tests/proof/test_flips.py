"""The network comes and goes a hundred times under a person who goes on working; nothing is lost, nothing doubled."""

from __future__ import annotations

import random
import threading

import pytest

from tests.proof.stage import Stage
from tests.sandbox.process import SandboxProcess

FLIPS = 100
OFF_S = 0.02
ON_S = 0.06
GIVE_UP_S = 90.0


class Flipper(threading.Thread):
    """Takes the server off the network and lets it come back, at random, so many times."""

    def __init__(self, server: SandboxProcess, dice: random.Random) -> None:
        super().__init__(name="flipper")
        self._server, self._dice = server, dice
        self._over = threading.Event()
        self.flips = 0

    def run(self) -> None:
        while self.flips < FLIPS and not self._over.is_set():
            try:
                self._server.control("POST", "offline", {"seconds": OFF_S * self._dice.random()})
            except OSError:
                continue  # it is still off
            self.flips += 1
            self._over.wait(ON_S * self._dice.random())

    def stop(self) -> None:
        self._over.set()
        self.join(GIVE_UP_S)


@pytest.mark.logs_warnings("a server that breaks off in the middle is warned of")
def test_a_hundred_flips(stage: Stage) -> None:
    with stage.campaign({}) as cycles:
        player, dice = cycles.player, random.Random(1)
        flipper = Flipper(stage.server, dice)
        flipper.start()
        try:
            while flipper.is_alive():
                for _ in range(2):
                    player.log(dice.randrange(9), dice.randrange(9), dice.randrange(9))
                player.edit(dice.randrange(99), dice.randrange(9), dice.randrange(9))
                player.delete(dice.randrange(99)) if dice.random() < 0.2 else player.move(dice.randrange(99))
                cycles.unhurt()
        finally:
            flipper.stop()
        cycles.settle()
        wrong = cycles.reckoned().wrong
    assert (wrong, flipper.flips) == ([], FLIPS)
    assert player.counts["broken off"] > 0, player.counts
