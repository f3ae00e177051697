"""Switches between the plausible behaviours of two systems whose documents leave much open.

Every default is what the documents say, or the likeliest reading of them; README.md names the source of each unknown.
A new unknown is one more field here and one `if` where it matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from app.errors import UserInputError
from app.sandbox.dialect_actions import ActionDialect
from app.sandbox.wire import NotJson, decode


@dataclass(frozen=True, slots=True)
class Dialect(ActionDialect):
    """One consistent set of answers to the open questions, those about the `membrane` command, about signing in, about
    connections and about actions inherited. Immutable: a change makes a new one."""

    # Membrane: the connector
    path_prefix: Literal["", "/api/v2"] = ""
    connector_sends_accept: bool = True
    # Clientary: hours
    hours_decimals: int = 4
    hours_paging: Literal["all", "silent", "envelope"] = "all"
    hours_rate_writable: bool = False
    billed_visible: bool = True
    title_max: int | None = None
    move_hours_by_put: bool = False
    project_touched_by_hours: bool = True
    # Clientary: shapes of replies
    write_reply: Literal["object", "wrapped", "id", "empty_location"] = "object"
    put_reply: Literal["object", "wrapped", "empty"] = "object"
    delete_reply: Literal["empty_object", "204", "object"] = "empty_object"
    get_reply: Literal["object", "wrapped"] = "object"
    error_body: Literal["errors", "error", "list", "model"] = "errors"
    missing_reply: Literal["json", "html", "empty"] = "json"
    list_invoice_items: bool = True
    # Clientary: how values are written
    decimals_as: Literal["number", "text"] = "number"
    date_form: Literal["slash", "dash"] = "slash"
    flag_keys: Literal["question", "plain"] = "question"
    # Clientary: lists and paths
    page_size_max: int = 100
    ignore_page_size: bool = False
    singular_paths: Literal["both", "only", "never"] = "both"
    fiscal_year_month: int = 1
    # Clientary: money and rules
    totals_rounding: Literal["document_half_up", "document_half_even", "line_half_up"] = "document_half_up"
    money_digits: Literal["iso", "two"] = "iso"
    taxable_default: bool = True
    negative_lines: bool = True
    status_by_put: bool = True
    plan_limit: int | None = None

    def with_values(self, values: Mapping[str, Any]) -> Dialect:
        """A copy with some switches changed. An unknown switch or value raises `UserInputError` and changes nothing."""
        hints = _hints()
        checked: dict[str, Any] = {}
        for name, given in values.items():
            if name not in hints:
                raise UserInputError(f"unknown switch {name!r}", field=name)
            value = tuple(given) if isinstance(given, list) else given
            if not _fits(value, hints[name]):
                raise UserInputError(f"{value!r} is no value of the switch {name!r}", field=name)
            checked[name] = value
        return replace(self, **checked)

    def as_values(self) -> dict[str, Any]:
        return asdict(self)


def load_dialect(path: Path) -> Dialect:
    """The dialect of a JSON file: an object of switches, the others at their defaults. Raises `UserInputError`."""
    try:
        values = decode(path.read_bytes())
    except (OSError, NotJson) as exc:
        raise UserInputError(f"the dialect file {path} cannot be read: {exc}", field="dialect") from exc
    if not isinstance(values, dict):
        raise UserInputError(f"the dialect file {path} must hold one JSON object", field="dialect")
    return Dialect().with_values(values)


def _hints() -> dict[str, Any]:
    hints = get_type_hints(Dialect)
    return {switch.name: hints[switch.name] for switch in fields(Dialect)}


def _fits(value: object, hint: Any) -> bool:
    """True if `value` is of the annotated kind; 1 is not True here, and negative numbers fit nowhere."""
    if get_origin(hint) is Literal:
        return any(value == option and type(value) is type(option) for option in get_args(hint))
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    if hint is int:
        return type(value) is int and value >= 0
    if hint in (bool, str, NoneType):
        return type(value) is hint
    return any(_fits(value, option) for option in get_args(hint))
