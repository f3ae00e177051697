"""The line that names an invoice below the notes: put on, read, and told from prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.hours_marks import mark_of, split_mark, with_mark
from app.domain.text import clean_text

_NUMBERS = st.text(st.characters(codec="ascii", categories=("Lu", "Nd", "Pd")), min_size=1, max_size=40)


@given(notes=st.text(max_size=200).map(clean_text), number=_NUMBERS)
def test_what_is_put_on_comes_off_again(notes: str, number: str) -> None:
    mark = mark_of(number)
    kept, read = split_mark(with_mark(notes, mark))
    if mark is not None:
        assert (kept, read) == (notes, mark)
    else:
        assert not any(letter.isdigit() for letter in number)


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("", ("", None)),
        ("Invoice 12", ("", "12")),
        ("a\n\nInvoice 2026-014", ("a\n", "2026-014")),
        ("a\r\nInvoice 7 \r\n", ("a", "7")),
        ("Invoice preparation", ("Invoice preparation", None)),
        ("Invoice 12 was late", ("Invoice 12 was late", None)),
        ("see Invoice 12", ("see Invoice 12", None)),
        ("Invoice 12\nthen a call", ("then a call", "12")),
        ("a\r\nInvoice 12\r\nthen a call", ("a\r\nthen a call", "12")),
        ("a\nInvoice 12\nb\nInvoice 12", ("a\nb", "12")),
        ("Invoice 12\nInvoice 13\nb", ("Invoice 12\nb", "13")),
        ("a\nInvoice plan\nb", ("a\nInvoice plan\nb", None)),
        ("invoice 12", ("invoice 12", None)),
    ],
)
def test_only_a_line_of_its_own_is_a_mark(description: str, expected: tuple[str, str | None]) -> None:
    assert split_mark(description) == expected


def test_a_number_in_several_words_stays_in_one_piece() -> None:
    mark = mark_of("INV 2026 001")
    assert mark is not None
    assert split_mark(with_mark("call", mark)) == ("call", mark)
    assert mark_of("INV 2026 001") == mark
    assert mark_of("MARCH") is None
