"""What is sent for an invoice, how the server's totals are held against ours, and what a status is called."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.billing.check import compare
from app.billing.payload import create_body
from app.billing.status import status_name
from app.domain.ids import InvoiceId
from app.domain.invoices import Invoice, InvoiceLine, Tax
from app.domain.money import line_amount

GST, QST = Tax("GST", Decimal(5)), Tax("QST", Decimal("9.975"))


def invoice(*priced: str, taxes: tuple[Tax, ...] = (), currency: str = "EUR", compound: bool = False) -> Invoice:
    """Lines from `QUANTITYxPRICE`."""
    lines = []
    for text in priced:
        quantity, price = (Decimal(part) for part in text.split("x"))
        lines.append(InvoiceLine("Work", quantity, price, line_amount(quantity, price, currency)))
    return Invoice(
        InvoiceId("i"), None, "2026-03-01", "2026-03-31", currency, tuple(lines), taxes, compound, number="INV-7"
    )


def test_the_body_has_what_was_decided_and_nothing_else() -> None:
    assert create_body(invoice("1.5x90"), None) == {
        "number": "INV-7",
        "date": "2026-03-01",
        "due_date": "2026-03-31",
        "currency_code": "EUR",
        "compound_tax": False,
        "invoice_items_attributes": [
            {"title": "Work", "quantity": Decimal("1.5"), "price": Decimal(90), "taxable": True}
        ],
    }


def test_the_body_with_everything() -> None:
    full = replace(invoice("1x1", taxes=(GST, QST, Tax("IRPF", Decimal(-15))), compound=True), note="Thanks", po="77")
    body = create_body(full, "2053932801")
    assert body["client_id"] == 2053932801
    assert (body["note"], body["po"], body["compound_tax"]) == ("Thanks", "77", True)
    assert [body[key] for key in ("tax", "tax2", "tax3")] == [Decimal(5), Decimal("9.975"), Decimal(-15)]
    assert [body[key] for key in ("tax_label", "tax2_label", "tax3_label")] == ["GST", "QST", "IRPF"]


@pytest.mark.parametrize("total", ["344.93", "344.9300", "344.925"])
def test_equal_totals(total: str) -> None:
    verdict = compare(invoice("1x300", taxes=(GST, QST)), Decimal(total), Decimal(300))
    assert (verdict.outcome, verdict.theirs_minor, verdict.differs) == ("equal", 34_493, False)


@pytest.mark.parametrize(("total", "rounding"), [("3.48", "per_line"), ("3.46", "half_even"), ("9.99", None)])
def test_another_rounding_is_named(total: str, rounding: str | None) -> None:
    verdict = compare(invoice("1x1.10", "1x1.10", "1x1.10", taxes=(GST,)), Decimal(total))
    assert (verdict.outcome, verdict.ours_minor, verdict.rounding) == ("differs", 347, rounding)
    assert f"Clientary came to {total} EUR, Stint to 3.47 EUR" in str(verdict)


def test_lines_that_only_the_sum_rounds() -> None:
    verdict = compare(invoice("0.5x0.01", "0.5x0.01", taxes=(GST,)), Decimal("0.01"), Decimal("0.01"))
    assert (verdict.ours_minor, verdict.rounding, verdict.in_lines) == (2, "lines_unrounded", True)
    assert "the lines already differ" in str(verdict)


def test_totals_in_other_currencies_and_without_any() -> None:
    assert compare(invoice("1x3333", currency="JPY"), Decimal("3333.0")).outcome == "equal"
    assert compare(invoice("1x33.333", currency="KWD"), Decimal("33.33")).theirs_minor == 33_330
    unknown = compare(invoice("1x1"), None)
    assert (unknown.outcome, unknown.differs, unknown.theirs_minor) == ("unknown", False, None)
    assert "did not say" in str(unknown)


@pytest.mark.parametrize(
    ("status", "balance_minor", "today", "name"),
    [
        (0, 100, "2026-04-30", "draft"),
        (1, 100, "2026-03-31", "sent"),
        (1, 100, "2026-04-01", "overdue"),
        (2, 100, "2026-04-01", "overdue"),
        (2, 0, "2026-04-01", "viewed"),
        (3, 100, "2026-04-01", "cancelled"),
        (4, 100, "2026-04-01", "paid"),
        (5, 100, "2026-03-01", "pending"),
        (17, 100, "2026-04-01", "unknown"),
    ],
)
def test_status_names(status: int, balance_minor: int, today: str, name: str) -> None:
    assert status_name(replace(invoice("1x1"), status=status, balance_minor=balance_minor), today) == name
