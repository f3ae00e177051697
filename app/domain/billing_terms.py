"""Terms of billing that a person set beside a client, project, task or entry, and where an inherited one came from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from app.domain.invoices import Tax

T = TypeVar("T")

Source = Literal["line", "invoice", "entry", "task", "project", "client", "settings"]
"""Where a rate or a rounding was found; `line` and `invoice`: a person gave it for that line, or for all of them."""

Priced = Literal["hourly", "fixed"]


class TermsKind(StrEnum):
    """Which records may have terms."""

    CLIENT = "client"
    PROJECT = "project"
    TASK = "task"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class BillingTerms:
    """What one record says; None inherits from the next wider one: entry, task, project, client, settings.

    `rate` is in major units per hour, `rounding` is written as `--rounding` takes it, `due_days` counts from the
    invoice's date, `language` is a code such as `de`. `compound` belongs to `taxes`. `priced` answers for a project
    whose type Clientary does not say.
    """

    rate: Decimal | None = None
    rounding: str | None = None
    number_pattern: str | None = None
    language: str | None = None
    due_days: int | None = None
    taxes: tuple[Tax, ...] | None = None
    compound: bool = False
    priced: Priced | None = None


NO_TERMS = BillingTerms()


@dataclass(frozen=True, slots=True)
class Resolved(Generic[T]):
    """A value, and where it was found."""

    value: T
    source: Source
