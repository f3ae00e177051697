"""What goes on an invoice: which hours, in which currency, at which rate, with which number and which warnings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.billing.grouping import Group
from app.billing.manual import parse_tax
from app.billing.rounding import parse_policy
from app.domain.clients import ProjectKind
from app.domain.ids import ClientId, EntryId, ProjectId
from app.errors import NotFound, Refused, UserInputError
from app.services.invoice_numbers import checked_number, next_by_pattern, next_number
from app.services.invoice_request import InvoiceRequest, Preview
from app.settings import Settings
from app.storage.conflicts import Conflict, ConflictRepository
from app.storage.outbox import ENTRY, PARKED, SAVE, Outbox
from tests.services.invoice_making import ACME, NOW, Desk, desk_at


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as desk:
        yield desk


def preview(desk: Desk, request: InvoiceRequest | None = None) -> Preview:
    return desk.invoices.preview(request or InvoiceRequest(ACME))


def test_hours_become_lines_and_totals(desk: Desk) -> None:
    desk.entry("call", 5400)
    desk.entry("build", 1800)
    invoice = preview(desk, InvoiceRequest(ACME, taxes=(parse_tax("GST=5"), parse_tax("QST=9.975")))).invoice
    (line,) = invoice.lines
    assert (line.title, line.quantity, line.price, line.amount_minor) == ("Webshop", Decimal(2), Decimal(90), 18_000)
    assert set(line.entries) == {"call", "build"}
    assert (invoice.total_minor, invoice.balance_minor, invoice.currency) == (20_696, 20_696, "EUR")
    assert (invoice.date, invoice.due_date, invoice.number) == ("2026-03-05", "2026-04-04", "1")


def test_a_preview_writes_nothing(desk: Desk) -> None:
    desk.entry("call", 3600)
    before = desk.db.read("select count(*) from sync_log")[0][0]
    preview(desk)
    assert desk.invoices.list() == ()
    assert desk.ledger("call") is None
    assert desk.db.read("select count(*) from sync_log")[0][0] == before


def test_only_the_hours_that_were_asked_for(desk: Desk) -> None:
    desk.project("app")
    desk.entry("early", 3600, date="2026-02-28")
    desk.entry("first", 3600, date="2026-03-01")
    desk.entry("last", 3600, date="2026-03-31")
    desk.entry("other", 3600, "app", date="2026-03-01")
    desk.entry("runs", 0, running=True)
    request = InvoiceRequest(
        ACME, (ProjectId("webshop"),), day_from="2026-03-01", day_to="2026-03-31", group=Group.ENTRY
    )
    assert [line.entries for line in preview(desk, request).invoice.lines] == [("first",), ("last",)]


def test_a_single_entry_is_left_out_and_offered_again(desk: Desk) -> None:
    desk.entry("call", 3600, date="2026-03-01")
    desk.entry("build", 1800)
    desk.project("total", "2400", kind=ProjectKind.FIXED)
    desk.entry("poster", 7200, "total", date="2026-02-01")
    desk.project("abroad", currency="USD")
    desk.entry("trip", 7200, "abroad", date="2026-01-01")
    wanted = InvoiceRequest(ACME, left_out=(EntryId("call"),))
    planned = preview(desk, wanted)
    assert [line.entries for line in planned.invoice.lines] == [("build",)]
    assert planned.left_out == 1
    found = desk.invoices.offered(wanted)
    assert [(one.id, one.state) for one in found] == [
        ("build", "billed"),
        ("call", "left_out"),
        ("poster", "fixed_price"),
        ("trip", "other_currency"),
    ]
    assert (found[3].project_name, found[3].currency, found[3].seconds) == ("Abroad", "USD", 7200)
    nothing = InvoiceRequest(ACME, left_out=tuple(one.id for one in found))
    with pytest.raises(Refused):
        preview(desk, nothing)
    assert {one.state for one in desk.invoices.offered(nothing)} == {"left_out"}
    made = desk.invoices.create(wanted, draft=True)
    assert (desk.ledger("build"), desk.ledger("call")) == ("reserved", None)
    assert desk.invoices.request_of(made.invoice.id).left_out == ("call",)


def test_a_line_of_hours_is_called_what_a_person_calls_it(desk: Desk) -> None:
    desk.entry("call", 3600, date="2026-03-01")
    desk.entry("odd", 1201)
    for group in Group:
        planned = preview(desk, InvoiceRequest(ACME, group=group))
        titles = tuple((key, f"Own {place}") for place, key in enumerate(planned.keys))
        mine = preview(desk, InvoiceRequest(ACME, group=group, titles=titles, rate=Decimal(60)))
        assert mine.keys == planned.keys  # another rate, the same lines
        assert len(planned.keys) == len(planned.invoice.lines)
        named = [line.title.partition(":")[0] for line in mine.invoice.lines]
        assert named == [f"Own {place}" for place in range(len(named))]
    exact, rounded = preview(desk, InvoiceRequest(ACME, group=Group.ENTRY)).keys
    wanted = InvoiceRequest(ACME, group=Group.ENTRY, titles=((exact, "Talk  about\nit"), (rounded, "Fix")))
    assert [line.title for line in preview(desk, wanted).invoice.lines] == ["Talk about it", "Fix: 0:20:01 h at 90.00"]
    assert preview(desk, wanted).labels == ("Talk about it", "Fix")
    assert preview(desk, replace(wanted, group=Group.DAY)).invoice.lines[0].title == "2026-03-01"


def test_more_hours_than_fit_one_page(desk: Desk) -> None:
    with desk.db.write():
        for number in range(1001):
            desk.entry(f"e{number}", 36)
    (line,) = preview(desk).invoice.lines
    assert (len(line.entries), line.worked_s, line.amount_minor) == (1001, 36_036, 90_090)


def test_rounding_and_rate_of_the_request(desk: Desk) -> None:
    desk.entry("call", 1000)
    request = InvoiceRequest(ACME, rounding=parse_policy("15up"), rate=Decimal(100))
    (line,) = preview(desk, request).invoice.lines
    assert (line.worked_s, line.billed_s, line.amount_minor) == (1000, 1800, 5000)


def test_a_missing_rate_is_refused_and_a_default_is_used(tmp_path: Path) -> None:
    with desk_at(tmp_path, Settings(billing_default_rate="50")) as desk:
        desk.project("free", rate=None)
        desk.entry("call", 3600, "free")
        assert preview(desk).invoice.total_minor == 5000
    other = tmp_path / "other"
    other.mkdir()
    with desk_at(other) as desk:
        desk.project("free", rate=None)
        desk.entry("call", 3600, "free")
        with pytest.raises(Refused, match="No hourly rate"):
            preview(desk)


def test_nothing_to_bill(desk: Desk) -> None:
    with pytest.raises(Refused, match="nothing to bill for Acme"):
        preview(desk)
    with pytest.raises(Refused, match="nothing to bill"):
        preview(desk, InvoiceRequest(ACME, no_hours=True))
    desk.entry("billed", 3600)
    desk.from_clientary("billed", billed_there=True)
    with pytest.raises(Refused, match="nothing to bill"):
        desk.invoices.create(InvoiceRequest(ACME), draft=False)


def test_typed_lines_alone_and_beside_hours(desk: Desk) -> None:
    typed = ("Hosting; May;2;10.50", "Stamps;1;3;notax")
    alone = preview(desk, InvoiceRequest(ACME, no_hours=True, manual=typed, taxes=(parse_tax("VAT=21"),)))
    assert [line.title for line in alone.invoice.lines] == ["Hosting; May", "Stamps"]
    assert (alone.invoice.total_minor, alone.warnings) == (2841, ())
    assert "no hours" in preview(desk, InvoiceRequest(ACME, manual=typed)).warnings[0]
    desk.entry("call", 3600)
    both = preview(desk, InvoiceRequest(ACME, manual=typed))
    assert [line.title for line in both.invoice.lines] == ["Webshop", "Hosting; May", "Stamps"]
    assert preview(desk, InvoiceRequest(ACME, no_hours=True, manual=typed)).invoice.total_minor == 2400


def test_other_currencies_are_left_out_by_name(desk: Desk) -> None:
    desk.project("export", currency="USD")
    desk.entry("call", 3600)
    desk.entry("abroad", 3600, "export")
    found = preview(desk)
    assert (found.invoice.currency, [line.entries for line in found.invoice.lines]) == ("EUR", [("call",)])
    assert "USD (Export)" in found.warnings[0]


def test_the_currency_without_hours(desk: Desk) -> None:
    desk.client("tokyo", currency=None)
    desk.project("game", client_id="tokyo", currency="JPY")
    request = InvoiceRequest(ClientId("tokyo"), no_hours=True, manual=("Licence;1;4800",))
    assert preview(desk, request).invoice.currency == "JPY"
    desk.project("export", currency="USD")
    named = InvoiceRequest(ACME, (ProjectId("export"),), no_hours=True, manual=("Licence;1;4800",))
    assert preview(desk, named).invoice.currency == "USD"
    mixed = InvoiceRequest(ACME, (ProjectId("export"), ProjectId("webshop")), no_hours=True, manual=("L;1;1",))
    with pytest.raises(Refused, match="EUR and USD"):
        preview(desk, mixed)


def test_a_fixed_price_is_never_multiplied_by_hours(desk: Desk) -> None:
    desk.project("site", rate="5000", kind=ProjectKind.FIXED)
    desk.entry("design", 3600, "site")
    with pytest.raises(Refused, match=r"fixed price of 5000\.00 EUR"):
        preview(desk)
    found = preview(desk, InvoiceRequest(ACME, manual=("Site;1;5000",), rate=Decimal(10)))
    assert found.invoice.total_minor == 500_000
    assert found.invoice.lines[0].entries == ()
    assert "fixed price" in found.warnings[0]


def test_doubts_are_said(desk: Desk) -> None:
    desk.project("vague", kind=None)
    for name in ("hidden", "fought", "refused"):
        desk.entry(name, 3600, "vague")
    desk.from_clientary("hidden", billed_there=None)
    with desk.db.write():
        ConflictRepository(desk.db).save(Conflict(ENTRY, "fought", None, {}, {}, NOW))
        Outbox(desk.db).queue(ENTRY, "refused", SAVE, NOW)
        Outbox(desk.db).set_state(Outbox(desk.db).of_record(ENTRY, "refused")[0].id, PARKED, "hours is too large")
    said = " ".join(preview(desk).warnings)
    assert 'whether the rate of "Vague" is per hour' in said
    assert "whether 1 entry of these were billed" in said
    assert 'Changed both here and in Clientary, billed as it stands here: "Fought" of 2026-03-04.' in said
    assert 'Refused by Clientary, billed as it stands here: "Refused" of 2026-03-04.' in said


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (InvoiceRequest(ACME, day_from="2026-03-02", day_to="2026-03-01"), "to"),
        (InvoiceRequest(ACME, date="2026-03-02", due="2026-03-01"), "due"),
        (InvoiceRequest(ACME, date="2026-02-30"), "date"),
        (InvoiceRequest(ACME, note="x" * 20_001), "note"),
        (InvoiceRequest(ACME, number=" "), "number"),
        (InvoiceRequest(ACME, manual=("nonsense",)), "add"),
        (InvoiceRequest(ACME, taxes=(parse_tax("A=1"),) * 4), "tax"),
        (InvoiceRequest(ClientId("nobody")), "client"),
        (InvoiceRequest(ACME, (ProjectId("nothing"),)), "project"),
        (InvoiceRequest(ACME, (ProjectId("foreign"),)), "project"),
    ],
)
def test_what_does_not_fit_names_its_field(desk: Desk, request_: InvoiceRequest, field: str) -> None:
    desk.client("other")
    desk.project("foreign", client_id="other")
    desk.entry("call", 3600)
    with pytest.raises(UserInputError) as caught:
        preview(desk, request_)
    assert caught.value.facts["field"] == field


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        ([], "1"),
        (["Draft", "17a"], "1"),
        (["7", "9", "8"], "10"),
        (["INV-0009", "INV-0007"], "INV-0010"),
        (["INV-0999"], "INV-1000"),
        (["2025-014", "2026-003"], "2026-004"),
        (["A-3", "B/12", "misc"], "B/13"),
        (["٣", "5"], "6"),
        (["9" * 40], "9" * 22 + "1" + "0" * 18),
    ],
)
def test_the_next_number(used: list[str], expected: str) -> None:
    assert next_number(used) == expected


def test_numbers_made_in_clientary_count(desk: Desk) -> None:
    desk.pulled("INV-0041")
    desk.entry("call", 3600)
    assert preview(desk).invoice.number == "INV-0042"
    with pytest.raises(Refused, match="the next free number is INV-0042"):
        preview(desk, InvoiceRequest(ACME, number="INV-0041"))
    assert preview(desk, InvoiceRequest(ACME, number=" 2026 / 1 ")).invoice.number == "2026 / 1"


def test_a_number_of_any_length_is_refused() -> None:
    with pytest.raises(UserInputError, match="at most 60"):
        checked_number("1" * 61, [])


def test_a_client_that_is_unknown(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.invoices.create(InvoiceRequest(ClientId("nobody")), draft=True)


@pytest.mark.parametrize(
    ("pattern", "used", "expected"),
    [
        ("INV-{YYYY}-{NNN}", [], "INV-2026-001"),
        ("INV-{YYYY}-{NNN}", ["INV-2025-042", "INV-2026-007", "2026-099"], "INV-2026-008"),
        ("{YY}{MM}/{N}", ["2611/9", "2610/55"], "2611/10"),
        ("{NN}", ["99"], "100"),
        ("A.{N}", ["AX3"], "A.1"),
    ],
)
def test_a_pattern_counts_for_itself_and_anew_with_the_year(pattern: str, used: list[str], expected: str) -> None:
    assert next_by_pattern(pattern, "2026-11-23", used) == expected


def test_a_pattern_needs_its_counter() -> None:
    with pytest.raises(UserInputError):
        next_by_pattern("INV-{YYYY}", "2026-11-23", [])
