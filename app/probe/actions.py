"""Which actions the connection offers, what they take, in which form the reading ones answer (Membrane reference 8)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from app.errors import BadReply
from app.membrane.envelope import Object, id_of, page_of, record_of
from app.membrane.fields import as_id, canonical
from app.membrane.transport import Action
from app.probe.asking import Asker, Seen
from app.probe.findings import Findings
from app.probe.hours import project_ids
from app.probe.schemas import redacted_schema
from app.probe.shapes import Shape
from app.probe.vocabulary import known_field, looks_like_a_field, safe_action_key

_LISTS = ("clients", "projects", "invoices", "estimates", "tasks", "contacts", "expenses", "payments", "hours")
_SINGLES: Mapping[str, str] = {
    "get-client": "clients", "get-project": "projects", "get-invoice": "invoices", "get-estimate": "estimates",
    "get-task": "tasks", "get-contact": "contacts", "get-expense": "expenses", "get-hours-entry": "hours",
}  # fmt: skip
_CREATES: Mapping[str, str] = {
    "create-client": "client",
    "create-project": "project",
    "create-invoice": "invoice",
}
PUBLISHED = (*(f"list-{kind}" for kind in _LISTS), *_SINGLES, *_CREATES)
_SIZES = ("page_size", "limit", "per_page")
_FEW = 5
_CAMEL = re.compile(r"[a-z][A-Z]")
_LIST_KEYS = ("items", "data", "results")


def probe_actions(asker: Asker, findings: Findings) -> None:
    """List the actions and run those that only read."""
    listed = asker.actions()
    if listed is None:
        findings.learn("action_list", "by intent", "a list without intent was refused")
        listed = _by_intent(asker)
    else:
        findings.learn("action_list", "whole", "a list without intent was answered")
    if not listed:
        findings.leave("action_output", "no action was listed")
        return
    by_key = {key: action for action in listed if (key := published_key(action)) is not None}
    findings.learn("hidden_actions", sorted(set(PUBLISHED) - set(by_key)), "published actions that were not listed")
    findings.learn("actions", len(listed), "the list of actions")
    findings.learn("other_actions", sorted(_others(listed)), "unpublished ones whose key says nothing private")
    _read_schemas(findings, by_key)
    forms: Counter[str] = Counter()
    for action in listed:
        key = published_key(action)
        shape: Shape = {
            "key": key or safe_action_key(action.key),
            "keyed": bool(action.key),
            "published": key is not None,
        }
        shape["input"] = redacted_schema(action.input_schema)
        if key is not None and key not in _CREATES:
            ran = _run(asker, findings, key, action)
            shape["ran"] = ran
            forms[str(ran["form"])] += "form" in ran and ran["form"] is not None
        findings.actions.append(shape)
    _name_form(findings, forms)


def published_key(action: Action) -> str | None:
    """The published key that this action has, or whose words its name has where it has no key."""
    if action.key in PUBLISHED:
        return action.key
    words = "-".join(re.findall(r"[a-z]+", action.name.lower()))
    return words if not action.key and words in PUBLISHED else None


def _others(listed: list[Action]) -> Iterator[str]:
    for action in listed:
        key = safe_action_key(action.key)
        if key is not None and published_key(action) is None:
            yield key


def _by_intent(asker: Asker) -> list[Action]:
    """What the published keys bring up as intents, each action once."""
    found: dict[str, Action] = {}
    for key in PUBLISHED:
        for action in asker.actions(key.replace("-", " ")) or ():
            found.setdefault(action.id, action)
    return list(found.values())


# -- what they take ----------------------------------------------------------------------------------------------------


def _read_schemas(findings: Findings, by_key: Mapping[str, Action]) -> None:
    names = [name for action in by_key.values() for name in _all_names(action.input_schema)]
    camel, snake = sum(bool(_CAMEL.search(name)) for name in names), sum("_" in name for name in names)
    if camel or snake:
        findings.learn("action_case", "camel" if camel > snake else "snake", f"{camel} camel and {snake} snake names")
    creates = {key: by_key[key].input_schema for key in _CREATES if key in by_key}
    if not creates:
        findings.leave("action_nested", "no creating action is listed")
        return
    nested = [_CREATES[key] in map(canonical, _properties(schema)) for key, schema in creates.items()]
    findings.learn("action_nested", all(nested), f"{len(nested)} creating actions")
    if "create-invoice" in creates:
        _items_key(findings, creates["create-invoice"])
    extra = {name for key, schema in creates.items() for name in _unforeseen(schema, _CREATES[key])}
    findings.learn("action_extra_required", sorted(extra)[0] if extra else None, "required inputs of creating actions")


def _items_key(findings: Findings, schema: object) -> None:
    inner = _properties(schema)
    wrapped = next((one for name, one in inner.items() if canonical(name) == "invoice" and _properties(one)), None)
    for name, one in _properties(wrapped if wrapped is not None else schema).items():
        if isinstance(one, Mapping) and one.get("type") == "array" and known_field(name):
            findings.learn("invoice_items_key", name, "the list among the inputs of create-invoice")
            return
    findings.leave("invoice_items_key", "create-invoice takes no list")


def _unforeseen(schema: object, wrapper: str) -> Iterator[str]:
    """Required inputs that no reference names."""
    properties = _properties(schema)
    for name in _required(schema):
        if canonical(name) == wrapper:
            yield from _unforeseen(properties.get(name), "")
        elif not known_field(name) and looks_like_a_field(name):
            yield name


def _properties(schema: object) -> Mapping[str, object]:
    found = schema.get("properties") if isinstance(schema, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _required(schema: object) -> list[str]:
    found = schema.get("required") if isinstance(schema, Mapping) else None
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _all_names(schema: object, depth: int = 0) -> Iterator[str]:
    for name, inner in _properties(schema).items():
        yield name
        if depth < 4:
            yield from _all_names(inner, depth + 1)
            yield from _all_names(inner.get("items") if isinstance(inner, Mapping) else None, depth + 1)


# -- what they put out -------------------------------------------------------------------------------------------------


def _run(asker: Asker, findings: Findings, key: str, action: Action) -> Shape:
    """Run one reading action; `form` None where it could not be run or was not understood."""
    kind = _SINGLES.get(key) or key.removeprefix("list-")
    known = _known_inputs(findings, key, kind)
    payload, lacking = _payload(action.input_schema, known)
    if lacking:
        return {"form": None, "why": "needs an input that is not known"}
    seen = asker.run(action, payload)
    if not seen.came:
        return {"form": None, "why": seen.failure, "status": seen.status}
    single = key in _SINGLES
    record = _first_record(seen.body, kind, single)
    shape: Shape = {"form": form_of(seen, kind, single), "cursor": _has_cursor(seen.body)}
    listed = findings.records.get(kind)
    if record is not None and listed:
        held = {canonical(name) for name in record}
        same = next((one for one in listed if id_of(one) == id_of(record)), listed[0])
        shape["lacks"] = sorted(name for name in same if canonical(name) not in held and known_field(name))
    return shape


def _known_inputs(findings: Findings, key: str, kind: str) -> dict[str, object]:
    """Inputs by canonical name: few records, and the ids of what was listed before."""
    known: dict[str, object] = dict.fromkeys(_SIZES, _FEW)
    if key == "list-hours":
        known["project_id"] = next(iter(project_ids(findings)), None)
    if key in _SINGLES:
        listed = findings.records.get(kind)
        identity = id_of(listed[0]) if listed else None
        known |= dict.fromkeys(("id", f"{_singular(kind)}_id", "hours_entry_id", "entry_id"), identity)
    return {name: value for name, value in known.items() if value is not None}


def _singular(kind: str) -> str:
    return kind.removesuffix("s")


def _payload(schema: object, known: Mapping[str, object]) -> tuple[dict[str, object], bool]:
    """The known inputs as the schema names and types them; True if it demands another one."""
    properties = _properties(schema)
    if not properties:
        return {name: value for name, value in known.items() if name not in _SIZES}, False
    payload: dict[str, object] = {}
    for name, inner in properties.items():
        value = known.get(canonical(name))
        if value is not None and (canonical(name) not in _SIZES or "number" in _types(inner)):
            payload[name] = _typed(value, _types(inner))
    demanded = {name for name in _required(schema) if _default(properties.get(name)) is None}
    return payload, bool(demanded - set(payload))


def _types(schema: object) -> set[str]:
    found = schema.get("type") if isinstance(schema, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    types = {one for one in listed if isinstance(one, str)}
    return types | {"number"} if "integer" in types else types


def _default(schema: object) -> object:
    return schema.get("default") if isinstance(schema, Mapping) else None


def _typed(value: object, types: set[str]) -> object:
    text = str(value)
    if "number" in types and text.isascii() and text.isdecimal():
        return int(text)
    return text if "string" in types else value


def _first_record(body: object, kind: str, single: bool) -> Object | None:
    if single:
        return record_of(body, (_singular(kind),))
    try:
        records = page_of(body, kind).records
    except BadReply:
        return None
    return records[0] if records else None


def form_of(seen: Seen, kind: str, single: bool) -> str | None:
    """Which of the forms A to F of Membrane reference 8 an output has; None for another one."""
    body = seen.body
    if seen.wrapped:
        return "F"
    if isinstance(body, list):
        return "C"
    if not isinstance(body, Mapping):
        return None
    keys = set(body)
    if "records" in keys or (single and "record" in keys):
        return "B"
    if not single and keys & set(_LIST_KEYS) and kind not in keys:
        return "D"
    if any(_CAMEL.search(key) for key in _keys_of(body)):
        return "E"
    return "A" if kind in map(canonical, keys) or as_id(body.get("id")) or (single and len(keys) == 1) else None


def _keys_of(body: Mapping[str, object]) -> Iterator[str]:
    """Keys of an output and of its first records."""
    for key, value in body.items():
        yield key
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, Mapping):
            yield from (str(one) for one in inner)


def _has_cursor(body: object) -> bool:
    return isinstance(body, Mapping) and any(canonical(key) in ("cursor", "next_cursor", "next_page") for key in body)


def _name_form(findings: Findings, forms: Counter[str]) -> None:
    """The form of the lists decides: single records look alike in several forms."""
    lists = Counter(
        str(ran["form"])
        for shape in findings.actions
        if isinstance(ran := shape.get("ran"), Mapping) and str(shape["key"]).startswith("list-") and ran.get("form")
    )
    counted = lists or +forms
    if not counted:
        findings.leave("action_output", "no reading action could be run")
        return
    form, times = counted.most_common(1)[0]
    findings.learn("action_output", form, f"{times} of {counted.total()} reading actions")
