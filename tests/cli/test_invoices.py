"""Invoices by command line, as far as no server is needed."""

from __future__ import annotations

import pytest

from tests.cli.running import Stint

INVOICE_KEYS = {
    "id", "number", "client", "date", "due_date", "currency", "lines", "subtotal", "taxes", "total", "balance",
    "status", "sync", "remote_id", "server_total",
}  # fmt: skip
LINE_KEYS = {
    "kind", "title", "quantity", "price", "hours_text", "rate", "taxable", "amount", "entries", "expenses",
    "worked_seconds", "billed_seconds",
}  # fmt: skip


@pytest.fixture
def worked(agency: Stint) -> Stint:
    """Twenty minutes and an hour and a half of work for Acme."""
    agency.ok("log", "20m webshop: fix", "--date=2026-03-09")
    agency.ok("log", "1h30 acme/api: call", "--date=2026-03-10")
    return agency


def test_a_preview_has_every_promised_key(worked: Stint) -> None:
    found = worked.ok("invoice", "preview", "--client", "acme", "--rate", "90", "--tax", "VAT=21", "--date=2026-03-31")
    invoice = found["invoice"]
    assert invoice.keys() >= INVOICE_KEYS
    assert [set(line) for line in invoice["lines"]] == [LINE_KEYS, LINE_KEYS]
    short, exact = invoice["lines"]
    assert (short["title"], short["quantity"], short["price"]) == ("Webshop: 0:20 h at 90.00", "1", "30.00")
    assert (short["hours_text"], short["rate"], short["billed_seconds"]) == ("0:20", "90.00", 1200)
    assert (exact["title"], exact["quantity"], exact["price"], exact["amount"]) == ("API", "1.5", "90.00", "135.00")
    assert (invoice["subtotal"], invoice["total"], invoice["currency"]) == ("165.00", "199.65", "EUR")
    assert invoice["taxes"] == [{"label": "VAT", "rate": "21", "base": "165.00", "amount": "34.65"}]
    assert (invoice["client"], invoice["sync"], invoice["status"]) == ({"id": "c1", "name": "Acme"}, "draft", "draft")
    assert worked.ok("invoice", "list")["invoices"] == []


def test_rounding_grouping_and_typed_lines(worked: Stint) -> None:
    invoice = worked.ok(
        "invoice", "preview", "--client=acme", "--project", "api", "--project=Webshop", "--rate=60",
        "--rounding=30up/line", "--group=one", "--add", "Hosting;2;4.50;notax", "--add=-5 % thanks;1;-10",
    )["invoice"]  # fmt: skip
    assert [(line["title"], line["amount"], line["taxable"]) for line in invoice["lines"]] == [
        ("Hours", "120.00", True),
        ("Hosting", "9.00", False),
        ("-5 % thanks", "-10.00", True),
    ]
    assert (invoice["lines"][0]["worked_seconds"], invoice["lines"][0]["billed_seconds"]) == (6600, 7200)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["--group", "week"], "group"),
        (["--rounding", "7"], "rounding"),
        (["--rate", "-1"], "rate"),
        (["--tax", "21"], "tax"),
        (["--add", "x"], "add"),
        (["--date", "soon"], "date"),
        (["--from=2026-03-10", "--to=2026-03-09"], "to"),
        (["--project", "bolt zürich/api"], "project"),
        (["--timeout", "x"], "timeout"),
    ],
)
def test_values_that_do_not_fit_are_refused_by_field(worked: Stint, arguments: list[str], field: str) -> None:
    assert worked.refused("invoice", "preview", "--client=acme", "--rate=90", *arguments)["field"] == field


def test_what_cannot_be_billed_is_refused(worked: Stint) -> None:
    assert worked.refused("invoice", "preview", "--client=acme")["code"] == "refused"
    assert worked.refused("invoice", "preview", "--client", "bolt zurich", "--rate=1")["code"] == "refused"
    assert worked.refused("invoice", "preview", "--client=nope")["code"] == "not_found"
    assert worked.refused("invoice", "show", "4711")["code"] == "not_found"
    assert worked.run("invoice", "preview").code == 2
    assert worked.run("invoice").code == 2


def test_texts_for_people(worked: Stint) -> None:
    shown = worked.run("invoice", "preview", "--client=acme", "--rate=90")
    assert shown.code == 0
    assert "165.00" in shown.out
    assert worked.run("invoice", "list").out == "No invoices.\n"
    assert worked.run("synclog").out.count("queued") == 2


def test_the_sync_log_tells_each_operation(worked: Stint) -> None:
    latest, first = worked.ok("synclog")["operations"]
    assert (latest["kind"], latest["state"], latest["sent"], latest["remote_id"]) == ("entry", "queued", None, None)
    assert latest["queued"] is not None
    assert len(worked.ok("synclog", "--record", first["record_id"])["operations"]) == 1
