"""The worth of hours in a report, by the rate that is nearest to each, and how the file is asked for it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.billing_terms import BillingTerms, TermsKind
from app.domain.clients import Task
from app.domain.ids import ProjectId, TaskId
from app.reports.summary import Amount
from app.services.reports import BY, Reports
from app.settings import Settings
from app.storage.entries import EntryRepository
from app.storage.projects import TaskRepository
from app.storage.terms import TermsRepository
from app.storage.worked import WorkedFilter
from tests.services.invoice_making import NOW, Desk, FixedClock, desk_at
from tests.services.planned import PlannedDatabase


def fill(desk: Desk) -> None:
    """An hour at each rate that there can be: 90 of the project, 70 of a task, 50 of an entry, 30 as billed."""
    for name in ("plain", "of task", "own", "billed", "freed"):
        desk.entry(name, 3600)
    desk.project("flat", "900", kind=2)
    desk.entry("flat", 3600, "flat")
    with desk.db.write():
        TaskRepository(desk.db).save(Task(TaskId("layout"), "Layout", ProjectId("webshop")))
        entries, terms = EntryRepository(desk.db), TermsRepository(desk.db)
        of_task = entries.get("of task")
        assert of_task is not None
        entries.save(of_task._replace(task_id=TaskId("layout")))
        terms.save(TermsKind.TASK, "layout", BillingTerms(rate=Decimal(70)))
        for entry in ("own", "billed"):
            terms.save(TermsKind.ENTRY, entry, BillingTerms(rate=Decimal(50)))
        desk.db.run_many(
            "insert into billing_ledger (id, entry_id, state, rate, at) values (?, ?, ?, ?, 0)",
            [("1", "billed", "freed", "20"), ("2", "billed", "billed", "30"), ("3", "freed", "freed", "20")],
        )


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("rounded", [False, True])
def test_each_hour_at_the_rate_that_is_nearest_to_it(tmp_path: Path, by: str, *, rounded: bool) -> None:
    with desk_at(tmp_path) as desk:
        fill(desk)
        report = Reports(desk.db, FixedClock(), Settings()).make(WorkedFilter(), (by,), rounded=rounded)
        assert report.amounts == (Amount("EUR", 9000 + 7000 + 5000 + 3000 + 9000),)
        assert (report.seconds, report.unpriced_s) == (6 * 3600, 3600), "a fixed price is not by the hour"


def test_a_report_makes_no_index_of_its_own_each_time(tmp_path: Path) -> None:
    """At a million entries that are billed it took half a second."""
    with desk_at(tmp_path) as desk:
        fill(desk)
        path = desk.db.path
    db = PlannedDatabase(path)
    try:
        for by in BY:
            Reports(db, FixedClock(), Settings()).make(WorkedFilter("2026-03-01", "2026-03-31"), (by,), rounded=False)
        assert any("billing_ledger_live" in plan for plan in db.plans)
        assert [plan for plan in db.plans if "AUTOMATIC" in plan] == []
    finally:
        db.close()


def test_what_runs_counts_up_to_now(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        desk.entry("one", 600)
        running = desk.entry("two", 0, running=True)
        with desk.db.write():
            EntryRepository(desk.db).save(running._replace(started_at=NOW - 900))
        report = Reports(desk.db, FixedClock(), Settings()).make(WorkedFilter(), ("month",), rounded=True)
        assert [(row.keys, row.seconds) for row in report.rows] == [((("2026-03", "2026-03"),), 1500)]
