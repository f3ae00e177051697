"""Addresses as they are written where they lie."""

from __future__ import annotations

import pytest

from app.documents.address import address_lines


@pytest.mark.parametrize(
    ("record", "language", "lines"),
    [
        ({"address": "8 Rue Mercière", "city": "Lyon", "zip": "69002", "country": "FR"}, "de",
         ["8 Rue Mercière", "69002 Lyon", "Frankreich"]),
        ({"address": "1 Main St", "address_2": "Suite 5", "city": "Boise", "state": "ID", "zip": "83702",
          "country": "us"}, "en_GB", ["1 Main St", "Suite 5", "Boise ID 83702", "United States"]),
        ({"city": "  Wien ", "zip": 1010, "country": "Österreich"}, "de_AT", ["Wien", "Österreich"]),
        ({"city": "Atlantis", "zip": "7", "country": "XQ"}, "zz", ["7 Atlantis", "XQ"]),
        ({"city": None, "zip": "12345"}, "en", ["12345"]),
        ({}, "en", []),
    ],
)  # fmt: skip
def test_lines(record: dict[str, object], language: str, lines: list[str]) -> None:
    assert address_lines(record, language) == lines
