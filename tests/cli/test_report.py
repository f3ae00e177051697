"""`report` against sums made the slow way, entry by entry."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.cli.running import Stint

LOGGED = (
    ("--project", "Webshop", "--date", "2026-03-01", "--duration", "0:50", "--tag", "design"),  # a Sunday: ISO week 9
    ("--project", "Webshop", "--date", "2026-03-02", "--duration", "0:50", "--tag", "design", "--tag", "call"),
    ("--project", "Webshop", "--date", "2026-03-02", "--duration", "0:20", "--no-billable"),
    ("--project", "Acme/API", "--date", "2026-03-02", "--duration", "1:10"),
    ("--project", "Bolt Zürich/API", "--date", "2026-04-01", "--duration", "2:00"),
    ("--date", "2026-04-01", "--duration", "0:15"),
)


@pytest.fixture
def worked(agency: Stint) -> Stint:
    for flags in LOGGED:
        agency.ok("log", "work", *flags)
    agency.ok("client", "edit", "Acme", "--rate", "50")
    agency.ok("client", "edit", "Bolt Zürich", "--rate", "33.33")
    return agency


def rows_of(report: Any, *keys: str) -> list[tuple[object, ...]]:
    def plain(value: object) -> object:
        return value["name"] if isinstance(value, dict) else value

    return [tuple(plain(row[key]) for key in keys) for row in report["rows"]]


def test_hours_and_amounts_by_project(worked: Stint) -> None:
    report = worked.ok("report", "--by", "client,project")
    keys = ("client", "project", "seconds", "billable_seconds", "unpriced_seconds", "amount", "currency")
    assert rows_of(report, *keys) == [
        ("Acme", "API", 4200, 4200, 0, "58.33", "EUR"),
        ("Acme", "Webshop", 7200, 6000, 0, "83.33", "EUR"),
        ("Bolt Zürich", "API", 7200, 7200, 0, "66.66", "CHF"),
        (None, None, 900, 900, 900, "0.00", "EUR"),
    ]
    amounts = [{"amount": "66.66", "currency": "CHF"}, {"amount": "141.66", "currency": "EUR"}]
    assert report["total"] == {
        "seconds": 19500, "billable_seconds": 18300, "unpriced_seconds": 900, "amounts": amounts,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("axis", "names"),
    [
        ("day", {"2026-03-01": 3000, "2026-03-02": 8400, "2026-04-01": 8100}),
        ("week", {"2026-W09": 3000, "2026-W10": 8400, "2026-W14": 8100}),
        ("month", {"2026-03": 11400, "2026-04": 8100}),
        ("tag", {"call": 3000, "design": 6000, None: 13500}),
    ],
)
def test_periods_and_tags(worked: Stint, axis: str, names: dict[str | None, int]) -> None:
    report, seconds = worked.ok("report", "--by", axis), Counter[object]()
    for key, some in rows_of(report, axis, "seconds"):
        assert isinstance(some, int)
        seconds[key] += some
    assert seconds == names
    assert report["total"]["seconds"] == 19500, "work with two tags is in two rows, and once in the sum"


def test_rounding_as_an_invoice_would_or_by_one_rule(worked: Stint) -> None:
    def billed(*flags: str) -> dict[object, object]:
        rows = worked.ok("report", "--client", "Acme", *flags)["rows"]
        return {row["project"]["name"]: row["billed_seconds"] for row in rows}

    assert billed("--rounding", "60up") == {"API": 7200, "Webshop": 7200}
    assert billed("--rounding", "60up/line") == {"API": 7200, "Webshop": 7200}
    assert billed("--rounding", "30up/day") == {"API": 5400, "Webshop": 7200}
    assert billed("--rounding") == {"API": 4200, "Webshop": 6000}, "nobody set a rule so far"
    worked.ok("project", "edit", "Webshop", "--rounding", "60up/line")
    assert billed("--rounding") == {"API": 4200, "Webshop": 7200}
    report = worked.ok("report", "--client", "Acme", "--rounding")
    preview = worked.ok("invoice", "preview", "--client", "Acme", "--to", "2026-12-31")
    assert [line["amount"] for line in preview["invoice"]["lines"]] == [
        row["amount"] for row in sorted(report["rows"], key=lambda row: str(row["project"]["name"]), reverse=True)
    ]


def test_the_days_asked_for_and_what_is_refused(worked: Stint) -> None:
    report = worked.ok("report", "--from", "2026-03-02", "--to", "2026-03-02", "--by", "project")
    assert rows_of(report, "project", "seconds") == [("API", 4200), ("Webshop", 4200)]
    assert worked.ok("report", "--from", "2020-01-01", "--to", "2020-01-02")["rows"] == []
    assert worked.refused("report", "--by", "colour")["field"] == "by"
    assert worked.refused("report", "--from", "2026-03-02", "--to", "2026-03-01")["field"] == "to"
    assert "1:10" in worked.run("report").out
