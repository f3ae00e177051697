"""What was meant: every entry and invoice that must be there in the end, kept beside the program and apart from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

SENT = Decimal("0.0001")
"""Hours go out with four decimals."""
RATE_MINOR_PER_HOUR = 9_000
"""90.00 EUR, the rate of the test projects. All lengths below are even, so that each amount is a whole cent."""

TITLES = ("Standup", "Review", "A title which is a good deal longer than what some servers keep")
LENGTHS = (1200, 1200, 3662, 900)
"""Few of both, on purpose: identical entries are where adoption can go wrong."""

Shown = tuple[str, str, str, str]
"""Title, decimal hours, project, notes."""


@dataclass
class Item:
    """One stretch of work. `entry`: its id here once it is known; `record`: its id there if it was made there."""

    title: str
    seconds: int
    project: str
    notes: str = ""
    entry: str | None = None
    record: int | None = None
    colleague: bool = False
    alive: bool = True
    invoice: Bill | None = None
    contested: bool | None = None
    """Changed on both sides: a person is going to decide for ours (True) or theirs (False)."""
    changed_here: set[str] = field(default_factory=set)
    """Fields changed here that Clientary may not have yet."""
    changed_there: set[str] = field(default_factory=set)
    """Fields changed there that may not have come in yet."""

    @property
    def settled(self) -> bool:
        return not self.changed_here and not self.changed_there

    @property
    def free(self) -> bool:
        """Whether it may be acted on: alive, on no invoice and not in conflict."""
        return self.alive and self.invoice is None and self.contested is None

    def there(self, dialect: Mapping[str, Any]) -> Shown:
        """How a server of that dialect must show it."""
        longest = dialect["title_max"]
        return self.title[:longest], str(self._kept(dialect).normalize()), self.project, self.notes[:longest]

    def take_theirs(self, dialect: Mapping[str, Any]) -> None:
        """Be what a server of that dialect made of it."""
        self.title, self.seconds = self.title[: dialect["title_max"]], whole_seconds(self._kept(dialect))

    def _kept(self, dialect: Mapping[str, Any]) -> Decimal:
        hours = (Decimal(self.seconds) / 3600).quantize(SENT, ROUND_HALF_UP)
        return hours.quantize(Decimal(1).scaleb(-dialect["hours_decimals"]), ROUND_HALF_UP)


def whole_seconds(hours: Decimal) -> int:
    return int((hours * 3600).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass
class Bill:
    """An invoice. `manual_minor` is what its typed line comes to; items name it while their hours are on it."""

    id: str
    number: str
    manual_minor: int = 0
    items: list[Item] = field(default_factory=list)
    void: bool = False

    @property
    def total_minor(self) -> int:
        seconds = sum(item.seconds for item in self.items)
        return self.manual_minor + seconds * RATE_MINOR_PER_HOUR // 3600


@dataclass
class Meant:
    """Everything that was meant."""

    items: list[Item] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)

    @property
    def alive(self) -> list[Item]:
        return [item for item in self.items if item.alive]

    @property
    def moving(self) -> bool:
        """Whether something changed there that may not have come in yet."""
        return any(item.changed_there for item in self.items)

    def here(self) -> Counter[tuple[str, int, str, str]]:
        return Counter((item.title, item.seconds, item.project, item.notes) for item in self.alive)

    def there(self, dialect: Mapping[str, Any]) -> Counter[Shown]:
        return Counter(item.there(dialect) for item in self.alive)

    def all_settled(self) -> None:
        """Both sides are known to agree: what was void is gone, its hours are free."""
        for item in self.items:
            item.changed_here.clear()
            item.changed_there.clear()
            item.contested = None
        for bill in self.bills:
            if bill.void:
                for item in bill.items:
                    item.invoice = None if item.invoice is bill else item.invoice
                bill.items = []


@dataclass(frozen=True)
class Reckoning:
    """What is there and here beside what was meant; each list must be empty."""

    doubled: list[Shown]
    lost: list[Shown]
    extra: list[Shown]
    here: list[str]
    """Entries and operations here that are not as they were meant."""
    money: list[str]
    """Invoices and ledger lines that are not as they were meant."""

    @property
    def wrong(self) -> list[str]:
        """Every discrepancy, in words."""
        return [f"{part.name}: {one}" for part in fields(self) for one in getattr(self, part.name)]


def compared(meant: Counter[Shown], found: Counter[Shown]) -> tuple[list[Shown], list[Shown], list[Shown]]:
    """Doubled (meant, but there more often), lost (there less often), extra (never meant)."""
    more, less = found - meant, meant - found
    doubled = [shown for shown in more.elements() if shown in meant]
    return doubled, list(less.elements()), [shown for shown in more.elements() if shown not in meant]
