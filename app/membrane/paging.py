"""Collecting a list page by page from a server that may page with counts, by cursor, silently, or not at all
(Clientary reference 2 and 11, Membrane reference 7 and 9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.ids import RemoteId
from app.errors import BadReply, Rejected
from app.membrane.envelope import Object, Page, id_of

PAGE_SIZE = 100
"""Asked for wherever paging may exist; the server may clamp or ignore it."""

_ROUND_SIZES = frozenset({10, 20, 25, 30, 50, PAGE_SIZE})
"""As many records as a page may hold by default: there may be more."""

_MAX_PAGES = 2_000


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page is asked for: by number, counted from 1, or by the cursor that the page before ended with."""

    number: int = 1
    cursor: str | None = None


@dataclass(slots=True)
class Pages:
    """What was collected. `complete` is as far as paging and counts can tell; `shifted` means that a record moved
    between two pages while they were read, so that another may have slipped through. `asked`: how many pages;
    `counted`: whether the replies had counts; `repeated`: whether a further page brought nothing but what was there;
    `grew`: whether one brought more."""

    records: list[Object] = field(default_factory=list)
    complete: bool = False
    shifted: bool = False
    total_count: int | None = None
    asked: int = 0
    counted: bool = False
    repeated: bool = False
    grew: bool = False


Fetch = Callable[[Turn], Page]
Enough = Callable[[list[Object]], bool]
"""Whether records of a list without counts can be all there are; True where nothing tells."""


@dataclass(frozen=True, slots=True)
class Ends:
    """How the end of a list without counts is known. `enough`: see there. `by_cursor`: there is a next page only if
    the reply says so. `at_once`: the list is known to come whole, so a round number of records means nothing."""

    enough: Enough = lambda _records: True
    by_cursor: bool = False
    at_once: bool = False


def collect(fetch: Fetch, ends: Ends | None = None) -> Pages:
    """All pages; read a second time if the list moved meanwhile, and then believed only if it stood still."""
    ends = ends or Ends()
    pages = _collect_once(fetch, ends)
    if pages.shifted:
        pages = _collect_once(fetch, ends)
    pages.complete = pages.complete and not pages.shifted
    return pages


def _collect_once(fetch: Fetch, ends: Ends) -> Pages:
    found, turn = Pages(), Turn()
    seen: set[RemoteId] = set()
    cursors: set[str] = set()
    while found.asked < _MAX_PAGES:
        page = _fetch(fetch, turn)
        found.asked += 1
        ids = [_identified(record) for record in page.records]
        fresh = [record for record, one in zip(page.records, ids, strict=True) if one not in seen]
        known_before = len(seen)
        seen.update(ids)
        found.records += fresh
        if found.asked > 1 and not fresh:
            found.repeated = _same_first_page(found, page)
            found.complete = _adds_up(found, page, ended=not page.records or found.repeated)
            return found
        found.grew = found.grew or bool(known_before)
        if known_before and len(fresh) < len(ids):
            found.shifted = True
        _count(found, page)
        if _is_last(page, turn, found, ends):
            found.complete = _adds_up(found, page, ended=True)
            return found
        if page.cursor in cursors:  # it would go round in circles
            return found
        cursors |= {page.cursor} if page.cursor else set()
        turn = Turn(page.next_page or turn.number + 1, page.cursor)
    return found


def _fetch(fetch: Fetch, turn: Turn) -> Page:
    """A page; beyond the end some servers answer 404, which is an empty one."""
    try:
        return fetch(turn)
    except Rejected as error:
        if turn.number > 1 and error.facts.get("status") == 404:
            return Page(())
        raise


def _count(found: Pages, page: Page) -> None:
    found.counted = found.counted or page.page_count is not None or page.total_count is not None
    if page.total_count is not None:
        found.shifted = found.shifted or (found.total_count is not None and found.total_count != page.total_count)
        found.total_count = page.total_count


def _identified(record: Object) -> RemoteId:
    found = id_of(record)
    if found is None:
        raise BadReply("a listed record has no usable id")
    return found


def _is_last(page: Page, turn: Turn, found: Pages, ends: Ends) -> bool:
    if page.more is not None and page.page_count is None:
        return not page.more
    if page.page_count is not None:
        return turn.number >= page.page_count
    if page.total_count is not None and page.page_size:
        return page.page_size * turn.number >= page.total_count
    if ends.by_cursor and page.more is None:
        return True
    return (ends.at_once or len(page.records) not in _ROUND_SIZES) and ends.enough(found.records)


def _same_first_page(found: Pages, page: Page) -> bool:
    """An endpoint that ignores `page` repeats everything it has."""
    return bool(page.records) and page.page_count is None and len(page.records) == len(found.records)


def _adds_up(found: Pages, page: Page, *, ended: bool) -> bool:
    total = found.total_count if page.total_count is None else page.total_count
    return ended if total is None else len(found.records) == total
