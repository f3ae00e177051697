"""What a person types into the cells of a line of hours, as the change of that line."""

from __future__ import annotations

from dataclasses import replace

from app.domain.when import parse_duration
from app.services.invoice_terms import LineEdit, parse_rate
from ui.invoice_words import typed_number
from ui.models.line_columns import BILLED


def with_text(edit: LineEdit, column: int, text: str) -> LineEdit:
    """The change with another billed time (`1:30`, `90m`, or a bare number of hours) or another rate; an empty text
    takes that part back. Raises `UserInputError`.
    """
    wanted = typed_number(text)
    if column == BILLED:
        hours = wanted.replace(".", "", 1).isdecimal()
        return replace(edit, billed_s=parse_duration(f"{wanted}h" if hours else text) if wanted else None)
    return replace(edit, rate=parse_rate(wanted) if wanted else None)
