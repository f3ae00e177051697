"""Which entries share an invoice line, and what the line is called."""

from __future__ import annotations

from collections.abc import Hashable
from enum import StrEnum

from app.billing.billable import Billable


class Group(StrEnum):
    """The `--group` values of the command line."""

    ENTRY = "entry"
    DAY = "day"
    TASK = "task"
    PROJECT = "project"
    PROJECT_TASK = "project-task"
    TITLE = "title"
    ONE = "one"


def line_key(group: Group, identity: Hashable, place: int) -> str:
    """What a line is known by while hours and rates change: its grouping, what its entries have in common, and which
    of the lines with that in common it is (0, 1, ...: one for each rate).
    """
    return "\x1f".join((group.value, repr(identity), str(place)))


def group_of(item: Billable, group: Group) -> tuple[Hashable, str]:
    """The line's identity and its label; entries with equal identities share a line."""
    entry, task = item.entry, item.task
    task_id = task.id if task is not None else None
    work = entry.title.strip() or item.project_name
    match group:
        case Group.ENTRY:
            return entry.id, f"{entry.date} {work}"
        case Group.DAY:
            return entry.date, entry.date
        case Group.TASK:
            return task_id, task.title if task is not None else "Other work"
        case Group.PROJECT:
            return entry.project_id, item.project_name
        case Group.PROJECT_TASK:
            label = f"{item.project_name}: {task.title}" if task is not None else item.project_name
            return (entry.project_id, task_id), label
        case Group.TITLE:
            return work, work
        case Group.ONE:
            return None, "Hours"
