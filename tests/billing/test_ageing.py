"""What is owed by age: each invoice counts once, in its currency, by the days since it was due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.ageing import ageing
from app.domain.invoices import InvoiceStatus

TODAY = "2026-11-23"


class Known(NamedTuple):
    """An invoice as far as this needs it."""

    balance_minor: int
    due_date: str
    currency: str = "EUR"
    status: int = InvoiceStatus.SENT


def due(days_late: int) -> str:
    return (date.fromisoformat(TODAY) - timedelta(days=days_late)).isoformat()


@pytest.mark.parametrize(
    ("days_late", "place"), [(1, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (4000, 3)]
)
def test_the_days_since_it_was_due_decide(days_late: int, place: int) -> None:
    (owed,) = ageing([Known(500, due(days_late))], TODAY)
    assert owed.late_minor == tuple(500 if at == place else 0 for at in range(4))


def test_what_is_not_due_or_not_owed_is_not_late() -> None:
    known = [Known(100, TODAY), Known(20, due(-5))]
    known += [Known(999, due(9), status=status) for status in (0, 3, 4, 17)]
    known += [Known(0, due(9)), Known(-50, due(9))]
    (owed,) = ageing(known, TODAY)
    assert (owed.invoices, owed.not_due_minor, owed.overdue_minor, owed.outstanding_minor) == (2, 120, 0, 120)


@given(st.lists(st.tuples(st.integers(-10_000, 10_000), st.integers(-200, 200), st.sampled_from(["EUR", "JPY"]))))
def test_nothing_is_lost_or_counted_twice(known: list[tuple[int, int, str]]) -> None:
    found = ageing([Known(minor, due(late), currency) for minor, late, currency in known], TODAY)
    assert [one.currency for one in found] == sorted({currency for minor, _, currency in known if minor > 0})
    for one in found:
        mine = [(minor, late) for minor, late, currency in known if currency == one.currency and minor > 0]
        assert one.outstanding_minor == sum(minor for minor, _ in mine)
        assert one.overdue_minor == sum(minor for minor, late in mine if late > 0)
        assert one.invoices == len(mine)
