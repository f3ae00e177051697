"""From unbilled hours to invoice lines whose amounts leave the server nothing to round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.billing.amounts import priced_amount
from app.billing.amounts import time_amount as time_amount
from app.billing.billable import Billable, currency_of, offered
from app.billing.grouping import Group, group_of, line_key
from app.billing.notices import Notice, about_lines, left_out_notices
from app.billing.policies import Policies, policy_of
from app.billing.quantities import EXACT_DECIMALS, quantity_and_price, said_hours
from app.billing.quantities import hours_text as hours_text
from app.billing.quantities import without_hours as without_hours
from app.billing.rates import Rates, hourly_rate
from app.billing.rounding import Policy, Unit, billed_seconds, shared_out
from app.domain.billing_terms import Resolved
from app.domain.ids import EntryId
from app.domain.invoices import EntryBasis, InvoiceLine, LineKind
from app.domain.money import shown, to_major

MAX_LABEL = 200


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What a person changed on the line of a key; None leaves it. `rate` (major units per hour) and `billed_s` are for
    lines of hours: worked time is never changed, billed time is shared out over the line's entries.
    """

    key: str
    taxable: bool | None = None
    rate: Decimal | None = None
    billed_s: int | None = None


@dataclass(frozen=True, slots=True)
class TimeLines:
    """Lines for hours, and everything that a person should hear about them before it is sent.

    `keys` are what the lines are known by (`grouping.line_key`) and `labels` what they are called without hours and
    rate, both in the lines' order; `billed` are the items on them and `left_out` the entries of other currencies.
    Hours of projects with a fixed price are on no line.
    """

    lines: tuple[InvoiceLine, ...]
    keys: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    billed: tuple[Billable, ...] = ()
    left_out: tuple[EntryId, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """An entry with its rate and rounding and the line that it belongs to; billed seconds once they are known."""

    item: Billable
    rate: Resolved[Decimal]
    policy: Resolved[Policy]
    label: str
    identity: Hashable
    line_key: tuple[object, ...]
    billed_s: int = 0

    @property
    def unit(self) -> tuple[object, ...]:
        """What it is rounded together with."""
        match self.policy.value.unit:
            case Unit.ENTRY:
                return (self.item.entry.id,)
            case Unit.DAY:
                return (self.item.entry.date, self.item.entry.project_id)
            case Unit.LINE:
                return self.line_key

    @property
    def basis(self) -> EntryBasis:
        entry = self.item.entry
        return EntryBasis(
            entry.id, entry.seconds, self.billed_s, self.rate.value, self.rate.source, str(self.policy.value),
            self.policy.source,
        )  # fmt: skip


def time_lines(
    items: Iterable[Billable],
    *,
    currency: str,
    default_currency: str,
    rates: Rates,
    policies: Policies | None = None,
    group: Group = Group.PROJECT,
    decimals: int = EXACT_DECIMALS,
    titles: Mapping[str, str] | None = None,
    edits: Mapping[str, LineEdit] | None = None,
) -> TimeLines:
    """Lines of an invoice in `currency` for the hours among `items` that may be billed per hour, oldest work first.

    Raises `Refused` for an hour without a rate. `decimals` is how many a quantity may have (`quantity_and_price`),
    `titles` what a person calls the lines of these keys, `edits` what else was changed on them.
    """
    candidates = sorted(offered(items), key=lambda i: (i.entry.date, i.entry.started_at or 0, i.entry.id))
    own = [item for item in candidates if currency_of(item, default_currency) == currency]
    foreign = [item for item in candidates if currency_of(item, default_currency) != currency]
    hourly = [item for item in own if item.project is None or not item.project.fixed]
    made = _lines([_piece(item, rates, policies or Policies(), group) for item in hourly])
    keys = _keys([members[0].identity for members in made], group)
    made = [_edited(members, (edits or {}).get(key)) for key, members in zip(keys, made, strict=True)]
    labels = [
        shown((titles or {}).get(key) or members[0].label, MAX_LABEL) for key, members in zip(keys, made, strict=True)
    ]
    pieces = [piece for members in made for piece in members]
    return TimeLines(
        lines=tuple(_line(one, label, currency, decimals) for one, label in zip(made, labels, strict=True)),
        keys=keys,
        labels=tuple(labels),
        notices=(
            *left_out_notices(foreign, default_currency),
            *about_lines([(piece.item, piece.rate.value) for piece in pieces]),
        ),
        billed=tuple(piece.item for piece in pieces),
        left_out=tuple(item.entry.id for item in foreign),
    )


def _piece(item: Billable, rates: Rates, policies: Policies, group: Group) -> _Piece:
    key, label = group_of(item, group)
    rate = hourly_rate(item, rates)
    by_rate = () if group is Group.ONE else (rate.value,)  # "one line" means one, whatever the rates
    return _Piece(item, rate, policy_of(item, policies), " ".join(label.split()), key, (key, *by_rate))


def _lines(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """The members of each line with their billed seconds."""
    worked = [piece.item.entry.seconds for piece in pieces]
    billed = billed_seconds(worked, [piece.unit for piece in pieces], [piece.policy.value for piece in pieces])
    members: dict[tuple[object, ...], list[_Piece]] = {}
    for piece, billed_s in zip(pieces, billed, strict=True):
        members.setdefault(piece.line_key, []).append(replace(piece, billed_s=billed_s))
    return list(members.values())


def _keys(identities: Sequence[Hashable], group: Group) -> tuple[str, ...]:
    seen: Counter[Hashable] = Counter()
    keys = []
    for identity in identities:
        keys.append(line_key(group, identity, seen[identity]))
        seen[identity] += 1
    return tuple(keys)


def _edited(members: list[_Piece], edit: LineEdit | None) -> list[_Piece]:
    """The members at the rate, and with the billed time, that a person gave their line."""
    if edit is not None and edit.rate is not None:
        members = [replace(piece, rate=Resolved(edit.rate, "line")) for piece in members]
    if edit is not None and edit.billed_s is not None:
        shares = shared_out(edit.billed_s, [piece.item.entry.seconds for piece in members])
        members = [
            replace(piece, billed_s=share_s, policy=Resolved(piece.policy.value, "line"))
            for piece, share_s in zip(members, shares, strict=True)
        ]
    return members


def _line(members: Sequence[_Piece], label: str, currency: str, decimals: int) -> InvoiceLine:
    priced = [(piece.billed_s, piece.rate.value) for piece in members]
    billed_s = sum(seconds for seconds, _ in priced)
    amount = priced_amount(priced, currency)
    rate = priced[0][1] if len({rate for _, rate in priced}) == 1 else None
    sent = quantity_and_price(billed_s, rate, amount, currency, decimals) if rate is not None else None
    if sent is None:
        label, sent = label + said_hours(billed_s, rate, currency), (Decimal(1), to_major(amount, currency))
    return InvoiceLine(
        title=label,
        quantity=sent[0],
        price=sent[1],
        amount_minor=amount,
        rate=rate,
        worked_s=sum(piece.item.entry.seconds for piece in members),
        billed_s=billed_s,
        entries=tuple(piece.item.entry.id for piece in members),
        kind=LineKind.HOURS,
        basis=tuple(piece.basis for piece in members),
    )
