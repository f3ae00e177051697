"""The settings file as a person may have edited it by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from annotated_types import Ge, Le

from app.errors import UserInputError
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


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("entry.day_starts_at", "noon", "it can be a time such as 04:00"),
        ("billing.mark_hours", "maybe", "it can be ask, on, off"),
        ("billing.currency", "euro", "it can be three capitals such as EUR"),
    ],
)
def test_what_a_setting_can_be_is_told_in_words(tmp_path: Path, key: str, text: str, words: str) -> None:
    with pytest.raises(UserInputError) as caught:
        SettingsFile(tmp_path / "settings.json").set(key, text)
    assert caught.value.detail == f'"{text}" does not fit {key}: {words}.'


def test_every_pattern_has_words_or_is_a_choice() -> None:
    for name, field in SettingsForm.model_fields.items():
        pattern = next((found for one in field.metadata if (found := getattr(one, "pattern", None))), None)
        assert pattern is None or field.description or re.fullmatch(r"\^\([a-z0-9|-]+\)\$", pattern), name


def test_an_hour_may_have_one_digit(tmp_path: Path) -> None:
    assert SettingsFile(tmp_path / "settings.json").set("entry.day_starts_at", "4:00").day_starts_at_min == 240


def test_the_limits_are_those_of_the_form() -> None:
    found = {}
    for name, field in SettingsForm.model_fields.items():
        ends = [float(str(getattr(one, side))) for side, kind in (("ge", Ge), ("le", Le))
                for one in field.metadata if isinstance(one, kind)]  # fmt: skip
        if ends:
            found[name] = tuple(ends)
    assert found == LIMITS
