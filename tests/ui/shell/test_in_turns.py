"""Steps of a start come one by one, whoever else takes some."""

from __future__ import annotations

import time
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.in_turns import InTurns


def test_steps_of_two_leave_room_between_each_other(qtbot: QtBot) -> None:
    parent, taken = QObject(), list[tuple[str, float]]()
    two = [InTurns(parent, *[lambda name=name: taken.append((name, time.monotonic()))] * 5) for name in "ab"]
    for one in two:
        one.begin()
    qtbot.waitUntil(lambda: not any(one.busy for one in two))
    apart = [later - earlier for (_, earlier), (_, later) in pairwise(taken)]
    assert [name for name, _ in taken].count("a") == 5
    assert min(apart) >= 0.002


def test_a_round_that_begins_anew_takes_every_step_and_one_that_is_stopped_none(qtbot: QtBot) -> None:
    parent, taken = QObject(), list[int]()

    def second() -> None:
        taken.append(2)
        if len(taken) == 2:
            turns.begin()

    turns = InTurns(parent, partial(taken.append, 1), second, partial(taken.append, 3))
    turns.begin()
    qtbot.waitUntil(lambda: not turns.busy)
    assert taken == [1, 2, 1, 2, 3]
    turns.begin()
    turns.stop()
    InTurns(parent, partial(taken.append, 4)).begin()
    qtbot.waitUntil(lambda: 4 in taken)
    assert taken == [1, 2, 1, 2, 3, 4]
