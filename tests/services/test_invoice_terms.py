"""Terms that records inherit from each other, and what a plan makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.billing.rounding import NONE
from app.domain.billing_terms import NO_TERMS, TermsKind
from app.domain.clients import Task
from app.domain.ids import EntryId, ProjectId, TaskId
from app.domain.invoices import LineKind
from app.errors import NotFound, Refused, UserInputError
from app.services.invoice_request import InvoiceRequest, Preview
from app.services.terms import TermsChange, TermsService
from app.settings import Settings
from app.storage.entries import EntryRepository
from app.storage.ledger import BillingLedger
from app.storage.projects import TaskRepository
from tests.services.invoice_making import ACME, Desk, desk_at

CLIENT, PROJECT, TASK, ENTRY = TermsKind


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path, Settings(billing_default_rate="40", billing_rounding="6up")) as desk:
        desk.project("bare", rate=None)
        yield desk


@pytest.fixture
def terms(desk: Desk) -> TermsService:
    return TermsService(desk.db)


def preview(desk: Desk, **wanted: object) -> Preview:
    return desk.invoices.preview(InvoiceRequest(ACME, **wanted))  # type: ignore[arg-type]  # the test names fields


def test_each_hour_is_priced_and_rounded_by_the_nearest_terms(desk: Desk, terms: TermsService) -> None:
    with desk.db.write():
        TaskRepository(desk.db).save(Task(TaskId("design"), "Design", ProjectId("bare")))
    for key, project in (("a", "webshop"), ("b", "bare"), ("c", "bare"), ("d", "bare")):
        entry = desk.entry(key, 605, project)
        if key != "b":
            with desk.db.write():
                EntryRepository(desk.db).save(entry._replace(task_id=TaskId("design") if key in "cd" else None))
    assert _basis(preview(desk)) == {
        "a": ("90", "project", 720, "settings"),
        "b": ("40", "settings", 720, "settings"),
        "c": ("40", "settings", 720, "settings"),
        "d": ("40", "settings", 720, "settings"),
    }
    terms.change(CLIENT, ACME, TermsChange(rate="50", rounding="15"))
    terms.change(PROJECT, "bare", TermsChange(rounding="30up"))
    terms.change(TASK, "design", TermsChange(rate="60"))
    terms.change(ENTRY, "d", TermsChange(rate="70"))
    assert _basis(preview(desk)) == {
        "a": ("90", "project", 900, "client"),
        "b": ("50", "client", 1800, "project"),
        "c": ("60", "task", 1800, "project"),
        "d": ("70", "entry", 1800, "project"),
    }
    assert set(_basis(preview(desk, rounding=NONE)).values()) >= {("90", "project", 605, "invoice")}
    row = desk.invoices.create(InvoiceRequest(ACME), draft=True)
    kept = BillingLedger(desk.db).basis_of(row.invoice.id)
    assert {key: (str(one.rate), one.rate_from, one.billed_s) for key, one in kept.items()}[EntryId("d")] == (
        "70",
        "entry",
        1800,
    )
    with pytest.raises(Refused, match="what was billed"):
        terms.change(ENTRY, "d", TermsChange(rate="1"))


def _basis(found: Preview) -> dict[str, tuple[str, str, int, str]]:
    return {
        one.entry_id: (str(one.rate), one.rate_from, one.billed_s, one.rounding_from)
        for line in found.invoice.lines
        for one in line.basis
    }


def test_a_client_brings_taxes_and_days_unless_the_request_names_its_own(desk: Desk, terms: TermsService) -> None:
    desk.entry("a", 3600)
    terms.change(CLIENT, ACME, TermsChange(taxes=("GST=5", "QST=9.975"), compound=True, due_days="14"))
    invoice = preview(desk, date="2026-03-05").invoice
    assert ([tax.label for tax in invoice.taxes], invoice.compound, invoice.due_date) == (
        ["GST", "QST"],
        True,
        "2026-03-19",
    )
    own = preview(desk, date="2026-03-05", taxes=(), due_days=0, terms="Net at once.").invoice
    assert (own.taxes, own.due_date, own.terms) == ((), "2026-03-05", "Net at once.")


def test_an_empty_value_is_inherited_again(desk: Desk, terms: TermsService) -> None:
    everything = TermsChange(
        rate="80", rounding="15up/day,min=30", number_pattern="A-{YYYY}-{NNN}", language="de-CH", due_days="7",
        taxes=("VAT=21",), compound=True,
    )  # fmt: skip
    kept = terms.change(CLIENT, ACME, everything)
    assert (kept.rounding, kept.language, kept.due_days) == ("15up/day,min=30", "de_CH", 7)
    assert terms.of(CLIENT, ACME) == kept
    nothing = TermsChange(
        rate="", rounding="", number_pattern="", language="", due_days="", taxes=("",), compound=False
    )
    assert terms.change(CLIENT, ACME, nothing) == NO_TERMS == terms.of(CLIENT, ACME)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (CLIENT, TermsChange(rate="-1")),
        (CLIENT, TermsChange(rounding="7")),
        (CLIENT, TermsChange(number_pattern="no counter")),
        (CLIENT, TermsChange(number_pattern="{N}" * 30)),
        (CLIENT, TermsChange(language="klingon")),
        (CLIENT, TermsChange(due_days="5000")),
        (CLIENT, TermsChange(taxes=("A=1", "B=1", "C=1", "D=1"))),
        (CLIENT, TermsChange(priced="hourly")),
        (PROJECT, TermsChange(priced="maybe")),
        (PROJECT, TermsChange(rate="5")),
    ],
)
def test_terms_that_do_not_fit_change_nothing(terms: TermsService, kind: TermsKind, change: TermsChange) -> None:
    record = ACME if kind is CLIENT else "webshop"
    with pytest.raises(UserInputError):
        terms.change(kind, record, change)
    assert terms.of(kind, record) == NO_TERMS


def test_terms_belong_to_records_that_exist(terms: TermsService) -> None:
    for kind in (CLIENT, PROJECT, TASK, ENTRY):
        with pytest.raises(NotFound):
            terms.change(kind, "nowhere", TermsChange(rounding="5") if kind is PROJECT else TermsChange(rate="5"))


def test_a_project_of_unknown_type_is_asked_about_once(desk: Desk, terms: TermsService) -> None:
    desk.project("odd", "5000", kind=1)
    desk.entry("a", 3600, "odd")
    assert terms.must_ask_priced("odd")
    found = preview(desk)
    assert [one.project_id for one in found.notices if one.code == "kind_unknown"] == ["odd"]
    assert found.invoice.lines[0].kind is LineKind.HOURS
    terms.set_priced("odd", "fixed")
    assert not terms.must_ask_priced("odd")
    with pytest.raises(Refused, match="fixed price of 5000"):
        preview(desk)
    terms.set_priced("odd", "hourly")
    assert not [one for one in preview(desk).notices if one.code == "kind_unknown"]
    assert not terms.must_ask_priced("webshop")
