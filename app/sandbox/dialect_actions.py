"""Switches of the actions and of the proxy beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.sandbox.dialect_connections import ConnectionDialect


@dataclass(frozen=True, slots=True)
class ActionDialect(ConnectionDialect):
    """A part of `app.sandbox.dialect.Dialect` (Membrane reference 4.5, 7, 8 and 9)."""

    # Which actions there are, and how they are listed
    hidden_actions: tuple[str, ...] = ()
    action_hours: Literal["none", "create-hours", "create-time-entry", "log-hours"] = "none"
    action_decoys: bool = False
    action_keys: Literal["published", "empty"] = "published"
    action_list: Literal["all", "intent_only", "first_page"] = "all"
    action_page: int = 0
    # What they take
    action_case: Literal["snake", "camel"] = "snake"
    action_nested: bool = False
    action_wrapper: Literal["record", "fields"] = "record"
    invoice_items_key: Literal["invoice_items_attributes", "invoice_items", "items", "lineItems"] = (
        "invoice_items_attributes"
    )
    action_schema: Literal["plain", "ref", "all_of", "any_of", "text", "missing"] = "plain"
    action_types: Literal["exact", "strings"] = "exact"
    action_extra_required: str | None = None
    action_lacks: tuple[str, ...] = ()
    action_ignores: tuple[str, ...] = ()
    # What they give
    action_output: Literal["A", "B", "C", "D", "E", "F"] = "A"
    action_records: Literal["fields", "rawFields", "both", "mapped", "id"] = "fields"
    action_paging: Literal["cursor", "next_page", "none"] = "cursor"
    action_write_output: Literal["record", "id", "null"] = "record"
    action_text_output: bool = False
    action_drops: tuple[str, ...] = ()
    # The proxy beside them
    proxy: Literal["open", "forbidden", "forbidden_plainly", "absent"] = "open"
