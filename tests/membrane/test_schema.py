"""Schemas in all the ways that they may be written come to one plain form; what is odd stops nobody."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.membrane.schema import alternatives_of, plain_schema, properties_of, required_of, tells
from app.membrane.shape import shape

NAME = {"type": "string"}
PLAIN = {"type": "object", "properties": {"name": NAME, "rate": {"type": "number"}}, "required": ["name"]}

WRITTEN: list[dict[str, Any]] = [
    PLAIN,
    {"$ref": "#/definitions/Input", "definitions": {"Input": PLAIN}},
    {"$ref": "#/$defs/a~1b", "$defs": {"a/b": PLAIN}},
    {"allOf": [{"properties": {"name": NAME}}, {"properties": {"rate": {"type": "number"}}, "required": ["name"]}]},
    {"type": "object", "anyOf": [PLAIN, {"type": "null"}]},
    {"oneOf": [PLAIN]},
    {"properties": {"name": {"anyOf": [NAME, {"type": "string", "format": "uuid"}]}, "rate": {"type": ["number"]}},
     "required": ["name", 7]},
    {"properties": {"name": {"$ref": "#/definitions/N"}, "rate": {"type": "number"}}, "required": ["name"],
     "definitions": {"N": NAME}},
]  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_one_form(written: dict[str, Any]) -> None:
    plain = plain_schema(written)
    assert set(properties_of(plain)) == {"name", "rate"}
    assert required_of(plain) == ["name"]
    shaped = shape(written, {"name": 7, "rate": "1.50", "note": "x"})
    assert (shaped.payload, shaped.dropped) == ({"name": "7", "rate": Decimal("1.50")}, ("note",))


def test_of_several_forms_the_one_that_demands_and_loses_least_is_taken() -> None:
    template = {"properties": {"templateId": {"type": "string"}}, "required": ["templateId"]}
    small = {"properties": {"name": NAME}}
    choice = {"anyOf": [template, small, PLAIN]}
    assert len(alternatives_of(plain_schema(choice))) == 3
    assert tells(plain_schema(choice))
    assert shape(choice, {"name": "A", "rate": Decimal(2)}).payload == {"name": "A", "rate": Decimal(2)}
    assert shape({"anyOf": [template, {"properties": {"id": {}}, "required": ["id"]}]}, {"id": 3}).payload == {"id": 3}


@pytest.mark.parametrize("odd", [None, "text", 7, [], {"properties": []}, {"$ref": "#/nowhere"}, {"$ref": 5},
                                 {"allOf": {}}, {"anyOf": ["x"]}, {"$ref": "http://elsewhere/"}])  # fmt: skip
def test_what_is_odd_is_no_schema(odd: Any) -> None:
    assert not tells(plain_schema(odd))


def test_a_schema_that_holds_itself_ends() -> None:
    node: dict[str, Any] = {"type": "object", "properties": {f"p{n}": {"$ref": "#/$defs/Node"} for n in range(30)}}
    endless = {"$ref": "#/$defs/Node", "$defs": {"Node": node, "Loop": {"$ref": "#/$defs/Loop"}}}
    assert len(properties_of(plain_schema(endless))) == 30
    assert plain_schema({"$ref": "#/$defs/Loop", **endless})


@pytest.mark.parametrize(
    ("inner", "value", "expected"),
    [
        ({"enum": ["all", "active"]}, "all", {"x": "all"}), ({"enum": ["billed", "unbilled"]}, "all", {}),
        ({"const": "all"}, "all", {"x": "all"}), ({"type": "object"}, "all", {}), ({"type": "integer"}, "1.5", {}),
        ({"type": "integer", "maximum": 50}, 100, {"x": 50}), ({"type": "string", "maximum": 50}, 100, {"x": "100"}),
        ({"type": "string", "format": "date-time"}, "2024-05-06", {"x": "2024-05-06T00:00:00Z"}),
        ({"type": "string", "format": "date"}, "2024-05-06", {"x": "2024-05-06"}),
        ({"type": ["null", "number"]}, "2", {"x": Decimal(2)}), ({"type": "boolean"}, "yes", {}),
        ({"type": "array"}, "a", {}), ({}, None, {}),
    ],
)  # fmt: skip
def test_what_a_value_comes_to(inner: dict[str, Any], value: Any, expected: dict[str, Any]) -> None:
    shaped = shape({"properties": {"x": inner}}, {"x": value})
    assert shaped.payload == expected
    assert shaped.dropped == (("x",) if value is not None and not expected else ())


def test_a_demanded_value_that_does_not_fit_is_lost_not_missing() -> None:
    shaped = shape({"properties": {"hours": {"type": "integer"}}, "required": ["hours"]}, {"hours": Decimal("1.5")})
    assert (shaped.missing, shaped.dropped) == ((), ("hours",))


@pytest.mark.parametrize("name", ["id", "clientId", "client_id", "ClientID", "recordId"])
def test_the_id_by_any_name(name: str) -> None:
    names = frozenset({"clientid", "recordid"})
    shaped = shape({"properties": {name: {"type": "string"}}, "required": [name]}, {"id": 12}, id_names=names)
    assert shaped.payload == {name: "12"}


def test_what_is_beside_and_what_is_inside_a_wrapper() -> None:
    inside = {"type": "object", "properties": {"title": NAME, "hours": {"type": "number"}}, "required": ["title"]}
    update = {"properties": {"id": {"type": "string"}, "fields": inside}, "required": ["id", "fields"]}
    shaped = shape(update, {"id": 5, "title": "t", "hours": Decimal(1)}, "project_item")
    assert shaped.payload == {"id": "5", "fields": {"title": "t", "hours": Decimal(1)}}
    assert (shaped.missing, shaped.dropped) == ((), ())
    bare = {"properties": {"id": {}, "data": {"type": "object"}}}
    assert shape(bare, {"id": 5, "title": "t"}).payload == {"id": 5, "data": {"title": "t"}}
    scalar = {"properties": {"hours": {"type": "number"}, "title": NAME}}
    assert shape(scalar, {"hours": 2, "title": "t"}, ("hours",)).payload == {"hours": 2, "title": "t"}


json = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["string", "number", "name", "#/$defs/x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["type", "properties", "items", "required", "anyOf", "allOf", "$ref", "$defs", "enum", "name",
                         "x", "default", "maximum", "format", "additionalProperties"]), inner, max_size=4,
    ),
    max_leaves=25,
)  # fmt: skip


@given(json)
def test_no_schema_however_odd_breaks_it(odd: Any) -> None:
    schema = odd if isinstance(odd, dict) else {}
    shaped = shape(schema, {"name": "A", "x": Decimal(1), "items": [{"name": "B"}]}, "name")
    assert plain_schema(plain_schema(odd)) is not None
    assert isinstance(shaped.payload, dict)
