"""Rounding policies: from worked to billed seconds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.rounding import NONE, STEPS_MIN, Direction, Policy, Unit, billed_seconds, parse_policy, round_seconds
from app.errors import UserInputError

POLICIES = st.builds(
    Policy,
    st.sampled_from(STEPS_MIN),
    st.sampled_from(Direction),
    st.sampled_from([0, 10, 15, 60]),
    st.sampled_from(Unit),
)


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("none", NONE),
        ("0", NONE),
        ("15", Policy(15)),
        ("6up", Policy(6, Direction.UP)),
        ("15down/day", Policy(15, Direction.DOWN, unit=Unit.DAY)),
        ("30nearest/line,min=60", Policy(30, minimum_min=60, unit=Unit.LINE)),
        ("0,min=15", Policy(0, minimum_min=15)),
        (" 10/ENTRY ", Policy(10)),
        ("15mup/day,min=30m", Policy(15, Direction.UP, 30, Unit.DAY)),
    ],
)
def test_policies_are_read(text: str, policy: Policy) -> None:
    assert parse_policy(text) == policy


@given(POLICIES)
def test_policies_round_trip(policy: Policy) -> None:
    assert parse_policy(str(policy)) == policy


@pytest.mark.parametrize(
    "text", ["", "7", "15 up", "15/week", "15,min=", "up", "none/day", "-15", "15,min=9999", "1.5", "15up,min=5/day"]
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(UserInputError) as caught:
        parse_policy(text)
    assert caught.value.facts["field"] == "rounding"


@pytest.mark.parametrize(
    ("minutes", "policy", "billed"),
    [
        (22, "15", 15),
        (23, "15", 30),
        (22, "15up", 30),
        (29, "15down", 15),
        (30, "15up", 30),
        (5, "15,min=20", 20),
        (3, "6", 6),
        (2, "none", 2),
        (7, "15", 0),
        (0, "15,min=20", 0),
    ],
)
def test_one_unit(minutes: int, policy: str, billed: int) -> None:
    assert round_seconds(minutes * 60, parse_policy(policy)) == billed * 60


def test_a_tie_goes_up() -> None:
    assert round_seconds(450, Policy(15)) == 900
    assert round_seconds(449, Policy(15)) == 0


@given(st.integers(1, 10**7), POLICIES)
def test_billed_time_is_the_nearest_step_in_its_direction(worked_s: int, policy: Policy) -> None:
    billed_s = round_seconds(worked_s, policy)
    step_s = policy.step_min * 60
    if billed_s == policy.minimum_min * 60 and policy.minimum_min:
        return
    if step_s == 0 or worked_s % step_s == 0:
        assert billed_s == worked_s
        return
    assert billed_s % step_s == 0
    if policy.direction is Direction.UP:
        assert 0 < billed_s - worked_s < step_s
    elif policy.direction is Direction.DOWN:
        assert 0 < worked_s - billed_s < step_s
    else:
        assert 2 * abs(billed_s - worked_s) <= step_s


@given(st.lists(st.tuples(st.integers(0, 10**5), st.integers(0, 3)), max_size=12), POLICIES)
def test_the_pieces_of_a_unit_add_up_to_its_billed_time(pieces: list[tuple[int, int]], policy: Policy) -> None:
    worked, units = [piece[0] for piece in pieces], [piece[1] for piece in pieces]
    billed = billed_seconds(worked, units, [policy] * len(worked))
    assert all(seconds >= 0 for seconds in billed)
    for unit in set(units):
        mine = [index for index, of in enumerate(units) if of == unit]
        assert sum(billed[index] for index in mine) == round_seconds(sum(worked[index] for index in mine), policy)


def test_without_a_policy_every_piece_is_billed_as_worked() -> None:
    assert billed_seconds([61, 0, 3599], ["a", "a", "a"], [NONE] * 3) == [61, 0, 3599]
