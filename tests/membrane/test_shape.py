"""Our input in the form that an action's schema asks for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.errors import Rejected
from app.membrane.shape import fitting, shape

INVOICE: dict[str, Any] = {
    "date": "2024-05-06", "due_date": "2024-06-05", "currency_code": "EUR", "client_id": 12, "number": "A-7",
    "tax": Decimal(5), "compound_tax": False, "note": "", "po": None,
    "invoice_items_attributes": [
        {"title": "a", "quantity": Decimal("1.50"), "price": Decimal("90.00"), "taxable": True}
    ],
}  # fmt: skip


def schema(items_name: str, item: dict[str, Any], **properties: Any) -> dict[str, Any]:
    items = {"type": "array", "items": {"type": "object", "properties": item}}
    return {"type": "object", "properties": {**properties, items_name: items}}


FLAT: dict[str, Any] = {
    name: {} for name in ("date", "due_date", "currency_code", "client_id", "number", "tax", "compound_tax")
}
CAMEL: dict[str, Any] = {
    name: {} for name in ("date", "dueDate", "currencyCode", "clientId", "number", "tax", "compoundTax")
}
ITEM: dict[str, Any] = {"title": {}, "quantity": {}, "price": {}, "taxable": {}}


@pytest.mark.parametrize("name", ["invoice_items_attributes", "invoice_items", "items", "lineItems", "invoiceItems"])
def test_the_lines_go_where_the_schema_has_them(name: str) -> None:
    shaped = shape(schema(name, ITEM, **FLAT), INVOICE, "invoice")
    assert shaped.payload[name] == INVOICE["invoice_items_attributes"]
    assert (shaped.missing, shaped.dropped) == ((), ())


def test_camel_case_and_other_names() -> None:
    item: dict[str, Any] = {"name": {}, "qty": {}, "unitPrice": {}, "isTaxable": {}}
    shaped = shape(schema("lineItems", item, **CAMEL), INVOICE, "invoice")
    assert shaped.payload["dueDate"] == "2024-06-05"
    assert shaped.payload["lineItems"] == [
        {"name": "a", "qty": Decimal("1.50"), "unitPrice": Decimal("90.00"), "isTaxable": True}
    ]
    assert shaped.dropped == ()


def test_a_wrapper_nests_everything() -> None:
    nested = {
        "type": "object",
        "properties": {"invoice": schema("invoice_items", ITEM, **FLAT)},
        "required": ["invoice"],
    }
    shaped = shape(nested, INVOICE, "invoice")
    inner = shaped.payload["invoice"]
    assert isinstance(inner, dict)
    assert inner["number"] == "A-7"
    assert (shaped.missing, shaped.dropped) == ((), ())
    bare = shape({"properties": {"invoice": {"type": "object"}}}, INVOICE, "invoice")
    assert bare.payload == {"invoice": INVOICE}


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("integer", "12", 12), ("string", 12, "12"), ("number", "1.50", Decimal("1.50")), ("integer", Decimal(2), 2),
        ("string", Decimal("90.00"), "90.00"), (["string", "null"], 12, "12"), (["integer", "string"], "12", "12"),
        ("boolean", 1, True), ("string", True, "true"), ("number", True, 1),
        ("number", 3, 3), ([], 3, 3),
    ],
)  # fmt: skip
def test_types(kind: Any, value: Any, expected: Any) -> None:
    shaped = shape({"properties": {"number": {"type": kind}}}, {"number": value}, "x").payload["number"]
    assert (shaped, type(shaped)) == (expected, type(expected)) or (kind == "number" and shaped == expected)


def test_what_is_demanded_and_unknown_is_refused_by_name() -> None:
    demanding = {**schema("items", ITEM, **FLAT, templateId={}), "required": ["templateId", "date"]}
    with pytest.raises(Rejected, match="templateId") as caught:
        fitting(demanding, INVOICE, "invoice")
    assert caught.value.facts == {"layer": "membrane", "status": 0, "key": "schema"}
    with_default = {**schema("items", ITEM, **FLAT, mode={"default": "live"}), "required": ["mode"]}
    assert fitting(with_default, INVOICE, "invoice")["mode"] == "live"


def test_what_has_no_place_is_said() -> None:
    fields = {name: one for name, one in FLAT.items() if name not in ("number", "compound_tax")}
    item = {name: one for name, one in ITEM.items() if name != "taxable"}
    assert shape(schema("items", item, **fields), INVOICE, "invoice").dropped == ("taxable", "number")
    open_ended = {**schema("items", ITEM, **fields), "additionalProperties": True}
    shaped = shape(open_ended, INVOICE, "invoice")
    assert shaped.dropped == ()
    assert shaped.payload["number"] == "A-7"


def test_no_schema_means_the_documented_form() -> None:
    said = {name: value for name, value in INVOICE.items() if value is not None}
    assert shape({}, INVOICE, "invoice").payload == said


@pytest.mark.parametrize("name", ["page_size", "pageSize", "limit", "per_page"])
def test_page_size(name: str) -> None:
    properties = {"page": {"type": "integer"}, name: {"type": "string"}}
    assert shape({"properties": properties}, {"page": 2, "page_size": 100}, "x").payload == {"page": 2, name: "100"}


@pytest.mark.parametrize("taxable", [True, False])
def test_whether_a_line_is_taxed_is_never_left_out(taxable: bool) -> None:
    item = {name: one for name, one in ITEM.items() if name != "taxable"}
    lines = [{"title": "a", "quantity": Decimal(1), "price": Decimal(90), "taxable": taxable}]
    assert shape(
        {"properties": {"items": {"type": "array", "items": {"properties": item}}}}, {"items": lines}, "x"
    ).dropped == ("taxable",)
