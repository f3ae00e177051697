"""Numbers survive digit for digit, and no document can exhaust us."""

from __future__ import annotations

import json
import sys
from collections import Counter
from decimal import Decimal
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadReply
from app.membrane.exact_json import MAX_BYTES, decode, encode

_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | _NUMBERS
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES)
def test_what_is_written_reads_back_the_same(value: object) -> None:
    assert decode(encode(value)) == value


def test_decimals_keep_their_digits() -> None:
    assert encode({"a": Decimal("129.10"), "b": Decimal("1E+2"), "c": 3}) == '{"a":129.10,"b":100,"c":3}'
    assert decode(b'{"a": 129.10}') == {"a": Decimal("129.10")}
    assert str(decode("0.3333")) == "0.3333"


def test_a_float_is_a_bug() -> None:
    with pytest.raises(TypeError):
        encode({"hours": 1.5})
    with pytest.raises(ValueError, match="NaN"):
        encode(Decimal("NaN"))


@pytest.mark.parametrize(
    "document",
    [
        b"", b"{", b"<html>", b"NaN", b'{"a": Infinity}', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 70 + b"1" + b"}" * 70,
        b"1" * 5000, b"1e999999999", b'{"a": 1e-500}', b"[1,]", b'{"a": 1} x',
    ],
)  # fmt: skip
def test_unsound_documents_are_refused(document: bytes) -> None:
    with pytest.raises(BadReply):
        decode(document)


def test_a_document_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(BadReply):
        decode(b'"' + b"x" * MAX_BYTES + b'"')


def test_depth_and_marks_that_are_allowed() -> None:
    deep = b"[" * 60 + b"]" * 60
    assert decode(deep) == json.loads(deep)
    assert decode(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_lone_surrogates_never_arrive_and_still_leave() -> None:
    value = decode(rb'{"t\udc00": ["a\ud800b", "\ud83d\ude00"]}')
    json.dumps(value, ensure_ascii=False).encode()
    assert "\U0001f600" in str(value)
    assert encode("a\ud800") == '"a\\ud800"'


def test_other_threads_get_a_turn_after_every_record() -> None:
    """One call into C for a whole reply would hold up the window: Python lets others run where its own code runs."""
    document = encode({"hours": [{"id": number, "hours": "1.25", "title": "call"} for number in range(500)]})
    turns = Counter[str]()

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        turns[event] += 1

    sys.setprofile(count)
    try:
        decode(document)
    finally:
        sys.setprofile(None)
    assert turns["call"] > 500
