"""What every line of an invoice form can say about itself, whatever kind it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class LineCells(Protocol):
    """The cells of a line by the columns of `line_columns`: an empty text where a column means nothing to it."""

    @property
    def title(self) -> str:
        """The description as it is shown."""

    @property
    def editable(self) -> tuple[int, ...]:
        """The columns that can be typed in."""

    @property
    def taxed(self) -> bool | None:
        """Whether taxes are taken of it; None where that means nothing."""

    @property
    def tax_fixed(self) -> bool:
        """Whether that cannot be chosen."""

    def about(self, currency: str) -> str:
        """More about it, below the description: what is wrong with it, where something is."""

    def error(self, currency: str) -> str | None:
        """What is missing or wrong, in words."""

    def amount_minor(self, currency: str) -> int | None:
        """What it comes to in minor units, None while that is not known."""

    def text(self, column: int, currency: str) -> str:
        """A cell as it is shown."""

    def typed(self, column: int) -> str:
        """What one begins with when one changes a cell."""

    def spoken(self, column: int, currency: str) -> str:
        """A cell for a screen reader."""


@dataclass(frozen=True, slots=True)
class Row:
    """`id` stays while the line changes: the service's key, or for what is typed here a name of ours."""

    id: str
    cells: LineCells
