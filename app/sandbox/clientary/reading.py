"""Lists: filters, sorting, pages and envelopes, different for almost every kind (Clientary reference 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.sandbox.clientary.kinds import KINDS, Kind
from app.sandbox.clientary.rendering import render, slashed
from app.sandbox.clientary.session import Session
from app.sandbox.clientary.values import BadValue, read_value
from app.sandbox.store import Order, Parent, Query

QueryArgs = Mapping[str, str]
NESTED_PROJECT_PAGE = 10  # the sample of a client's projects; the plain list shows 20
SILENT_HOURS_PAGE = 30
OPEN_PROJECT_STATUSES = (1, 4)  # active and billable; completed ones only with filter=all
HAS_UPDATED_SINCE = ("clients", "invoices")
SORTS: Mapping[tuple[str, str], Order] = {
    ("clients", "date"): "newest",
    ("leads", "name"): "name",
    ("leads", "oldest"): "id",
    ("payments", "created_at"): "newest",
}


class Forbidden(Exception):
    """403: the token's user lacks the right."""


def listing(session: Session, kind: Kind, parent: Parent | None, args: QueryArgs) -> dict[str, Any]:
    """The whole reply object of a list. Raises `Forbidden`."""
    query = _query(session, kind, parent, args)
    if kind.name == "expenses":
        return _expenses(session, query, args)
    if kind.name == "hours" and session.dialect.hours_paging != "all":
        page = _page(session, query, args, SILENT_HOURS_PAGE)
        return page if session.dialect.hours_paging == "envelope" else {"hours": page["hours"]}
    if kind.page_size is None:
        return {kind.name: _rendered(session, query)}
    nested = kind.name == "projects" and parent is not None
    return _page(session, query, args, NESTED_PROJECT_PAGE if nested else kind.page_size)


def _query(session: Session, kind: Kind, parent: Parent | None, args: QueryArgs) -> Query:
    query = Query(session.account, kind.name, parent, order=SORTS.get((kind.name, args.get("sort", "")), kind.order))
    if kind.name == "projects" and args.get("filter") != "all":
        query = replace(query, statuses=OPEN_PROJECT_STATUSES)
    if kind.name == "hours" and args.get("filter") in ("billed", "unbilled"):
        if not session.dialect.billed_visible:
            raise Forbidden
        query = replace(query, billed=args["filter"] == "billed")
    if kind.name in HAS_UPDATED_SINCE and "updated_since" in args:
        query = replace(query, updated_since=_instant(args["updated_since"]))
    return query


def _instant(text: str) -> int | None:
    """Midnight UTC of a day, or a full time stamp; nothing where it is neither (ignored, as a Rails scope would)."""
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _expenses(session: Session, query: Query, args: QueryArgs) -> dict[str, Any]:
    first, last = session.fiscal_year()
    first, last = _day(args.get("from_date"), first), _day(args.get("to_date"), last)
    shown = _rendered(session, replace(query, days=(first, last)))
    return {"total_count": len(shown), "from_date": slashed(first), "to_date": slashed(last), "expenses": shown}


def _day(text: str | None, default: str) -> str:
    try:
        return str(read_value(text or default, "day"))
    except BadValue:
        return default


def _page(session: Session, query: Query, args: QueryArgs, default_size: int) -> dict[str, Any]:
    size = default_size
    if not session.dialect.ignore_page_size:
        size = min(_positive(args.get("page_size"), default_size), max(1, session.dialect.page_size_max))
    number = _positive(args.get("page"), 1)
    total = session.store.count(query)
    return {
        "page_count": -(-total // size),
        "page_size": size,
        "total_count": total,
        KINDS[query.kind].name: _rendered(session, query, size, (number - 1) * size),
    }


def _positive(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and 0 < int(text) < 10**9 else default


def _rendered(session: Session, query: Query, limit: int = -1, offset: int = 0) -> list[dict[str, Any]]:
    return [render(session, record, detail=False) for record in session.store.select(query, limit, offset)]
