"""The same cents on screen, in the PDF, in what is sent, and at the server, for invoices made by chance.

200 of them (20 as PDF) each time; `make soak` takes 10,000 (500), or `STINT_SOAK_ROUNDS` and a twentieth of that.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from app.billing.payload import create_body
from app.documents.renderer import Renderer
from app.domain.invoices import Invoice
from app.membrane.clientary import Clientary
from tests.cents.checking import (
    amounts,
    expected,
    form_sums,
    leaves_nothing,
    pdf_text,
    said_in,
    sent_amounts,
    verdict_on,
)
from tests.cents.generated import Books, Case, books_at, cases
from tests.cents.oracle import DIGITS
from tests.membrane.gateway import Open, opening
from tests.sandbox.process import SandboxProcess
from tests.soak.length import rounds, seed

FEW, MANY = 200, 10_000
PDFS_OF_FEW, PDFS_OF_MANY = 10, 20
"""Every so many-th is made a PDF."""
_SEED = 20_260_305
DIALECTS = [(rounding, digits) for rounding in ("document_half_up", "line_half_up", "document_half_even")
            for digits in ("iso", "two")]  # fmt: skip
Made = list[tuple[Case, Invoice]]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with books_at(tmp_path) as opened:
        yield opened


@pytest.fixture
def gateways() -> Iterator[Open]:
    with opening() as opened:
        yield opened


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    with Renderer() as made:
        yield made


def test_the_same_cents_everywhere(
    books: Books, empty_sandbox: SandboxProcess, gateways: Open, renderer: Renderer
) -> None:
    found = played(FEW, PDFS_OF_FEW, _SEED, books, empty_sandbox, gateways, renderer)
    assert found["equal"]
    assert found["differs"]
    assert found["as quantity"]


@pytest.mark.soak
def test_the_same_cents_everywhere_at_length(
    books: Books, empty_sandbox: SandboxProcess, gateways: Open, renderer: Renderer, capsys: pytest.CaptureFixture[str]
) -> None:
    count = rounds(MANY)
    found = played(count, PDFS_OF_MANY, seed(), books, empty_sandbox, gateways, renderer)
    with capsys.disabled():
        sys.stdout.write(f"\n{count} invoices from seed {seed()}: {dict(found)}\n")


def played(
    count: int, per_pdf: int, seed_: int, books: Books, server: SandboxProcess, gateways: Open, renderer: Renderer
) -> Counter[str]:
    """Make that many invoices, look at each in every place, and count what there was."""
    made: Made = [(case, books.preview(case).invoice) for case in cases(books, count, seed_)]
    found: Counter[str] = Counter()
    for place, (case, invoice) in enumerate(made):
        lines, sums_ = expected(case, invoice)
        assert sorted(one.amount_minor for one in invoice.lines if one.kind != "section") == lines, case
        assert form_sums(invoice) == [sums_.subtotal, *sums_.taxes, sums_.total], case
        assert invoice.total_minor == sums_.total
        rounded_there = not leaves_nothing(invoice)
        assert not rounded_there or case.inexact or case.as_quantity, case
        found["as quantity"] += rounded_there and case.as_quantity
        if place % per_pdf == 0 and not said_in(pdf_text(renderer, invoice), invoice, sums_):
            found["pdf"] += 1
    assert found["pdf"] == -(-count // per_pdf)
    send(made, gateways(server).gateway(seconds=3600), server)
    compare_with(made, gateways(server).gateway(seconds=3600), server, found)
    return found


def send(made: Made, gateway: Clientary, server: SandboxProcess) -> None:
    """Create them there; what the server keeps is what was sent, to the last digit."""
    client = str(server.add("clients", name="Acme")["id"])
    for _, invoice in made:
        gateway.prepare_invoice(create_body(invoice, client))()
    kept = {record["number"]: record["items"] for record in server.records("invoices")}
    assert len(kept) == len(made)
    for case, invoice in made:
        stored = [item for item in kept[invoice.number] if item["item_type"] != 0]
        assert amounts(stored, case.currency) == sent_amounts(create_body(invoice, client), case.currency), case


def compare_with(made: Made, gateway: Clientary, server: SandboxProcess, found: Counter[str]) -> None:
    """Whatever way the server rounds: equal cents, or a difference that is said."""
    for rounding, digits in DIALECTS:
        server.speak(totals_rounding=rounding, money_digits=digits, decimals_as="text" if digits == "two" else "number")
        records = {record.number: record for record in gateway.invoices().records}
        for case, invoice in made:
            if digits == "two" and DIGITS[case.currency] == 3:  # a server that cannot say such an amount
                continue
            verdict = verdict_on(invoice, records[invoice.number or ""], rounding, digits)
            found[verdict.outcome] += 1
            if rounding == "document_half_up" and digits == "iso" and leaves_nothing(invoice):
                assert verdict.outcome == "equal", (case, verdict)
                assert verdict.theirs_minor == Fraction(invoice.total_minor)
