"""What is asked of an entry in more than one place, as SQL over `entry e`."""

from __future__ import annotations

RUNNING = "e.started_at is not null and e.ended_at is null"
UNBILLED = (
    f"e.billable = 1 and e.ledger is null and e.billed_there is not 1 and e.deleted_at is null and not ({RUNNING})"
)
"""The condition of the partial index `entry_unbilled`, to the letter, so that SQLite uses it."""

WORKED = f"coalesce(sum(case when {RUNNING} then max(0, ? - e.started_at) else e.seconds end), 0)"
"""Worked seconds of a set, its running entry up to the instant of the parameter."""
