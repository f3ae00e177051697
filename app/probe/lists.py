"""Lists and single records: paths, pages, filters, wrappers, what a list omits (Clientary reference 2, 6 and 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import BadReply
from app.membrane.envelope import Object, Page, id_of, page_of, record_of
from app.membrane.fields import canonical
from app.probe.asking import Asker, Seen
from app.probe.findings import Findings
from app.probe.shapes import Shape, shape_of
from app.probe.vocabulary import known_field

_BEGINNINGS = (("", ""), ("/api/v2", ""), ("", ".json"), ("/api/v2", ".json"))
_ASKED = 200
"""More than the documented 100, so that the reply tells where the server stops."""

MISSING, SERVER_ERROR = 404, 500

_NOBODY = "999999999999"
_FUTURE = "2100-01-01"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record with a list of its own. Payment profiles are no such kind: they hold tokens."""

    name: str
    wrapper: str
    query: Mapping[str, str] = field(default_factory=dict)
    paged: bool = True
    single: bool = True


KINDS = (
    Kind("clients", "client"),
    Kind("projects", "project", {"filter": "all"}),
    Kind("invoices", "invoice"),
    Kind("tasks", "task"),
    Kind("staff", "user", paged=False),
    Kind("contacts", "client_user"),
    Kind("leads", "lead"),
    Kind("estimates", "estimate"),
    Kind("payments", "payment", single=False),
    Kind("recurring", "recurring_schedule"),
    Kind("expenses", "expense", {"from_date": "2000-01-01", "to_date": _FUTURE}, paged=False),
)


@dataclass(frozen=True, slots=True)
class Where:
    """What the connection needs around a documented path."""

    prefix: str
    suffix: str

    def of(self, path: str) -> str:
        return f"{self.prefix}{path}{self.suffix}"


def find_paths(asker: Asker, findings: Findings) -> Where | None:
    """Where the API begins; None if the proxy lets nothing through, so that only actions are left."""
    failing = 0
    for prefix, suffix in _BEGINNINGS:
        seen = asker.get(f"{prefix}/clients{suffix}", {"page_size": "1"})
        if seen.failure == "membrane":
            findings.learn("proxy", False, "Membrane refuses requests through the proxy")
            refused = "absent" if seen.status == MISSING else "forbidden"
            findings.learn("proxy_refusal", refused, f"Membrane's own answer has status {seen.status}")
            return None
        if page_in(seen, "clients") is not None or seen.failure == "forbidden":
            findings.learn("proxy", True, "a request came through")
            findings.learn("path_prefix", prefix, f"GET {prefix}/clients{suffix} is answered")
            findings.learn("path_suffix", suffix, f"GET {prefix}/clients{suffix} is answered")
            where = Where(prefix, suffix)
            _accept(asker, where, findings)
            return where
        failing = max(failing, seen.status if seen.status >= SERVER_ERROR else 0)
    findings.failing = failing
    why = f"Clientary answered with an error (status {failing})" if failing else "none of the known paths was answered"
    findings.leave("path_prefix", why)
    return None


def _accept(asker: Asker, where: Where, findings: Findings) -> None:
    seen = asker.get(where.of("/clients"), {"page_size": "1"}, {"Accept": "*/*"})
    how = "the same request without an Accept header for JSON"
    findings.learn("accept_needed", not seen.came and seen.failure != "forbidden", how)


def probe_list(asker: Asker, where: Where, findings: Findings, kind: Kind) -> None:
    """One kind: whether it can be read, how it pages, and what its records look like."""
    plain = asker.get(where.of(f"/{kind.name}"), kind.query)
    first = page_in(plain, kind.name)
    if first is None:
        findings.lists[kind.name] = {"readable": False, "why": plain.failure or "not a list"}
        return
    held = first
    if kind.paged:
        large = page_in(asker.get(where.of(f"/{kind.name}"), {**kind.query, "page_size": str(_ASKED)}), kind.name)
        held = first if large is None or len(large.records) < len(first.records) else large
    findings.records[kind.name] = list(held.records)
    findings.lists[kind.name] = {
        "readable": True,
        "envelope": _envelope(plain.body, kind.name),
        "default_page": {"told": first.page_size, "held": len(first.records)},
        "asked_for_200": {"told": held.page_size, "held": len(held.records)},
        "total": first.total_count,
        "shape": shape_of(held.records),
    }


def _envelope(body: object, kind: str) -> list[str]:
    """The documented keys around the list; an undocumented one is data for all we know."""
    if not isinstance(body, Mapping):
        return ["bare list"] if isinstance(body, list) else []
    return sorted(key for key in body if known_field(key) and canonical(key) != kind)


def probe_paging(asker: Asker, where: Where, findings: Findings) -> None:
    """Is `page_size` believed, where does it stop, what is beyond the last page."""
    names = [name for name in ("clients", "projects", "invoices") if len(findings.records.get(name, ())) > 1]
    if not names:
        findings.leave("ignore_page_size", "no list has two records")
        return
    name = names[0]
    kind = next(kind for kind in KINDS if kind.name == name)
    single = page_in(asker.get(where.of(f"/{name}"), {**kind.query, "page_size": "1"}), name)
    ignored = single is not None and len(single.records) > 1
    findings.learn("ignore_page_size", ignored, f"{name} with page_size=1 held {'more' if ignored else 'one'}")
    _page_limit(findings, ignored)
    beyond = asker.get(where.of(f"/{name}"), {**kind.query, "page": "9999"})
    page = page_in(beyond, name)
    how = f"page 9999 of {name}"
    if page is None:
        findings.learn("beyond_last_page", "missing" if beyond.failure == "missing" else "refused", how)
    else:
        findings.learn("beyond_last_page", "repeats" if page.records else "empty", how)


def _page_limit(findings: Findings, ignored: bool) -> None:
    told = [
        size
        for shape in findings.lists.values()
        if isinstance(asked := shape.get("asked_for_200"), Mapping) and isinstance(size := asked["told"], int)
    ]
    if ignored or not told:
        findings.leave("page_size_max", "the page size cannot be chosen" if ignored else "no list tells its page size")
        return
    findings.learn("page_size_max", max(told), f"the largest page told when {_ASKED} were asked for")


def probe_filters(asker: Asker, where: Where, findings: Findings) -> None:
    """Which lists take `updated_since`, what `filter=all` adds, and where expenses begin without dates."""
    taken = []
    for name in ("clients", "invoices", "projects", "tasks"):
        if not findings.records.get(name):
            continue
        page = page_in(asker.get(where.of(f"/{name}"), {"updated_since": _FUTURE}), name)
        if page is not None and not page.records:
            taken.append(name)
    findings.learn("updated_since", taken, "which lists were empty for a day far ahead")
    _projects_shown(asker, where, findings)
    body = asker.get(where.of("/expenses")).body
    begins = body.get("from_date") if isinstance(body, Mapping) else None
    parts = begins.replace("/", "-").split("-") if isinstance(begins, str) else []
    if len(parts) == 3 and parts[1].isdecimal():
        findings.learn("fiscal_year_month", int(parts[1]), "where the list of expenses begins without dates")
    else:
        findings.leave("fiscal_year_month", "the list of expenses does not say where it begins")


def _projects_shown(asker: Asker, where: Where, findings: Findings) -> None:
    everything = findings.records.get("projects")
    page = page_in(asker.get(where.of("/projects"), {"page_size": str(_ASKED)}), "projects")
    if everything is None or page is None:
        findings.leave("filter_all", "projects cannot be listed")
        return
    how = "projects with and without filter=all"
    findings.learn("filter_all", "adds" if len(page.records) < len(everything) else "adds nothing here", how)


def probe_singles(asker: Asker, where: Where, findings: Findings) -> None:
    """One record of each kind by itself: bare or wrapped, and what its list had left out."""
    wrapped = []
    for kind in KINDS:
        listed = findings.records.get(kind.name)
        if not kind.single or not listed:
            continue
        identity = id_of(listed[0])
        if identity is None:
            continue
        seen = asker.get(where.of(f"/{kind.name}/{identity}"))
        record = record_of(seen.body, (kind.wrapper,)) if seen.came else None
        shape: Shape = {"readable": record is not None}
        if record is not None:
            wrapped.append(isinstance(seen.body, Mapping) and id_of(seen.body) is None)
            shape |= {
                "wrapped": wrapped[-1],
                "not_in_list": _missing_keys(record, listed[0]),
                "shape": shape_of([record]),
            }
        findings.lists[kind.name]["single"] = shape
        if kind.name == "invoices" and record is not None:
            _items_in_list(findings, record, listed[0])
    if wrapped:
        findings.learn("get_reply", "wrapped" if all(wrapped) else "object", f"{len(wrapped)} single records")
    _missing_record(asker, where, findings)


def _missing_keys(record: Object, other: Object) -> list[str]:
    """Documented keys that only the first has."""
    held = {canonical(key) for key in other}
    return sorted(key for key in record if canonical(key) not in held and known_field(key))


def _items_in_list(findings: Findings, record: Object, listed: Object) -> None:
    if "invoice_items" in record:
        findings.learn("list_invoice_items", "invoice_items" in listed, "an invoice in its list and by itself")


def _missing_record(asker: Asker, where: Where, findings: Findings) -> None:
    seen = asker.get(where.of(f"/clients/{_NOBODY}"))
    if seen.failure != "missing":
        findings.leave("missing_reply", "a record that cannot exist was not answered with 404")
        return
    form = "html" if seen.html else "empty" if seen.wordless else "json"
    findings.learn("missing_reply", form, "a record that cannot exist")


def page_in(seen: Seen, kind: str) -> Page | None:
    """The page in an answer, None if there is none."""
    try:
        return page_of(seen.body, kind) if seen.came else None
    except BadReply:
        return None
