"""A postal address in lines, as it is written where it lies."""

from __future__ import annotations

from collections.abc import Mapping

from babel.core import Locale, UnknownLocaleError

_STREET = ("address", "address_2")
_CODE_LAST = frozenset({"AU", "CA", "CO", "GB", "HK", "IE", "IN", "NZ", "SG", "TH", "TW", "UA", "US", "ZA"})
"""Countries that write the postal code behind the town (UPU addressing guides)."""


def address_lines(record: Mapping[str, object], language: str) -> list[str]:
    """Street, town and country of a client as Clientary has it (Clientary reference 5.1); the country by its name in
    the language of the document where the record has its code.
    """
    country = _text(record, "country")
    town, state, code = (_text(record, key) for key in ("city", "state", "zip"))
    parts = (town, state, code) if country.upper() in _CODE_LAST or not country else (code, town, state)
    lines = (*(_text(record, key) for key in _STREET), " ".join(filter(None, parts)), _country(country, language))
    return [line for line in lines if line]


def _country(text: str, language: str) -> str:
    """`France` of `FR`; anything but a known code as it is."""
    try:
        names = Locale.parse(language.replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        return text
    found = names.get(text.upper()) if len(text) == 2 else None
    return str(found) if found is not None else text


def _text(record: Mapping[str, object], key: str) -> str:
    value = record.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""
