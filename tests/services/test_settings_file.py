"""The settings file as a person may have edited it by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from annotated_types import Ge, Le

from app.settings import LIMITS, Settings, SettingsFile
from app.settings_form import SettingsForm


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("presence.idle_minutes", 10**9),
        ("week.snap_minutes", 0),
        ("week.target_hours", float("nan")),
        ("week.target_hours", 10**400),
        ("entry.day_starts_at", "noon"),
        ("entry.day_starts_at", "24:00"),
        ("timer.reminder_hours", "nine to five"),
    ],
)
def test_a_value_that_cannot_be_is_at_its_default_and_keeps_no_other_from_being_set(
    tmp_path: Path, key: str, value: object
) -> None:
    file = SettingsFile(tmp_path / "settings.json")
    file.path.write_text(json.dumps({key: value, "billing.due_days": 7}), encoding="utf-8")
    assert file.load() == Settings(billing_due_days=7)
    assert file.load().day_starts_at_min == 0
    assert file.set("billing.due_days", "8").billing_due_days == 8


def test_the_limits_are_those_of_the_form() -> None:
    found = {}
    for name, field in SettingsForm.model_fields.items():
        ends = [float(str(getattr(one, side))) for side, kind in (("ge", Ge), ("le", Le))
                for one in field.metadata if isinstance(one, kind)]  # fmt: skip
        if ends:
            found[name] = tuple(ends)
    assert found == LIMITS
