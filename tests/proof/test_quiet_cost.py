"""A sync in which nothing changed does the same work however many entries there are: SQLite's own steps are counted."""

from __future__ import annotations

from pathlib import Path

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.ids import new_id
from app.services.sync import SyncService
from app.storage.database import Database
from tests.proof.stage import Stage
from tests.sandbox.process import wait_until
from tests.sync.desk import WEBSHOP, Desk, last_seq

MANY = 20_000
EVERY = 100
"""Steps between two ticks."""
MORE = 1.2
FEWEST = 3
"""Requests: two and one for each page of projects."""


class CountingDatabase(Database):
    """Counts hundreds of steps of SQLite's virtual machine."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.ticks = 0
        self._connection.set_progress_handler(self._tick, EVERY)

    def _tick(self) -> int:
        self.ticks += 1
        return 0


def cost(desk: Desk) -> tuple[int, int]:
    """Requests and ticks of a sync with nothing to do."""
    context, seen = desk.context, last_seq(desk.server)
    database = CountingDatabase(context.config.folder.database)
    try:
        SyncService(AppContext(context.config, context.clock, context.zone, database), CancelToken()).run(timeout_s=30)
        return len(desk.server.log(seen)), database.ticks
    finally:
        database.close()


def test_it_does_not_grow_with_the_number_of_entries(stage: Stage) -> None:
    with stage.campaign({}) as cycles:
        desk = cycles.player.desk
        wait_until(lambda: cost(desk)[0] <= FEWEST, 30, "a sync with nothing to do")
        few = cost(desk)
        project, db = str(desk.project_id(WEBSHOP)), desk.context.db
        with db.write():
            db.run_many(
                "insert into remote_link (kind, remote_id, local_id, parent_id, seen_at) values ('entry', ?, ?, ?, 0)",
                ((str(900_000 + n), new_id(), project) for n in range(MANY)),
            )
        many = cost(desk)
    assert many[0] == few[0] == FEWEST
    assert 0 < many[1] <= few[1] * MORE, (few, many)
