"""Another client for an invoice form that is filled in: what follows from the client, and what a person chose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from app.services.invoice_request import InvoiceRequest

Part = Literal["taxes", "rounding", "rate", "due", "currency", "terms", "note", "po", "lines", "discount"]

TYPED: frozenset[Part] = frozenset({"note", "po", "lines", "discount"})
"""For this one invoice: no client has them by agreement, so nothing stands ready in their place."""

_FIELDS: dict[Part, tuple[str, ...]] = {
    "taxes": ("taxes", "compound"),
    "rounding": ("rounding",),
    "rate": ("rate",),
    "due": ("due", "due_days"),
    "currency": ("currency",),
    "terms": ("terms",),
    "note": ("note",),
    "po": ("po",),
    "lines": ("manual", "sections"),
    "discount": ("discount",),
}


class Followed(NamedTuple):
    """What to ask for now. `chosen`: what a person decided, which stays; `differing`: those of them that the client
    would have otherwise.
    """

    request: InvoiceRequest
    chosen: frozenset[Part]
    differing: tuple[Part, ...]


def followed(
    now: InvoiceRequest, before: InvoiceRequest, after: InvoiceRequest, chosen: Collection[Part] = ()
) -> Followed:
    """`now` is what the form says; `before` and `after` what an untouched form says for the client that it had and for
    the one that it has. What is as it was for the client before follows, unless it was `chosen` already.
    """
    request, stays = now, set(chosen)
    for part in _FIELDS:
        if _values(now, part) != _values(before, part):
            stays.add(part)
        elif part not in stays:
            request = taken_over(request, after, (part,))
    differing = tuple(part for part in _FIELDS if part in stays and _values(request, part) != _values(after, part))
    return Followed(request, frozenset(stays), differing)


def taken_over(request: InvoiceRequest, usual: InvoiceRequest, parts: Collection[Part]) -> InvoiceRequest:
    """The request with those parts as they are usual."""
    changes: dict[str, Any] = {name: getattr(usual, name) for part in parts for name in _FIELDS[part]}
    return replace(request, **changes)


def _values(request: InvoiceRequest, part: Part) -> tuple[object, ...]:
    """An empty tuple of taxes and none at all are the same to a form."""
    return tuple(getattr(request, name) or None for name in _FIELDS[part])
