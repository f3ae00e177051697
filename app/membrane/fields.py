"""Lenient reading of one record: numbers as text, dates in two forms, keys with `?` or in camel case
(Clientary reference 4 and 11), secrets dropped on arrival."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from app.domain.ids import RemoteId
from app.errors import BadReply

_CAMEL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:$|[T ])")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?")
_DENIED = frozenset({
    "secret", "client_view_url", "gateway_token", "token", "payment_profile", "payment_profiles",
    "stripe_payment_profile", "credit_card",
})  # fmt: skip
_TRUE, _FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})


@lru_cache(maxsize=4096)
def canonical(key: str) -> str:
    """One spelling for `billed?`, `clientId`, `Client-Id`: snake case without the question mark."""
    return _CAMEL.sub(r"_\1", key).lower().rstrip("?").replace("-", "_").replace(" ", "_")


@lru_cache(maxsize=4096)
def denied(key: str) -> bool:
    """Whether a field must never be kept."""
    name = canonical(key)
    return name in _DENIED or name.endswith(("_secret", "_token"))


def without_secrets(record: Mapping[str, object]) -> dict[str, object]:
    """A copy of the record, denied fields left out at every depth, everything else as it came."""
    return {
        key: _cleaned(value) if type(value) in (dict, list) else value
        for key, value in record.items()
        if not denied(key)
    }


def _cleaned(value: object) -> object:
    if isinstance(value, dict):
        return without_secrets(value)
    return [_cleaned(item) for item in value] if isinstance(value, list) else value


def as_id(value: object) -> RemoteId | None:
    """A positive integer or an id-like word as text; None for anything that cannot name a record."""
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else None
    if isinstance(value, int):
        return RemoteId(str(value)) if value > 0 else None
    if isinstance(value, str) and _ID.fullmatch(value.strip()) and value.strip() != "0":
        return RemoteId(value.strip())
    return None


def as_number(value: object) -> Decimal | None:
    """A decimal from a number or numeric text; None for null or empty. Raises ValueError for other things."""
    if value is None or value == "":
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    raise ValueError("a number was expected")


def as_count(value: object) -> int | None:
    """A whole number of things, also from text; None for anything else."""
    try:
        number = as_number(value)
    except ValueError:
        return None
    return int(number) if number is not None and number >= 0 else None


def as_flag(value: object) -> bool | None:
    """true/false, 0/1 or their words; None for null and for anything else."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def as_day(value: object) -> str | None:
    """`YYYY-MM-DD` from either form or from a timestamp's date part; None for null or empty, else ValueError."""
    if value is None or value == "":
        return None
    match = _DATE.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a date was expected")
    year, month, day = match.groups()
    return date(int(year), int(month), int(day)).isoformat()


class Record:
    """One record being read. Names are canonical; the first that is present and not null wins.

    Raises `BadReply` naming kind, id and field, so that a record is never lost without a word.
    """

    __slots__ = ("_values", "kind", "raw")

    def __init__(self, kind: str, record: Mapping[str, object]) -> None:
        self.kind = kind
        self.raw = without_secrets(record)
        self._values = {canonical(key): value for key, value in self.raw.items()}

    def get(self, *names: str) -> object:
        for name in names:
            value = self._values.get(name)
            if value is not None:
                return value
        return None

    def has(self, *names: str) -> bool:
        return any(name in self._values for name in names)

    def refuse(self, field: str, why: str) -> BadReply:
        return BadReply(f"{self.kind} {self.get('id')!r:.40}: {field}: {why}", kind=self.kind)

    def id(self) -> RemoteId:
        found = as_id(self._values.get("id"))
        if found is None:
            raise BadReply(f"{self.kind}: a record without a usable id", kind=self.kind)
        return found

    def link(self, *names: str) -> RemoteId | None:
        """The id of another record, by its own key or as the `id` of a nested object."""
        for name in names:
            value = self._values.get(name)
            found = as_id(value.get("id") if isinstance(value, Mapping) else value)
            if found is not None:
                return found
        return None

    def text(self, *names: str) -> str:
        value = self.get(*names)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return str(value)
        raise self.refuse(names[0], "text was expected")

    def label(self, *names: str) -> str | None:
        return self.text(*names) or None

    def number(self, *names: str) -> Decimal | None:
        try:
            return as_number(self.get(*names))
        except ValueError as exc:
            raise self.refuse(names[0], str(exc)) from exc

    def amount(self, *names: str) -> Decimal:
        value = self.number(*names)
        if value is None:
            raise self.refuse(names[0], "is missing")
        return value

    def whole(self, *names: str) -> int | None:
        """A small integer such as a status; None where a word or nothing stands instead."""
        try:
            value = as_number(self.get(*names))
        except ValueError:
            return None
        return int(value) if value is not None else None

    def flag(self, *names: str) -> bool | None:
        return as_flag(self.get(*names))

    def day(self, *names: str) -> str | None:
        try:
            return as_day(self.get(*names))
        except ValueError as exc:
            raise self.refuse(names[0], str(exc)) from exc

    def required_day(self, *names: str) -> str:
        value = self.day(*names)
        if value is None:
            raise self.refuse(names[0], "is missing")
        return value
