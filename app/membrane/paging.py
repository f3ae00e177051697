"""Collecting a list page by page from a server that may page with counts, silently, or not at all
(Clientary reference 2 and 11)."""

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


@dataclass(slots=True)
class Pages:
    """What was collected. `complete` is as far as paging and counts can tell; `shifted` means that a record moved
    between two pages while they were read, so that another may have slipped through."""

    records: list[Object] = field(default_factory=list)
    complete: bool = False
    shifted: bool = False
    total_count: int | None = None


Enough = Callable[[list[Object]], bool]
"""Whether records of a list without counts can be all there are; True where nothing tells."""


def collect(fetch: Callable[[int], Page], enough: Enough = lambda _records: True) -> Pages:
    """All pages; read a second time if the list moved meanwhile, and then believed only if it stood still."""
    pages = _collect_once(fetch, enough)
    if pages.shifted:
        pages = _collect_once(fetch, enough)
    pages.complete = pages.complete and not pages.shifted
    return pages


def _collect_once(fetch: Callable[[int], Page], enough: Enough) -> Pages:
    found = Pages()
    seen: set[RemoteId] = set()
    for number in range(1, _MAX_PAGES + 1):
        page = _fetch(fetch, number)
        ids = [_identified(record) for record in page.records]
        fresh = [record for record, one in zip(page.records, ids, strict=True) if one not in seen]
        known_before = len(seen)
        seen.update(ids)
        found.records += fresh
        if number > 1 and not fresh:
            found.complete = _adds_up(found, page, ended=not page.records or _same_first_page(found, page))
            return found
        if known_before and len(fresh) < len(ids):
            found.shifted = True
        if page.total_count is not None:
            found.shifted = found.shifted or (found.total_count is not None and found.total_count != page.total_count)
            found.total_count = page.total_count
        if _is_last(page, number, found, enough):
            found.complete = _adds_up(found, page, ended=True)
            return found
    return found


def _fetch(fetch: Callable[[int], Page], number: int) -> Page:
    """A page; beyond the end some servers answer 404, which is an empty one."""
    try:
        return fetch(number)
    except Rejected as error:
        if number > 1 and error.facts.get("status") == 404:
            return Page(())
        raise


def _identified(record: Object) -> RemoteId:
    found = id_of(record)
    if found is None:
        raise BadReply("a listed record has no usable id")
    return found


def _is_last(page: Page, number: int, found: Pages, enough: Enough) -> bool:
    if page.page_count is not None:
        return number >= page.page_count
    if page.total_count is not None and page.page_size:
        return page.page_size * number >= page.total_count
    return len(page.records) not in _ROUND_SIZES and enough(found.records)


def _same_first_page(found: Pages, page: Page) -> bool:
    """An endpoint that ignores `page` repeats everything it has."""
    return page.page_count is None and len(page.records) == len(found.records)


def _adds_up(found: Pages, page: Page, *, ended: bool) -> bool:
    total = found.total_count if page.total_count is None else page.total_count
    return ended if total is None else len(found.records) == total
