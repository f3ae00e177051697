"""What was split, merged, moved and taken back reaches the server as it now is: nothing doubled, no second lost."""

from __future__ import annotations

from decimal import Decimal

from app.domain.ids import EntryId
from app.services.entry_changes import BulkChange, EntryChanges
from tests.sync.desk import BACKEND, WEBSHOP, Desk

NINE = 1_772_614_800  # 2026-03-04 09:00 UTC


def test_entries_that_were_sent_are_reshaped_there_too(desk: Desk) -> None:
    changes = EntryChanges(desk.context.db, desk.clock, "UTC")
    entry = desk.span("Work", NINE, NINE + 7200)
    desk.synced()
    first, second = changes.split(entry, NINE + 2700)
    assert desk.synced().created == 1
    desk.holds(("Work", "0.75", WEBSHOP), ("Work", "1.25", WEBSHOP))
    kept = changes.merge([first.entry.id, second.entry.id]).entry
    assert (desk.synced().deleted, kept.id) == (1, entry)
    desk.holds(("Work", "2", WEBSHOP))
    desk.undo()  # the merge: what was deleted there is created anew
    desk.synced()
    desk.holds(("Work", "0.75", WEBSHOP), ("Work", "1.25", WEBSHOP))
    project = desk.row(changes.duplicate(entry, "2026-03-05").entry.id).entry.project_id
    assert project is not None
    ids = [EntryId(row.entry.id) for row in desk.rows()]
    changes.change_all(ids, BulkChange(shift_days=1, add_tags=("moved",)))
    desk.edit(second.entry.id, project=BACKEND)
    desk.synced()
    desk.holds(("Work", "0.75", WEBSHOP), ("Work", "0.75", WEBSHOP), ("Work", "1.25", BACKEND))
    assert sorted(record["date"] for record in desk.hours()) == ["2026-03-05", "2026-03-05", "2026-03-06"]
    assert sum(Decimal(record["hours"]) for record in desk.hours()) == Decimal("2.75")
    changes.split_out(entry, NINE + 86_400 + 900, NINE + 86_400 + 1800, "discard")
    desk.synced()
    assert sum(Decimal(record["hours"]) for record in desk.hours()) == Decimal("2.5")
    desk.quiet()
