"""An invoice that may be in Clientary: it is looked for under every number it was sent by, never made a second time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.invoices import InvoiceSync
from app.errors import Refused
from app.services.invoice_outcome import SendState, outcome
from tests.sandbox.process import wait_until
from tests.sync.desk import DAY, Desk, Record, last_seq, writes


def invoices(desk: Desk) -> list[Record]:
    return desk.server.records("invoices")


def page(desk: Desk, *records: Record, count: int | None = None, pages: int = 1) -> str:
    """A list of invoices as the server would write it."""
    total = len(records) if count is None else count
    return json.dumps({"invoices": list(records), "page_count": pages, "page_size": 100, "total_count": total})


def blind_lists(desk: Desk, body: str, skip: int = 0) -> str:
    """Lists of invoices that show something else than there is."""
    return desk.server.fault(
        kind="garbage",
        method="GET",
        path="/invoices",
        body=body,
        content_type="application/json",
        times=None,
        skip=skip,
    )


def answered(desk: Desk, path: str) -> Record:
    """What the proxy gives for a path."""
    found: Record = json.loads(desk.server.send("GET", desk.server.proxied(path))[2])
    return found


def parked_by_itself(desk: Desk) -> Any:
    """The create was done and its answer lost; a list that lags hides it, so its own number is refused as taken."""
    row = desk.bill("Work;1;50")
    desk.server.fault(kind="status", status=500, layer="clientary", apply=True, method="POST", path="/invoices")
    desk.server.fault(
        kind="garbage", method="GET", path="/invoices", body=page(desk), content_type="application/json", times=None
    )
    assert desk.sync().parked == 1
    desk.server.control("DELETE", "faults")
    parked = desk.invoices.row(row.invoice.id)
    assert (parked.sync, parked.may_be_there, len(invoices(desk))) == (InvoiceSync.PARKED, True, 1)
    return parked


def only_ours(desk: Desk) -> None:
    """One invoice on both sides, and it is the same."""
    [there], [here] = invoices(desk), desk.invoices.list()
    assert (here.sync, here.remote_id, here.invoice.number) == (InvoiceSync.SYNCED, str(there["id"]), there["number"])


def test_a_parked_create_that_is_there_is_adopted_by_the_pull(desk: Desk) -> None:
    parked_by_itself(desk)
    assert desk.synced().adopted == 1
    only_ours(desk)
    desk.quiet()


def test_a_parked_create_that_is_there_is_not_sent_under_another_number(desk: Desk) -> None:
    parked = parked_by_itself(desk)
    number = parked.invoice.number
    desk.invoices.send(parked.invoice.id, number="another")
    seen = last_seq(desk.server)
    desk.sync()
    assert writes(desk.server, seen) == []
    only_ours(desk)
    assert invoices(desk)[0]["number"] == number


def test_a_retry_of_it_adopts_it(desk: Desk) -> None:
    parked_by_itself(desk)
    seen = last_seq(desk.server)
    desk.synced(retry_parked=True)
    assert writes(desk.server, seen) == []
    only_ours(desk)


def test_its_hours_are_not_freed_by_a_window_that_gives_up(desk: Desk) -> None:
    parked = parked_by_itself(desk)
    refused = outcome(desk.invoices, parked.invoice.id, None, undo=True)
    assert (refused.state, refused.row is None) == (SendState.REFUSED, False)
    with pytest.raises(Refused, match="perhaps in Clientary"):
        desk.invoices.discard(parked.invoice.id)
    desk.synced()
    only_ours(desk)


def test_making_it_void_deletes_what_is_there(desk: Desk) -> None:
    parked = parked_by_itself(desk)
    desk.invoices.void(parked.invoice.id)
    desk.synced()
    assert invoices(desk) == []
    desk.quiet()


def test_making_it_void_frees_what_is_not_there(desk: Desk) -> None:
    desk.log("Work")
    desk.synced()
    row = desk.bill_hours()
    desk.server.fault(kind="status", status=500, layer="clientary", method="POST", path="/invoices")
    desk.server.fault(kind="status", status=422, layer="clientary", method="POST", path="/invoices")
    assert desk.sync().parked == 1
    desk.invoices.void(row.invoice.id)
    desk.synced()
    assert (invoices(desk), desk.titled("Work").ledger) == ([], None)


def test_a_clean_refusal_leaves_no_doubt(desk: Desk) -> None:
    row = desk.bill("Work;1;50")
    desk.server.fault(kind="status", status=422, layer="clientary", method="POST", path="/invoices")
    assert desk.sync().parked == 1
    assert not desk.invoices.row(row.invoice.id).may_be_there
    refused = outcome(desk.invoices, row.invoice.id, None, undo=True)
    assert (refused.state, refused.row, desk.operations()) == (SendState.REFUSED, None, [])


def test_a_request_that_was_never_made_leaves_no_doubt(desk: Desk) -> None:
    row = desk.bill("Work;1;50")
    desk.server.fault(kind="status", status=429, method="POST")
    assert desk.sync().waiting == 1
    assert not desk.invoices.row(row.invoice.id).may_be_there


def test_looking_up_the_action_takes_nothing_from_the_time_to_arrive(desk: Desk) -> None:
    """It has another id meanwhile. Its list answers later than a request can arrive; the create that follows is lost
    and arrives later still."""
    entry = desk.log("So that everything else is looked up")
    desk.synced()
    desk.delete(entry)
    desk.server.control("POST", "actions/reissue")
    desk.synced()
    desk.clock.ahead_s = 5  # the second of that change is over
    desk.synced()
    seen = last_seq(desk.server)
    desk.synced()
    reads = len(desk.server.log(seen))
    row = desk.bill("Work;1;50")
    # After these reads come the look at the proxy's paths and the one at the invoice's number.
    slow = desk.server.fault(kind="delay", method="GET", seconds=2.5, skip=reads + 2)
    seen = last_seq(desk.server)
    late = desk.server.fault(kind="late", method="POST", path="/invoices", seconds=0.8)
    wait_until(lambda: desk.sync().checking == 0, 20, "settling")
    assert (desk.server.struck(slow), desk.server.struck(late)) == (1, 1)
    assert [one["clientary"] for one in desk.server.log(seen) if one["fault"] == slow] == [None]
    assert len(writes(desk.server, seen)) == 1
    assert desk.invoices.row(row.invoice.id).sync is InvoiceSync.SYNCED
    only_ours(desk)


def test_lines_that_cannot_be_read_leave_it_in_doubt(desk: Desk) -> None:
    """Neither is its number taken, nor is the record imported as somebody else's."""
    desk.server.speak(list_invoice_items=False)
    row = desk.bill("Work;1;50")
    desk.server.fault(kind="cut_after", method="POST", path="/invoices")
    hidden = desk.server.fault(
        kind="status", status=500, layer="clientary", method="GET", path="/invoices/*", times=None
    )
    assert desk.sync(timeout_s=5).checking == 1
    assert desk.sync(full=True, timeout_s=5).checking == 1
    assert desk.server.struck(hidden) > 0
    assert [one.invoice.id for one in desk.invoices.list()] == [row.invoice.id]
    desk.server.control("DELETE", "faults")
    assert desk.sync().adopted == 1
    only_ours(desk)


def test_a_record_that_leaves_out_its_lines_leaves_it_in_doubt(desk: Desk) -> None:
    desk.server.speak(list_invoice_items=False)
    row = desk.bill("Work;1;50")
    desk.server.fault(kind="cut_after", method="POST", path="/invoices")
    client = desk.server.records("clients")[0]["id"]
    bare = {
        "id": 1, "number": row.invoice.number, "client_id": client, "date": DAY, "currency_code": row.invoice.currency,
        "total_cost": "50.00",
    }  # fmt: skip
    desk.server.fault(
        kind="garbage", method="GET", path="/invoices/*", body=json.dumps(bare), content_type="application/json",
        times=None,
    )  # fmt: skip
    assert desk.sync(timeout_s=5).checking == 1
    desk.server.control("DELETE", "faults")
    wait_until(lambda: desk.sync().checking == 0, 10, "settling")
    only_ours(desk)


def test_lines_in_another_order_are_the_same_lines(desk: Desk) -> None:
    desk.bill("First;1;50", "Second;2;30")
    desk.server.fault(kind="status", status=500, layer="clientary", apply=True, method="POST", path="/invoices")
    desk.server.fault(kind="hang", method="GET", path="/invoices", skip=2)
    assert desk.sync(timeout_s=1).checking == 1
    [there] = invoices(desk)
    shown = answered(desk, f"/invoices/{there['id']}")
    turned = shown | {"invoice_items": list(reversed(shown["invoice_items"]))}
    blind_lists(desk, page(desk, turned))
    assert desk.sync().adopted == 1
    only_ours(desk)


def test_a_list_that_is_cut_short_frees_no_number(desk: Desk) -> None:
    row = desk.bill("Work;1;50")
    blind_lists(desk, page(desk, count=3))
    seen = last_seq(desk.server)
    assert desk.sync().waiting == 1
    assert writes(desk.server, seen) == []
    desk.server.control("DELETE", "faults")
    desk.synced()
    assert desk.invoices.row(row.invoice.id).sync is InvoiceSync.SYNCED


def test_a_list_that_is_cut_short_proves_no_absence(desk: Desk) -> None:
    desk.bill("Work;1;50")
    lost = desk.server.fault(
        kind="status", status=500, layer="clientary", apply=True, method="POST", path="/invoices", times=None
    )
    blind_lists(desk, page(desk, count=3), skip=2)
    assert desk.sync().checking == 1
    assert desk.server.struck(lost) == 1
    desk.server.control("DELETE", "faults")
    assert desk.sync().adopted == 1
    only_ours(desk)


def test_a_create_that_is_not_found_twice_is_parked_with_the_words(desk: Desk) -> None:
    row = desk.bill("Work;1;50")
    words = '{"errors": ["No such thing"]}'
    fault = desk.server.fault(
        kind="status", status=404, layer="clientary", method="POST", path="/invoices", body=words, times=None
    )
    assert desk.sync().parked == 1
    assert desk.server.struck(fault) == 2
    assert "No such thing" in (desk.invoices.row(row.invoice.id).message or "")
    assert desk.sync().parked == 1
    assert desk.server.struck(fault) == 2


def test_a_number_that_was_free_a_moment_ago_may_be_taken_by_the_same_request(desk: Desk) -> None:
    """As if a gateway had sent it twice and answered with what became of the second one."""
    desk.log("Work")
    desk.synced()
    row = desk.bill_hours()
    taken = '{"errors": {"number": ["has already been taken"]}}'
    desk.server.fault(
        kind="status", status=422, layer="clientary", apply=True, method="POST", path="/invoices", body=taken
    )
    undone: list[str] = []
    result = desk.sync(awaited=row.invoice.id, undo_refused=undone.append)
    after = desk.invoices.row(row.invoice.id)
    assert (undone, result.refused, desk.operations(), len(invoices(desk))) == ([], {}, [], 1)
    assert (after.sync, desk.titled("Work").ledger) == (InvoiceSync.SYNCED, "billed")


def test_a_create_whose_client_is_gone_is_refused(desk: Desk) -> None:
    row = desk.bill("Work;1;50")
    client = desk.server.records("clients")[0]["id"]
    desk.server.fault(kind="status", status=404, layer="clientary", method="POST", path="/invoices", times=None)
    desk.server.fault(kind="status", status=404, layer="clientary", method="GET", path=f"/clients/{client}", times=None)
    undone: list[str] = []

    def undo(invoice_id: str) -> None:
        undone.append(invoice_id)
        desk.invoices.undo_refused(invoice_id, desk.clock.now())

    result = desk.sync(awaited=row.invoice.id, undo_refused=undo)
    assert (undone, list(result.refused), desk.operations()) == ([row.invoice.id], [row.invoice.id], [])


def test_an_action_that_is_reissued_is_found_again(desk: Desk) -> None:
    desk.bill("Work;1;50")
    desk.synced()
    desk.server.control("POST", "actions/reissue")
    row = desk.bill("More;1;60")
    desk.synced()
    after = desk.invoices.row(row.invoice.id)
    assert (after.sync, len(invoices(desk))) == (InvoiceSync.SYNCED, 2)
