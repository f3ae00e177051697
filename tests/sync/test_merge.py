"""The three-way merge: every combination of what both sides did, field by field."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.sync.merge import (
    FIELDS,
    Base,
    Hours,
    Theirs,
    accepted,
    agreed_on,
    changed_there,
    is_stranger,
    merge,
    sent_hours,
)

TITLES = st.sampled_from(["", "Title", "title", "Other"])
DAYS = st.sampled_from(["2026-03-04", "2026-03-05"])
PROJECTS = st.sampled_from(["1", "2", "3"])
SECONDS = st.sampled_from([0, 1, 1200, 3600, 3601])
HOURS = st.sampled_from([Decimal(n) for n in ("0", "0.0003", "0.33", "0.3333", "1", "1.00", "1.0003")])

ours_values = st.builds(Hours, TITLES, TITLES, DAYS, SECONDS, PROJECTS)
their_values = st.builds(Theirs, TITLES, TITLES, DAYS, HOURS, PROJECTS)
bases = st.builds(Base, ours_values, their_values)


def theirs_in(theirs: Theirs, name: str) -> object:
    return theirs.hours if name == "seconds" else getattr(theirs, name)


def equal(ours: Hours, theirs: Theirs, name: str) -> bool:
    """Whether a field says the same on both sides, as far as the server can hold it."""
    if name == "seconds":
        return abs(sent_hours(ours.seconds) - theirs.hours) <= Decimal("0.00005")
    return bool(getattr(ours, name) == getattr(theirs, name))


@given(bases, ours_values, their_values)
def test_each_field_is_decided_by_who_changed_it(base: Base, ours: Hours, theirs: Theirs) -> None:
    merged = merge(base, ours, theirs)
    for name in FIELDS:
        here = getattr(ours, name) != getattr(base.ours, name)
        there = theirs_in(theirs, name) != theirs_in(base.theirs, name)
        agreed = equal(ours, theirs, name)
        fate = (name in merged.take, name in merged.send, name in merged.conflicts)
        assert fate == (there and not here, here and not there, here and there and not agreed)


@given(bases, ours_values, their_values)
def test_no_value_is_lost(base: Base, ours: Hours, theirs: Theirs) -> None:
    """What either side changed is taken, sent, or stands in the conflict with both values."""
    merged = merge(base, ours, theirs)
    for name in FIELDS:
        seen = theirs.seconds if name == "seconds" else getattr(theirs, name)
        if name in merged.conflicts:
            assert merged.conflicts[name] == {"ours": getattr(ours, name), "theirs": seen}
            assert theirs_in(merged.base.theirs, name) == theirs_in(base.theirs, name)  # it stays a conflict
        elif name in merged.take:
            assert merged.take[name] == seen


@given(bases, ours_values, their_values)
def test_merging_again_changes_nothing(base: Base, ours: Hours, theirs: Theirs) -> None:
    first = merge(base, ours, theirs)
    taken = replace(ours, **first.take)  # type: ignore[arg-type]  # the merge's values have the fields' types
    again = merge(first.base, taken, theirs)
    assert (again.take, again.send, again.conflicts) == ({}, first.send, first.conflicts)
    assert again.base == first.base


@given(bases, ours_values, their_values, st.data())
def test_after_the_push_only_conflicts_are_left(base: Base, ours: Hours, theirs: Theirs, data: st.DataObject) -> None:
    """The server may keep what was sent as it likes: that is no change of theirs."""
    merged = merge(base, ours, theirs)
    taken = replace(ours, **merged.take)  # type: ignore[arg-type]  # the merge's values have the fields' types
    kept = data.draw(their_values)
    sent = {("hours" if name == "seconds" else name): theirs_in(kept, name) for name in merged.send}
    after = replace(theirs, **sent)  # type: ignore[arg-type]  # as above
    settled = agreed_on(merged.base, taken, after, frozenset(merged.send))
    last = merge(settled, taken, after)
    assert (last.take, last.send, last.conflicts) == ({}, (), merged.conflicts)
    assert changed_there(settled, after) == bool(merged.conflicts)


@given(bases, ours_values, their_values)
def test_both_answers_end_a_conflict(base: Base, ours: Hours, theirs: Theirs) -> None:
    merged = merge(base, ours, theirs)
    names = frozenset(merged.conflicts)
    for_ours = merge(accepted(merged.base, theirs, names), ours, theirs)
    assert (for_ours.conflicts, names <= {*for_ours.send, *_same(ours, theirs)}) == ({}, True)
    values = {name: sides["theirs"] for name, sides in merged.conflicts.items()}
    resolved = replace(ours, **values)  # type: ignore[arg-type]  # the merge's values have the fields' types
    for_theirs = merge(accepted(merged.base, theirs, names), resolved, theirs)
    assert (for_theirs.conflicts, set(for_theirs.send) & names) == ({}, set())


def _same(ours: Hours, theirs: Theirs) -> set[str]:
    """Fields in which our value is what theirs comes to here."""
    there = theirs.as_hours()
    return {name for name in FIELDS if getattr(ours, name) == getattr(there, name)}


@given(bases)
def test_a_base_survives_being_stored(base: Base) -> None:
    assert Base.from_json(base.to_json()) == base


@given(st.integers(0, 1_000 * 3600))
def test_every_second_survives_four_decimals(seconds: int) -> None:
    assert Theirs("", "", "2026-03-04", sent_hours(seconds), "1").seconds == seconds


def test_a_stranger_differs_in_everything() -> None:
    was = Theirs("Title", "", "2026-03-04", Decimal(1), "1")
    base = Base(was.as_hours(), was)
    other = Theirs("Other", "", "2026-03-05", Decimal(1), "2")
    assert is_stranger(base, other, "then", "now")
    assert is_stranger(base, other, None, None)
    assert not is_stranger(base, other, "then", "then")
    for kept in (replace(other, title="Title"), replace(other, date="2026-03-04"), replace(other, project="1")):
        assert not is_stranger(base, kept, "then", "now")
