"""Which name is meant: what counts before what, and which slips of the pen are still understood."""

from __future__ import annotations

import pytest

from app.domain.names import fold
from app.services.likeness import ALIKE, Rank, likeness, rank


@pytest.mark.parametrize(
    ("typed", "name", "meant"),
    [
        ("hsoting", "Hosting", True),
        ("hostng", "Hosting", True),
        ("wirefarmes for the landing pgae", "Wireframes for the landing page", True),
        ("adress", "Address validation", True),
        ("validaton", "Address validation", True),
        ("address vlidation for shop", "Address validation", True),
        ("CREME brulle", "Crème brûlée", True),
        ("strase", "Straße", True),
        ("plan", "Adverts", False),
        ("meeting", "Hosting", False),
        ("adress", "Adverts", False),
        ("standup", "Webshop", False),
        ("", "Hosting", False),
        ("hosting", "", False),
    ],
)
def test_a_slip_is_told_from_another_word(typed: str, name: str, meant: bool) -> None:
    assert (likeness(fold(typed), fold(name)) >= ALIKE) == meant


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (rank("we", "plan"), rank("we", "webshop", 9.0, elsewhere=True)),
        (rank("we", "webshop"), rank("we", "shop we", 9.0)),
        (rank("we", "website launch", 2.0), rank("we", "webshop", 1.0)),
        (rank("hsoting", "hosting"), rank("hsoting", "roasting")),
    ],
    ids=["its project", "how it begins", "how often and lately", "how alike"],
)
def test_the_score_counts_in_this_order(better: Rank, worse: Rank) -> None:
    assert better < worse
