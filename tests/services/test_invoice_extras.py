"""What an invoice may have beside hours: people chosen, fixed prices, expenses, headings, a discount, an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.billing.extras import Discount, Section, parse_discount, parse_section
from app.billing.lines import LineEdit
from app.billing.payload import create_body
from app.domain.clients import ProjectKind
from app.domain.expenses import Expense, ExpenseId
from app.domain.ids import ClientId, ProjectId
from app.domain.invoices import LineKind, Tax
from app.errors import Refused, UserInputError
from app.services.billing_choices import BillingChoices
from app.services.invoice_request import ME, InvoiceRequest, Preview, request_from
from app.services.invoice_request_json import read_request, request_json
from app.storage.agreed import AgreedInvoices
from app.storage.billing_reads import billed_elsewhere
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.expenses import ExpenseRepository
from app.storage.ledger import BillingLedger
from tests.services.invoice_making import ACME, NOW, Desk, desk_at

DAY_S = 86_400
RELAUNCH = ProjectId("relaunch")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as desk:
        desk.project(RELAUNCH, "5000", kind=ProjectKind.FIXED)
        yield desk


def preview(desk: Desk, **wanted: object) -> Preview:
    return desk.invoices.preview(InvoiceRequest(ACME, **wanted))  # type: ignore[arg-type]  # the test names fields


def expense(desk: Desk, key: str, amount: str, *, client: str = "acme", project: str | None = None) -> ExpenseId:
    made = Expense(
        ExpenseId(key), Decimal(amount), key.title(), "2026-03-01",
        ClientId(client) if project is None else None, None if project is None else ProjectId(project),
    )  # fmt: skip
    with desk.db.write():
        ExpenseRepository(desk.db).save(made)
    return made.id


def test_only_the_hours_of_the_people_who_are_asked_for(desk: Desk) -> None:
    for key, person in (("mine", None), ("ann", "7"), ("bob", "8")):
        with desk.db.write():
            EntryRepository(desk.db).save(desk.entry(key, 3600)._replace(person=person))
    chosen = {people: preview(desk, people=people).invoice.lines[0].entries for people in ((), (ME,), ("7", "8"))}
    assert {people: set(entries) for people, entries in chosen.items()} == {
        (): {"mine", "ann", "bob"},
        (ME,): {"mine"},
        ("7", "8"): {"ann", "bob"},
    }
    with pytest.raises(Refused, match="no unbilled hours"):
        preview(desk, people=("9",))


def test_a_fixed_price_is_billed_by_its_open_part_and_once(desk: Desk) -> None:
    desk.entry("a", 3600, RELAUNCH)
    (offer,) = preview(desk, manual=("Deposit;1;10",)).offers
    assert (offer.open_minor, offer.chosen, offer.worked_s) == (500_000, False, 3600)
    typed = replace(InvoiceRequest(ACME), fixed=(RELAUNCH,))
    found = desk.invoices.preview(typed)
    assert [(one.kind, one.amount_minor, one.entries) for one in found.invoice.lines] == [(LineKind.FIXED, 500_000, ())]
    desk.pulled("W-1")
    assert "fixed_elsewhere" in {one.code for one in desk.invoices.preview(typed).notices} - {
        one.code for one in found.notices
    }
    row = desk.invoices.create(typed, draft=True)
    assert row.invoice.lines[0].project_id == RELAUNCH
    with pytest.raises(Refused, match="billed in full"):
        desk.invoices.preview(typed)
    assert desk.invoices.preview(typed, replacing=row.invoice.id).invoice.total_minor == 500_000
    desk.invoices.discard(row.invoice.id)
    assert desk.invoices.preview(typed).invoice.total_minor == 500_000
    with pytest.raises(Refused, match="has no fixed price"):
        preview(desk, fixed=(ProjectId("webshop"),))


def test_an_expense_is_on_one_live_invoice_only(desk: Desk) -> None:
    desk.client("other")
    desk.project("abroad", currency="USD")
    fonts, train = expense(desk, "fonts", "49.90"), expense(desk, "train", "20", project="webshop")
    foreign, dollars = expense(desk, "hotel", "5", client="other"), expense(desk, "taxi", "5", project="abroad")
    choices = BillingChoices(desk.db)
    assert {row.expense.id for row in choices.expenses(ACME)} == {fonts, train, dollars}
    row = desk.invoices.create(InvoiceRequest(ACME, no_hours=True, expenses=(fonts, train)), draft=True)
    assert [(one.title, one.amount_minor, one.expenses) for one in row.invoice.lines] == [
        ("Fonts", 4990, (fonts,)),
        ("Train", 2000, (train,)),
    ]
    assert {one.expense.id for one in choices.expenses(ACME)} == {dollars}
    assert len(choices.expenses(ACME, row.invoice.id)) == 3
    for wrong, reason in ((fonts, "billed already"), (foreign, "not this client's"), (dollars, "is in USD")):
        with pytest.raises(Refused, match=reason):
            preview(desk, no_hours=True, manual=("x;1;1",), expenses=(wrong,))
    assert request_from(row.invoice).expenses == (fonts, train)
    desk.invoices.discard(row.invoice.id)
    assert {one.expense.id for one in choices.expenses(ACME)} == {fonts, train, dollars}
    desk.invoices.restore(row.invoice.id)
    desk.invoices.send(row.invoice.id)
    desk.confirm(row.invoice.id)
    assert {one.expense.id for one in choices.expenses(ACME)} == {dollars}


def test_an_expense_of_an_invoice_that_was_cancelled_for_a_while_is_billed_by_it_again(desk: Desk) -> None:
    fonts, train = expense(desk, "fonts", "49.90"), expense(desk, "train", "20")
    wanted, ledger = InvoiceRequest(ACME, no_hours=True), BillingLedger(desk.db)
    first = desk.invoices.create(replace(wanted, expenses=(fonts, train)), draft=True).invoice
    with desk.db.write():
        AgreedInvoices(desk.db).keep(first)  # an edit waits
        ledger.free(first.id, NOW)  # and Clientary has it cancelled
    other = desk.invoices.create(replace(wanted, expenses=(fonts,)), draft=True).invoice
    with desk.db.write():
        ledger.bill_again(first.id, NOW)
        assert ledger.billed_otherwise(first.id) == ["Fonts"]
        AgreedInvoices(desk.db).revert(first.id, NOW)
        assert ledger.billed_otherwise(first.id) == ["Fonts"]
    assert BillingChoices(desk.db).expenses(ACME) == []
    desk.invoices.discard(other.id)
    assert BillingChoices(desk.db).expenses(ACME) == []
    assert request_from(desk.invoices.row(first.id).invoice).expenses == (fonts, train)


def test_lines_stand_in_the_order_of_their_keys_with_headings_between(desk: Desk) -> None:
    desk.entry("a", 3600)
    manual, sections = ("One;1;10", "Two;1;20;notax"), (Section("Work"), Section("Rest", before=2))
    found = preview(desk, manual=manual, sections=sections)
    assert [line.title for line in found.invoice.lines] == ["Work", "Webshop", "Rest", "One", "Two"]
    assert found.invoice.total_minor == 12_000
    hours = found.keys[1]
    turned = preview(desk, manual=manual, sections=sections, order=("typed:1", "section:0", hours))
    assert [line.title for line in turned.invoice.lines] == ["Two", "Work", "Webshop", "Rest", "One"]
    assert turned.keys == ("typed:1", "section:0", hours, "section:1", "typed:0")
    body = create_body(replace(turned.invoice, note="Thanks.", terms="Net 30."), None)
    items = body["invoice_items_attributes"]
    assert isinstance(items, list)
    assert [item.get("item_type") for item in items] == [None, 0, None, 0, None]
    assert body["note"] == "Thanks.\n\nNet 30."
    with pytest.raises(Refused, match="nothing to bill"):
        preview(desk, no_hours=True, sections=sections)


def test_lines_are_edited_by_their_keys(desk: Desk) -> None:
    desk.entry("a", 1200)
    (key,) = preview(desk).keys
    edits = (LineEdit(key, taxable=False, rate=Decimal(100), billed_s=1800), LineEdit("typed:0", taxable=False))
    line, typed = preview(desk, manual=("x;1;1",), edits=edits, titles=(("typed:0", "Better"),)).invoice.lines
    assert (line.worked_s, line.billed_s, line.amount_minor, line.taxable) == (1200, 1800, 5000, False)
    assert (typed.title, typed.taxable) == ("Better", False)
    for wrong in (LineEdit(key, rate=Decimal(-1)), LineEdit(key, billed_s=-1), LineEdit(key, billed_s=10**9)):
        with pytest.raises(UserInputError):
            preview(desk, edits=(wrong,))


def test_a_discount_takes_from_each_kind_of_line_what_is_its_part(desk: Desk) -> None:
    taxes = (Tax("VAT", Decimal(10)),)
    lines = ("Taxed;1;100.05", "Free;1;50;notax")
    found = preview(desk, no_hours=True, manual=lines, taxes=taxes, discount=parse_discount("10%;Loyal"))
    assert [(one.title, one.amount_minor, one.taxable) for one in found.invoice.lines[2:]] == [
        ("Loyal (taxed)", -1001, True),
        ("Loyal (not taxed)", -500, False),
    ]
    assert found.invoice.total_minor == 10005 - 1001 + 5000 - 500 + 900
    assert {one.code for one in found.notices} == {"negative"}
    (one,) = preview(desk, no_hours=True, manual=lines, discount=parse_discount("20;Thanks;notax")).invoice.lines[2:]
    assert (one.title, one.amount_minor, one.taxable, one.kind) == ("Thanks", -2000, False, LineKind.DISCOUNT)
    with pytest.raises(UserInputError, match="more than the lines"):
        preview(desk, no_hours=True, manual=lines, discount=Discount(amount=Decimal(200)))


@pytest.mark.parametrize("text", ["", "0", "-5", "101%", "x%", "5;", "0.0000001"])
def test_discounts_that_are_none(text: str) -> None:
    if text == "5;":
        assert parse_discount(text) == Discount(amount=Decimal(5))
        return
    with pytest.raises(UserInputError):
        parse_discount(text)


def test_headings_from_text() -> None:
    assert parse_section("Part A; and B") == Section("Part A; and B")
    assert parse_section("3; Rest") == Section("Rest", 3)
    with pytest.raises(UserInputError):
        parse_section("2; ")


def test_doubts_about_times(desk: Desk) -> None:
    at = NOW - DAY_S
    for key, start, end, person in (
        ("long", at, at + 7200, None),
        ("inside", at + 600, at + 1200, None),
        ("touching", at + 7200, at + 9000, None),
        ("other", at, at + 3600, "7"),
    ):
        entry = desk.entry(key, end - start)
        with desk.db.write():
            EntryRepository(desk.db).save(entry._replace(started_at=start, ended_at=end, person=person))
    desk.entry("later", 60, date="2026-04-01")
    desk.entry("there", 60)
    desk.from_clientary("there", True)
    found = {one.code: one for one in preview(desk, day_from="2026-01-01").notices}
    assert found.keys() >= {"overlap", "future", "billed_there"}
    assert found["overlap"].entries == ("long", "inside")
    assert found["future"].entries == ("later",)
    assert "1 entry (Webshop)" in found["billed_there"].text


@pytest.mark.parametrize(
    ("first", "last", "billed"),
    [
        ("2026-03-04", "2026-03-04", 1),
        ("2026-03-05", None, 1),
        (None, "2026-03-04", 1),
        (None, None, 2),
        (None, "2026-03-03", 0),
    ],
)
def test_only_the_days_asked_for_count_as_billed_elsewhere(
    desk: Desk, first: str | None, last: str | None, billed: int
) -> None:
    for key, day in (("there", "2026-03-04"), ("next day", "2026-03-05")):
        desk.entry(key, 60, date=day)
        desk.from_clientary(key, True)
    found = billed_elsewhere(desk.db, EntryFilter(first, last, client_id=ACME))
    assert found == (billed, ["Webshop"] if billed else [])


def test_everything_of_a_request_is_kept_with_the_draft(desk: Desk) -> None:
    request = InvoiceRequest(
        ACME, people=(ME, "7"), expenses=(ExpenseId("e"),), fixed=(RELAUNCH,), sections=(Section("S", 2),),
        discount=Discount(Decimal("2.5"), None, "D"), order=("typed:0",), edits=(LineEdit("k", False, Decimal(3), 60),),
        terms="T", due_days=3, taxes=None, rounding=None,
    )  # fmt: skip
    assert read_request(request_json(request)) == request
