"""Validation of changed settings, by pydantic. Imported only when something is changed."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.domain.key_chord import parse_chord
from app.errors import UserInputError
from app.settings import Settings, key_of

_NUMBER_PART = r"([^{}]|\{(YYYY|YY|MM)\})*"
NUMBER_PATTERN = rf"^({_NUMBER_PART}\{{N{{1,9}}\}}{_NUMBER_PART})?$"
"""Text and parts of the date around exactly one counter; or nothing: go on from the latest number."""

_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
_MINIMUM = r"(\d{1,3}|1[0-3]\d\d|14[0-3]\d|1440)"
ROUNDING = rf"^(none|(0|1|5|6|10|15|30|60)m?(up|down|nearest)?(/(entry|day|line))?(,min={_MINIMUM}m?)?)$"
"""A rounding policy as `app.billing.rounding.parse_policy` reads it."""

_TAX = r"[^=;\n\\]+=\s*-?\d{1,3}(\.\d{1,6})?\s*%?\s*"
TAXES = rf"^({_TAX}((;|\n|\\n)\s*{_TAX})*)?$"
"""Taxes as `LABEL=PERCENT`, each in a line of its own or after a semicolon."""


def _key(text: str) -> str:
    """As it is always written; raises `ValueError` with what is wrong."""
    try:
        return str(parse_chord(text)) if text else ""
    except UserInputError as error:
        raise ValueError(error.detail.rstrip(".")) from error


def _two_digits(text: object) -> object:
    """A time of day with both digits of its hour: `4:00` is meant as `04:00`."""
    return f"0{text}" if isinstance(text, str) and text[1:2] == ":" else text


class SettingsForm(BaseModel):
    """The ranges of every setting; names as in `Settings`. A pattern that is no mere choice is described for people."""

    model_config = ConfigDict(extra="forbid")

    sync_settle_seconds: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)]
    sync_paused: bool
    sync_writes_per_second: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
    entry_day_starts_at: Annotated[
        str, BeforeValidator(_two_digits), Field(pattern=rf"^{_CLOCK}$", description="a time such as 04:00")
    ]
    timer_too_long_hours: Annotated[int, Field(ge=0, le=168)]
    timer_reminder_minutes: Annotated[int, Field(ge=0, le=480)]
    timer_reminder_hours: Annotated[
        str, Field(pattern=rf"^{_CLOCK}-{_CLOCK}$", description="two times such as 09:00-17:00")
    ]
    timer_reminder_days: Annotated[str, Field(pattern=r"^(weekdays|all)$")]
    week_snap_minutes: Annotated[int, Field(ge=1, le=60)]
    week_target_hours: Annotated[float, Field(ge=0, le=168, allow_inf_nan=False)]
    presence_idle_minutes: Annotated[int, Field(ge=0, le=1440)]
    presence_ask_after_sleep: bool
    presence_ask_after_shutdown: bool
    billing_currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="three capitals such as EUR")]
    billing_default_rate: Annotated[
        str, Field(pattern=r"^(\d{1,9}(\.\d{1,6})?)?$", description="an amount such as 95.50, or nothing")
    ]
    billing_due_days: Annotated[int, Field(ge=0, le=3650)]
    billing_number_pattern: Annotated[
        str,
        Field(
            max_length=40,
            pattern=NUMBER_PATTERN,
            description="a text with one counter such as {YYYY}-{NNN}, or nothing",
        ),
    ]
    billing_rounding: Annotated[
        str, Field(pattern=ROUNDING, description="a rounding such as none, 15, 6up or 15/day,min=30")
    ]
    billing_hours_as_quantity: bool
    billing_taxes: Annotated[str, Field(max_length=500, pattern=TAXES, description="taxes such as VAT=19")]
    billing_mark_hours: Annotated[str, Field(pattern=r"^(ask|on|off)$")]
    account_transport: Annotated[str, Field(pattern=r"^(auto|cli|api|sandbox|none)$")]
    account_membrane_command: Annotated[str, Field(max_length=4096)]
    account_connection_id: Annotated[
        str, Field(max_length=200, pattern=r"^([^-].*)?$", description="an id, or nothing")
    ]
    window_appearance: Annotated[str, Field(pattern=r"^(system|light|dark)$")]
    window_quick_log_key: Annotated[str, Field(max_length=40), AfterValidator(_key)]
    window_developer: Annotated[str, Field(pattern=r"^(off|on)$")]
    documents_sender: Annotated[str, Field(max_length=500)]
    documents_footer: Annotated[str, Field(max_length=300)]
    documents_payment: Annotated[str, Field(max_length=1000)]
    documents_logo: Annotated[str, Field(max_length=4096)]
    documents_accent: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", description="a colour such as #2457a6")]
    documents_paper: Annotated[str, Field(pattern=r"^(a4|us-letter)$")]
    documents_language: Annotated[
        str, Field(pattern=r"^[a-z]{2,3}([_-][A-Za-z]{2,4})?$", description="a language such as en or de_AT")
    ]


def validated(settings: Settings, name: str, text: str) -> Settings:
    """`settings` with field `name` as `text` says; raises `UserInputError` with one sentence."""
    try:
        form = SettingsForm.model_validate(settings._asdict() | {name: text})
    except ValidationError as error:
        raise UserInputError(
            f'"{text}" does not fit {key_of(name)}: {_reason(error, name)}.', field=key_of(name)
        ) from error
    return settings._replace(**{name: getattr(form, name)})


def _reason(error: ValidationError, name: str) -> str:
    """What is wrong, in words: a pattern is told by what it describes or by the choices that it lists."""
    problem = error.errors()[0]
    if problem["type"] != "string_pattern_mismatch":
        return problem["msg"].removeprefix("Value error, ")
    choices = re.sub(r"[\^$()]", "", problem["ctx"]["pattern"]).split("|")
    return f"it can be {SettingsForm.model_fields[name].description or ', '.join(choices)}"
