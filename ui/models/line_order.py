"""The order of an invoice form's lines: where new ones go, and how it is said to the service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.domain.invoices import LineKind
from app.services.invoice_terms import Section, section_key, typed_key
from ui.models.hours_line import HoursLine, PricedLine
from ui.models.line_row import Row
from ui.models.typed_line import Heading, TypedLine


def complete_typed(rows: Iterable[Row], currency: str) -> list[tuple[str, TypedLine]]:
    """The typed lines that can be billed, with their ids."""
    return [(own, line) for own, line in begun_typed(rows) if line.complete(currency)]


def begun_typed(rows: Iterable[Row]) -> list[tuple[str, TypedLine]]:
    """The typed lines in which there is something, with their ids."""
    return [(one.id, one.cells) for one in rows if isinstance(one.cells, TypedLine) and not one.cells.untouched]


def named_headings(rows: Iterable[Row]) -> list[tuple[str, Heading]]:
    """The headings that say something, with their ids."""
    return [(one.id, one.cells) for one in rows if isinstance(one.cells, Heading) and one.cells.title]


def keys_of_own(rows: Sequence[Row], currency: str | None) -> dict[str, str]:
    """By the id of a line that was typed here, the key by which the service knows it; without `currency`, of those too
    that are not finished.
    """
    typed = begun_typed(rows) if currency is None else complete_typed(rows, currency)
    keys = {own: typed_key(place) for place, (own, _) in enumerate(typed)}
    return keys | {own: section_key(place) for place, (own, _) in enumerate(named_headings(rows))}


def placed_sections(rows: Sequence[Row]) -> tuple[Section, ...]:
    """The headings, each before the line that follows it here."""
    found, lines = [], 0
    for row in rows:
        if not isinstance(row.cells, Heading):
            lines += 1
        elif row.cells.title:
            found.append(replace(row.cells.section, before=lines + 1))
    return tuple(found)


def merged(before: Sequence[Row], keys: Sequence[str], own: Mapping[str, str], lines: Mapping[str, Row]) -> list[Row]:
    """The rows in the order of `keys`; what is typed here and not known by a key yet stays behind its neighbour, and a
    heading at the top stays there: it is being typed.

    `own` gives the id of a typed row by its key, `lines` the rows that were worked out, by theirs.
    """
    by_id = {row.id: row for row in before}
    result = [by_id[own[key]] if key in own else lines[key] for key in keys if key in lines or own.get(key) in by_id]
    there = {row.id for row in result}
    neighbour: str | None = None
    for row in before:
        if row.id not in there and is_own(row):
            place = next((at + 1 for at, one in enumerate(result) if one.id == neighbour), None)
            if place is None:
                at_top = neighbour is None and isinstance(row.cells, Heading)
                place = 0 if at_top else default_place(result)
            result.insert(place, row)
            there.add(row.id)
        neighbour = row.id
    return result


def default_place(rows: Sequence[Row]) -> int:
    """Where the service puts a typed line unless it is told otherwise: before expenses and discounts."""
    last = [LineKind.EXPENSE, LineKind.DISCOUNT]
    for at in range(len(rows), 0, -1):
        cells = rows[at - 1].cells
        if not (isinstance(cells, PricedLine) and cells.line.kind in last):
            return at
    return 0


def is_own(row: Row) -> bool:
    """Whether it was typed here; else the service worked it out."""
    return not isinstance(row.cells, HoursLine | PricedLine)
