"""A look at a few hours and expenses only, just before they are billed: what was billed there meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.ids import RemoteId
from app.sync.apply import apply_hours
from app.sync.cycle import Cycle
from app.sync.hours import LOOKED_AT, list_hours
from app.sync.pull import check_same_account
from app.sync.records import expense_gone, store_expense
from app.sync.resources import PROJECTS

EXPENSE = "expense"


def refresh_expenses(cycle: Cycle, expense_ids: Sequence[str]) -> None:
    """Open each of these expenses (ids here): one that is on an invoice there, or gone, is not billed here."""
    for expense_id in expense_ids:
        link = cycle.links.of_local(EXPENSE, expense_id)
        if link is None or cycle.outbox.of_record(EXPENSE, expense_id):
            continue
        cycle.cancel.check()
        record = cycle.clientary.expense(RemoteId(link.remote_id))
        believed = record is not None or cycle.gets_work()
        with cycle.db.write():
            if record is not None:
                store_expense(cycle, record, expense_id)
            elif believed:
                expense_gone(cycle, expense_id)


def refresh_hours(cycle: Cycle, project_ids: Sequence[str]) -> None:
    """List the hours of these projects (ids here) and apply what they show; sends nothing. A list that cannot be read
    leaves a note. While a question about deletions is open, only what says that hours are billed is taken.
    """
    projects = PROJECTS.fetch(cycle.clientary, None)
    check_same_account(cycle, projects, None)
    cycle.projects = {record.id: record for record in projects.records}
    for project_id in project_ids:
        link = cycle.links.of_local("project", project_id)
        if link is not None:
            cycle.cancel.check()
            if list_hours(cycle, RemoteId(link.remote_id)):
                cycle.state.put(cycle.connection_id, f"{LOOKED_AT}{link.remote_id}", cycle.now, cycle.now)
    if not cycle.conflicts.questions():
        apply_hours(cycle)
