"""What is written with an invoice: of a partly paid one the total, what was paid, and what is open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.documents.labels import LABELS
from app.documents.letters import letter
from app.domain.ids import InvoiceId
from app.domain.invoices import Invoice, InvoiceLine

LINE = InvoiceLine("Work", Decimal(1), Decimal(100), 10_000, taxable=False)
INVOICE = Invoice(
    InvoiceId("i"), None, "2026-03-01", "2026-03-15", "EUR", (LINE,), (), compound=False, number="7",
    total_minor=10_000, balance_minor=10_000,
)  # fmt: skip


@pytest.mark.parametrize("language", sorted(LABELS))
@pytest.mark.parametrize("reminder", [False, True])
def test_a_partly_paid_invoice_names_total_paid_and_open(language: str, reminder: bool) -> None:
    whole = letter(INVOICE, ["Me"], language, "2026-04-01", reminder=reminder).body
    part = letter(replace(INVOICE, balance_minor=6_050), ["Me"], language, "2026-04-01", reminder=reminder).body
    labels = LABELS[language]
    for label in (labels.total, labels.paid, labels.balance):
        assert f"\n{label}: " in part
        assert f"\n{label}: " not in whole
    assert whole.count("100,00" if "100,00" in whole else "100.00") == 1
    assert part.count("60,50" if "60,50" in part else "60.50") == 1 + reminder


def test_the_amount_of_an_invoice_is_its_total() -> None:
    paid = replace(INVOICE, balance_minor=6_050)
    body = letter(paid, ["Me"], "en", "2026-03-02", reminder=False).body
    assert "The amount is €100.00, due on" in body
    assert "Total: €100.00\nPaid: €39.50\nBalance due: €60.50" in body


@pytest.mark.parametrize("language", sorted(LABELS))
def test_a_credit_note_asks_for_no_payment(language: str) -> None:
    back = replace(INVOICE, number="8", total_minor=-10_000, balance_minor=-10_000)
    asked = letter(INVOICE, ["Me"], language, "2026-04-01")
    told = letter(back, ["Me"], language, "2026-04-01", credits="7")
    amount = "100,00" if "100,00" in asked.body else "100.00"
    assert told.subject == f"{LABELS[language].credit_note} 8 – Me"
    assert all(part in told.body for part in ("7", "8", amount))
    assert not any(part in told.body for part in ("-", "{", "15"))
