"""From unbilled hours to invoice lines whose amounts leave the server nothing to round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.billing.amounts import SECONDS_PER_HOUR, priced_amount
from app.billing.amounts import time_amount as time_amount
from app.billing.billable import Billable, currency_of, offered
from app.billing.fixed import FixedOffer, fixed_offers
from app.billing.grouping import Group, group_of, line_key
from app.billing.notices import about_lines, about_offers, left_out_warnings
from app.billing.rates import Rates, hourly_rate
from app.billing.rounding import NONE, Policy, Unit, billed_seconds
from app.domain.ids import EntryId
from app.domain.invoices import InvoiceLine
from app.domain.money import EXACT, exact_minor, has_minor_digits, rate_text, rounded, rounded_quotient, shown, to_major

MAX_LABEL = 200


@dataclass(frozen=True, slots=True)
class TimeLines:
    """Lines for hours, and everything that a person should hear about them before it is sent.

    `keys` are what the lines are known by (`grouping.line_key`) and `labels` what they are called without hours and
    rate, both in the lines' order; `left_out` are the entries of other
    currencies; `offers` are the open amounts of fixed-price projects among the hours, whose entries are on no line.
    """

    lines: tuple[InvoiceLine, ...]
    keys: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    left_out: tuple[EntryId, ...] = ()
    offers: tuple[FixedOffer, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """An entry with its rate and the line that it belongs to."""

    item: Billable
    rate: Decimal
    label: str
    identity: Hashable
    line_key: tuple[object, ...]

    def unit(self, unit: Unit) -> tuple[object, ...]:
        """What it is rounded together with."""
        match unit:
            case Unit.ENTRY:
                return (self.item.entry.id,)
            case Unit.DAY:
                return (self.item.entry.date, self.item.entry.project_id)
            case Unit.LINE:
                return self.line_key


def time_lines(
    items: Iterable[Billable],
    *,
    currency: str,
    default_currency: str,
    rates: Rates,
    group: Group = Group.PROJECT,
    policy: Policy = NONE,
    decimals: int = 2,
    titles: Mapping[str, str] | None = None,
) -> TimeLines:
    """Lines of an invoice in `currency` for the hours among `items` that may be billed per hour, oldest work first.

    Raises `Refused` for an hour without a rate. `decimals` is how many a quantity may have (`_quantity_and_price`),
    `titles` what a person calls the lines of these keys.
    """
    candidates = sorted(offered(items), key=lambda i: (i.entry.date, i.entry.started_at or 0, i.entry.id))
    own = [item for item in candidates if currency_of(item, default_currency) == currency]
    foreign = [item for item in candidates if currency_of(item, default_currency) != currency]
    hourly = [item for item in own if item.project is None or not item.project.fixed]
    offers = fixed_offers(own, currency)
    pieces = [_piece(item, hourly_rate(item, rates), group) for item in hourly]
    made = _lines(pieces, policy)
    keys = _keys([members[0][0].identity for members in made], group)
    labels = [
        shown((titles or {}).get(key) or members[0][0].label, MAX_LABEL)
        for key, members in zip(keys, made, strict=True)
    ]
    return TimeLines(
        lines=tuple(_line(one, label, currency, decimals) for one, label in zip(made, labels, strict=True)),
        keys=keys,
        labels=tuple(labels),
        warnings=(
            *left_out_warnings(foreign, default_currency),
            *about_offers(offers),
            *about_lines([(piece.item, piece.rate) for piece in pieces]),
        ),
        left_out=tuple(item.entry.id for item in foreign),
        offers=offers,
    )


def hours_text(seconds: int) -> str:
    """`0:20`, with seconds only where there are any: `0:20:15`."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")


def without_hours(line: InvoiceLine, currency: str) -> str:
    """The title of a line without the hours and the rate that stand in it where they could not be sent otherwise."""
    return line.title.removesuffix(_said_hours(line.billed_s, line.rate, currency)) if line.billed_s else line.title


def _said_hours(billed_s: int, rate: Decimal | None, currency: str) -> str:
    at = f" at {rate_text(rate, currency)}" if rate is not None else ""
    return f": {hours_text(billed_s)} h{at}"


def _piece(item: Billable, rate: Decimal, group: Group) -> _Piece:
    key, label = group_of(item, group)
    by_rate = () if group is Group.ONE else (rate,)  # "one line" means one, whatever the rates
    return _Piece(item, rate, " ".join(label.split()), key, (key, *by_rate))


def _lines(pieces: Sequence[_Piece], policy: Policy) -> list[list[tuple[_Piece, int]]]:
    """The members of each line with their billed seconds."""
    worked = [piece.item.entry.seconds for piece in pieces]
    billed = billed_seconds(worked, [piece.unit(policy.unit) for piece in pieces], policy)
    members: dict[tuple[object, ...], list[tuple[_Piece, int]]] = {}
    for piece, billed_s in zip(pieces, billed, strict=True):
        members.setdefault(piece.line_key, []).append((piece, billed_s))
    return list(members.values())


def _keys(identities: Sequence[Hashable], group: Group) -> tuple[str, ...]:
    seen: Counter[Hashable] = Counter()
    keys = []
    for identity in identities:
        keys.append(line_key(group, identity, seen[identity]))
        seen[identity] += 1
    return tuple(keys)


def _line(members: Sequence[tuple[_Piece, int]], label: str, currency: str, decimals: int) -> InvoiceLine:
    priced = [(billed_s, piece.rate) for piece, billed_s in members]
    billed_s = sum(seconds for seconds, _ in priced)
    amount = priced_amount(priced, currency)
    rate = priced[0][1] if len({rate for _, rate in priced}) == 1 else None
    sent = _quantity_and_price(billed_s, rate, amount, currency, decimals) if rate is not None else None
    if sent is None:
        label, sent = label + _said_hours(billed_s, rate, currency), (Decimal(1), to_major(amount, currency))
    return InvoiceLine(
        title=label,
        quantity=sent[0],
        price=sent[1],
        amount_minor=amount,
        rate=rate,
        worked_s=sum(piece.item.entry.seconds for piece, _ in members),
        billed_s=billed_s,
        entries=tuple(piece.item.entry.id for piece, _ in members),
    )


def _quantity_and_price(
    billed_s: int, rate: Decimal, amount: int, currency: str, decimals: int
) -> tuple[Decimal, Decimal] | None:
    """Hours and rate as quantity and price, or None where somebody would have to round.

    With two decimals their product must be the amount exactly, and the price must not have more digits than the
    currency. With three or four (a person's choice) it is enough that rounding half up gives the amount.
    """
    quantity = Decimal(rounded_quotient(billed_s * 10**decimals, SECONDS_PER_HOUR)).scaleb(-decimals)
    exact = exact_minor(quantity, rate, currency)
    exact_enough = exact == amount and has_minor_digits(rate, currency)
    if exact_enough or (decimals > 2 and rounded(exact) == amount):
        return _plain(quantity), rate
    return None


def _plain(quantity: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 1.50 -> 1.5, 10.00 -> 10."""
    whole = quantity.to_integral_value()
    return whole.quantize(Decimal(1)) if quantity == whole else quantity.normalize(EXACT)
