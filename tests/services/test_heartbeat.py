"""The heartbeat changes no time; after a crash the span since it is left for a person to decide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.context import AppContext, build
from app.services.entries import EntryDraft, EntryService
from app.services.heartbeat import HeartbeatService

NOON = 1_772_539_200


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> int:
        return self.at


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppContext]:
    made = build({"STINT_TRANSPORT": "none"}, data_dir=str(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("started", "beat", "now", "boot", "shortest", "after_shutdown", "wanted"),
    [
        (0, 60, 4000, "a", 600, True, ("crash", 60, 4000)),
        (0, 60, 4000, "b", 600, True, ("off", 60, 4000)),
        (0, 60, 4000, "", 600, True, ("crash", 60, 4000)),
        (0, 60, 500, "a", 600, True, None),  # shorter than what is asked about
        (0, 60, 170, "a", 1, True, None),  # as old as a beat may be
        (0, 60, 4000, "a", 0, True, None),  # nobody wants to be asked
        (0, 60, 4000, "b", 600, False, None),
        (0, None, 4000, "a", 600, True, None),  # quit in good order, or never open
        (100, 60, 4000, "a", 600, True, None),  # another timer, started while the program was closed
    ],
)
def test_what_is_left_to_ask(
    context: AppContext, started: int, beat: int | None, now: int, boot: str, shortest: int, after_shutdown: bool,
    wanted: tuple[str, int, int] | None,
) -> None:  # fmt: skip
    clock, db = Clock(), context.db
    with db.write():
        for table in ("heartbeat", "absence", "outbox", "entry"):
            db.run(f"delete from {table}")
    service = HeartbeatService(db, clock, "a")
    service.beat()
    assert db.one("select * from heartbeat") is None  # nothing runs
    clock.at = NOON + 100
    entry = EntryService(db, clock, "UTC").start(EntryDraft("Work", started_at=NOON + started)).started.entry
    clock.at = NOON + (beat or 0)
    service.beat()
    if beat is None:
        service.end()
    clock.at = NOON + now
    asked = HeartbeatService(db, clock, boot).ask_about_gap(shortest, after_shutdown=after_shutdown)
    found = db.read("select cause, entry_id, began_at - ?, ended_at - ?, state from absence", NOON, NOON)
    assert [tuple(row) for row in found] == ([] if wanted is None else [(wanted[0], entry.id, *wanted[1:], "open")])
    assert asked == (wanted is not None)
    assert EntryService(db, clock, "UTC").row(entry.id).entry == entry  # it ran through
    assert not service.ask_about_gap(1)  # asked once
