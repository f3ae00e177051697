"""When it is said that no timer runs."""

from __future__ import annotations

import pytest

from app.domain.spans import at_local
from app.domain.working_hours import WorkingHours

ZONE = "Europe/Paris"


def instant(day: str, clock: str) -> int:
    hour, minute = clock.split(":")
    return at_local(day, int(hour), int(minute), 0, ZONE)


@pytest.mark.parametrize(
    ("hours", "every_day", "day", "clock", "began"),
    [
        ("09:00-17:00", False, "2026-03-03", "09:00", ("2026-03-03", "09:00")),
        ("09:00-17:00", False, "2026-03-03", "08:59", None),
        ("09:00-17:00", False, "2026-03-03", "17:00", None),
        ("09:00-17:00", False, "2026-03-07", "12:00", None),  # Saturday
        ("09:00-17:00", True, "2026-03-07", "12:00", ("2026-03-07", "09:00")),
        ("22:00-06:00", False, "2026-03-07", "05:59", ("2026-03-06", "22:00")),  # Friday's night
        ("22:00-06:00", False, "2026-03-07", "22:30", None),
        ("00:00-00:00", True, "2026-10-25", "02:30", ("2026-10-25", "00:00")),  # the day with 25 hours
    ],
)
def test_working_hours(hours: str, every_day: bool, day: str, clock: str, began: tuple[str, str] | None) -> None:
    found = WorkingHours(hours, every_day).began(instant(day, clock), ZONE)
    assert found == (None if began is None else instant(*began))


def test_it_is_said_once_and_again_after_an_hour() -> None:
    rules, nine = WorkingHours(after_s=900), instant("2026-03-03", "09:00")
    evening_before = nine - 50_000
    assert not rules.reminder_due(nine + 899, ZONE, evening_before, None)
    assert rules.reminder_due(nine + 900, ZONE, evening_before, None)
    assert not rules.reminder_due(nine + 1800, ZONE, evening_before, nine + 900)
    assert rules.reminder_due(nine + 4500, ZONE, evening_before, nine + 900)
    assert not rules.reminder_due(nine + 4500, ZONE, nine + 4000, nine + 900)  # something ran until just now
    assert rules.reminder_due(nine + 4900, ZONE, nine + 4000, nine + 900)
    assert not WorkingHours(after_s=0).reminder_due(nine + 4900, ZONE, evening_before, None)
