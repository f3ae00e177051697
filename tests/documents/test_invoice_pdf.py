"""Invoices on paper: the cents of the text in the PDF, every script, and a typesetter that can be stopped."""

from __future__ import annotations

import io
import json
import os
import re
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.billing.totals import totals
from app.cancel import CancelToken, Deadline
from app.documents.compact import NotAsExpected, compacted
from app.documents.invoice import TEMPLATE, Letterhead, WorkRow, invoice_document, timestamp_of
from app.documents.labels import LABELS
from app.documents.renderer import Pdf, Renderer
from app.domain.ids import ClientId, InvoiceId
from app.domain.invoices import Invoice, InvoiceLine, LineKind, Tax
from app.errors import Cancelled, DocumentError, UserInputError

RENDER_S = 60.0
HEAD = Letterhead(("Studio Nine", "Rue des Forges 9"), "VAT FR12345678901", ("IBAN FR76 3000",))


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with Renderer() as made:
        made.render(TEMPLATE, document(invoice([]), "en"), 0, Deadline(RENDER_S), CancelToken())
        yield made


@pytest.fixture
def nothing_left_running(renderer: Renderer) -> None:
    """The typesetter outlives a test here, as it does in the program."""


def line(title: str, minor: int, **fields: object) -> InvoiceLine:
    made = InvoiceLine(title, Decimal(1), Decimal(minor), minor)
    return replace(made, **fields)  # type: ignore[arg-type]  # the caller's fields are of the right types


def invoice(lines: list[InvoiceLine], taxes: tuple[Tax, ...] = (), currency: str = "EUR", **fields: object) -> Invoice:
    total = totals(lines, taxes).total_minor
    made = Invoice(
        InvoiceId("i"), ClientId("c"), "2026-11-22", "2026-12-22", currency, tuple(lines), taxes,
        number="2026-0042", total_minor=total, balance_minor=total,
    )  # fmt: skip
    return replace(made, **fields)  # type: ignore[arg-type]


def document(
    made: Invoice,
    language: str,
    work: list[list[WorkRow]] | None = None,
    recipient: tuple[str, ...] = ("Acme",),
    credits: str | None = None,
) -> dict[str, object]:
    return invoice_document(made, recipient, HEAD, language, work, credits)


def rendered(renderer: Renderer, made: Invoice, data: dict[str, object], *, anyway: bool = False) -> Pdf:
    return renderer.render(TEMPLATE, data, timestamp_of(made), Deadline(RENDER_S), CancelToken(), anyway=anyway)


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("minor", "percents", "total"),
    [
        (30000, ["5", "9.975"], "€344.93"),
        (114000, ["5", "9.975"], "€1,310.72"),
        (14000, ["5", "9.975"], "€160.97"),
        (139350, ["21", "-15"], "€1,477.11"),
        (12300, ["5"], "€129.15"),
    ],
)
def test_the_cents_of_the_golden_vectors_are_in_its_text(
    renderer: Renderer, minor: int, percents: list[str], total: str
) -> None:
    taxes = tuple(Tax("VAT", Decimal(percent)) for percent in percents)
    made = invoice([line("Work", minor)], taxes)
    text = text_of(rendered(renderer, made, document(made, "en")).data)
    assert f"Total {total}" in text
    assert all(f"VAT {percent}%" in text for percent in percents)


@pytest.mark.parametrize(("left", "rows"), [(31073, []), (30073, ["KWD1.000", "KWD30.073"])])
def test_a_total_that_differs_in_clientary_is_no_payment(left: int, rows: list[str]) -> None:
    made = invoice([line("Work", 31074)], currency="KWD", server_total_minor=31073, balance_minor=left)
    shown = document(made, "en")["after_total"]
    assert isinstance(shown, list)
    assert [amount.replace("\xa0", "") for _, amount in shown] == rows


@pytest.mark.parametrize(
    ("currency", "minor", "language", "total"),
    [("JPY", 3333, "ja", "￥3,333"), ("KWD", 33333, "en", "KWD33.333"), ("EUR", 123456789, "de", "1.234.567,89 €")],
)
def test_each_currency_has_its_digits_and_each_language_its_marks(
    renderer: Renderer, currency: str, minor: int, language: str, total: str
) -> None:
    made = invoice([line("Work", minor)], currency=currency)
    assert document(made, language)["total"][1].replace("\xa0", " ") in (total, total.replace("KWD", "KWD "))  # type: ignore[index]


@pytest.mark.parametrize("language", sorted(LABELS))
def test_every_language_can_be_set(renderer: Renderer, language: str) -> None:
    made = invoice([line("Work", 100)], (Tax("VAT", Decimal("8.25")),), po="PO-7", note="Thanks.\nBye.")
    pdf = rendered(renderer, made, document(made, language), anyway=True)  # a bare machine has no Japanese font
    if not pdf.missing:
        assert "2026-0042" in text_of(pdf.data)
        assert b"pdfaid" in pdf.data
    assert len(pypdf.PdfReader(io.BytesIO(pdf.data)).pages) == 1


@pytest.mark.parametrize(
    ("label", "percent", "shown"),
    [("VAT", "8.25", "VAT 8.25% on"), ("USt. 19 %", "19", "USt. 19 % on"), ("TVA 8,25%", "8.250", "TVA 8,25% on")],
)
def test_a_rate_that_stands_in_the_label_is_not_said_twice(label: str, percent: str, shown: str) -> None:
    made = invoice([line("Work", 100)], (Tax(label, Decimal(percent)),))
    assert shown in json.dumps(document(made, "en"), ensure_ascii=False)


def test_hours_and_rate_stand_in_their_columns_however_they_were_sent(renderer: Renderer) -> None:
    sent = line("Design: 0:20 h at 90.00", 3000, rate=Decimal(90), worked_s=1190, billed_s=1200, entries=("e",))
    made = invoice([sent])
    text = text_of(rendered(renderer, made, document(made, "en")).data)
    assert "Design 0:20 h 90.00 30.00" in text


def test_the_timesheet_adds_up_to_the_invoice(renderer: Renderer) -> None:
    lines = [line(f"Part {n}", 5000, rate=Decimal(50), worked_s=3500, billed_s=3600, entries=("e",)) for n in range(2)]
    made = invoice([*lines, line("Domain", 2400)])
    work = [[WorkRow("2026-11-01", "Draft", 3000), WorkRow("2026-11-02", "Call", 500)]] * 2 + [[]]
    pdf = rendered(renderer, made, document(made, "en", work))
    text = text_of(pdf.data)
    assert text.count("Draft 0:50") == text.count("Call 0:08:20") == 2
    assert "Total 1:56:40 2:00" in text


def test_each_kind_of_line_shows_what_it_is_made_of(renderer: Renderer) -> None:
    lines = [
        line("Phase 1", 0, kind=LineKind.SECTION),
        line("Logo", 150000, kind=LineKind.FIXED),
        line("Train", 8940, kind=LineKind.EXPENSE),
        line("Hosting", 4500, quantity=Decimal(3), price=Decimal(15)),
        line("Loyalty", -5000, kind=LineKind.DISCOUNT),
    ]
    made = invoice(lines, terms="Within 30 days.", note="Thanks.")
    text = text_of(rendered(renderer, made, document(made, "en")).data)
    assert "Phase 1 Logo 1,500.00 Train 89.40 Hosting 3 15.00 45.00 Loyalty -50.00" in text
    assert "Thanks. Terms Within 30 days." in text


def test_words_that_are_longer_than_their_column_can_be_broken(renderer: Renderer) -> None:
    """What stands right of the margin or over another column would be lost: every letter keeps its place."""
    long = "https://example.org/" + "path/" * 40
    made = invoice([line(long, 12345)], note=long, po="PO-" + "7" * 120)
    pdf = rendered(renderer, made, document(made, "en", recipient=("x" * 150,)))
    page = pypdf.PdfReader(io.BytesIO(pdf.data)).pages[0]
    rights: list[float] = []
    page.extract_text(visitor_text=lambda _text, _cm, tm, _font, _size: rights.append(tm[4]))
    assert max(rights) < float(page.mediabox.width)
    read = "".join(text_of(pdf.data).split())
    assert read.count("path/") == 80
    assert read.count("7" * 120) == 1
    japanese = "本日はお忙しいところお時間をいただき誠にありがとうございました。今後ともよろしくお願いいたします。"
    made = invoice([line(japanese, 1)])
    assert japanese in json.dumps(document(made, "ja"), ensure_ascii=False), "it finds its breaks itself"


def test_a_credit_note_says_what_it_takes_back_and_is_never_due(renderer: Renderer) -> None:
    made = invoice([line("Design", -10000)], note="Credit note for invoice 2026-0041\n\nSorry for that.")
    text = text_of(rendered(renderer, made, document(made, "de", credits="2026-0041")).data)
    assert "Gutschrift 2026-0042" in text
    assert "Zu Rechnung 2026-0041" in text
    assert text.count("2026-0041") == 1, "it is named once"
    assert "Sorry for that." in text
    assert "Fällig" not in text


@pytest.mark.parametrize(
    ("worked", "language", "told"),
    [
        (("2026-05-01", "2026-05-31"), "en_GB", "Date 22 November 2026 Service period 1–31 May 2026 Due"),
        (("2025-12-28", "2026-01-31"), "en", "Service period Dec 28, 2025 – Jan 31, 2026 Due"),
        (("2026-05-04", "2026-05-04"), "de", "Leistungszeitraum 4. Mai 2026 Fällig am"),
        (None, "en", "Date November 22, 2026 Due"),
    ],
)
def test_the_days_of_the_work_stand_between_date_and_due_date(
    renderer: Renderer, worked: tuple[str, str] | None, language: str, told: str
) -> None:
    made = invoice([line("Design", 10000)])
    data = invoice_document(made, ("Acme",), HEAD, language, worked=worked)
    text = text_of(rendered(renderer, made, data).data).replace("\u2009", " ")
    assert told in text


@pytest.mark.parametrize("sender", [("Studio Nine",), ()], ids=["named", "nameless"])
@pytest.mark.parametrize("kinds", ["", "s", "ss-", "-s"], ids=["no lines", "a heading", "headings first", "one last"])
def test_any_head_and_any_order_of_lines_can_be_set(renderer: Renderer, sender: tuple[str, ...], kinds: str) -> None:
    logo = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    lines = [line(f"L{n}", 0, kind=LineKind.SECTION if kind == "s" else LineKind.TYPED) for n, kind in enumerate(kinds)]
    made = invoice(lines)
    data = invoice_document(made, (), Letterhead(sender, logo=logo), "en", [[] for _ in lines])
    assert b"pdfuaid" in rendered(renderer, made, data).data


def test_the_sums_never_stand_alone_on_a_page(renderer: Renderer) -> None:
    for count in range(20, 30):
        made = invoice([line(f"Line-{n}", 100) for n in range(count)], (Tax("VAT", Decimal(20)),))
        pages = pypdf.PdfReader(io.BytesIO(rendered(renderer, made, document(made, "en")).data)).pages
        (sums,) = (text for page in pages if "Total" in (text := page.extract_text()))
        assert f"Line-{count - 1}" in sums, count
        assert "Description" in sums, "the heads of the columns stand on every page"


def test_the_structure_names_every_row_and_head_for_screen_readers(renderer: Renderer) -> None:
    made = invoice([line("Part", 0, kind=LineKind.SECTION), *(line(f"Line {n}", 100) for n in range(40))])
    reader = pypdf.PdfReader(io.BytesIO(rendered(renderer, made, document(made, "en")).data))
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    kinds = Counter(kinds_below(root["/StructTreeRoot"]))
    assert kinds["/H1"] == 1
    assert kinds["/TH"] >= 4
    assert kinds["/TR"] >= 42


def kinds_below(node: Any) -> Iterator[str]:
    """The kind of every element of a structure tree."""
    node = node.get_object()
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        found = child.get_object()
        if isinstance(found, dict) and "/S" in found:
            yield str(found["/S"])
            yield from kinds_below(found)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.integers(1, 40_000), max_size=5), min_size=1, max_size=6), st.sampled_from([1, 60, 900]))
def test_the_timesheet_adds_up_exactly_to_the_lines(renderer: Renderer, seconds: list[list[int]], step: int) -> None:
    """Read back from the paper: the entries of each line are its worked time, and the sums those of all lines."""
    billed = [-(-sum(part) // step) * step for part in seconds]
    lines = [
        line(f"Part{n}", 100, rate=Decimal(50), worked_s=sum(part), billed_s=billed[n], entries=("e",))
        if part
        else line("Fee", 100)
        for n, part in enumerate(seconds)
    ]
    made = invoice(lines)
    work = [[WorkRow("2026-11-01", "Entry", worked) for worked in part] for part in seconds]
    text = text_of(rendered(renderer, made, document(made, "en", work)).data)
    _, _, annex = text.partition("Timesheet")
    told = [seconds_in(clock) for clock in re.findall(r"Entry (\S+)", annex)]
    assert told == [one for part in seconds for one in part]
    groups = [(int(n), seconds_in(a), seconds_in(b)) for n, a, b in re.findall(r"Part(\d+) (\S+) (\S+)", annex)]
    assert groups == [(n, sum(part), billed[n]) for n, part in enumerate(seconds) if part]
    sums = re.search(r"Total (\S+) (\S+)", annex)
    assert sums is not None
    assert (seconds_in(sums[1]), seconds_in(sums[2])) == (sum(map(sum, seconds)), sum(billed))


def seconds_in(clock: str) -> int:
    """`1:20` or `1:20:05`."""
    hours, minutes, *rest = map(int, clock.split(":"))
    return hours * 3600 + minutes * 60 + sum(rest)


def test_the_same_invoice_gives_the_same_bytes_and_text_is_only_text(renderer: Renderer) -> None:
    hostile = '#import "@preview/cetz:0.3.0" #read("/etc/passwd") $x$ <b> \\ ] [ `'
    made = invoice([line(hostile, 100)], note=hostile)
    data = document(made, "en", recipient=(hostile,))
    first, second = rendered(renderer, made, data), rendered(renderer, made, data)
    assert first == second
    assert "".join(text_of(first.data).split()).count('#read("/etc/passwd")') == 3


def test_500_lines_stay_small_and_every_amount_is_there(renderer: Renderer) -> None:
    lines = [line(f"Line {n}", 10000 + n) for n in range(500)]
    made = invoice(lines)
    pdf = rendered(renderer, made, document(made, "en")).data
    text = text_of(pdf)
    assert len(pdf) < 200_000
    assert all(f"{100 + n // 100}.{n % 100:02}" in text for n in range(500))


def test_characters_without_a_font_are_named_before_anything_is_made(renderer: Renderer) -> None:
    unknown = "\U0001e900\U00012000"  # Adlam and cuneiform: no usual font has them
    made = invoice([line(f"Work {unknown}", 100)])
    data = document(made, "en")
    with pytest.raises(DocumentError) as caught:
        rendered(renderer, made, data)
    assert set(unknown) & set(str(caught.value.facts["missing"]))
    assert rendered(renderer, made, data, anyway=True).data.startswith(b"%PDF")


def test_a_typesetter_that_was_killed_is_started_again() -> None:
    made = invoice([line("Work", 100)])
    data = document(made, "en")
    with Renderer() as own:
        before = rendered(own, made, data)
        assert own.pid is not None
        os.kill(own.pid, signal.SIGKILL)
        try:
            after = rendered(own, made, data)
        except DocumentError:  # it died while it was asked: said, and the next one works
            after = rendered(own, made, data)
        assert after == before


def test_it_stops_when_it_is_told_to() -> None:
    token = CancelToken()
    token.set()
    made = invoice([line("Work", 100)])
    with Renderer() as own, pytest.raises(Cancelled):
        own.render(TEMPLATE, document(made, "en"), 0, Deadline(RENDER_S), token)


def test_what_is_no_language_is_refused() -> None:
    with pytest.raises(UserInputError):
        document(invoice([]), "zz_top")


@pytest.mark.parametrize("damage", [b"", b"%PDF-1.7\n", b"%PDF-1.7\nstartxref\n99\n%%EOF"])
def test_only_files_as_expected_are_made_smaller(damage: bytes) -> None:
    with pytest.raises(NotAsExpected):
        compacted(damage)
