"""How values are written in this account: numbers or text, slashes or dashes, keys with a question mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.membrane.fields import canonical
from app.probe.findings import Findings
from app.probe.shapes import form_of

_DECIMALS = frozenset({"hours", "rate", "cost", "amount", "subtotal", "total_cost", "balance", "quantity", "price"})
_DAYS = frozenset({"date", "due_date", "incurred_on", "start_date", "end_date"})
_FLAGS = frozenset({"billed"})


def probe_writing(findings: Findings) -> None:
    """Look over every record that came through the proxy; nothing is asked for this."""
    forms = Counter(_forms(findings))
    numbers = forms["number"], forms["text/number"]
    _tell(findings, "decimals_as", "number", "text", numbers, "amounts and hours")
    days = forms["date/slash"], forms["date/dash"]
    _tell(findings, "date_form", "slash", "dash", days, "days of hours, invoices and expenses")
    flags = forms["flag?"], forms["flag"]
    _tell(findings, "flag_keys", "question", "plain", flags, "the key of what is billed")
    stamps = sorted(form.removeprefix("timestamp/") for form in forms if form.startswith("timestamp/"))
    if stamps:
        findings.learn("timestamps", stamps, "created_at and updated_at")


def _tell(findings: Findings, key: str, first: str, second: str, counts: tuple[int, int], what: str) -> None:
    if not any(counts):
        findings.leave(key, f"no records that show it: {what}")
    elif all(counts):
        findings.learn(key, "mixed", f"{what}: {counts[0]} {first}, {counts[1]} {second}")
    else:
        findings.learn(key, first if counts[0] else second, f"{what}: {sum(counts)} values")


def _forms(findings: Findings) -> Iterator[str]:
    for kind, records in findings.records.items():
        for record in records:
            for key, value in record.items():
                name, form = canonical(key), form_of(value)
                if name in _DECIMALS and kind != "recurring":
                    yield "number" if form == "integer" or form.startswith("number.") else form
                elif name in _FLAGS and form != "null":
                    yield "flag?" if key.endswith("?") else "flag"
                elif (name in _DAYS and kind != "recurring") or name in ("created_at", "updated_at"):
                    yield form
