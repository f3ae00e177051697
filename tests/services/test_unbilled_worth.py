"""What unbilled hours are worth in the status: by the same rates that an invoice would bill them at."""

from __future__ import annotations

from pathlib import Path

from app.domain.billing_terms import TermsKind
from app.domain.clients import Task
from app.domain.ids import ProjectId, TaskId
from app.services.directory import Directory
from app.services.invoice_request import InvoiceRequest
from app.services.terms import TermsChange, TermsService
from app.services.week import WeekService, sums
from app.settings import Settings
from app.storage.entries import EntryRepository
from app.storage.overview import unbilled_hours
from app.storage.projects import TaskRepository
from tests.services.invoice_making import ACME, NOW, FixedClock, desk_at

DAY = "2026-03-04"


def test_the_worth_of_hours_follows_the_terms(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        terms = TermsService(desk.db)
        for project, rate, kind in (("bare", None, 0), ("odd", "5000", None), ("flat", "900", 2)):
            desk.project(project, rate, kind=kind)
        with desk.db.write():
            TaskRepository(desk.db).save(Task(TaskId("design"), "Design", ProjectId("bare")))
        for key, project in (("a", "webshop"), ("b", "bare"), ("c", "bare"), ("d", "odd"), ("e", "flat")):
            desk.entry(key, 3600, project)

        def worth() -> set[tuple[int, str | None, bool]]:
            return {(one.seconds, one.rate, one.fixed) for one in unbilled_hours(desk.db)}

        assert worth() == {(3600, "90", False), (7200, None, False), (3600, "5000", False), (3600, "900", True)}
        terms.change(TermsKind.CLIENT, ACME, TermsChange(rate="50"))
        terms.set_priced("odd", "fixed")
        assert worth() == {(3600, "90", False), (7200, "50", False), (3600, "5000", True), (3600, "900", True)}
        terms.change(TermsKind.ENTRY, "a", TermsChange(rate="100"))
        terms.change(TermsKind.ENTRY, "e", TermsChange(rate="10"))
        terms.change(TermsKind.TASK, "design", TermsChange(rate="60"))
        with desk.db.write():
            entry = EntryRepository(desk.db).get("c")
            assert entry is not None
            EntryRepository(desk.db).save(entry._replace(task_id=TaskId("design")))
        hourly = {(seconds, rate) for seconds, rate, fixed in worth() if not fixed}
        assert hourly == {(3600, "100"), (3600, "50"), (3600, "60")}
        found = {str(one.id): one for one in Directory(desk.db, Settings()).projects()}
        amounts = {key: one.unbilled and one.unbilled.amount_minor for key, one in found.items()}
        assert amounts == {"webshop": 10_000, "bare": 11_000, "odd": 0, "flat": 0}
        assert (str(found["bare"].rate), found["bare"].default_rate) == ("50", False)
        assert found["odd"].row.project.fixed
        assert desk.invoices.preview(InvoiceRequest(ACME)).invoice.total_minor == 21_000
        week = WeekService(desk.db, FixedClock())
        [day] = sums(week.rows(DAY, DAY), (DAY,), NOW).values()
        assert (day.billable, day.unbilled, day.fixed) == (5 * 3600, 3 * 3600, 2 * 3600)
        assert week.worth(DAY, DAY, Settings()) == {"EUR": 21_000}
