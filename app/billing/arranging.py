"""The lines of an invoice in their order, each with the key that it is known by while the invoice is being made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.billing.extras import Section, section_line
from app.billing.lines import MAX_LABEL, LineEdit
from app.domain.expenses import ExpenseId
from app.domain.ids import ProjectId
from app.domain.invoices import InvoiceLine
from app.domain.money import shown


@dataclass(frozen=True, slots=True)
class Part:
    """A line with its key, and what it is called without hours and rate."""

    key: str
    label: str
    line: InvoiceLine


def typed_key(place: int) -> str:
    """Of the typed line in that place of the request (from 0)."""
    return f"typed:{place}"


def section_key(place: int) -> str:
    """Of the heading in that place of the request (from 0)."""
    return f"section:{place}"


def discount_key(place: int) -> str:
    """Of the discount; 1 is its second line, where it has two."""
    return f"discount:{place}"


def fixed_key(project_id: ProjectId) -> str:
    """Of the line for a project with a fixed price."""
    return f"fixed:{project_id}"


def expense_key(expense_id: ExpenseId) -> str:
    """Of the line for an expense."""
    return f"expense:{expense_id}"


def numbered(lines: Iterable[InvoiceLine], key: Callable[[int], str]) -> list[Part]:
    """Lines that are known by their place."""
    return [Part(key(place), line.title, line) for place, line in enumerate(lines)]


def changed(part: Part, titles: Mapping[str, str], edits: Mapping[str, LineEdit]) -> Part:
    """A part without hours under the name that a person gave it; any part with their choice about tax."""
    edit, title = edits.get(part.key), titles.get(part.key)
    if edit is not None and edit.taxable is not None:
        part = replace(part, line=replace(part.line, taxable=edit.taxable))
    if title and not part.line.entries:
        label = shown(title, MAX_LABEL)
        part = replace(part, label=label, line=replace(part.line, title=label))
    return part


def arranged(parts: Sequence[Part], sections: Sequence[Section], order: Sequence[str]) -> list[Part]:
    """The parts and the headings in a person's `order` of keys.

    A part that the order does not name follows the one that it would follow without any order, so that a line that is
    new since then shows up beside its neighbours; one without a named neighbour above it comes first.
    """
    everything: list[Part] = []
    headings = numbered([section_line(section) for section in sections], section_key)
    for place, part in enumerate(parts, start=1):
        everything += [own for own, one in zip(headings, sections, strict=True) if one.before == place]
        everything.append(part)
    everything += [own for own, one in zip(headings, sections, strict=True) if one.before > len(parts)]
    by_key = {part.key: part for part in everything}
    named = dict.fromkeys(key for key in order if key in by_key)
    following: dict[str | None, list[Part]] = {}
    leader: str | None = None
    for part in everything:
        if part.key in named:
            leader = part.key
        else:
            following.setdefault(leader, []).append(part)
    result = following.get(None, [])
    for key in named:
        result += [by_key[key], *following.get(key, [])]
    return result
