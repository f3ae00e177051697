"""*Deleted*: what went on either side can be brought back, and undo takes that back."""

from __future__ import annotations

import pytest

from app.errors import NotFound, Refused
from app.services.deleted import DeletedService
from app.services.upkeep import DELETED_KEPT_S
from app.storage.ledger import ELSEWHERE
from tests.sync.desk import WEBSHOP, Desk


@pytest.mark.parametrize("there", [False, True], ids=["deleted here", "deleted in Clientary"])
def test_it_comes_back_with_all_it_had(desk: Desk, there: bool) -> None:
    entry = desk.span("Worked", 1_772_600_000, 1_772_603_600)
    desk.edit(entry, tags=("design",))
    desk.synced()
    desk.web_delete(desk.hour("Worked")) if there else desk.delete(entry)
    desk.synced()
    service = DeletedService(desk.context.db, desk.clock)
    [row] = service.entries()
    assert (row.title, row.project_name, row.there, row.mine) == ("Worked", WEBSHOP, there, True)
    brought = service.restore(entry)
    assert (brought.anew, brought.row.entry.started_at, brought.row.entry.tags) == (True, 1_772_600_000, ("design",))
    desk.synced()
    desk.holds(("Worked", "1", WEBSHOP))
    assert service.entries() == []
    desk.undo()
    desk.synced()
    desk.holds()


def test_before_the_deletion_was_sent_nothing_has_to_be_made_anew(desk: Desk) -> None:
    entry = desk.log("Kept")
    desk.synced()
    desk.delete(entry)
    before = desk.hour("Kept")["id"]
    assert DeletedService(desk.context.db, desk.clock).restore(entry).anew is False
    desk.synced()
    assert desk.hour("Kept")["id"] == before


def test_what_was_billed_there_stays_billed_when_it_comes_back(desk: Desk) -> None:
    entry = desk.log("Billed")
    desk.synced()
    desk.web_edit(desk.hour("Billed"), billed=True)
    desk.synced()
    desk.web_delete(desk.hour("Billed"))
    desk.synced()
    assert DeletedService(desk.context.db, desk.clock).restore(entry).row.entry.billed_there is True
    desk.synced()
    assert (desk.hour("Billed")["billed"], desk.row(entry).ledger) == (False, ELSEWHERE)


def test_what_cannot_be_brought_back(desk: Desk) -> None:
    kept, changed = desk.log("Kept"), desk.log("Changed there")
    desk.synced()
    service = DeletedService(desk.context.db, desk.clock)
    with pytest.raises(NotFound):
        service.restore(kept)
    desk.web_edit(desk.hour("Changed there"), title="Otherwise")
    desk.delete(changed)
    assert desk.sync().conflicts == 1
    with pytest.raises(Refused):
        service.restore(changed)
    desk.clock.ahead_s = DELETED_KEPT_S + 60
    assert service.entries() == []
