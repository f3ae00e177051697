"""`stint mark`: hours that somebody else bills, or nobody."""

from __future__ import annotations

from typing import Any

from tests.cli.running import Stint


def logged(stint: Stint, title: str, day: str) -> str:
    return str(stint.ok("log", title, "--project", "Webshop", "--duration", "1h", "--date", day)["entry"]["id"])


def unbilled(stint: Stint) -> list[str]:
    return [entry["title"] for entry in stint.ok("entries", "--unbilled")["entries"]]


def only(answer: Any) -> Any:
    (entry,) = answer["entries"]
    return entry


def test_marked_hours_are_billed_until_the_mark_is_taken_back(agency: Stint) -> None:
    first, second = logged(agency, "call", "2026-01-05"), logged(agency, "draft", "2026-01-06")
    assert only(agency.ok("mark", "billed", first, "--reason", "on paper"))["billed"]
    assert only(agency.ok("mark", "written-off", second))["billed"]
    assert unbilled(agency) == []
    assert "unlock" in agency.refused("edit", first, "--title", "other")["message"]
    assert not only(agency.ok("mark", "unbilled", first))["billed"]
    assert unbilled(agency) == ["call"]


def test_everything_before_a_day_and_back_by_undo(agency: Stint) -> None:
    for day in ("2026-01-05", "2026-01-06", "2026-01-07"):
        logged(agency, day, day)
    assert len(agency.ok("mark", "billed", "--before", "2026-01-07")["entries"]) == 2
    assert unbilled(agency) == ["2026-01-07"]
    assert agency.ok("undo")["undone"] == "Mark 2 entries as billed elsewhere"
    assert len(unbilled(agency)) == 3
    agency.ok("redo")
    assert unbilled(agency) == ["2026-01-07"]
    assert len(agency.ok("mark", "unbilled", "--before", "2026-01-06")["entries"]) == 1
    assert unbilled(agency) == ["2026-01-07", "2026-01-05"]


def test_all_or_none(agency: Stint) -> None:
    free, taken = logged(agency, "free", "2026-01-05"), logged(agency, "taken", "2026-01-06")
    agency.ok("invoice", "create", "--draft", "--client", "Acme", "--from", "2026-01-06", "--to", "2026-01-06",
              "--rate", "90")  # fmt: skip
    for refused in (agency.refused("mark", "billed", free, taken), agency.refused("delete", taken)):
        assert "on the draft of an invoice" in refused["message"]
    assert unbilled(agency) == ["free"]
    assert agency.refused("mark", "billed", "nowhere")["code"] == "not_found"
    assert agency.run("mark", "billed").code == 2


def test_marking_twice_is_one_act(agency: Stint) -> None:
    entry = logged(agency, "call", "2026-01-05")
    agency.ok("mark", "billed", entry)
    agency.ok("mark", "billed", entry)
    agency.ok("undo")
    assert unbilled(agency) == ["call"]


def test_nothing_to_mark_offers_no_undo(agency: Stint) -> None:
    logged(agency, "call", "2026-01-05")
    told = agency.run("mark", "billed", "--before", "2020-01-01").out
    assert "nothing to mark" in told
    assert "undo" not in told
