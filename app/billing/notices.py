"""What a person should hear about an invoice before it is made: one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.billing.billable import Billable, currency_of
from app.billing.fixed import FixedOffer
from app.billing.quantities import hours_text
from app.domain.ids import EntryId, ProjectId
from app.domain.invoices import Invoice, InvoiceLine
from app.domain.money import Money, shown

NoticeCode = Literal[
    "other_currency", "fixed_price", "kind_unknown", "rate_zero", "billed_unknown", "billed_there", "overlap",
    "future", "unsynced", "rounded_there", "negative", "over_billed", "no_hours", "not_marked", "expense_open",
    "fixed_elsewhere",
]  # fmt: skip
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence, a stable code for who reacts to it, and the project and entries that it is about; `offer` has the
    amounts of a sentence about a fixed price, for callers that write amounts in another way.
    """

    code: NoticeCode
    text: str
    project_id: ProjectId | None = None
    entries: tuple[EntryId, ...] = ()
    offer: FixedOffer | None = None


def left_out_notices(foreign: Iterable[Billable], default_currency: str) -> list[Notice]:
    """Names the hours that an invoice cannot take because they are in another currency."""
    by_currency: dict[str, list[Billable]] = {}
    for item in foreign:
        by_currency.setdefault(currency_of(item, default_currency), []).append(item)
    return [
        Notice(
            "other_currency",
            f"Left out: {_entries(len(items))} in {currency} ({_projects(items)}).",
            entries=_ids(items),
        )
        for currency, items in sorted(by_currency.items())
    ]


def about_offers(offers: Iterable[FixedOffer]) -> list[Notice]:
    """Says of each fixed-price project what becomes of its hours and what is open of its price."""
    notices = []
    for offer in offers:
        name, project_id = shown(offer.project.name), offer.project.id
        if offer.chosen and offer.over_billed:
            over = Money(offer.over_minor, offer.currency)
            text = f'More than its fixed price was billed for "{name}" already: {over} too much.'
            notices.append(Notice("over_billed", text, project_id, offer=offer))
        if offer.chosen or not offer.worked_s:
            continue
        amount = "" if offer.amount_minor is None else f" of {Money(offer.amount_minor, offer.currency)}"
        open_part = f" ({Money(offer.open_minor, offer.currency)} open)" if offer.billed_minor else ""
        text = f'"{name}" has a fixed price{amount}{open_part}: its hours are not billed, add a line for it.'
        notices.append(Notice("fixed_price", text, project_id, offer=offer))
    return notices


def about_fixed_elsewhere(offers: Iterable[FixedOffer]) -> list[Notice]:
    """For a client with invoices that were made in Clientary itself: nothing says which project they billed."""
    return [
        Notice(
            "fixed_elsewhere",
            f'What invoices made in Clientary have of the price of "{shown(offer.project.name)}" is not known here.',
            offer.project.id,
        )
        for offer in offers
        if offer.chosen
    ]


def about_lines(billed: Sequence[tuple[Billable, Decimal]]) -> list[Notice]:
    """Doubts about hours that are on the lines: kind of project, rate of zero, billing state hidden from us."""
    unknown = {item.project.id: item.project_name for item, _ in billed if item.kind_unknown and item.project}
    free: dict[str, list[Billable]] = {}
    for item, rate in billed:
        if rate == 0:
            free.setdefault(item.project_name, []).append(item)
    hidden = [item for item, _ in billed if item.linked and item.entry.billed_there is None]
    notices = [
        Notice(
            "kind_unknown",
            f'Clientary does not say whether the rate of "{shown(name)}" is per hour; it was taken so.',
            project_id,
        )
        for project_id, name in unknown.items()
    ]
    notices += [
        Notice("rate_zero", f'The hourly rate of "{shown(name)}" is 0.', entries=_ids(items))
        for name, items in free.items()
    ]
    if hidden:
        text = f"Clientary does not show whether {_entries(len(hidden))} of these were billed there already."
        notices.append(Notice("billed_unknown", text, entries=_ids(hidden)))
    return notices


def about_times(billed: Sequence[Billable], today: str) -> list[Notice]:
    """Two entries of one person at once, and work on a day that is still to come."""
    notices = []
    pairs = _overlapping(billed)
    if pairs:
        named = "; ".join(f"{_named(one)} and {_named(other)}" for one, other in pairs[:_NAMED])
        more = f"; and {len(pairs) - _NAMED} more" if len(pairs) > _NAMED else ""
        both = tuple(dict.fromkeys(item.entry.id for pair in pairs for item in pair))
        notices.append(Notice("overlap", f"Worked at the same time by one person: {named}{more}.", entries=both))
    future = [item for item in billed if item.entry.date > today]
    if future:
        text = f"{_entries(len(future))} {'is' if len(future) == 1 else 'are'} dated after today: {_listed(future)}."
        notices.append(Notice("future", text, entries=_ids(future)))
    return notices


def about_billed_there(count: int, projects: Sequence[str]) -> list[Notice]:
    """Hours of the span that was asked for which were billed, but by no invoice of this program."""
    if not count:
        return []
    names = ", ".join(shown(name) for name in projects)
    return [Notice("billed_there", f"Left out, because billed elsewhere already: {_entries(count)} ({names}).")]


def about_negative(lines: Iterable[InvoiceLine]) -> list[Notice]:
    """Whether Clientary takes negative lines is not documented (Clientary reference 7)."""
    return [
        Notice("negative", f'"{shown(line.title)}" is negative; Clientary may refuse the invoice because of it.')
        for line in lines
        if line.amount_minor < 0
    ]


def about_expenses(lines: Iterable[InvoiceLine]) -> list[Notice]:
    """Clientary has no documented way to say that an expense is on an invoice made here (Clientary reference 5.10)."""
    if not any(line.expenses for line in lines):
        return []
    return [Notice("expense_open", "Clientary goes on listing these expenses as not billed; do not bill them there.")]


def about_marks(invoice: Invoice, *, marked: bool) -> list[Notice]:
    """Says that Clientary will not know of it, where hours are billed and the setting does not mark them there."""
    if marked or not any(line.entries for line in invoice.lines):
        return []
    return [
        Notice(
            "not_marked",
            "Clientary goes on listing these hours as unbilled, so another computer or a colleague may bill them "
            "again; the setting billing.mark_hours marks them there.",
        )
    ]


def about_lost(titles: Sequence[str]) -> str:
    """Why an invoice cannot be sent any more: its hours were billed or deleted elsewhere meanwhile."""
    more = f" and {_entries(len(titles) - 1)} more" if len(titles) > 1 else ""
    return (
        f'"{shown(titles[0])}"{more} of this invoice cannot be billed any more: billed in Clientary, or deleted,'
        " meanwhile. Make the invoice again without them."
    )


def about_billed_otherwise(titles: Sequence[str]) -> str:
    """Why an invoice that was cancelled for a while cannot be edited: what it bills is billed otherwise too."""
    more = f" and {_entries(len(titles) - 1)} more" if len(titles) > 1 else ""
    return (
        f'"{shown(titles[0])}"{more} of this invoice was billed otherwise while it was cancelled in Clientary, so'
        " the invoice is not edited. Make the other invoice void, or this one."
    )


def differs_otherwise(titles: Sequence[str]) -> str:
    """The same as a difference between an invoice and Clientary's record of it."""
    named = ", ".join(f'"{shown(title)}"' for title in titles)
    return f"what was billed otherwise while it was cancelled there ({named})"


def about_changed(number: str | None, changed: Sequence[tuple[str, int, int]]) -> str:
    """That an invoice which is about to leave bills hours as they were; `changed`: title, seconds then and now."""
    said = [f'"{shown(title)}" as {hours_text(then)} h, now {hours_text(now)} h' for title, then, now in changed]
    more = f" and {_entries(len(said) - _NAMED)} more" if len(said) > _NAMED else ""
    return (
        f"Hours on invoice {number} were changed since it was made, and it bills {', '.join(said[:_NAMED])}{more}. "
        "Edit the invoice to bill them as they are now."
    )


def about_dropped(titles: Sequence[str]) -> str:
    """What an edit took off an invoice because it was billed or deleted elsewhere meanwhile."""
    named = ", ".join(f'"{shown(title)}"' for title in titles)
    was, it_is = ("was", "it is") if len(titles) == 1 else ("were", "they are")
    return f"{named} {was} billed in Clientary, or deleted, meanwhile; {it_is} not on this invoice any more."


def _overlapping(items: Sequence[Billable]) -> list[tuple[Billable, Billable]]:
    """Each entry that begins before an earlier one of the same person has ended, with the one that it runs into."""
    found: list[tuple[Billable, Billable]] = []
    latest: dict[str | None, Billable] = {}
    timed = [item for item in items if item.entry.started_at is not None and item.entry.ended_at is not None]
    for item in sorted(timed, key=lambda i: (i.entry.started_at or 0, i.entry.id)):
        before = latest.get(item.entry.person)
        if before is not None and (item.entry.started_at or 0) < (before.entry.ended_at or 0):
            found.append((before, item))
        if before is None or (item.entry.ended_at or 0) > (before.entry.ended_at or 0):
            latest[item.entry.person] = item
    return found


def _listed(items: Sequence[Billable]) -> str:
    names = ", ".join(_named(item) for item in items[:_NAMED])
    return names + (f" and {len(items) - _NAMED} more" if len(items) > _NAMED else "")


def _named(item: Billable) -> str:
    return f'"{shown(item.entry.title or item.project_name)}" of {item.entry.date}'


def _ids(items: Iterable[Billable]) -> tuple[EntryId, ...]:
    return tuple(item.entry.id for item in items)


def _entries(count: int) -> str:
    return f"{count} entry" if count == 1 else f"{count} entries"


def _projects(items: Iterable[Billable]) -> str:
    return ", ".join(dict.fromkeys(shown(item.project_name) for item in items))
