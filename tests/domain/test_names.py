"""Names: folded equality, ambiguity, near misses."""

from __future__ import annotations

import pytest

from app.domain.names import Candidate, fold, match_name
from app.errors import Ambiguous, NotFound

PROJECTS = [
    Candidate("p1", "Webshop", "Acme"),
    Candidate("p2", "Website", "Acme"),
    Candidate("p3", "Webshop", "Bolt & Co"),
    Candidate("p4", "Café Zürich", None),
    Candidate("p5", "Up/Down", "Acme"),
]


@pytest.mark.parametrize("spelling", ["cafe zurich", "CAFÉ ZÜRICH", "Cafe\u0301  Zu\u0308rich ", "p4"])
def test_case_accents_and_spaces_do_not_matter(spelling: str) -> None:
    assert match_name(spelling, PROJECTS, what="project") == "p4"


def test_fold_knows_the_hard_letters() -> None:
    assert fold("STRASSE") == fold("straße")
    assert fold("İstanbul") == fold("istanbul")


@pytest.mark.parametrize("spelling", ["acme/webshop", "Acme / Webshop", "p1"])
def test_the_client_tells_namesakes_apart(spelling: str) -> None:
    assert match_name(spelling, PROJECTS, what="project") == "p1"


def test_a_slash_may_be_part_of_a_name() -> None:
    assert match_name("up/down", PROJECTS, what="project") == "p5"


def test_an_ambiguous_name_is_refused_with_the_candidates() -> None:
    with pytest.raises(Ambiguous) as caught:
        match_name("webshop", PROJECTS, what="project")
    assert "Acme/Webshop, Bolt & Co/Webshop" in caught.value.detail
    assert caught.value.facts["field"] == "project"


def test_namesakes_of_one_client_are_listed_with_their_ids() -> None:
    twins = [Candidate("a", "Web", "Acme"), Candidate("b", "Web", "Acme")]
    with pytest.raises(Ambiguous, match=r"Acme/Web \(a\), Acme/Web \(b\)"):
        match_name("WEB", twins, what="project")


def test_an_unknown_name_is_refused_with_what_comes_near() -> None:
    with pytest.raises(NotFound) as caught:
        match_name("websit", PROJECTS, what="project")
    assert "Acme/Website" in caught.value.detail
    with pytest.raises(NotFound) as caught:
        match_name("zzz\n" * 1000, PROJECTS, what="project")
    assert len(caught.value.detail) < 200
