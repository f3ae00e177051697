"""Lists that page with counts, silently, not at all, or wrongly."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import BadReply, Rejected
from app.membrane.envelope import Page
from app.membrane.paging import Pages, Turn, collect


def rows(first: int, last: int) -> tuple[dict[str, Any], ...]:
    return tuple({"id": number} for number in range(first, last + 1))


class Server:
    """Serves `total` rows; `size` a page, None for all at once."""

    def __init__(self, total: int, size: int | None, *, counts: bool = True, ignores_page: bool = False) -> None:
        self.total, self.size, self.counts, self.ignores_page = total, size, counts, ignores_page
        self.asked = 0

    def __call__(self, turn: Turn) -> Page:
        number = turn.number
        self.asked += 1
        if self.size is None:
            return Page(rows(1, self.total))
        at = 1 if self.ignores_page else number
        found = rows((at - 1) * self.size + 1, min(at * self.size, self.total))
        if not self.counts:
            return Page(found)
        return Page(found, page_count=-(-self.total // self.size), page_size=self.size, total_count=self.total)


@pytest.mark.parametrize(
    ("server", "asked"),
    [
        (Server(61, 20), 4), (Server(60, 20), 3), (Server(0, 20), 1), (Server(61, 100), 1), (Server(5, None), 1),
        (Server(100, None), 2), (Server(30, None), 2), (Server(61, 30, counts=False), 3),
        (Server(60, 30, counts=False), 3), (Server(0, None), 1),
    ],
)  # fmt: skip
def test_everything_comes(server: Server, asked: int) -> None:
    pages = collect(server)
    assert [record["id"] for record in pages.records] == list(range(1, server.total + 1))
    assert pages.complete
    assert server.asked == asked


def test_an_endpoint_that_ignores_page_is_not_complete_if_the_count_says_so() -> None:
    pages = collect(Server(61, 20, ignores_page=True))
    assert (len(pages.records), pages.complete, pages.total_count) == (20, False, 61)


def test_a_404_beyond_the_end_is_the_end() -> None:
    def fetch(turn: Turn) -> Page:
        number = turn.number
        if number > 1:
            raise Rejected("none", status=404, layer="clientary")
        return Page(rows(1, 30))

    assert collect(fetch).complete
    with pytest.raises(Rejected):
        collect(lambda turn: fetch(Turn(turn.number + 1)))


def moving(shifts: int) -> tuple[Pages, int]:
    """Three pages of ten; for the first `shifts` passes a new record pushes the last of page 1 onto page 2."""
    asked = 0

    def fetch(turn: Turn) -> Page:
        number = turn.number
        nonlocal asked
        asked += 1
        late = (asked - 1) // 3 < shifts and number > 1
        first = (number - 1) * 10 + (0 if late else 1)
        return Page(rows(first, first + 9), page_count=3, page_size=10, total_count=31 if late else 30)

    return collect(fetch), asked


def test_a_list_that_moves_is_read_again_once() -> None:
    pages, asked = moving(0)
    assert (pages.complete, asked) == (True, 3)
    pages, asked = moving(1)
    assert (pages.complete, asked, len(pages.records)) == (True, 6, 30)
    pages, asked = moving(9)
    assert (pages.complete, asked) == (False, 6)


def test_counts_that_do_not_add_up() -> None:
    assert not collect(lambda _: Page(rows(1, 3), page_count=1, total_count=9)).complete
    assert not collect(lambda turn: Page(rows(1, 10) if turn.number == 1 else (), page_count=5)).records[10:]


def test_a_record_without_an_id_is_refused() -> None:
    with pytest.raises(BadReply):
        collect(lambda _: Page(({"name": "x"},)))
