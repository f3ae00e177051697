"""One bare input of an action as a form field: what is typed becomes the value that its schema asks for."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Final

from PySide6.QtWidgets import QLineEdit, QWidget

from app.services.action_inputs import Input
from ui.developer_words import problem_sentence
from ui.i18n import tr
from ui.plain import one_line
from ui.widgets.choice import Choice
from ui.widgets.field import Field

_CONTEXT = "developer"
_LONGEST_HELP = 160


class Missing:
    """Stands for "nothing was given", which is another thing than null or an empty text."""


MISSING: Final = Missing()


class InputField(Field):
    """`given` is a number, text, flag, day, one of several, or any JSON where the schema does not say. What is no
    number where one is wanted is given as text, so that whoever checks it says what is wrong."""

    def __init__(self, wanted: Input, parent: QWidget | None = None) -> None:
        self.wanted = wanted
        self._choice = Choice(_choices(wanted)) if wanted.kind in ("flag", "choice") else None
        self._line = QLineEdit() if self._choice is None else None
        label = wanted.name or tr(_CONTEXT, "Value")
        if wanted.required:
            label = tr(_CONTEXT, "{name} (required)", name=label)
        editor = self._choice if self._choice is not None else self._line
        assert editor is not None  # noqa: S101 - one of the two is made
        super().__init__(label, editor, _help(wanted), parent)
        if self._line is not None:
            self._line.setPlaceholderText(_placeholder(wanted))

    def given(self) -> object:
        """What the person gave, `MISSING` if nothing."""
        if self._choice is not None:
            values = (True, False) if self.wanted.kind == "flag" else self.wanted.choices
            return MISSING if self._choice.key is None else values[self._choice.key]
        text = "" if self._line is None else self._line.text()
        return MISSING if not text.strip() else _typed(self.wanted, text)

    def show_problems(self, path: str, problems: dict[str, str]) -> QWidget | None:
        """Say what is wrong with this input and take it out of `problems`; the editor if there was something."""
        said = problems.pop(path, None)
        self.set_error(None if said is None else problem_sentence(said))
        return None if said is None else self.editor


def _choices(wanted: Input) -> list[tuple[int | None, str]]:
    """The values by number: two of them may read the same."""
    words = [tr(_CONTEXT, "Yes"), tr(_CONTEXT, "No")] if wanted.kind == "flag" else [str(one) for one in wanted.choices]
    return [(None, tr(_CONTEXT, "Not given")), *enumerate(words)]


def _help(wanted: Input) -> str:
    text = one_line(wanted.help)
    return text if len(text) <= _LONGEST_HELP else f"{text[: _LONGEST_HELP - 1]}…"


def _placeholder(wanted: Input) -> str:
    match wanted.kind:
        case "day":
            return tr(_CONTEXT, "2026-01-31")
        case "number":
            return tr(_CONTEXT, "number")
        case "integer":
            return tr(_CONTEXT, "whole number")
        case "any" | "object" | "list":
            return tr(_CONTEXT, "text or JSON")
        case _:
            return ""


def _typed(wanted: Input, text: str) -> object:
    match wanted.kind:
        case "number" | "integer":
            return _number(text.strip())
        case "day":
            return text.strip()
        case "any" | "object" | "list":
            return _json(text)
        case _:
            return text


def _number(text: str) -> object:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return text
    return int(value) if value == value.to_integral_value() and "." not in text else value


def _json(text: str) -> object:
    """JSON with exact decimals, else the text itself."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError, InvalidOperation):
        return text
