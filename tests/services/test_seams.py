"""Overlaps and gaps: what is found, and that mending lets entries meet without touching others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.context import AppContext, build
from app.domain.entries import Entry
from app.domain.ids import EntryId
from app.domain.seams import LONGEST_GAP_S, Seam, SeamKind, seams
from app.errors import Refused
from app.services.entries import EntryDraft, EntryService
from app.services.seams import SeamService
from app.services.undo import UndoService
from app.storage.entries import EntryFilter, EntryRepository
from tests.services.stopped_clock import StoppedClock

START = 1_772_528_400  # Tuesday 2026-03-03 09:00 UTC


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppContext]:
    made = build(
        {"STINT_TRANSPORT": "none"}, data_dir=str(tmp_path_factory.mktemp("data")), clock=StoppedClock(START + 6 * 3600)
    )
    yield made
    made.close()


@pytest.mark.parametrize(
    ("spans", "kinds", "mended"),
    [
        ([(0, 60), (30, 90)], ["overlap"], [(0, 30), (30, 90)]),
        ([(0, 90), (30, 60)], ["overlap"], [(0, 30), (30, 60), (60, 90)]),
        ([(0, 60), (0, 90)], ["overlap"], [(0, 60), (60, 90)]),
        ([(0, 30), (60, 90)], ["gap"], [(0, 60), (60, 90)]),
        ([(0, 30), (60, None)], ["gap"], [(0, 60), (60, None)]),
        ([(0, None), (60, 90)], ["overlap"], [(0, 60), (60, 90), (90, None)]),
        ([(0, 30), (30, 60)], [], [(0, 30), (30, 60)]),
        ([(0, 30), (31 + LONGEST_GAP_S, None)], [], [(0, 30), (31 + LONGEST_GAP_S, None)]),
    ],
)
def test_a_seam_is_found_mended_and_taken_back(
    context: AppContext, spans: list[tuple[int, int | None]], kinds: list[str], mended: list[tuple[int, int | None]]
) -> None:
    entries, service = (kind(context.db, context.clock, "UTC") for kind in (EntryService, SeamService))
    assert isinstance(entries, EntryService)
    assert isinstance(service, SeamService)
    with context.db.write():
        for table in ("outbox", "undo_log", "entry"):
            context.db.run(f"delete from {table}")
    for start, end in spans:
        draft = EntryDraft("Work", started_at=START + start)
        entries.start(draft) if end is None else entries.log(replace(draft, ended_at=START + end))
    found = service.of_days("2026-03-03", "2026-03-03")
    assert [seam.kind.value for seam in found] == kinds
    for seam in found:
        service.mend(seam)
        with pytest.raises(Refused):
            service.mend(seam)
    assert stored(context) == mended
    if found:
        UndoService(context.db, context.clock).undo()
        assert stored(context) == spans


def stored(context: AppContext) -> list[tuple[int, int | None]]:
    every = EntryRepository(context.db).entries(EntryFilter())
    times = [((e.started_at or 0) - START, None if e.ended_at is None else e.ended_at - START) for e in every]
    return sorted(times, key=lambda pair: (pair[0], pair[1] is None, pair[1] or 0))


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 200)), max_size=8))
def test_time_claimed_twice_is_found_wherever_it_lies(spans: list[tuple[int, int]]) -> None:
    entries = [
        Entry(EntryId(f"{number}"), "Work", "2026-03-03", "UTC", length, start, start + length)
        for number, (start, length) in enumerate(spans)
    ]
    found: list[Seam] = seams(entries, 1_000)
    marked = {second for seam in found if seam.kind is SeamKind.OVERLAP for second in range(seam.began, seam.ended)}
    counts = [sum(start <= second < start + length for start, length in spans) for second in range(700)]
    assert marked == {second for second, count in enumerate(counts) if count > 1}
    assert all(seam.seconds > 0 for seam in found)
