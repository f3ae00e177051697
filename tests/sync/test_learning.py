"""What came back shows of the decimals and of the length of titles that a server keeps, and what it does not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.sync.learning import DECIMALS, TITLE_LENGTH, keeps_of, learn_decimals, learn_title_length
from tests.membrane.session_facts import SessionFacts


@pytest.mark.parametrize(
    ("known", "sent", "kept", "expected"),
    [
        (None, "1.5000", "1.5", None), (None, "0.3333", "0.3333", 4), (None, "0.3333", "0.33", 2),
        (None, "0.6667", "0.66", 2), (None, "0.6667", "0.6", 1), (None, "0.6667", "1", 0), (None, "0.4986", "0.5", 2),
        (1, "0.4986", "0.5", 1), (2, "0.3333", "0.3333", 4), (4, "0.3333", "0.33", 2), (2, "0.2500", "0.25", 2),
        (1, "0.2500", "0.25", 2), (None, "0.3333", "7", None), (2, "0.3333", "0.333", 3),
    ],
)  # fmt: skip
def test_decimals(known: int | None, sent: str, kept: str, expected: int | None) -> None:
    facts = SessionFacts()
    if known is not None:
        facts.put(DECIMALS, known, "before")
    learn_decimals(facts, Decimal(sent), Decimal(kept))
    assert facts.get(DECIMALS) == expected


@pytest.mark.parametrize(
    ("known", "sent", "kept", "expected"),
    [
        (None, "Preparation of the meeting", "Preparation of the m", 20), (20, "Prepare all of that at", "Prepare", 20),
        (20, "Preparation of the meeting", "Preparation of the meeting", None), (20, "Call", "Call", 20),
        (None, "Call ", "Call", None), (None, "Call", "", None), (None, "Call", "Mail", None),
        (7, "Meetings", "Meet", 7),
    ],
)  # fmt: skip
def test_length_of_titles(known: int | None, sent: str, kept: str, expected: int | None) -> None:
    facts = SessionFacts()
    if known is not None:
        facts.put(TITLE_LENGTH, known, "before")
    learn_title_length(facts, sent, kept)
    assert facts.get(TITLE_LENGTH) == keeps_of(facts).title == expected
