"""Contacts, estimates and recurring schedules come in, at most once an hour, and go when they are gone there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.services.papers import PaperService
from tests.sync.desk import CLIENT, DAY, Desk, Record, last_seq

LISTS = ("/contacts", "/estimates", "/recurring", "/expenses", "/payments")


def furnished(desk: Desk) -> dict[str, Record]:
    """One record of each kind, made on the web."""
    client = next(one for one in desk.server.records("clients") if one["name"] == CLIENT)
    item = {"title": "Design", "quantity": "2", "price": "150"}
    whose = {"client_id": client["id"], "currency_code": "EUR"}
    schedule = {"next_date": "2026-04-01", "due_period": 14, "time_interval": 5, "title": "Hosting"}
    return {
        "contacts": desk.server.add("contacts", name="Ada", email="ada@acme.example", client_id=client["id"]),
        "estimates": desk.server.add("estimates", date=DAY, number="E-7", estimate_items=[item], **whose),
        "recurring": desk.server.add("recurring", recurring_schedule_items=[item], **schedule, **whose),
    }


def asked(desk: Desk, after: int) -> list[str]:
    return [one["clientary"]["path"] for one in desk.server.log(after) if one["clientary"]]


@pytest.mark.parametrize(
    "dialect",
    [
        {},
        {"list_invoice_items": False, "decimals_as": "text", "action_output": "B"},
        {"hidden_actions": ["list-contacts"]},
    ],
    ids=str,
)
def test_they_come_in_and_go_again(desk: Desk, dialect: Record) -> None:
    desk.server.speak(**dialect)
    made, papers = furnished(desk), PaperService(desk.context.db)
    desk.synced(full=True)
    (contact,), (estimate,), (schedule,) = papers.contacts(), papers.estimates(), papers.recurring()
    assert (contact.paper.name, contact.paper.email, contact.client_name) == ("Ada", "ada@acme.example", CLIENT)
    assert (estimate.paper.number, estimate.paper.total, estimate.client_name) == ("E-7", Decimal(300), CLIENT)
    assert (schedule.paper.next_date, schedule.paper.total, schedule.paper.time_interval) == (
        "2026-04-01",
        Decimal(300),
        5,
    )
    assert [(line.title, line.quantity, line.price) for line in estimate.paper.lines] == [
        ("Design", Decimal(2), Decimal(150))
    ]
    if not dialect.get("list_invoice_items", True):
        assert f"/estimates/{made['estimates']['id']}" in asked(desk, 0)
    assert papers.estimates("nobody") == []
    seen = last_seq(desk.server)
    desk.synced()
    assert not set(asked(desk, seen)) & set(LISTS)
    desk.clock.ahead_s += 3601
    for kind, record in made.items():
        desk.web_delete(record, kind)
    desk.server.add("contacts", name="Bob", email="bob@acme.example", client_id=made["contacts"]["client_id"])
    desk.synced()
    assert [row.paper.name for row in papers.contacts()] == ["Bob"]
    assert set(LISTS) <= set(asked(desk, seen))
    desk.synced(full=True)
    assert (papers.estimates(everything=True), papers.recurring(everything=True)) == ([], [])


def test_a_list_that_is_forbidden_or_broken_blocks_only_itself(desk: Desk) -> None:
    furnished(desk)
    for path, status in (("/contacts", 403), ("/recurring", 404), ("/estimates", 500)):
        rule = {"path": path, "kind": "status", "status": status, "layer": "clientary", "body": "no", "times": None}
        desk.server.control("POST", "faults", rule)
    desk.log("work")
    result = desk.sync(full=True)
    assert (result.state, result.created, result.pulled["expenses"]) == ("idle", 1, 0)
    assert [problem for problem in result.problems if "estimates" not in problem] == []
    seen = last_seq(desk.server)
    assert desk.sync().problems == ()
    assert not set(asked(desk, seen)) & set(LISTS), "not before an hour is over, and no full pass for its sake"
