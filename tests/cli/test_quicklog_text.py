"""The quick-log text by command line: what is refused records nothing, and what was not read is said."""

from __future__ import annotations

import pytest

from tests.cli.running import Stint


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("-1h webshop: neg", "duration"),
        ("0m x", "duration"),
        ("10-9 webshop: wrong order", "to"),
        ("25:00-26:00 x", "from"),
        ("23-24 x", "to"),
    ],
)
def test_a_time_that_cannot_be_records_nothing_and_leaves_the_timer(agency: Stint, text: str, field: str) -> None:
    running = agency.ok("start", "webshop: at work")["entry"]["id"]
    assert agency.refused("log", text)["field"] == field
    assert agency.ok("status")["running"]["id"] == running
    assert [one["id"] for one in agency.ok("entries")["entries"]] == [running]


def test_spaced_spans_and_durations_are_logged(agency: Stint) -> None:
    for text, seconds in [
        ("webshop: meeting 9:00 - 10:30", 5400),
        ("9:00 - 10:30 webshop: meeting", 5400),
        ("1h 30m webshop: meeting", 5400),
        ("22-2 webshop: meeting", 4 * 3600),
    ]:
        found = agency.ok("log", text)
        assert (found["entry"]["title"], found["entry"]["seconds"], found["warnings"]) == ("meeting", seconds, [])
        assert found["entry"]["project"]["name"] == "Webshop"
    assert agency.ok("log", "1h", "30m", "webshop:", "meeting")["entry"]["seconds"] == 5400


def test_what_was_not_read_is_said(agency: Stint) -> None:
    found = agency.ok("log", "9am-10am webshop: x")
    assert (found["entry"]["title"], found["entry"]["project"]["name"]) == ("9am-10am x", "Webshop")
    assert found["warnings"] == [
        '"9am-10am" was not read as a time and stays in the title; write it like 1h30 or 9:00-10:30.'
    ]
    assert "was not read as a time" in agency.run("log", "9am-10am x").err


def test_an_unknown_task_keeps_the_project(agency: Stint) -> None:
    found = agency.ok("log", "1h webshop/Table: task")
    assert (found["entry"]["title"], found["entry"]["project"]["name"]) == ("Table: task", "Webshop")
    assert (found["entry"]["task"], len(found["warnings"])) == (None, 1)


@pytest.mark.parametrize("command", ["start", "switch"])
def test_the_timer_finds_the_project_behind_a_time(agency: Stint, command: str) -> None:
    found = agency.ok(command, "1h webshop: x")
    assert (found["entry"]["title"], found["entry"]["project"]["name"]) == ("1h x", "Webshop")
    assert found["entry"]["seconds"] < 60
    assert found["warnings"] == ['"1h" was not read as a time and stays in the title.']
