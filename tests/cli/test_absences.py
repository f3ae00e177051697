"""`stint absences` and `stint absence`: what waits for a decision, by hand and by script."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.context import build
from app.domain.absence import Absence, Cause
from app.services.absences import AbsenceService
from app.services.window_facts import WindowFacts
from tests.cli.running import Stint


@pytest.fixture
def away(agency: Stint) -> str:
    """A timer runs since two hours ago, and nobody was there for half an hour of it."""
    entry = agency.ok("start", "layout", "--project", "Acme/API", "--at", "2h ago")["entry"]
    agency.ok("project", "edit", entry["project"]["id"], "--rate", "90")
    context = build()
    try:
        began = int(datetime.fromisoformat(entry["started_at"]).timestamp()) + 1_800
        absence = Absence(1, entry["id"], began, frozenset({Cause.LOCKED}), began + 1_800)
        return AbsenceService(context.db, context.clock, context.config.settings).note(absence)
    finally:
        context.close()


def test_what_waits_is_listed_with_its_worth(agency: Stint, away: str) -> None:
    (absence,) = agency.ok("absences")["absences"]
    named = {key: absence[key] for key in ("id", "cause", "state", "seconds", "amount", "currency")}
    assert named == {
        "id": away, "cause": "locked", "state": "open", "seconds": 1_800, "amount": "45.00", "currency": "EUR",
    }  # fmt: skip
    assert absence["entry"]["title"] == "layout"
    text = agency.run("absences").out
    assert "screen locked" in text
    assert "45.00 EUR" in text
    alone = agency.ok("absence", away)["absence"]
    assert {**alone, "entry": alone["entry"]["id"]} == {**absence, "entry": absence["entry"]["id"]}  # its time runs on


def test_a_decision_is_carried_out_once(agency: Stint, away: str) -> None:
    began = agency.ok("absences")["absences"][0]["began_at"]
    done = agency.ok("absence", away, "--continue")
    assert (done["absence"]["state"], done["entry"]["ended_at"]) == ("discarded", began)
    assert done["after"]["running"]
    assert agency.ok("absences")["absences"] == []
    assert agency.refused("absence", away, "--keep")["code"] == "not_found"


def test_it_goes_to_another_entry(agency: Stint, away: str) -> None:
    other = agency.ok("log", "call", "--duration", "10m", "--date", "2026-03-02")["entry"]["id"]
    done = agency.ok("absence", away, "--give-to", other)
    assert done["after"]["title"] == "layout"
    assert ("call", 1_800) in {(entry["title"], entry["seconds"]) for entry in agency.ok("entries")["entries"]}


def test_it_is_split_at_a_time_of_day(agency: Stint, away: str) -> None:
    began = datetime.fromisoformat(agency.ok("absences")["absences"][0]["began_at"])
    at = began + timedelta(minutes=10)
    done = agency.ok("absence", away, "--split", f"{at:%H:%M:%S}")
    assert (done["absence"]["state"], done["entry"]["seconds"]) == ("split", 1_800 + 600)
    assert done["after"]["started_at"] == (began + timedelta(minutes=30)).isoformat()


def test_it_is_split_in_the_hour_that_comes_twice(agency: Stint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Paris")
    span = ("--from", "2025-10-26T01:00+02:00", "--to", "2025-10-26T04:00+01:00")
    entry = agency.ok("log", "layout", *span)["entry"]
    began = int(datetime.fromisoformat("2025-10-26T02:10+01:00").timestamp())
    context = build()
    try:
        absence = Absence(1, entry["id"], began, frozenset({Cause.IDLE}), began + 2_400)
        away = AbsenceService(context.db, context.clock, context.config.settings).note(absence)
    finally:
        context.close()
    done = agency.ok("absence", away, "--split", "2:30")
    assert done["entry"]["ended_at"] == "2025-10-26T02:30:00+01:00"
    assert done["after"]["started_at"] == "2025-10-26T02:50:00+01:00"


def test_two_decisions_are_one_too_many(agency: Stint, away: str) -> None:
    assert agency.run("absence", away, "--keep", "--split", "10:00").code == 2
    assert agency.run("absence", away, "--keep", "--discard").code == 2
    assert len(agency.ok("absences")["absences"]) == 1


def test_doctor_says_what_the_window_recorded(agency: Stint) -> None:
    assert agency.ok("doctor")["window"]["idle_source"] is None
    context = build()
    try:
        WindowFacts(context.db, context.clock).record(idle_source="X11 screen saver extension")
    finally:
        context.close()
    assert agency.ok("doctor")["window"]["idle_source"] == "X11 screen saver extension"
    assert "window.idle_source" in agency.run("doctor").out


def test_what_can_be_done_is_listed_and_nothing_else_is_done(agency: Stint, away: str) -> None:
    (absence,) = agency.ok("absences")["absences"]
    assert (absence["causes"], absence["hindered_by"]) == (["locked"], None)
    assert absence["choices"] == ["keep", "discard", "continue", "give", "split"]
    agency.ok("stop")
    agency.ok("mark", "billed", absence["entry"]["id"])
    (absence,) = agency.ok("absences")["absences"]
    assert (absence["choices"], absence["hindered_by"]) == (["keep"], "billed")
    assert "--keep sets the absence aside" in agency.run("absence", away).out
    assert agency.refused("absence", away, "--discard")["code"] == "refused"
    assert agency.ok("absence", away, "--keep")["absence"]["choices"] == []
    assert agency.ok("absences")["absences"] == []
