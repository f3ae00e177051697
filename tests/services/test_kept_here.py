"""How many entries stay here for want of a project, and how the file is asked for it."""

from __future__ import annotations

from pathlib import Path

from app.storage.entries import EntryRepository
from app.storage.links import Link, LinkRepository
from app.storage.overview import kept_here
from tests.services.invoice_making import NOW, Desk, desk_at
from tests.services.planned import PlannedDatabase


def fill(desk: Desk) -> None:
    """One that stays, and one each that does not: with a project, of somebody else, running, deleted, known there."""
    for entry_id in ("stays", "with project", "not mine", "deleted", "linked", "leaving"):
        desk.entry(entry_id, 600)
    desk.entry("runs", 0, running=True)
    entries, links = EntryRepository(desk.db), LinkRepository(desk.db)
    with desk.db.write():
        for entry_id in ("stays", "not mine", "deleted", "linked", "leaving", "runs"):
            entry = entries.get(entry_id)
            assert entry is not None
            entries.save(entry._replace(project_id=None, person="7" if entry_id == "not mine" else None))
        entries.mark_deleted("deleted", NOW)
        for entry_id in ("linked", "leaving"):
            links.save(Link("entry", f"9{entry_id}", entry_id, "{}", "{}"), NOW)
        desk.db.run("update remote_link set state = 'leaving' where local_id = 'leaving'")


def test_what_stays_is_counted_without_a_look_at_every_link(tmp_path: Path) -> None:
    """At a million entries, twenty without a project took two seconds, after every change."""
    with desk_at(tmp_path) as desk:
        fill(desk)
        desk.db.run("analyze")
        path = desk.db.path
    db = PlannedDatabase(path)
    try:
        assert kept_here(db) == 1
        links = [plan for plan in db.plans if plan.startswith(("SEARCH r", "SCAN r"))]
        assert len(links) == 2
        assert all("kind=? AND local_id=?" in plan for plan in links), links
    finally:
        db.close()
