"""The quick log's service: a line read, logged, started, and completed from titles of before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.ids import EntryId, ProjectId
from app.errors import Ambiguous, UserInputError
from app.services.entries import EntryDraft, EntryService, Switched
from app.services.quicklog import QuickLogService
from app.storage.entries import EntryRow
from tests.services.invoice_making import NOW, Desk, FixedClock, desk_at


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


@pytest.fixture
def entries(desk: Desk) -> EntryService:
    return EntryService(desk.db, FixedClock(), "UTC")


def reader(entries: EntryService) -> QuickLogService:
    return QuickLogService(entries)


def titles(service: QuickLogService, text: str, limit: int = 4) -> list[str]:
    return [past.title for past in service.suggestions(service.read(text), limit)]


def test_reads_a_line_with_the_names_it_refers_to(entries: EntryService) -> None:
    line = reader(entries).read("1h30 WEBSHOP: address validation yesterday #design !$")
    assert line.timed
    assert line.project is not None
    assert (line.project.project.name, line.project.client_name) == ("Webshop", "Acme")
    assert (line.typed.seconds, line.typed.date, line.typed.tags) == (5400, "2026-03-04", ("design",))
    assert line.typed.billable is False


def test_finds_a_project_by_client_and_name_and_by_id_and_refuses_two(desk: Desk, entries: EntryService) -> None:
    desk.client("globex")
    desk.project("shop2", client_id="globex")
    service = reader(entries)
    assert service.read("acme/webshop: a").typed.project_id == "webshop"
    assert service.read("shop2: a").typed.project_id == "shop2"
    assert service.read("nowhere: a").typed.title == "nowhere: a"
    with desk.db.write():
        desk.db.run("update project set name = 'Webshop' where id = 'shop2'")
    with pytest.raises(Ambiguous):
        reader(entries).read("WebShop: a")


def test_logs_with_a_time_and_starts_without(entries: EntryService) -> None:
    logged = reader(entries).log("45m webshop: call")
    assert isinstance(logged, EntryRow)
    assert (logged.entry.seconds, logged.entry.running, logged.entry.billable) == (2700, False, True)
    started = reader(entries).log("webshop: fix")
    assert isinstance(started, Switched)
    assert started.started.entry.running


def test_a_day_without_a_duration_is_refused(entries: EntryService) -> None:
    with pytest.raises(UserInputError, match="duration"):
        reader(entries).log("webshop: call yesterday")


def test_a_start_with_a_duration_began_so_long_ago(entries: EntryService) -> None:
    started = entries.start(reader(entries).draft_to_start("30m webshop: call")).started.entry
    assert (started.started_at, started.running) == (NOW - 1800, True)


@pytest.mark.parametrize("text", ["9-10 webshop: call", "30m call yesterday"])
def test_a_span_or_a_day_cannot_be_started(entries: EntryService, text: str) -> None:
    with pytest.raises(UserInputError, match="logged"):
        reader(entries).draft_to_start(text)


def test_recent_titles_come_once_and_without_the_running_one(entries: EntryService) -> None:
    for number, title in enumerate(["draw", "call", "DRAW", "plan"]):
        entries.log(EntryDraft(title, started_at=NOW - 9000 + number, ended_at=NOW - 9000 + number))
    entries.start(EntryDraft("plan"))
    assert [past.title for past in reader(entries).recent(5)] == ["DRAW", "call"]


def test_suggests_by_title_project_and_client_and_fills_up_with_recent_ones(desk: Desk, entries: EntryService) -> None:
    webshop = ProjectId("webshop")
    for number, (title, project) in enumerate(
        [("Fix the tax", webshop), ("Plan", None), ("A quick fix", None), ("Fixtures", None)]
    ):
        entries.log(EntryDraft(title, project_id=project, started_at=NOW - 9000 + number, ended_at=NOW))
    service = reader(entries)
    assert titles(service, "fi", 2) == ["Fixtures", "Fix the tax"]
    assert titles(service, "fix") == ["Fixtures", "Fix the tax", "A quick fix", "Plan"]
    assert titles(service, "webshop: fix", 2) == ["Fix the tax", "Fixtures"]
    assert titles(service, "webshop:", 1) == ["Fix the tax"]
    assert titles(service, "acm", 1) == ["Fix the tax"]
    assert titles(service, "p", 1) == ["Plan"]
    assert titles(service, "fix t", 1) == titles(service, "acme f", 1) == ["Fix the tax"], "a letter of a second word"
    assert titles(service, '"* OR (', 1) == ["Fixtures"]
    assert titles(service, "", 2) == ["Fixtures", "A quick fix"]


def test_completes_a_line_and_keeps_its_time_day_and_tags(desk: Desk, entries: EntryService) -> None:
    entries.log(EntryDraft("Fix the tax", project_id=ProjectId("webshop"), seconds=60))
    entries.log(EntryDraft("Plan", seconds=60))
    service = reader(entries)
    fix, plan = (next(p for p in service.recent(5) if p.title == title) for title in ("Fix the tax", "Plan"))
    assert service.completed("", fix) == "Webshop: Fix the tax"
    assert service.completed("1h30 fi yesterday #tax !$", fix) == "1h30 Webshop: Fix the tax #tax 2026-03-04 !$"
    assert service.completed("webshop: pl", plan) == "Plan"
    assert service.completed("1h 30m fi", fix) == "1h 30m Webshop: Fix the tax"
    assert service.completed("fi 9:00 - 10:30", fix) == "9:00 - 10:30 Webshop: Fix the tax"
    assert service.completed("10-9 fi", fix) == "Webshop: Fix the tax"


def test_completes_with_a_name_that_fits_only_one_project(desk: Desk, entries: EntryService) -> None:
    desk.client("globex")
    desk.project("other", client_id="globex")
    with desk.db.write():
        desk.db.run("update project set name = 'Webshop' where id = 'other'")
    entries.log(EntryDraft("Draw", project_id=ProjectId("other"), seconds=60))
    (past,) = reader(entries).recent(1)
    assert reader(entries).completed("2h", past) == "2h Globex/Webshop: Draw"


def test_reads_and_suggests_fast_among_many_titles(desk: Desk, entries: EntryService) -> None:
    rows = [
        (number << 24, f"e{number}", f"Work {number} on part {number % 977}", "2026-03-04") for number in range(20_000)
    ]
    with desk.db.write():
        desk.db.run_many(
            "insert into entry (position, id, title, date, timezone, seconds) values (?, ?, ?, ?, 'UTC', 60)", rows
        )
    service = reader(entries)
    begun = time.process_time()
    for text in ("w", "wo", "work", "work 19", "1h work 199"):
        assert service.suggestions(service.read(text), 4)
    assert (time.process_time() - begun) / 5 < 0.2, "a keystroke must not read every title"
    assert service.recent(1)[0].entry_id == EntryId("e19999")


def test_what_is_done_often_and_lately_comes_first(entries: EntryService) -> None:
    day = 86_400
    for title, ago in [
        ("report old", 60),
        ("report old", 61),
        ("report old", 62),
        ("report much", 3),
        ("report much", 4),
    ]:
        entries.log(EntryDraft(title, started_at=NOW - ago * day, ended_at=NOW - ago * day + 60))
    entries.log(EntryDraft("report once", started_at=NOW - 120, ended_at=NOW - 60))
    assert titles(reader(entries), "rep", 3) == ["report much", "report once", "report old"]


def test_a_slip_of_the_pen_still_finds_the_title(entries: EntryService) -> None:
    for title in ("Address validation", "Adverts", "Plan"):
        entries.log(EntryDraft(title, seconds=60))
    assert titles(reader(entries), "adress validaton", 1) == ["Address validation"]
    assert titles(reader(entries), "adress", 1) == ["Address validation"]


def names(service: QuickLogService, text: str) -> list[tuple[str, str]]:
    return [(offer.name, offer.place) for offer in service.name_offers(service.read(text), 5)]


def test_offers_projects_by_the_beginnings_of_their_words_the_usual_one_first(
    desk: Desk, entries: EntryService
) -> None:
    for project in ("website", "hosting"):
        desk.project(project)
    for number in range(3):
        entries.log(EntryDraft("x", project_id=ProjectId("website"), seconds=60 + number))
    service = reader(entries)
    assert names(service, "1h we") == [("Website", "Acme"), ("Webshop", "Acme")]
    assert names(service, "acm hos") == names(service, "acme/hos") == names(service, "hsoting") == [("Hosting", "Acme")]
    assert names(service, "w") == names(service, "webshop: we") == names(service, "we talked about all the rest") == []


def test_a_name_that_is_taken_replaces_what_was_typed_of_it_and_nothing_else(desk: Desk, entries: EntryService) -> None:
    desk.client("globex")
    desk.project("other", client_id="globex")
    with desk.db.write():
        desk.db.run("update project set name = 'Webshop' where id = 'other'")
        desk.db.run(
            "insert into task (id, project_id, title) values ('t1', 'other', 'Design'), ('t2', 'other', 'Debug')"
        )
        desk.db.run("insert into task (id, project_id, title, complete) values ('t3', 'other', 'Demo', 1)")
    service = reader(entries)

    def taken(text: str, place: str) -> tuple[str, int]:
        offer = next(o for o in service.name_offers(service.read(text), 5) if place in (o.place, o.name))
        return service.with_name(text, offer)

    line, caret = taken("1h30 webs yesterday #a !$", "Globex")
    assert (line[:caret], line[caret:].split()) == ("1h30 Globex/Webshop: ", ["#a", "2026-03-04", "!$"])
    assert taken("webs: fix", "Acme") == ("Acme/Webshop: fix", len("Acme/Webshop: fix"))
    assert names(service, "globex/webshop/de") == [("Debug", "Webshop"), ("Design", "Webshop")]
    assert taken("globex/webshop/de", "Design")[0] == "Globex/Webshop/Design: "
    read = service.read("Globex/Webshop/Design: x")
    assert (read.typed.project_id, read.typed.task_id) == ("other", "t1")
