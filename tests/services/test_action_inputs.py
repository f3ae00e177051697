"""An action's schema, in all the ways it may be written, as inputs to fill in and to check."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.action_inputs import Input, inputs_of, problems, unknown_fields

INVOICE: dict[str, Any] = {
    "type": "object",
    "required": ["invoice"],
    "properties": {
        "invoice": {
            "type": "object",
            "required": ["date", "items"],
            "properties": {
                "date": {"type": "string", "format": "date"},
                "status": {"enum": ["draft", "sent"]},
                "po": {"type": ["string", "null"]},
                "items": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["title"],
                        "properties": {"title": {"type": "string"}, "price": {"type": ["integer", "number"]}},
                    },
                },
            },
        }
    },
}


def one(schema: dict[str, Any], **root: Any) -> Input:
    return inputs_of({"type": "object", "properties": {"x": schema}, **root}).fields[0]


def told(value: Any, schema: dict[str, Any] = INVOICE) -> list[str]:
    return [str(problem) for problem in problems(inputs_of(schema), value)]


def test_what_fits_is_not_spoken_against() -> None:
    invoice = {"date": "2026-01-31", "po": None, "items": [{"title": "A", "price": Decimal("1.50")}]}
    assert told({"invoice": invoice}) == []
    assert unknown_fields(inputs_of(INVOICE), {"invoice": invoice}) == []


def test_each_fault_is_named_by_its_path() -> None:
    invoice = {"status": "paid", "items": [{"price": "2"}], "date": "31.1.2026", "colour": 1}
    assert told({"invoice": invoice}) == [
        "invoice.date: a date like 2026-01-31 is expected",
        "invoice.status: one of draft, sent is expected",
        "invoice.items[0].title: is required",
        "invoice.items[0].price: a number is expected",
    ]
    assert unknown_fields(inputs_of(INVOICE), {"invoice": invoice, "y": 1}) == ["invoice.colour", "y"]
    assert told({}) == ["invoice: is required"]
    assert told([]) == ["an object is expected"]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "boolean"}, "flag"),
        ({"type": ["integer", "null"]}, "integer"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number"),
        ({"anyOf": [{"type": "number"}, {"type": "string"}]}, "any"),
        ({"allOf": [{"type": "string"}, {"description": "d"}]}, "text"),
        ({"properties": {"a": {}}}, "object"),
        ({"$ref": "#/$defs/day"}, "day"),
        ({"$ref": "#/$defs/loop"}, "any"),
        ({"$ref": "elsewhere.json#/x"}, "any"),
        ({"type": "tuple"}, "any"),
        ({}, "any"),
    ],
)
def test_ways_to_say_a_type(schema: dict[str, Any], kind: str) -> None:
    definitions = {"day": {"type": "string", "format": "date"}, "loop": {"$ref": "#/$defs/loop"}}
    assert one(schema, **{"$defs": definitions}).kind == kind


def test_a_schema_that_holds_itself_ends() -> None:
    tree = {"type": "object", "properties": {"child": {"$ref": "#"}}}
    assert inputs_of(tree).fields[0].fields[0].name == "child"
    assert told({"child": {"child": {"child": 5}}}, tree) == ["child.child.child: an object is expected"]


def test_a_schema_that_holds_itself_many_times_stays_small() -> None:
    def count(wanted: Input) -> int:
        return 1 + sum(map(count, wanted.fields))

    wide = {"type": "object", "properties": {name: {"$ref": "#"} for name in "abcdefgh"}}
    assert count(inputs_of(wide)) < 20_000
    assert inputs_of({"allOf": [{"$ref": "#"}] * 8}).open


def test_without_a_schema_everything_is_taken() -> None:
    for schema in ({}, {"type": "object"}, {"type": "object", "properties": {}}, {"properties": 5}):
        assert told({"anything": [1]}, schema) == []
        assert unknown_fields(inputs_of(schema), {"anything": [1]}) == []


WORDS = (
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "allOf",
    "anyOf",
    "oneOf",
    "$ref",
    "default",
    "nullable",
    "a",
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(WORDS),
            inner | st.sampled_from(["object", "array", "string", "#", "#/properties/a"]),
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(["type", "properties", "required", "allOf", "$ref"]), json_values), json_values)
def test_no_schema_and_no_value_break_it(schema: dict[str, Any], value: Any) -> None:
    wanted = inputs_of(schema)
    problems(wanted, value)
    unknown_fields(wanted, value)
