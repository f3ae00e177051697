"""Entries reshaped by command line, and their histories."""

from __future__ import annotations

from tests.cli.running import Stint


def test_a_day_is_put_right_by_commands(agency: Stint) -> None:
    entry = agency.ok("log", "9-11 webshop: design", "--date", "2026-03-09")["entry"]
    first, second = agency.ok("split", entry["id"], "--at", "10:15")["entries"]
    assert (first["id"], first["seconds"], second["seconds"]) == (entry["id"], 4500, 2700)
    assert agency.ok("split", second["id"], "--last", "0:15")["entries"][1]["seconds"] == 900
    assert agency.refused("split", first["id"], "--at", "12:00")["field"] == "at"
    assert agency.refused("split", first["id"])["field"] == "at"
    copy = agency.ok("duplicate", first["id"], "--date", "2026-03-11")["entry"]
    assert (copy["date"], copy["started_at"][11:16]) == ("2026-03-11", "09:00")
    moved = agency.ok("move", copy["id"], "--date", "2026-03-10")["entry"]
    assert (moved["date"], moved["started_at"]) == ("2026-03-10", "2026-03-10T09:00:00+01:00")
    every = [one["id"] for one in agency.ok("entries", "--to", "2026-03-09")["entries"]]
    merged = agency.ok("merge", *every)["entry"]
    assert (merged["id"], merged["seconds"], merged["ended_at"]) == (entry["id"], 7200, entry["ended_at"])
    history = agency.ok("history", entry["id"])["history"]
    assert [step["act"] for step in history] == ["merge", "split", "log"]
    assert history[1]["fields"]["seconds"] == {"before": 7200, "after": 4500}
    assert history[1]["fields"]["ended_at"]["after"] == "2026-03-09T10:15:00+01:00"
    assert "duration: 2:00 > 1:15" in agency.run("history", entry["id"]).out
    assert agency.refused("history", "nothing")["code"] == "not_found"


def test_the_timer_is_nudged_paused_and_continued(agency: Stint) -> None:
    started = agency.ok("start", "webshop: fix", "--at", "20m ago")["entry"]
    assert agency.ok("nudge")["entry"]["seconds"] - started["seconds"] in range(300, 320)
    assert agency.ok("nudge", "--later", "10m")["entry"]["running"]
    assert agency.refused("nudge", "--later", "9h")["field"] == "at"
    paused = agency.ok("pause")["entry"]
    assert (paused["id"], paused["running"]) == (started["id"], False)
    resumed = agency.ok("resume")["entry"]
    assert (resumed["title"], resumed["project"]["name"], resumed["id"] != paused["id"]) == ("fix", "Webshop", True)
    agency.ok("stop")
    assert agency.refused("resume")["code"] == "refused"
    assert agency.ok("continue", paused["id"])["entry"]["title"] == "fix"
    assert agency.refused("nudge", "nothing")["code"] == "not_found"
