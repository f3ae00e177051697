"""Which records are ours: each is adopted once, and never one that was there before or is somebody else's."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ids import RemoteId
from app.membrane.wire import RemoteHours
from app.sync.adoption import Keeps, Unsettled, adopt, is_ours, may_be, same_text
from app.sync.merge import Hours, sent_hours

DAY, ME, PROJECT = "2026-03-04", "7", "1"


def create(
    key: str = "a", seconds: int = 3600, title: str = "Standup", known: frozenset[str] = frozenset()
) -> Unsettled[str]:
    return Unsettled(key, Hours(title, "", DAY, seconds, PROJECT), known)


def record(remote_id: str = "10", hours: str = "1", title: str = "Standup", **more: str | None) -> RemoteHours:
    fields: dict[str, str | None] = {"description": "", "date": DAY, "user_id": ME, "project_id": PROJECT, **more}
    return RemoteHours(
        RemoteId(remote_id),
        RemoteId(fields["project_id"] or ""),
        Decimal(hours),
        title,
        fields["description"] or "",
        fields["date"] or "",
        user_id=fields["user_id"],
    )


creates = st.lists(
    st.builds(
        lambda seconds, title, known: create("", seconds, title, known),
        st.sampled_from([900, 905, 3600]),
        st.sampled_from(["Standup", "Call"]),
        st.frozensets(st.sampled_from(["10", "11", "12"])),
    ),
    max_size=5,
).map(lambda made: [Unsettled(str(n), one.sent, one.known_ids) for n, one in enumerate(made)])
records = st.lists(
    st.builds(
        record,
        st.sampled_from(["9", "10", "11", "12", "100"]),
        st.sampled_from(["0.25", "0.2514", "1", "1.01"]),
        st.sampled_from(["Standup", "Call"]),
        user_id=st.sampled_from([ME, None, "8"]),
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(creates, records)
def test_each_record_is_adopted_at_most_once_and_only_if_it_can_be_ours(
    made: list[Unsettled[str]], there: list[RemoteHours]
) -> None:
    adopted = adopt(made, there, ME)
    assert len({one.id for one in adopted.values()}) == len(adopted) <= len(made)
    by_key = {one.key: one for one in made}
    for key, found in adopted.items():
        assert is_ours(by_key[key], found, ME)
        assert found.id not in by_key[key].known_ids


@given(creates, records)
def test_no_create_is_left_while_a_record_that_fits_it_is_left(
    made: list[Unsettled[str]], there: list[RemoteHours]
) -> None:
    """What is not adopted will be sent again: a fitting record must not stand beside it unused."""
    adopted = adopt(made, there, ME)
    taken = {one.id for one in adopted.values()}
    left = [one for one in made if one.key not in adopted]
    assert not any(is_ours(one, found, ME) for one in left for found in there if found.id not in taken)


def test_three_identical_creates_and_two_records() -> None:
    adopted = adopt([create("a"), create("b"), create("c")], [record("12"), record("11")], ME)
    assert {key: one.id for key, one in adopted.items()} == {"a": "11", "b": "12"}


def test_the_nearest_hours_come_first_then_the_lowest_id() -> None:
    near = [record("30", "0.2501"), record("20", "0.2540"), record("9", "0.2501")]
    assert adopt([create(seconds=900)], near, ME)["a"].id == "9"
    both = adopt([create("a", 900), create("b", 914)], [record("1", "0.2539"), record("2", "0.25")], ME)
    assert {key: one.id for key, one in both.items()} == {"a": "2", "b": "1"}


@pytest.mark.parametrize(
    "other",
    [
        record(user_id="8"),
        record(date="2026-03-05"),
        record(project_id="2"),
        record(hours="1.0051"),
        record(title="standup"),
        record(description="something"),
    ],
)
def test_what_is_not_ours(other: RemoteHours) -> None:
    assert adopt([create()], [other], ME) == {}


def test_what_was_known_before_is_never_ours() -> None:
    assert adopt([create(known=frozenset({"10"}))], [record("10")], ME) == {}


def test_who_we_are_may_be_unknown_on_either_side() -> None:
    assert adopt([create()], [record(user_id="8")], None)["a"].id == "10"
    assert adopt([create()], [record(user_id=None)], ME)["a"].id == "10"


@pytest.mark.parametrize("kept", ["0.99", "0.995", "1.005", "1"])
def test_two_decimals_are_near_enough(kept: str) -> None:
    assert (adopt([create()], [record(hours=kept)], ME) != {}) == (
        abs(Decimal(kept) - sent_hours(3600)) <= Decimal("0.005")
    )


@pytest.mark.parametrize(
    ("sent", "kept", "same"),
    [
        ("a\r\nb ", "a\nb", True),
        ("", "", True),
        ("x" * 40, "x" * 32, True),
        ("x" * 40, "x" * 31, False),
        ("x" * 32, "x" * 40, False),
        ("x" * 40, "", False),
        ("  padded", "padded", True),
    ],
)
def test_texts_that_count_as_equal(sent: str, kept: str, same: bool) -> None:
    assert same_text(sent, kept) is same


@pytest.mark.parametrize(
    ("sent", "kept", "maybe"),
    [
        ("two  blanks\tand a line\nbelow", "two blanks and a line below", True),
        ("Zu\u0308rich", "Z\u00fcrich", True),
        ("R&D <b>", "R&amp;D &lt;b&gt;", True),
        ("Preparation of the quarterly meeting", "Preparation of the quarterly me ", True),
        ("Preparation of the quarterly meeting", "Preparation of the quarterly", False),
        ("Party \U0001f389 at ten", "Party  at ten", True),
        ("R&D", "RD", False),
        ("Call", "call", False),
        ("x" * 40, " " * 40, False),
    ],
)
def test_what_servers_do_to_a_text_makes_no_other_record_of_it(sent: str, kept: str, maybe: bool) -> None:
    assert may_be(sent, kept) is maybe
    assert bool(adopt([create(title=sent)], [record(title=kept)], ME)) is maybe


def test_a_title_that_is_shorter_than_usual_is_ours_where_the_server_cuts_there() -> None:
    cut = Keeps(title=20)
    assert adopt([create(title="Preparation of the meeting")], [record(title="Preparation of the m")], ME) == {}
    assert adopt([create(title="Preparation of the meeting")], [record(title="Preparation of the m")], ME, keeps=cut)
    assert adopt([create(title="Prepare all of that at once")], [record(title="Prepare all of that")], ME, keeps=cut)
    assert adopt([create(title="Preparation of the meeting")], [record(title="Preparation")], ME, keeps=cut) == {}


def test_hours_that_come_back_rounded_more_are_ours_where_the_server_rounds_so() -> None:
    assert adopt([create(seconds=4200)], [record(hours="1.2")], ME) == {}
    assert adopt([create(seconds=4200)], [record(hours="1.2")], ME, keeps=Keeps(Decimal("0.05")))
