"""Which way of rounding explains a set of invoices: the reference's own examples (Clientary reference 7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.probe.findings import Findings
from app.probe.totals import RULES, document_of, settle


def invoice(total: str, *prices: str, currency: str = "EUR", **more: Any) -> dict[str, Any]:
    items = [{"title": "x", "quantity": 1, "price": Decimal(price), "taxable": True} for price in prices]
    return {"currency_code": currency, "invoice_items": items, "total_cost": Decimal(total), **more}


def learned(*invoices: dict[str, Any]) -> Findings:
    findings = Findings()
    documents = [document_of(one) for one in invoices]
    settle(findings, [one for one in documents if one is not None])
    return findings


@pytest.mark.parametrize(
    ("price", "total", "rule"),
    [
        ("1.10", "3.47", "document_half_up"),
        ("1.10", "3.46", "document_half_even"),
        ("1.30", "4.11", "line_half_up"),
        ("1.10", "3.45", None),
    ],
)
def test_one_telling_invoice_settles_it(price: str, total: str, rule: str | None) -> None:
    findings = learned(invoice(total, price, price, price, tax=5), invoice("123.00", "123"))
    assert findings.value("totals_rounding") == rule
    assert (findings.totals["invoices"], findings.totals["telling"]) == (2, 1)
    assert "money_digits" in findings.open


def test_invoices_that_tell_nothing_leave_it_open() -> None:
    findings = learned(invoice("129.15", "123", tax=5, compound_tax=True))
    assert findings.value("totals_rounding") is None
    assert "document_half_up" in findings.open["totals_rounding"]


@pytest.mark.parametrize(("total", "digits"), [("3333", "iso"), ("3333.33", "two")])
def test_currencies_without_cents(total: str, digits: str) -> None:
    assert learned(invoice(total, "3333.33", currency="JPY")).value("money_digits") == digits


def test_compound_taxes_headers_and_untaxed_lines() -> None:
    one = invoice("1154.74", "1000", tax="5", tax2=Decimal("9.975"), compound_tax=1)
    one["invoice_items"].append({"title": "Section", "item_type": 0, "quantity": 3, "price": 9})
    document = document_of(one)
    assert document is not None
    assert RULES[0].total(document) == Decimal("1154.74")
    mixed = invoice("160.00", "100", tax=10)
    mixed["invoice_items"].append({"quantity": "1", "price": "50", "taxable": False})
    assert learned(mixed).totals["explained"]["document_half_up"] == 1  # type: ignore[index]  # a JSON shape


@pytest.mark.parametrize("broken", [{"total_late_fees": 5}, {"total_cost": None}, {"invoice_items": []}, {"tax": "x"}])
def test_what_cannot_be_added_up_is_left_aside(broken: dict[str, Any]) -> None:
    document = document_of(invoice("100.00", "100") | broken)
    assert document is None or not any(document.rates)
