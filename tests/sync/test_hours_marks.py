"""Hours that an invoice bills say so in Clientary, and whoever reads that leaves them alone."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.catalog import Catalog
from app.services.hours_marking import HoursMarking
from app.storage.hours_marks import HoursMark, HoursMarkRepository
from app.storage.ledger import BillingLedger
from app.sync.push_marks import AWAITED_MARKS
from app.sync.result import SyncResult
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import BACKEND, Desk, Desks, last_seq, writes


def marking(desk: Desk) -> Desk:
    """The desk with the setting on."""
    HoursMarking(desk.context.config).answer(marked=True)
    return desk


def description(desk: Desk, title: str) -> str:
    return str(desk.hour(title)["description"] or "")


def mark(desk: Desk, entry_id: str) -> HoursMark:
    return HoursMarkRepository(desk.context.db).get(entry_id)


@pytest.fixture
def billed(desk: Desk) -> tuple[Desk, str, str]:
    """A desk whose only entry is on a confirmed invoice and marked; with the entry's id and the invoice's number."""
    entry_id = marking(desk).log("call", notes="about colours")
    row = desk.bill_hours()
    desk.synced()
    return desk, entry_id, str(row.invoice.number)


def test_hours_carry_their_invoice_after_it_is_confirmed(billed: tuple[Desk, str, str]) -> None:
    desk, entry_id, number = billed
    assert description(desk, "call") == f"about colours\nInvoice {number}"
    row = desk.row(entry_id)
    assert (row.entry.notes, row.ledger, row.entry.billed_there) == ("about colours", "billed", True)
    desk.quiet()
    assert desk.row(entry_id).entry.notes == "about colours"


def test_each_is_marked_once(desk: Desk) -> None:
    for number in range(4):
        marking(desk).log(f"call {number}")
    desk.synced()
    desk.bill_hours()
    seen = last_seq(desk.server)
    desk.synced()
    methods = [entry["clientary"]["method"] for entry in writes(desk.server, seen)]
    assert methods == ["POST"] + ["PUT"] * 4


def test_a_person_who_waits_for_an_invoice_waits_for_few_marks(desk: Desk) -> None:
    for number in range(AWAITED_MARKS + 3):
        marking(desk).log(f"call {number}")
    desk.synced()
    row = desk.bill_hours()
    assert desk.sync(awaited=row.invoice.id).waiting == 3
    desk.synced()
    assert all(record["description"] == f"Invoice {row.invoice.number}" for record in desk.hours())


def test_hours_that_clientary_itself_counts_as_billed_need_no_mark(desk: Desk) -> None:
    entry_id = marking(desk).log("call")
    desk.synced()
    row = desk.bill_hours()
    desk.server.fault(kind="status", status=429, layer="clientary", method="PUT", path="/hours/*")
    assert desk.sync().waiting == 1
    desk.web_edit(desk.hour("call"), billed=True)
    result = desk.sync()
    assert (result.state, result.waiting, result.parked) == ("idle", 0, 0)
    assert any("counts hours of invoice" in problem for problem in result.problems)
    assert (description(desk, "call"), desk.row(entry_id).entry.billed_there) == ("", True)
    desk.quiet()
    desk.web_edit(desk.hour("call"), billed=False)
    desk.synced()
    assert description(desk, "call") == f"Invoice {row.invoice.number}"


def test_hours_that_name_another_invoice_are_a_persons_to_settle(desk: Desk) -> None:
    marking(desk).log("call")
    desk.synced()
    desk.bill_hours()
    desk.server.fault(kind="status", status=429, layer="clientary", method="PUT", path="/hours/*")
    desk.sync()
    desk.web_edit(desk.hour("call"), description="Invoice B-7")
    assert desk.sync().parked == 1
    assert "invoice B-7 bills them" in desk.operations()[0].message
    desk.sync(retry_parked=True)
    assert (desk.operations(), description(desk, "call")) == ([], "Invoice B-7")


def test_hours_that_moved_just_before_are_marked_too(desk: Desk) -> None:
    entry_id = marking(desk).log("call")
    desk.synced()
    desk.edit(entry_id, project=BACKEND)
    row = desk.bill_hours()
    desk.synced()  # the invoice is confirmed while the old record is still to be deleted
    assert description(desk, "call") == f"Invoice {row.invoice.number}"


@pytest.mark.parametrize(
    "fault",
    [{"kind": "cut_before"}, {"kind": "cut_after"}, {"kind": "status", "status": 422, "layer": "clientary"}],
    ids=["lost", "done", "refused"],
)
def test_a_mark_that_replaces_one_of_ours_is_no_strangers(billed: tuple[Desk, str, str], fault: dict[str, Any]) -> None:
    desk, entry_id, number = billed
    desk.server.fault(kind="status", status=422, layer="clientary", method="PUT", path="/hours/*")
    desk.invoices.void(desk.invoices.find(number).invoice.id)
    desk.sync()
    row = desk.bill_hours()
    desk.server.control("DELETE", "faults")
    desk.server.fault(method="PUT", path="/hours/*", **fault)
    for _attempt in range(3):
        assert desk.sync(retry_parked=True).parked == 0
        desk.clock.ahead_s += 2
    assert description(desk, "call") == f"about colours\nInvoice {row.invoice.number}"
    assert mark(desk, entry_id).foreign is None


def test_a_record_left_behind_that_was_billed_meanwhile_is_not_deleted(desk: Desk) -> None:
    entry_id = desk.log("call")
    desk.synced()
    left = desk.hour("call")
    desk.edit(entry_id, project=BACKEND)
    desk.server.fault(kind="status", status=429, layer="clientary", method="DELETE", path="/hours/*")
    assert desk.sync().waiting == 1
    desk.web_edit(left, description="Invoice B-7")
    assert desk.sync().parked == 1
    assert sorted(record["description"] or "" for record in desk.hours()) == ["", "Invoice B-7"]


def test_off_marks_nothing(desk: Desk) -> None:
    desk.log("call")
    desk.bill_hours()
    desk.synced()
    assert description(desk, "call") == ""


def test_another_computer_reads_them_as_billed(billed: tuple[Desk, str, str], desks: Desks) -> None:
    desk, _entry_id, number = billed
    other = desks.open(desk.server, "other")
    other.synced()
    row = other.titled("call")
    assert (row.entry.notes, row.entry.billed_there, row.ledger) == ("about colours", True, None)
    desk.invoices.void(desk.invoices.find(number).invoice.id)
    desk.synced()
    assert description(desk, "call") == "about colours"
    other.synced(full=True)
    assert other.titled("call").entry.billed_there is False


def test_a_strangers_mark_goes_along_with_hours_that_move(billed: tuple[Desk, str, str], desks: Desks) -> None:
    desk, _entry_id, number = billed
    other = desks.open(desk.server, "other")
    other.synced()
    entry_id = other.titled("call").entry.id
    project_id = Catalog(other.context.db).project_named(BACKEND)
    other.entries.edit(entry_id, _edit(project_id=project_id), unlock="it belongs there")
    other.synced()
    other.quiet()
    assert description(desk, "call") == f"about colours\nInvoice {number}"
    assert (mark(other, entry_id).foreign, other.row(entry_id).entry.billed_there) == (number, True)


def test_a_draft_of_another_computer_is_stopped_by_the_mark(desk: Desk, desks: Desks) -> None:
    marking(desk).log("call")
    desk.synced()
    other = desks.open(desk.server, "other")
    other.synced()
    theirs = other.bill_hours()
    desk.bill_hours()
    desk.synced()
    other.sync(full=True)
    assert len(desk.server.records("invoices")) == 1
    assert other.invoices.row(theirs.invoice.id).remote_id is None


def test_voiding_takes_the_mark_off_and_frees_the_hours(billed: tuple[Desk, str, str]) -> None:
    desk, entry_id, number = billed
    desk.invoices.void(desk.invoices.find(number).invoice.id)
    desk.synced()
    assert description(desk, "call") == "about colours"
    assert mark(desk, entry_id) == HoursMark()
    assert (desk.row(entry_id).ledger, desk.row(entry_id).entry.billed_there) == (None, False)
    desk.quiet()
    assert desk.bill_hours().invoice.lines[0].entries == (entry_id,)


def test_a_mark_counts_and_comes_off_where_somebody_wrote_below_it(billed: tuple[Desk, str, str], desks: Desks) -> None:
    desk, entry_id, number = billed
    desk.web_edit(desk.hour("call"), description=f"about colours\nInvoice {number}\nand fonts")
    other = desks.open(desk.server, "other")
    other.synced()
    read = other.titled("call").entry
    assert (read.notes, read.billed_there) == ("about colours\nand fonts", True)
    desk.synced(full=True)
    desk.quiet()
    desk.invoices.void(desk.invoices.find(number).invoice.id)
    desk.synced()
    assert description(desk, "call") == "about colours\nand fonts"
    assert (mark(desk, entry_id), desk.row(entry_id).entry.billed_there) == (HoursMark(), False)


def test_it_is_free_before_the_mark_is_off(billed: tuple[Desk, str, str]) -> None:
    desk, entry_id, number = billed
    desk.server.fault(kind="status", method="PUT", path="/hours/*", status=422, layer="clientary", times=None)
    desk.invoices.void(desk.invoices.find(number).invoice.id)
    result = desk.sync()
    assert (result.state, result.parked, result.waiting) == ("idle", 0, 0)
    assert description(desk, "call").endswith(number)
    assert BillingLedger(desk.context.db).state_of(entry_id) is None
    desk.server.control("DELETE", "faults")
    desk.sync(full=True, retry_parked=True)
    assert description(desk, "call") == "about colours"
    assert desk.row(entry_id).entry.billed_there is False


def test_notes_changed_on_both_sides_are_merged_without_it(billed: tuple[Desk, str, str]) -> None:
    desk, entry_id, number = billed
    record = desk.hour("call")
    desk.web_edit(record, title="long call", description=f"about colours and fonts\nInvoice {number}")
    desk.synced(full=True)
    assert desk.row(entry_id).entry.notes == "about colours and fonts"
    desk.entries.edit(entry_id, _edit(notes="about fonts"), unlock="typing error")
    desk.synced()
    assert description(desk, "long call") == f"about fonts\nInvoice {number}"
    desk.entries.edit(entry_id, _edit(notes="ours"), unlock="typing error")
    desk.web_edit(record, description=f"theirs\nInvoice {number}")
    assert desk.sync().conflicts == 1
    assert description(desk, "long call") == f"theirs\nInvoice {number}"
    desk.conflicts.resolve(entry_id, ours=True)
    desk.synced()
    assert description(desk, "long call") == f"ours\nInvoice {number}"


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "late"])
def test_a_lost_answer_leaves_one_mark(desk: Desk, fault: str) -> None:
    entry_id = marking(desk).log("call", notes="about colours")
    desk.synced()
    row = desk.bill_hours()
    more: dict[str, Any] = {"seconds": 0.3} if fault == "late" else {}
    desk.server.fault(kind=fault, method="PUT", path="/hours/*", **more)
    _until_done(desk)
    assert description(desk, "call") == f"about colours\nInvoice {row.invoice.number}"
    assert mark(desk, entry_id).carried == row.invoice.number
    desk.quiet()


def test_a_mark_whose_answer_was_lost_comes_off_when_the_invoice_goes(desk: Desk) -> None:
    marking(desk).log("call", notes="about colours")
    desk.synced()
    row = desk.bill_hours()
    desk.server.fault(kind="cut_after", method="PUT", path="/hours/*")
    desk.server.fault(kind="status", method="GET", path="/hours/*", status=503, layer="clientary", times=None, skip=1)
    desk.sync(timeout_s=4)
    desk.invoices.void(row.invoice.id)
    desk.server.control("DELETE", "faults")
    _until_done(desk)
    assert description(desk, "call") == "about colours"
    assert desk.titled("call").entry.billed_there is False


@pytest.mark.parametrize("notes", ["about colours", "about colours and also fonts"])
def test_a_server_that_cuts_keeps_the_notes(desk: Desk, notes: str) -> None:
    desk.server.speak(title_max=20)
    entry_id = marking(desk).log("call", notes=notes)
    desk.synced()
    before = description(desk, "call")
    row = desk.bill_hours()
    result = desk.sync()
    assert (result.state, result.parked, result.waiting, result.checking) == ("idle", 0, 0, 0)
    assert any("listing some hours" in problem for problem in result.problems)
    assert description(desk, "call") == before
    assert (desk.row(entry_id).entry.notes, desk.invoices.row(row.invoice.id).sync.value) == (notes, "synced")
    desk.quiet()


def test_a_refused_mark_keeps_nothing_else_back(desk: Desk) -> None:
    entry_id = marking(desk).log("call")
    desk.synced()
    desk.bill_hours()
    desk.server.fault(kind="status", method="PUT", path="/hours/*", status=403, layer="clientary")
    result: SyncResult = desk.sync()
    assert (result.state, result.parked, result.waiting) == ("idle", 0, 0)
    desk.entries.edit(entry_id, _edit(title="talk"), unlock="typing error")
    desk.synced()
    assert desk.hour("talk")["description"] in ("", None)
    desk.sync(retry_parked=True)
    assert description(desk, "talk").startswith("Invoice ")


def test_a_server_without_that_path_is_not_asked_for_ever(desk: Desk) -> None:
    marking(desk).log("call")
    desk.synced()
    desk.bill_hours()
    desk.server.fault(kind="status", method="PUT", path="/hours/*", status=404, layer="clientary", times=None)
    result = desk.sync()
    assert (result.state, result.waiting, result.parked) == ("idle", 0, 0)
    seen = last_seq(desk.server)
    desk.sync()
    assert writes(desk.server, seen) == []


def test_hours_of_a_colleague_are_marked_and_stay_theirs(desk: Desk, server: SandboxProcess) -> None:
    me = desk.log("mine")
    desk.synced()
    others = server.add("staff", name="Bo Kim", email="bo@example.test")["id"]
    desk.web_hours("theirs", user_id=others, description="fonts")
    desk.synced(full=True)
    row = marking(desk).bill_hours()
    desk.synced()
    assert description(desk, "theirs") == f"fonts\nInvoice {row.invoice.number}"
    desk.invoices.void(row.invoice.id)
    desk.synced()
    assert (description(desk, "theirs"), description(desk, "mine")) == ("fonts", "")
    assert desk.row(me).ledger is None


def _edit(**changes: Any) -> Any:
    from app.services.entries import EntryEdit

    return EntryEdit(**changes)


def _until_done(desk: Desk) -> None:
    for _attempt in range(4):
        result = desk.sync()
        if (result.state, result.waiting, result.checking) == ("idle", 0, 0):
            return
        desk.clock.ahead_s += 2
    raise AssertionError(result)
