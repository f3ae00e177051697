"""Entries by command line: timer, log, list, edit, delete, undo."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.cli.running import Stint

ENTRY_KEYS = {
    "id", "title", "notes", "project", "task", "tags", "billable", "date", "started_at", "ended_at", "timezone",
    "seconds", "running", "billed", "billed_there", "invoice", "person", "mine", "sync", "remote_id",
}  # fmt: skip


def test_an_entry_has_every_promised_key(agency: Stint) -> None:
    found = agency.ok("log", "1h30 webshop/design: address validation #ui", "--date", "2026-03-09", "--notes", "n")[
        "entry"
    ]
    assert set(found) == ENTRY_KEYS
    assert found["project"] == {
        "id": "p1",
        "name": "Webshop",
        "client": {"id": "c1", "name": "Acme"},
        "currency": "EUR",
    }
    assert found["task"] == {"id": "t1", "name": "Design"}
    assert (found["date"], found["seconds"], found["tags"], found["notes"]) == ("2026-03-09", 5400, ["ui"], "n")
    assert (found["started_at"], found["timezone"], found["sync"]) == (None, "Europe/Berlin", "waiting")
    assert (found["billed"], found["mine"], found["running"], found["billable"]) == (False, True, False, True)


def test_the_timer(agency: Stint) -> None:
    started = agency.ok("start", "webshop: fix", "--at", "10m ago")
    assert (started["entry"]["running"], started["warnings"]) == (True, [])
    assert started["entry"]["seconds"] >= 600
    switched = agency.ok("switch", "acme/api: call", "--at", "5m ago")
    assert switched["stopped"]["id"] == started["entry"]["id"]
    assert switched["stopped"]["ended_at"] == switched["entry"]["started_at"]
    assert 298 <= switched["stopped"]["seconds"] <= 302
    assert agency.ok("status")["running"]["id"] == switched["entry"]["id"]
    assert agency.ok("stop")["entry"]["running"] is False
    assert agency.refused("stop") == {"code": "refused", "message": "No timer is running."}
    assert agency.ok("switch", "alone")["stopped"] is None


@pytest.mark.parametrize("at", ["2099-01-01T00:00", "25:00", "noon", "-5m ago"])
def test_impossible_starts_are_refused(agency: Stint, at: str) -> None:
    assert agency.refused("start", "x", "--at", at)["field"] == "at"
    assert agency.ok("status")["running"] is None


def test_a_stop_before_the_start_is_refused(agency: Stint) -> None:
    agency.ok("start", "x", "--at", "5m ago")
    assert agency.refused("stop", "--at", "10m ago")["field"] == "at"
    assert agency.ok("status")["running"] is not None


def test_the_timer_keeps_times_and_dates_in_its_title(agency: Stint) -> None:
    assert agency.ok("start", "1h meeting today")["entry"]["title"] == "1h meeting today"


def test_spans(agency: Stint) -> None:
    found = agency.ok("log", "x", "--date", "2026-03-09", "--from", "22:00", "--to", "01:30")["entry"]
    assert (found["started_at"], found["ended_at"]) == ("2026-03-09T22:00:00+01:00", "2026-03-10T01:30:00+01:00")
    assert (found["date"], found["seconds"]) == ("2026-03-09", 12600)
    by_text = agency.ok("log", "9-10:45 webshop: call", "--date=2026-03-09")["entry"]
    assert (by_text["started_at"], by_text["seconds"]) == ("2026-03-09T09:00:00+01:00", 6300)
    backwards = agency.ok("log", "x", "--to", "2026-03-09T10:00", "--duration", "1h")["entry"]
    assert backwards["started_at"] == "2026-03-09T09:00:00+01:00"
    in_gap = agency.ok("log", "x", "--from", "2026-03-29T02:30", "--duration", "1h")["entry"]
    assert in_gap["started_at"] == "2026-03-29T03:30:00+02:00"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["--date", "2026-03-09"], "date"),
        (["--duration", "-1h"], "duration"),
        (["--duration", "0"], "duration"),
        (["--duration", "2000h"], "duration"),
        (["--date", "2026-02-30", "--duration=1h"], "date"),
        (["--from", "10:00", "--to", "9:30"], "to"),
        (["--from", "2026-03-09T10:00", "--to", "2026-03-09T09:00"], "to"),
        (["--from", "10:00"], "to"),
        (["--to", "10:00"], "from"),
        (["--from", "9:00", "--to", "10:00", "--duration=1h"], "duration"),
        (["--from", "9:00", "--to", "10:00", "--at=9:00"], "at"),
        (["--duration=1h", "--project", "nope"], "project"),
        (["--duration=1h", "--project", "API"], "project"),
        (["--duration=1h", "--project", "webshop", "--task", "nope"], "task"),
        (["--duration=1h", "--task", "design"], "task"),
        (["--duration=1h", "--title", "other"], "title"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(agency: Stint, arguments: list[str], field: str) -> None:
    assert agency.refused("log", "fix", *arguments)["field"] == field
    assert agency.ok("entries")["entries"] == []


def test_an_ambiguous_project_is_refused_with_the_candidates(agency: Stint) -> None:
    error = agency.refused("log", "1h api: fix")
    assert error["code"] == "ambiguous"
    assert "Acme/API" in error["message"]
    assert "Bolt Zürich/API" in error["message"]
    assert agency.ok("log", "1h bolt zurich/API: fix")["entry"]["project"]["id"] == "p3"


def test_an_unknown_prefix_is_a_warning(agency: Stint) -> None:
    found = agency.ok("log", "1h nope: fix")
    assert found["entry"]["title"] == "nope: fix"
    assert len(found["warnings"]) == 1


def test_more_than_a_day_by_flags_is_doubted_as_in_the_text(agency: Stint) -> None:
    slip = agency.ok("log", "shop care", "--duration", "130h", "--date", "2026-03-02")
    assert slip["warnings"][0].startswith("That is more than 24 hours")
    assert agency.ok("log", "130h shop care")["warnings"] == slip["warnings"]
    entry_id = slip["entry"]["id"]
    assert agency.ok("edit", entry_id, "--notes", "as agreed")["warnings"] == []
    assert agency.ok("edit", entry_id, "--duration", "103h")["warnings"] == slip["warnings"]
    assert agency.ok("edit", entry_id, "--duration", "1:30")["warnings"] == []


def test_flags_beat_the_text(agency: Stint) -> None:
    found = agency.ok(
        "log", "1h webshop: fix #a yesterday $", "--project=Acme/API", "--tag", "b", "--tag", "c",
        "--date=2026-03-09", "--no-billable",
    )["entry"]  # fmt: skip
    assert (found["title"], found["project"]["id"]) == ("webshop: fix #a yesterday $", "p2")
    assert (found["tags"], found["date"], found["billable"]) == (["b", "c"], "2026-03-09", False)


@pytest.mark.parametrize("title", ["<b>x</b> & \"q\" 'q'", "🎉 ünï", "first\nsecond", "x" * 10_000, "fix: 12:30 bug"])
def test_titles_survive(agency: Stint, title: str) -> None:
    agency.ok("log", "--duration=1h", "--title", title)
    assert agency.ok("entries")["entries"][0]["title"] == title
    assert agency.run("entries").code == 0


def test_listing_pages_and_sums(agency: Stint) -> None:
    for day in range(1, 8):
        agency.ok("log", f"1h acme/api: work {day}", "--date", f"2026-03-0{day}")
    agency.ok("log", "1h other", "--date=2026-03-03")
    first = agency.ok("entries", "--limit", "3", "--project", "acme/api")
    assert [one["title"] for one in first["entries"]] == ["work 7", "work 6", "work 5"]
    assert (first["total_seconds"], first["next"]) == (7 * 3600, first["entries"][-1]["id"])
    rest = agency.ok("entries", "--limit", "9", "--project", "acme/api", "--after", first["next"])
    assert [one["title"] for one in rest["entries"]] == ["work 4", "work 3", "work 2", "work 1"]
    assert rest["next"] is None
    days = agency.ok("entries", "--from=2026-03-03", "--to=2026-03-04", "--client", "ACME")
    assert (len(days["entries"]), days["total_seconds"]) == (2, 7200)
    assert [one["title"] for one in agency.ok("entries", "--search", "othe")["entries"]] == ["other"]
    assert len(agency.ok("entries", "--unbilled")["entries"]) == 8
    assert "There are more: --after" in agency.run("entries", "--limit=3").out


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["--limit", "0"], "limit"),
        (["--limit", "x"], "limit"),
        (["--from", "x"], "from"),
        (["--from=2026-03-02", "--to=2026-03-01"], "to"),
        (["--after", "nope"], "after"),
        (["--client", "nope"], "client"),
    ],
)
def test_filters_that_do_not_fit_are_refused(agency: Stint, arguments: list[str], field: str) -> None:
    assert agency.refused("entries", *arguments)["field"] == field


def test_editing(agency: Stint) -> None:
    key = agency.ok("log", "1h webshop/design: fix #a", "--date=2026-03-09", "--notes=n")["entry"]["id"]
    changed = agency.ok("edit", key, "--title", "-x", "--duration", "2h", "--no-billable", "--tag", "b")["entry"]
    assert (changed["title"], changed["seconds"], changed["billable"], changed["tags"]) == ("-x", 7200, False, ["b"])
    assert (changed["task"]["id"], changed["notes"]) == ("t1", "n")
    cleared = agency.ok("edit", key, "--notes=", "--tag=", "--task=", "--billable")["entry"]
    assert (cleared["notes"], cleared["tags"], cleared["task"], cleared["billable"]) == ("", [], None, True)
    assert agency.ok("edit", key, "--project=")["entry"]["project"] is None
    timed = agency.ok("edit", key, "--from", "9:00", "--to", "10:00")["entry"]
    assert (timed["started_at"], timed["seconds"]) == ("2026-03-09T09:00:00+01:00", 3600)
    night = agency.ok("edit", key, "--to", "00:30")["entry"]
    assert (night["ended_at"], night["date"]) == ("2026-03-10T00:30:00+01:00", "2026-03-09")
    assert agency.refused("edit", key, "--title=")["field"] == "title"
    assert agency.refused("edit", "nope", "--title=x")["code"] == "not_found"


def test_editing_one_end(agency: Stint) -> None:
    untimed = agency.ok("log", "1h fix", "--date=2026-03-09")["entry"]["id"]
    placed = agency.ok("edit", untimed, "--from", "9:00")["entry"]
    assert (placed["running"], placed["seconds"], placed["ended_at"]) == (False, 3600, "2026-03-09T10:00:00+01:00")
    moved = agency.ok("edit", untimed, "--from", "14:00", "--duration", "30m")["entry"]
    assert (moved["started_at"], moved["seconds"]) == ("2026-03-09T14:00:00+01:00", 1800)
    back = agency.ok("edit", untimed, "--to", "12:00", "--duration", "1h")["entry"]
    assert (back["started_at"], back["ended_at"]) == ("2026-03-09T11:00:00+01:00", "2026-03-09T12:00:00+01:00")
    assert agency.refused("edit", untimed, "--to", "10:59", "--date=2026-03-09")["field"] == "to"
    assert agency.refused("edit", untimed, "--to", "2026-03-09T10:00")["field"] == "to"


def test_deleting_and_undoing(agency: Stint) -> None:
    key = agency.ok("log", "1h fix")["entry"]["id"]
    agency.ok("edit", key, "--title", "mend")
    assert agency.ok("delete", key)["entry"]["id"] == key
    assert agency.ok("entries")["entries"] == []
    assert agency.ok("undo")["entries"][0]["id"] == key
    assert agency.ok("undo")["entries"][0]["title"] == "fix"
    assert agency.ok("redo")["entries"][0]["title"] == "mend"
    steps = agency.ok("undo", "--list")["steps"]
    assert [step["undone"] for step in steps] == [True, False, False]
    assert datetime.fromisoformat(steps[0]["at"]).tzinfo is not None


def test_undo_names_what_it_is_not_for(agency: Stint) -> None:
    agency.ok("log", "1h fix")
    assert "invoice" not in agency.run("undo").err
    agency.ok("redo")
    made = agency.run("--json", "invoice", "create", "--client=acme", "--no-hours", "--add=Domain;1;24")
    assert made.code == 3, made  # it waits
    undone = agency.run("undo")
    assert (undone.code, "`stint invoice void` takes one back" in undone.err) == (0, True), undone


def test_a_start_that_is_undone_says_what_time_goes_and_how_it_comes_back(agency: Stint) -> None:
    agency.ok("start", "fix", "--at", "90m ago")
    assert "(1:30); `stint redo` brings it back." in agency.run("undo").out
    assert agency.ok("status")["running"] is None
    assert set(agency.ok("redo")) == {"redone", "entries", "kept"}
    assert agency.ok("status")["running"]["seconds"] >= 5_400
    agency.ok("switch", "call", "--at", "10m ago")
    assert "went with it" not in agency.run("undo").out, "the timer before it has those ten minutes again"


def test_lists(agency: Stint) -> None:
    assert [one["name"] for one in agency.ok("clients")["clients"]] == ["Acme", "Bolt Zürich"]
    assert len(agency.ok("clients", "--all")["clients"]) == 3
    assert agency.ok("clients", "--search", "zurich")["clients"][0]["currency"] == "CHF"
    projects = agency.ok("projects")["projects"]
    assert [one["id"] for one in projects] == ["p2", "p1", "p3"]
    assert (projects[2]["currency"], projects[2]["client"]["name"]) == ("CHF", "Bolt Zürich")
    assert agency.ok("tasks")["tasks"][0]["project"]["name"] == "Webshop"
    for command in ("clients", "projects", "tasks", "status", "entries", "undo --list", "settings get"):
        assert agency.run(*command.split()).code == 0


def test_settings(stint: Stint) -> None:
    assert stint.ok("settings", "set", "entry.day_starts_at", "04:00")["settings"] == {"entry.day_starts_at": "04:00"}
    assert stint.ok("settings", "get", "entry.day_starts_at")["settings"] == {"entry.day_starts_at": "04:00"}
    night = stint.ok("log", "x", "--from=2026-03-10T02:00", "--to=2026-03-10T03:00")["entry"]
    assert night["date"] == "2026-03-09"
    assert stint.refused("settings", "set", "nope", "1")["code"] == "not_found"
    assert stint.refused("settings", "set", "sync.settle_seconds", "many")["code"] == "input"
