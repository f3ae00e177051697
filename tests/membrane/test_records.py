"""Records in every spelling that the Clientary reference names (sections 4, 5 and 11)."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from app.errors import BadReply
from app.membrane import records
from app.membrane.exact_json import decode
from app.membrane.wire import snapshot_json

HOURS = {
    "id": 2053932801, "date": "2011/07/29", "hours": 8, "title": "", "description": None, "project_id": 5,
    "user_id": 2, "rate": 75, "cost": 600, "billed?": True,
}  # fmt: skip


def test_hours_as_documented() -> None:
    entry = records.read_hours(HOURS)
    assert (entry.id, entry.project_id, entry.user_id) == ("2053932801", "5", "2")
    assert (entry.hours, entry.date, entry.title, entry.description) == (Decimal(8), "2011-07-29", "", "")
    assert entry.billed is True


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "2053932801", "hours": "8.0", "date": "2011-07-29"},
        {"hours": Decimal("8.00"), "date": "2011-07-29T00:00:00-08:00", "description": ""},
        {"projectId": "5", "userId": "2", "project_id": None, "user_id": None},
        {"billed?": None, "billed": "true"},
        {"billed?": None, "isBilled": 1},
        {"project_id": None, "project": {"id": 5, "name": "x"}},
    ],
)
def test_hours_in_other_spellings(changed: dict[str, Any]) -> None:
    entry, plain = records.read_hours({**HOURS, **changed}), records.read_hours(HOURS)
    for name in ("id", "project_id", "hours", "title", "description", "date", "user_id", "billed"):
        assert getattr(entry, name) == getattr(plain, name)


def test_a_missing_billed_flag_is_unknown() -> None:
    without = {key: value for key, value in HOURS.items() if key != "billed?"}
    assert records.read_hours(without).billed is None
    assert records.read_hours({**HOURS, "billed?": False}).billed is False


@pytest.mark.parametrize(
    "broken",
    [
        {"id": None}, {"id": 0}, {"id": -3}, {"id": True}, {"id": "../x"}, {"hours": None}, {"hours": "abc"},
        {"hours": True}, {"hours": "NaN"}, {"date": None}, {"date": "2011-02-30"}, {"date": "yesterday"},
        {"title": {"a": 1}}, {"project_id": None},
    ],
)  # fmt: skip
def test_a_broken_record_is_named_not_lost(broken: dict[str, Any]) -> None:
    with pytest.raises(BadReply, match="hours entry"):
        records.read_hours({**HOURS, **broken})


def test_projects_find_their_client_nested_or_flat() -> None:
    project = {"id": 1, "name": "P", "rate": "125.0", "project_type": 0, "status": 4, "worked_hours": 87}
    assert records.read_project({**project, "client": {"id": 9}}).client_id == "9"
    assert records.read_project({**project, "client_id": "9"}).client_id == "9"
    read = records.read_project(project)
    assert (read.client_id, read.rate, read.kind, read.status) == (None, Decimal("125.0"), 0, 4)
    assert records.read_project({**project, "status": "Active", "rate": None}).status is None


def test_clients() -> None:
    client = {"id": 1, "name": "C", "number": 101, "account": {"currency_code": "USD"}, "status": 2}
    read = records.read_client(client)
    assert (read.number, read.currency, read.archived) == ("101", "USD", True)
    assert records.read_client({**client, "status": "Archived"}).archived
    assert not records.read_client({**client, "status": "1"}).archived
    with pytest.raises(BadReply, match="name"):
        records.read_client({"id": 1, "name": None})


def test_tasks_and_people() -> None:
    assert records.read_task({"id": 1, "title": "T", "completed": "1", "project_id": 2}).complete
    assert not records.read_task({"id": 1, "title": "T", "complete": False}).complete
    assert records.read_person({"id": 1, "name": None, "email": "a@b"}).name == "a@b"


def test_an_invoice_and_its_lines() -> None:
    invoice = records.read_invoice({
        "id": 4, "number": 77, "date": "2024/05/06", "due_date": "2024/06/05", "currency_code": "EUR",
        "client": {"id": 3, "name": "C"}, "status": 0, "tax": 5, "tax_label": "GST", "tax2": "0.0",
        "tax3": Decimal("-15"),
        "compound_tax": True, "subtotal": 123, "total_cost": Decimal("129.15"), "balance": "129.15",
        "secret": "hidden", "client_view_url": "https://x",
        "invoice_items": [
            {"id": 1, "title": "a", "quantity": "1.0", "price": "123", "taxable?": True, "gateway_token": "t"},
            {"id": 2, "title": "Header", "item_type": 0, "quantity": None, "price": None},
        ],
    })  # fmt: skip
    assert (invoice.number, invoice.client_id, invoice.total) == ("77", "3", Decimal("129.15"))
    assert [(tax.label, tax.percent) for tax in invoice.taxes] == [("GST", Decimal(5)), ("", Decimal(-15))]
    assert invoice.items is not None
    first, header = invoice.items
    assert (first.quantity, first.price, first.taxable) == (Decimal(1), Decimal(123), True)
    assert (header.quantity, header.price, header.taxable) == (Decimal(0), Decimal(0), None)
    assert "hidden" not in snapshot_json(invoice.raw)
    assert "gateway" not in snapshot_json(invoice.raw)
    assert records.read_invoice({"id": 4, "date": "2024-05-06", "due_date": None}).items is None


def test_secrets_are_dropped_at_every_depth_and_the_rest_is_kept() -> None:
    raw = records.read_client({
        "id": 1, "name": "C", "clientViewUrl": "u", "apiToken": "t", "odd_secret": 1, "paymentProfiles": [{"id": 1}],
        "nested": [{"token": "t", "deep": {"gateway_token": "g", "kept": Decimal("1.10")}}], "tokens_left": 3,
    }).raw  # fmt: skip
    assert raw == {"id": 1, "name": "C", "nested": [{"deep": {"kept": Decimal("1.10")}}], "tokens_left": 3}
    stored = snapshot_json(raw)
    assert '"kept":1.10' in stored
    again = decode(stored)
    assert isinstance(again, dict)
    assert records.read_client(again).raw == raw


def test_a_first_sync_of_thirty_thousand_hours_is_quick_enough() -> None:
    """30 µs a record, with room for a loaded machine."""
    sources = [{**HOURS, "id": number} for number in range(1, 5001)]
    started = time.process_time()
    read = [records.read_hours(source) for source in sources]
    each = (time.process_time() - started) / len(read)
    assert each < 300e-6, f"{each * 1e6:.1f} µs a record"


def test_a_heading_is_an_item_of_type_0_without_a_price() -> None:
    items = [
        {"title": "Work", "item_type": 0, "quantity": None, "price": None},
        {"title": "Design", "item_type": 0, "quantity": 1, "price": "50"},
        {"title": "Free", "item_type": 3, "quantity": 1, "price": 0},
        {"title": "Odd"},
    ]
    record = records.read_invoice({"id": 1, "number": "1", "date": "2026/03/04", "invoice_items": items})
    assert [(item.title, item.section) for item in record.items or ()] == [
        ("Work", True), ("Design", False), ("Free", False), ("Odd", False),
    ]  # fmt: skip
