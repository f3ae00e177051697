"""What a person should hear about hours before they are billed: one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from app.billing.billable import Billable, currency_of
from app.billing.fixed import FixedOffer
from app.domain.money import Money, shown


def left_out_warnings(foreign: Iterable[Billable], default_currency: str) -> list[str]:
    """Names the hours that an invoice cannot take because they are in another currency."""
    by_currency: dict[str, list[Billable]] = {}
    for item in foreign:
        by_currency.setdefault(currency_of(item, default_currency), []).append(item)
    return [
        f"Left out: {_entries(len(items))} in {currency} ({_projects(items)})."
        for currency, items in sorted(by_currency.items())
    ]


def about_offers(offers: Iterable[FixedOffer]) -> list[str]:
    """Says of each fixed-price project that its hours are on no line."""
    sentences = []
    for offer in offers:
        amount = f" of {Money(offer.amount_minor, offer.currency)}" if offer.amount_minor is not None else ""
        sentences.append(
            f'"{shown(offer.project.name)}" has a fixed price{amount}: its hours are not billed, add a line for it.'
        )
    return sentences


def about_lines(billed: Sequence[tuple[Billable, Decimal]]) -> list[str]:
    """Doubts about hours that are on the lines: kind of project, rate of zero, billing state hidden from us."""
    unknown = dict.fromkeys(item.project_name for item, _ in billed if item.kind_unknown)
    free = dict.fromkeys(item.project_name for item, rate in billed if rate == 0)
    hidden = sum(item.linked and item.entry.billed_there is None for item, _ in billed)
    sentences = [
        f'Clientary does not say whether the rate of "{shown(name)}" is per hour; it was taken so.' for name in unknown
    ]
    sentences += [f'The hourly rate of "{shown(name)}" is 0.' for name in free]
    if hidden:
        sentences.append(f"Clientary does not show whether {_entries(hidden)} of these were billed there already.")
    return sentences


def about_lost(titles: Sequence[str]) -> str:
    """Why an invoice cannot be sent any more: its hours were billed or deleted elsewhere meanwhile."""
    more = f" and {_entries(len(titles) - 1)} more" if len(titles) > 1 else ""
    return (
        f'"{shown(titles[0])}"{more} of this invoice cannot be billed any more: billed in Clientary, or deleted,'
        " meanwhile. Make the invoice again without them."
    )


def _entries(count: int) -> str:
    return f"{count} entry" if count == 1 else f"{count} entries"


def _projects(items: Iterable[Billable]) -> str:
    return ", ".join(dict.fromkeys(shown(item.project_name) for item in items))
