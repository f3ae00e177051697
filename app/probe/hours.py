"""Hours: paging without counts, decimals kept, who may see what is billed (Clientary reference 2, 5.4 and 11)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.membrane.envelope import Object, id_of
from app.membrane.fields import as_number, canonical
from app.probe.asking import Asker
from app.probe.findings import Findings
from app.probe.lists import Where, page_in
from app.probe.shapes import decimals_of, shape_of

_PROJECTS = 3
_SIGNIFICANT = 5
"""So many parts of an hour, all cut at the same digit, are no chance."""

_ENDLESS_TWELFTHS = (1, 2, 4, 5, 7, 8, 10, 11)
"""Five minutes and its multiples that no number of decimals holds exactly."""

_TOLERANCE = Decimal("0.05")


def probe_hours(asker: Asker, where: Where, findings: Findings) -> None:
    """The hours of the projects with the most of them."""
    projects = sorted(findings.records.get("projects", ()), key=_worked, reverse=True)[:_PROJECTS]
    found: list[Object] = []
    for index, project in enumerate(projects):
        path = where.of(f"/projects/{id_of(project)}/hours")
        seen = asker.get(path)
        page = page_in(seen, "hours")
        if page is None:
            findings.lists.setdefault("hours", {"readable": False, "why": seen.failure or "not a list"})
            continue
        records = list(page.records)
        if index == 0:
            _paging(asker, path, findings, records, counted=page.total_count is not None or page.page_count is not None)
            if findings.value("hours_paging") == "all":
                _sums(findings, project, records)
        found += records
    if not found:
        findings.leave("hours_paging", "there are no hours to look at")
        return
    findings.records["hours"] = found
    findings.lists["hours"] = {"readable": True, "shape": shape_of(found)}
    _billing(asker, where, findings, projects[0], found)
    _decimals(findings, found)


def _worked(project: Object) -> Decimal:
    return _number(project, "worked_hours") or Decimal(0)


def _number(record: Object, wanted: str) -> Decimal | None:
    value = next((value for key, value in record.items() if canonical(key) == wanted), None)
    try:
        return as_number(value)
    except ValueError:
        return None


def _paging(asker: Asker, path: str, findings: Findings, records: list[Object], *, counted: bool) -> None:
    """Counts; else a page size that is believed; else a second page that brings others or nothing."""
    if counted:
        findings.learn("hours_paging", "envelope", "the list of hours has page counts")
        return
    if len(records) < 2:
        findings.leave("hours_paging", "no project has two hours entries")
        return
    single = page_in(asker.get(path, {"page": "1", "page_size": "1"}), "hours")
    second = page_in(asker.get(path, {"page": "2"}), "hours")
    first_ids = {id_of(one) for one in records}
    if single is not None and len(single.records) == 1:
        findings.learn("hours_paging", "silent", "page_size=1 brought one entry, without counts")
    elif second is None or {id_of(one) for one in second.records} != first_ids:
        findings.learn("hours_paging", "silent", "page 2 brought other entries, without counts")
    else:
        findings.learn("hours_paging", "all", "page and page_size change nothing")


def _sums(findings: Findings, project: Object, records: list[Object]) -> None:
    worked = _number(project, "worked_hours")
    if worked is None:
        findings.leave("worked_hours_agree", "projects do not say their worked hours")
        return
    listed = sum((_number(one, "hours") or Decimal(0) for one in records), Decimal(0))
    findings.learn("worked_hours_agree", abs(worked - listed) <= _TOLERANCE, "a project's sum beside its entries")


def _billing(asker: Asker, where: Where, findings: Findings, project: Object, found: list[Object]) -> None:
    keys = {key for one in found for key in one if canonical(key) in ("billed", "is_billed")}
    refused = asker.get(where.of(f"/projects/{id_of(project)}/hours"), {"filter": "billed"}).failure == "forbidden"
    how = f"the key is {'there' if keys else 'not there'}, its filter is {'refused' if refused else 'answered'}"
    findings.learn("billed_visible", bool(keys) and not refused, how)
    if keys:
        findings.learn("billed_key", sorted(keys)[0], "entries of hours")


def _decimals(findings: Findings, found: list[Object]) -> None:
    """How many decimals hours have here. That few are seen proves nothing, unless endless parts of an hour are cut."""
    numbers = [number for one in found if (number := _number(one, "hours")) is not None]
    most = max((decimals_of(number.normalize()) for number in numbers), default=0)
    findings.learn("hours_decimals_seen", most, f"{len(numbers)} entries")
    cut = sum(number % 1 in _cut_at(most) for number in numbers)
    if cut >= _SIGNIFICANT:
        findings.learn("hours_decimals", most, f"endless parts of an hour end at digit {most}")
    else:
        findings.leave("hours_decimals", "no entry needs more decimals than it has")


def _cut_at(digits: int) -> set[Decimal]:
    step = Decimal(1).scaleb(-digits)
    return {(Decimal(part) / 12).quantize(step, ROUND_HALF_UP) for part in _ENDLESS_TWELFTHS} if digits > 1 else set()


def project_ids(findings: Findings) -> list[str]:
    """Ids of listed projects, those with the most hours first."""
    listed = sorted(findings.records.get("projects", ()), key=_worked, reverse=True)
    return [str(identity) for one in listed if (identity := id_of(one)) is not None]
