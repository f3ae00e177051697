"""What was learned, as switches of the sandbox: `stint sandbox --dialect FILE` then behaves like the account."""

from __future__ import annotations

from collections.abc import Mapping

from app.probe.findings import Findings

_SAME_NAME = (
    "path_prefix", "action_output", "action_case", "action_nested", "invoice_items_key", "action_extra_required",
    "hidden_actions", "hours_decimals", "hours_paging", "billed_visible", "get_reply", "missing_reply",
    "list_invoice_items", "decimals_as", "date_form", "flag_keys", "page_size_max", "ignore_page_size",
    "fiscal_year_month", "totals_rounding", "money_digits",
)  # fmt: skip
_OTHER_NAME: Mapping[str, str] = {"proxy": "proxy_refusal"}
_OPPOSITE: Mapping[str, str] = {"connector_sends_accept": "accept_needed"}
_ALLOWED: Mapping[str, frozenset[object]] = {
    "totals_rounding": frozenset({"document_half_up", "document_half_even", "line_half_up"}),
    "invoice_items_key": frozenset({"invoice_items_attributes", "invoice_items", "items", "lineItems"}),
    "path_prefix": frozenset({"", "/api/v2"}),
    "decimals_as": frozenset({"number", "text"}),
    "date_form": frozenset({"slash", "dash"}),
    "flag_keys": frozenset({"question", "plain"}),
}
"""Findings that the sandbox cannot speak are left out rather than bent."""


def dialect_of(findings: Findings) -> dict[str, object]:
    """The switches that are known; the sandbox takes its defaults for the rest."""
    switches: dict[str, object] = {}
    for name in _SAME_NAME:
        fact = findings.facts.get(name)
        if fact is not None and (name not in _ALLOWED or fact.value in _ALLOWED[name]):
            switches[name] = fact.value
    for name, other in _OTHER_NAME.items():
        if (value := findings.value(other)) is not None:
            switches[name] = value
    for name, opposite in _OPPOSITE.items():
        fact = findings.facts.get(opposite)
        if fact is not None:
            switches[name] = not fact.value
    return switches
