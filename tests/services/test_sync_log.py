"""The sync log by operation, page by page."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from app.services.sync_log import SyncFilter, SyncLog, SyncOperation, SyncState
from app.storage.synclog import log_event
from tests.services.invoice_making import NOW, Desk, desk_at


def _happen(desk: Desk, operation: str, record: str, *events: str, remote_id: str | None = None) -> None:
    with desk.db.write():
        for number, event in enumerate(events):
            is_last = number == len(events) - 1
            log_event(
                desk.db, operation, "entry", record, event, NOW + number, remote_id=remote_id if is_last else None
            )


def test_one_line_for_each_operation_with_its_instants(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        desk.entry("checkout", 60)
        _happen(desk, "op-1", "checkout", "queued", "sent", "confirmed", remote_id="4711")
        (line,) = SyncLog(desk.db).page().operations
        assert (line.title, line.state, line.remote_id) == ("Checkout", "confirmed", "4711")
        assert (line.at("queued"), line.at("sent"), line.at("confirmed")) == (NOW, NOW + 1, NOW + 2)
        assert line.at("refused") is None


def test_steps_without_an_operation_are_lines_of_their_own(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        _happen(desk, "", "gone", "resolved")
        _happen(desk, "", "gone", "unlocked")
        assert [line.state for line in SyncLog(desk.db).page().operations] == ["unlocked", "resolved"]


def test_operations_are_found_by_words_and_by_where_they_stand(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        for name in ("checkout", "check_out", "call"):
            desk.entry(name, 60)
        _happen(desk, "op-1", "checkout", "queued", "sent", "confirmed", remote_id="4711")
        _happen(desk, "op-2", "checkout", "queued", "sent")
        _happen(desk, "op-3", "check_out", "queued", "refused")
        _happen(desk, "op-4", "call", "queued", "withdrawn")
        for words, state, wanted in (
            (("check",), "all", ["op-3", "op-2", "op-1"]),
            (("CHECK", "out"), "open", ["op-2"]),
            (("k_o",), "all", ["op-3"]),
            (("4711",), "all", ["op-1"]),
            (("471",), "all", []),
            ((), "done", ["op-4", "op-1"]),
            ((), "refused", ["op-3"]),
        ):
            page = SyncLog(desk.db).page(None, SyncFilter(words, cast("SyncState", state)))
            assert [line.key for line in page.operations] == wanted, (words, state)
            assert page.next_before is None


def test_a_long_log_is_searched_a_little_at_a_time(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        _happen(desk, "op-old", "wanted", "queued", "refused")
        for number in range(2_500):
            _happen(desk, f"op-{number}", "other", "queued")
        log, refused = SyncLog(desk.db), SyncFilter(state="refused")
        first = log.page(None, refused)
        assert first.operations == ()
        assert first.next_before is not None
        rest = log.page(first.next_before, refused)
        assert ([line.key for line in rest.operations], rest.next_before) == (["op-old"], None)


def test_pages_hold_every_operation_once_and_whole(tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        for number in range(500):
            _happen(desk, f"op-{number}", f"record-{number}", "queued")
        for number in range(500):
            _happen(desk, f"op-{number}", f"record-{number}", "sent", "confirmed")
        found: list[SyncOperation] = []
        before: int | None = None
        while True:
            page = SyncLog(desk.db).page(before)
            found += page.operations
            before = page.next_before
            if before is None:
                break
        assert [line.key for line in found] == [f"op-{number}" for number in reversed(range(500))]
        assert {len(line.steps) for line in found} == {3}
