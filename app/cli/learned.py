"""What was learned about a connection, for `doctor`: each fact with its evidence, as JSON and in words."""

from __future__ import annotations

from collections.abc import Mapping

from app.cli.present import Json, instant
from app.storage.syncstate import Fact

_ACTION, _ROUTE, _REPLY = "action:", "route:", "reply:"
_WORDS = {
    "path_prefix": "beginning of the proxy's paths",
    "proxy_refused": "proxy requests",
    "hours_decimals": "decimals of hours that are kept",
    "title_length": "characters of a title of hours that are kept",
    "hours_paging": "lists of hours come",
    "billing_visible": "billed state of hours",
    "totals_rounding": "totals are rounded",
    "hours_as_quantity": "hours as quantity, with more digits",
    "task_create_path": "path to create tasks",
    "invoice_update_path": "path to change invoices",
    "me": "your user id",
}


def learned_objects(facts: list[Fact], zone: str) -> list[Json]:
    """Every finding; cursors, which have no evidence, are none. Of an action's schema only the names are shown."""
    return [
        {"fact": fact.key, "value": _value(fact), "evidence": fact.evidence, "at": instant(fact.at, zone)}
        for fact in facts
        if fact.evidence
    ]


def learned_rows(learned: list[Json]) -> list[tuple[str, str]]:
    """One line for each, what serves a need by action or proxy first in one line with why."""
    routed = {str(one["fact"]).removeprefix(_ROUTE) for one in learned if str(one["fact"]).startswith(_ROUTE)}
    rows = []
    for one in learned:
        name, value = str(one["fact"]), one["value"]
        found = name.startswith(_ACTION) and isinstance(value, Mapping) and "id" in value
        if found and name.removeprefix(_ACTION) in routed:
            continue  # its route says more
        rows.append((f"learned: {_title(name)}", f"{_told(name, value)} ({one['evidence']}; {one['at']})"))
    return rows


def _value(fact: Fact) -> object:
    value = fact.value
    if fact.key.startswith(_ACTION) and isinstance(value, Mapping):
        return {name: value[name] for name in ("id", "key", "name", "looked_at") if name in value}
    return value


def _title(name: str) -> str:
    if name.startswith(_REPLY):
        return f"answers to {name.removeprefix(_REPLY)}"
    return _WORDS.get(name, name.removeprefix(_ACTION).removeprefix(_ROUTE))


def _told(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        if name.startswith(_ROUTE):
            return f"by the {value.get('by')}"
        if name.startswith(_ACTION):
            called = value.get("name") or value.get("key")
            return f"action {called}" if "id" in value else "by the proxy: no action fits"
        if name == "path_prefix":
            return f"{value.get('prefix') or 'nothing'}{value.get('suffix') or ''}"
        return "closed" if name == "proxy_refused" else str(dict(value))
    if name == "billing_visible":
        return "shown" if value else "hidden"
    return str(value)
