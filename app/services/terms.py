"""Use cases for terms of billing: rates, rounding, taxes and the like that a person sets beside a record.

Clientary does not keep them: they stay on this computer, and nothing is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from app.billing.manual import parse_tax
from app.billing.rates import parse_rate
from app.billing.rounding import parse_policy
from app.billing.totals import MAX_TAXES
from app.domain.billing_terms import BillingTerms, Priced, TermsKind
from app.domain.clients import ProjectKind
from app.domain.money import shown
from app.errors import NotFound, Refused, UserInputError
from app.services.document_languages import LANGUAGES
from app.services.invoice_numbers import next_by_pattern
from app.services.invoice_request import MAX_DUE_DAYS
from app.storage.changes import Changes
from app.storage.clients import ClientRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.ledger import BillingLedger
from app.storage.projects import ProjectRepository, TaskRepository
from app.storage.terms import TermsRepository

_MAX_PATTERN = 40
_ANY_DAY = "2026-01-01"
_LANGUAGE = re.compile(r"([a-z]{2,3})([_-][A-Za-z]{2,4})?", re.ASCII)

_FIELDS: Mapping[TermsKind, frozenset[str]] = {
    TermsKind.CLIENT: frozenset({"rate", "rounding", "number_pattern", "language", "due_days", "taxes", "compound"}),
    TermsKind.PROJECT: frozenset({"rounding", "priced"}),
    TermsKind.TASK: frozenset({"rate"}),
    TermsKind.ENTRY: frozenset({"rate"}),
}
"""What each kind may say. A project's rate is Clientary's own."""


@dataclass(frozen=True, slots=True)
class TermsChange:
    """What a person typed: None leaves a field, an empty text clears it, so that it is inherited again. `taxes` are
    `LABEL=PERCENT`; none of them, or only empty ones, clear. `priced` is `hourly` or `fixed`.
    """

    rate: str | None = None
    rounding: str | None = None
    number_pattern: str | None = None
    language: str | None = None
    due_days: str | None = None
    taxes: tuple[str, ...] | None = None
    compound: bool | None = None
    priced: str | None = None

    @property
    def given(self) -> dict[str, object]:
        """The fields that change."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class TermsService:
    """Each change commits at once, by itself."""

    db: Database

    def of(self, kind: TermsKind, record_id: str) -> BillingTerms:
        """What the record says by itself, not what it inherits."""
        return TermsRepository(self.db).get(kind, record_id)

    def change(self, kind: TermsKind, record_id: str, change: TermsChange) -> BillingTerms:
        """Change what is given. Raises `UserInputError` naming the field, `NotFound`, and `Refused` for hours that are
        on an invoice: what decided their amount is frozen there.
        """
        given = change.given
        unfit = sorted(given.keys() - _FIELDS[kind])
        if unfit:
            raise UserInputError(f"{kind.value.title()}s have no {unfit[0].replace('_', ' ')} of their own.")
        values = {name: _value(name, text) for name, text in given.items()}
        with self.db.write():
            self._check(kind, record_id)
            terms = replace(self.of(kind, record_id), **values)
            TermsRepository(self.db).save(kind, record_id, terms)
            self.db.touch(_touched(kind, record_id))
        return terms

    def set_priced(self, project_id: str, priced: Priced) -> BillingTerms:
        """The answer to the question about a project whose type Clientary does not say: are its hours billed, or is its
        rate the price of everything? Raises `Refused` where Clientary does say.
        """
        return self.change(TermsKind.PROJECT, project_id, TermsChange(priced=priced))

    def must_ask_priced(self, project_id: str) -> bool:
        """Whether neither Clientary nor a person said so far how that project is priced."""
        project = ProjectRepository(self.db).get(project_id)
        known = project is None or project.kind in (ProjectKind.HOURLY, ProjectKind.FIXED)
        return not known and self.of(TermsKind.PROJECT, project_id).priced is None

    def _check(self, kind: TermsKind, record_id: str) -> None:
        if not self._exists(kind, record_id):
            raise NotFound(f"There is no {kind.value} {shown(record_id)}.", what=kind.value, name=shown(record_id))
        if kind is TermsKind.ENTRY and BillingLedger(self.db).state_of(record_id) is not None:
            raise Refused("This entry is billed or on an invoice; its rate is what was billed.", field="rate")

    def _exists(self, kind: TermsKind, record_id: str) -> bool:
        match kind:
            case TermsKind.CLIENT:
                return ClientRepository(self.db).get(record_id) is not None
            case TermsKind.PROJECT:
                return ProjectRepository(self.db).get(record_id) is not None
            case TermsKind.TASK:
                return TaskRepository(self.db).get(record_id) is not None
            case TermsKind.ENTRY:
                return EntryRepository(self.db).get(record_id) is not None


def _touched(kind: TermsKind, record_id: str) -> Changes:
    match kind:
        case TermsKind.CLIENT:
            return Changes(clients=frozenset((record_id,)))
        case TermsKind.PROJECT:
            return Changes(projects=frozenset((record_id,)))
        case TermsKind.TASK:
            return Changes(tasks=frozenset((record_id,)))
        case TermsKind.ENTRY:
            return Changes(entries=frozenset((record_id,)))


def _value(name: str, given: object) -> Any:
    """A typed text as the value that is kept; an empty one as None."""
    if name == "taxes":
        texts = [text for text in cast("tuple[str, ...]", given) if text.strip()]
        if len(texts) > MAX_TAXES:
            raise UserInputError(f"An invoice has at most {MAX_TAXES} taxes.", field="tax")
        return tuple(parse_tax(text) for text in texts) or None
    if name == "compound":
        return given
    text = str(given).strip()
    return _PARSERS[name](text) if text else None


def _rounding(text: str) -> str:
    return str(parse_policy(text))


def _pattern(text: str) -> str:
    if len(text) > _MAX_PATTERN:
        raise UserInputError(f"A pattern of numbers has at most {_MAX_PATTERN} characters.", field="number_pattern")
    next_by_pattern(text, _ANY_DAY, ())  # raises for a pattern without exactly one counter
    return text


def _language(text: str) -> str:
    match = _LANGUAGE.fullmatch(text)
    if match is None or match[1] not in LANGUAGES:
        raise UserInputError(f'"{shown(text)}" is none of {", ".join(LANGUAGES)}.', field="language")
    return text.replace("-", "_")


def _due_days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text) <= MAX_DUE_DAYS):
        raise UserInputError(f'"{shown(text)}" is not a number of days up to {MAX_DUE_DAYS}.', field="due_days")
    return int(text)


def _priced(text: str) -> str:
    if text not in ("hourly", "fixed"):
        raise UserInputError(f'"{shown(text)}" is neither hourly nor fixed.', field="priced")
    return text


_PARSERS: Mapping[str, Any] = {
    "rate": parse_rate,
    "rounding": _rounding,
    "number_pattern": _pattern,
    "language": _language,
    "due_days": _due_days,
    "priced": _priced,
}
