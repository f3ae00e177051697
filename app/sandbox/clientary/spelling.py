"""How numbers, days and flags are written in a record: documents and third parties disagree (Clientary reference 4)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from app.sandbox.dialect import Dialect

_SLASHED = re.compile(r"(\d{4})/(\d\d)/(\d\d)")


def respelled(value: Any, dialect: Dialect) -> Any:
    """A rendered record, or any part of one, as this dialect spells it."""
    if isinstance(value, dict):
        plain = dialect.flag_keys == "plain"
        return {key.rstrip("?") if plain else key: respelled(part, dialect) for key, part in value.items()}
    if isinstance(value, list):
        return [respelled(part, dialect) for part in value]
    if isinstance(value, Decimal) and dialect.decimals_as == "text":
        return format(value, "f")
    if isinstance(value, str) and dialect.date_form == "dash":
        return _SLASHED.sub(r"\1-\2-\3", value) if _SLASHED.fullmatch(value) else value
    return value
