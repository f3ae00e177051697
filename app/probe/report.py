"""The report: a JSON document that its owner can read before it is shared, and the same in a few sentences."""

from __future__ import annotations

from collections.abc import Mapping

from app.probe.dialect import dialect_of
from app.probe.findings import UNKNOWABLE, Findings
from app.probe.run import Probed

FORMAT = 1
Document = dict[str, object]

_ABOUT = (
    "What a read-only look at one Clientary account showed: names of fields, types, forms and counts. It holds no "
    "names, texts, amounts, ids, addresses or secrets of the account."
)
_ROUNDINGS: Mapping[object, str] = {
    "document_half_up": "each tax is rounded once for the document, halves up",
    "document_half_even": "each tax is rounded once for the document, halves to the even digit",
    "line_half_up": "each line is rounded by itself, halves up",
    "line_half_even": "each line is rounded by itself, halves to the even digit",
}
_PAGING: Mapping[object, str] = {
    "all": "come all at once",
    "silent": "come in pages that say nothing about how many there are",
    "envelope": "come in pages with counts",
}


def report_of(probed: Probed, program: str) -> Document:
    """The redacted report; `program` is the version that made it."""
    findings, asker = probed.findings, probed.asker
    return {
        "stint_probe": FORMAT,
        "about": _ABOUT,
        "program": program,
        "transport": asker.transport.name,
        "finished": probed.finished,
        "summary": summary_of(probed),
        "learned": {key: {"value": fact.value, "how": fact.how} for key, fact in sorted(findings.facts.items())},
        "not_learned": dict(sorted(findings.open.items())),
        "unknowable_by_reading": dict(UNKNOWABLE),
        "dialect": dialect_of(findings),
        "lists": findings.lists,
        "actions": findings.actions,
        "totals": findings.totals,
        "calls": {
            "requests": asker.requests,
            "median_ms": asker.latency_ms(),
            "headers": sorted(asker.header_names),
        },
    }


def summary_of(probed: Probed) -> list[str]:
    """What was learned, in sentences."""
    findings = probed.findings
    sentences = [*_ways(findings), *_lists(findings), *_money(findings), *_actions(findings)]
    if not probed.finished and not findings.failing:
        sentences.append("The time was over before every question was asked.")
    count = len(findings.open)
    sentences += [f"{count} questions stayed open; the report says why."] if count else []
    sentences.append(f"{len(UNKNOWABLE)} things can only be learned by writing, and nothing was written.")
    return sentences


def _ways(findings: Findings) -> list[str]:
    if findings.value("proxy") is False:
        return ["Membrane lets no request through to Clientary here; only actions are left."]
    if findings.failing:
        return [
            f"Clientary answered with an error (status {findings.failing}), so little was learned; try again later."
        ]
    prefix = findings.value("path_prefix")
    if prefix is None:
        return ["Clientary answers on none of the known paths."]
    said = [f"Paths begin with {prefix}." if prefix else "Paths are the documented ones."]
    if findings.value("accept_needed"):
        said.append("Requests must ask for JSON, or a page comes back.")
    return said


def _lists(findings: Findings) -> list[str]:
    readable = [name for name, shape in findings.lists.items() if shape.get("readable")]
    refused = [name for name, shape in findings.lists.items() if not shape.get("readable")]
    said = [f"Readable: {', '.join(readable)}."] if readable else []
    said += [f"Not readable: {', '.join(refused)}."] if refused else []
    size = findings.value("page_size_max")
    said += [f"A page holds at most {size} records."] if size else []
    said += ["The page size cannot be chosen."] if findings.value("ignore_page_size") else []
    paging = _PAGING.get(findings.value("hours_paging"))
    said += [f"Hours {paging}."] if paging else []
    decimals = findings.value("hours_decimals")
    said += [f"Hours are kept with {decimals} decimals."] if decimals else []
    billed = findings.value("billed_visible")
    if billed is not None:
        said.append(f"Whether hours are billed is {'shown' if billed else 'hidden from this user'}.")
    return said


def _money(findings: Findings) -> list[str]:
    rule = findings.value("totals_rounding")
    count = findings.totals.get("invoices", 0)
    if rule in _ROUNDINGS:
        return [f"Totals of {count} invoices fit one rule: {_ROUNDINGS[rule]}."]
    return [f"How totals are rounded is open: {findings.open.get('totals_rounding', 'no invoice was read')}."]


def _actions(findings: Findings) -> list[str]:
    hidden = findings.value("hidden_actions")
    if not isinstance(hidden, list):
        return ["No action was listed."]
    said = [f"{findings.value('actions')} actions are offered."]
    said += [f"Missing of the published ones: {', '.join(hidden)}."] if hidden else []
    others = findings.value("other_actions")
    said += [f"Further ones: {', '.join(map(str, others))}."] if isinstance(others, list) and others else []
    form = findings.value("action_output")
    said += [f"Their output has form {form}."] if form else []
    extra = findings.value("action_extra_required")
    said += [f'Creating demands an input "{extra}" that nobody documents.'] if extra else []
    return said
