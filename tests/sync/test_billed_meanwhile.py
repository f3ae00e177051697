"""Hours that were billed in Clientary after a person acted here, and what an undo must leave alone."""

from __future__ import annotations

import json

from app.services.undo import UndoService
from tests.sync.desk import WEBSHOP, Desk


def test_a_deletion_of_hours_billed_meanwhile_is_parked_and_may_be_insisted_on(desk: Desk) -> None:
    entry = desk.log("Billed there")
    desk.synced()
    desk.delete(entry)
    desk.web_edit(desk.hour("Billed there"), billed=True)
    result = desk.sync()
    assert result.parked == 1
    assert desk.hour("Billed there")["billed"] is True
    desk.sync(retry_parked=True)
    assert [r for r in desk.hours() if r["title"] == "Billed there"] == []


def test_an_edit_of_hours_billed_meanwhile_is_parked(desk: Desk) -> None:
    entry = desk.log("Billed and edited")
    desk.synced()
    before = desk.hour("Billed and edited")["hours"]
    desk.edit(entry, seconds=9 * 3600)
    desk.web_edit(desk.hour("Billed and edited"), billed=True)
    assert desk.sync().parked == 1
    assert desk.hour("Billed and edited")["hours"] == before


def test_undo_and_redo_keep_what_came_from_the_web(desk: Desk) -> None:
    desk.log("Mine")
    desk.synced()
    desk.web_edit(desk.hour("Mine"), title="Theirs", description="kept")
    desk.synced()
    desk.undo()
    UndoService(desk.context.db, desk.clock).redo()
    desk.synced()
    assert desk.hour("Theirs")["description"] == "kept"


def test_a_total_beyond_the_list_stops_the_repeat(desk: Desk) -> None:
    """The list does not show the new record, the project's own total does: it may be ours, so nothing is repeated."""
    desk.log("First")
    desk.synced()
    before = len(desk.hours())
    path = desk.server.proxied(f"/projects/{desk.project_id(WEBSHOP)}/hours")
    listing = json.dumps(desk.server.ask("GET", path), default=float)
    desk.log("Unseen", seconds=7200)
    struck = desk.server.fault(kind="cut_after", method="POST", path="/projects/*/hours")
    stale = desk.server.fault(
        kind="status", status=200, layer="clientary", method="GET", path="/projects/*/hours", times=None,
        body=listing, content_type="application/json",
    )  # fmt: skip
    result = desk.sync(timeout_s=8)
    assert desk.server.struck(struck) == 1
    assert desk.server.struck(stale) > 0
    assert result.checking == 1
    assert len(desk.hours()) == before + 1
