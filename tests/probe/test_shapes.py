"""Nothing that an account holds may come through into a report, whatever it is and wherever it stands."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.probe.schemas import redacted_schema
from app.probe.shapes import form_of, shape_of
from app.probe.vocabulary import safe_action_key

# Texts of letters that no report uses, and numbers longer than any count in one.
texts = st.text(alphabet="αβγδεζ日本", min_size=1, max_size=12)
numbers = st.integers(min_value=10**9, max_value=10**14)
amounts = numbers.map(lambda value: Decimal(value).scaleb(-2))
keys = (
    st.sampled_from(["id", "name", "title", "status", "client", "extra_fields", "items", "total_cost", "meta"]) | texts
)
values = st.recursive(
    st.none() | texts | numbers | amounts | texts.map(lambda text: f"2026-01-01 {text}"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


def leaves(value: object) -> list[str]:
    """Every text and number in a value."""
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [] if value is None else [str(value)]


@given(st.lists(st.dictionaries(keys, values, max_size=8), max_size=5))
def test_no_value_and_no_private_key_comes_through(records: list[dict[str, Any]]) -> None:
    shown = json.dumps(shape_of(records), ensure_ascii=False)
    assert not set(shown) & set("αβγδεζ日本")
    for leaf in leaves(records):
        assert leaf not in shown


@given(st.dictionaries(st.sampled_from(["type", "properties", "items", "enum", "default", "description"]), values))
def test_a_schema_keeps_no_texts(schema: dict[str, Any]) -> None:
    assert not set(json.dumps(redacted_schema(schema), ensure_ascii=False)) & set("αβγδεζ日本")


def test_what_a_shape_tells() -> None:
    records = [
        {"id": 5, "name": "Acme", "billed?": False, "status": 4, "rate": Decimal("1.50"), "extra_fields": {"Farbe": 1}},
        {"id": 61, "name": "", "billed?": None, "status": 77, "rate": "2", "client": {"name": "x"}, "secret": "s"},
    ]
    fields: Any = shape_of(records)["fields"]
    assert fields["id"] == {"in": 2, "forms": {"integer": 2}, "digits": 2}
    assert fields["name"] == {"in": 2, "forms": {"text": 1, "text/empty": 1}, "longest": 4}
    assert fields["billed?"]["forms"] == {"flag": 1, "null": 1}
    assert fields["status"]["codes"] == [4]
    assert fields["rate"]["forms"] == {"number.2": 1, "text/number": 1}
    assert fields["extra_fields"]["keys"] == 1
    assert fields["client"]["inside"]["fields"]["name"]["in"] == 1
    assert fields["secret"] == {"in": 1, "forms": {"secret": 1}}


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("2011/07/29", "date/slash"), ("2017-07-22", "date/dash"), ("2012-11-08T21:20:47Z", "timestamp/z"),
        ("2013-02-06T21:23:21-08:00", "timestamp/offset"), ("49.99", "text/number"), ("Acme", "text"),
        ("", "text/empty"),
        (1, "integer"), (True, "flag"), (Decimal("0.125"), "number.3"), (None, "null"), ([], "list"), ({}, "object"),
    ],
)  # fmt: skip
def test_forms(value: object, form: str) -> None:
    assert form_of(value) == form


def test_an_action_of_somebody_keeps_its_name_to_itself() -> None:
    assert safe_action_key("create-hours") == "create-hours"
    assert safe_action_key("logTimeEntry") == "logTimeEntry"
    assert safe_action_key("create-acme-invoice") is None
    assert safe_action_key("") is None
