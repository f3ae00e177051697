"""A list that lacks many records: nothing is believed deleted before a person was asked, invoices with hours never."""

from __future__ import annotations

import json

import pytest

from tests.sync.desk import DAY, Desk, Record

pytestmark = pytest.mark.logs_warnings("the guard says in the log that it asks first")

KINDS = ["clients", "projects", "tasks", "invoices"]


def fill(desk: Desk, kind: str, count: int) -> list[Record]:
    client = desk.server.records("clients")[0]["id"]
    fields: dict[str, Record] = {
        "clients": {},
        "projects": {"client_id": client, "project_type": 0, "rate": 90},
        "tasks": {"project_id": desk.server.records("projects")[0]["id"]},
        "invoices": {"client_id": client, "date": "2026-01-01", "due_date": "2026-01-31", "currency_code": "EUR"},
    }
    named = {"tasks": "title", "invoices": "number"}.get(kind, "name")
    made = [desk.server.add(kind, **fields[kind], **{named: f"R-{n}"}) for n in range(count)]
    desk.synced(full=True)
    return made


def short(desk: Desk, kind: str, keep: int = 1) -> None:
    """The list shows only its beginning, and counts that fit."""
    full = json.loads(desk.server.send("GET", desk.server.proxied(f"/{kind}?filter=all&page_size=100"))[2])
    body = json.dumps({kind: full[kind][:keep], "page_count": 1, "page_size": 100, "total_count": keep})
    desk.server.fault(
        kind="garbage", method="GET", path=f"/{kind}", body=body, content_type="application/json", times=None
    )


def known(desk: Desk, kind: str) -> int:
    """How many of a kind are linked."""
    row = desk.context.db.one("select count(*) from remote_link where kind = ?", kind[:-1])
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [6, 25])
def test_one_short_list_erases_nothing(desk: Desk, kind: str, count: int) -> None:
    fill(desk, kind, count)
    before = known(desk, kind)
    short(desk, kind)
    for _ in range(2):
        result = desk.sync(full=True)
        question = desk.conflicts.questions()["deletions"]
        assert (result.questions, question["vanished"], question["kinds"]) == (1, before - 1, {kind[:-1]: before - 1})
        assert known(desk, kind) == before
        assert len(list(desk.context.config.folder.backups.glob("*guard*"))) == 1
    desk.server.control("DELETE", "faults")
    desk.synced(full=True)  # the list is whole again: nothing to be asked
    assert known(desk, kind) == before


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "theirs"])
@pytest.mark.parametrize("kind", ["clients", "invoices"])
def test_the_answer_holds_for_the_records_that_were_asked_about(desk: Desk, kind: str, ours: bool) -> None:
    for record in fill(desk, kind, 8):
        desk.server.control("DELETE", f"records/{kind}/{record['id']}")
    before = known(desk, kind)
    assert desk.sync(full=True).questions == 1
    desk.conflicts.resolve_deletions(ours=ours)
    desk.synced()
    assert known(desk, kind) == (before if ours else before - 8)
    desk.synced(full=True)  # not asked again
    assert known(desk, kind) == (before if ours else before - 8)


def test_few_deletions_need_no_question(desk: Desk) -> None:
    for record in fill(desk, "invoices", 4):
        desk.server.control("DELETE", f"records/invoices/{record['id']}")
    desk.synced(full=True)
    assert desk.invoices.list() == ()


def test_an_open_question_about_hours_and_one_about_records_are_one(desk: Desk) -> None:
    fill(desk, "invoices", 6)
    for n in range(8):
        desk.log(f"Entry {n}")
    desk.synced()
    for record in desk.hours():
        desk.web_delete(record)
    short(desk, "invoices")
    assert desk.sync(full=True).questions == 1
    assert desk.conflicts.questions()["deletions"]["kinds"] == {"entry": 8, "invoice": 5}
    desk.server.control("DELETE", "faults")
    desk.sync(full=True)
    assert desk.conflicts.questions()["deletions"]["kinds"] == {"entry": 8}
    desk.conflicts.resolve_deletions(ours=False)
    desk.synced()
    assert (desk.rows(), len(desk.invoices.list())) == ([], 6)


@pytest.mark.parametrize("answer", [None, "theirs"])
def test_an_invoice_with_hours_is_never_gone_by_a_count(desk: Desk, answer: str | None) -> None:
    desk.log("Work", date=DAY)
    desk.synced()
    row = desk.bill_hours()
    desk.synced()
    if answer is not None:
        fill(desk, "invoices", 8)
    first = json.loads(desk.server.send("GET", desk.server.proxied("/invoices?page_size=100"))[2])["invoices"]
    others = [one for one in first if str(one["id"]) != desk.invoices.row(row.invoice.id).remote_id][:1]
    if not others:
        others = [first[0] | {"id": 1, "number": "Other"}]
    body = json.dumps({"invoices": others, "page_count": 1, "page_size": 100, "total_count": 1})
    desk.server.fault(
        kind="garbage", method="GET", path="/invoices", body=body, content_type="application/json", times=None
    )
    desk.sync(full=True)
    if answer is not None:
        desk.conflicts.resolve_deletions(ours=False)
        desk.sync(full=True)
    assert desk.invoices.row(row.invoice.id).remote_id is not None
    assert desk.titled("Work").ledger == "billed"


def test_an_invoice_with_hours_that_is_gone_frees_them(desk: Desk) -> None:
    desk.log("Work")
    desk.synced()
    desk.bill_hours()
    desk.synced()
    desk.server.control("DELETE", f"records/invoices/{desk.server.records('invoices')[0]['id']}")
    desk.synced(full=True)
    assert (desk.invoices.list(), desk.titled("Work").ledger) == ((), None)


@pytest.mark.parametrize("ours", [True, False], ids=["create it again", "let it go"])
def test_hours_missing_there_are_asked_about_when_their_invoice_goes(desk: Desk, ours: bool) -> None:
    """As long as the invoice lives they stay; afterwards they would otherwise be neither there nor billable."""
    entry = desk.log("Work")
    desk.log("Other work")
    desk.synced()
    row = desk.bill_hours()
    desk.synced()
    desk.web_delete(desk.hour("Work"))
    desk.synced()
    assert not desk.row(entry).deleted
    desk.invoices.void(row.invoice.id)
    assert desk.sync().conflicts == 1
    desk.conflicts.resolve(entry, ours=ours)
    desk.synced()
    assert desk.row(entry).deleted is not ours
    again = desk.bill_hours()
    desk.synced()
    assert desk.invoices.row(again.invoice.id).remote_id is not None
    assert sorted(r["title"] for r in desk.hours()) == (["Other work", "Work"] if ours else ["Other work"])


def missed(desk: Desk) -> str:
    """An entry whose record went while an invoice billed it, and about which a person is asked since that is void."""
    entry = desk.log("Work")
    desk.synced()
    row = desk.bill_hours()
    desk.synced()
    desk.web_delete(desk.hour("Work"))
    desk.synced()
    desk.invoices.void(row.invoice.id)
    assert desk.sync().conflicts == 1
    return entry


def test_hours_missing_there_are_not_made_again_before_a_person_decided(desk: Desk) -> None:
    entry = missed(desk)
    desk.edit(entry, title="More work")
    assert (desk.sync().conflicts, desk.hours()) == (1, [])
    desk.conflicts.resolve(entry, ours=True)
    desk.synced()
    assert [r["title"] for r in desk.hours()] == ["More work"]


def test_hours_missing_there_that_are_deleted_here_too_are_no_question(desk: Desk) -> None:
    entry = missed(desk)
    desk.delete(entry)
    desk.synced()
    desk.undo()
    desk.synced()
    assert [r["title"] for r in desk.hours()] == ["Work"]
