"""Imports point inwards. Each failure names the file, the line and the import that breaks the rule."""

from __future__ import annotations

import ast
import re
import sys
from graphlib import CycleError, TopologicalSorter

from tests.source_tree import PROGRAM, Import, imports, sources, within

GROUND = (
    "app.errors", "app.clock", "app.cancel", "app.locks", "app.paths", "app.logs", "app.settings", "app.settings_form",
    "app.secrets", "app.config", "app.own_process",
)  # fmt: skip
INNER = (*GROUND, "app.domain")

# What each part of the program may import of the program, beside itself. A new package needs a line here.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "app.domain": ("app.errors",),
    "app.billing": ("app.domain", "app.errors"),
    "app.storage": INNER,
    "app.reports": (*INNER, "app.billing", "app.storage.worked"),
    "app.documents": (*INNER, "app.billing", "resources"),
    "app.membrane": INNER,
    "app.sandbox": ("app.errors", "app.locks"),
    "app.sync": (*INNER, "app.storage", "app.membrane", "app.billing"),
    "app.services": (
        *INNER, "app.context", "app.storage", "app.sync", "app.billing", "app.documents", "app.reports",
        "app.membrane.select",
        "app.membrane.transport", "app.membrane.connecting", "app.membrane.api_connecting",
        "app.membrane.cli_connecting", "app.membrane.cli_lookup", "app.membrane.cli_token", "app.membrane.tokens",
        "app.membrane.membrane_api", "app.membrane.oauth", "app.sandbox.launch",
    ),
    "app.services.ways": (*INNER, "app.membrane.installed"),
    # What a developer does by hand looks at wire values as they are.
    **dict.fromkeys(
        ("app.services.developer", "app.services.proxy_request", "app.services.masking", "app.services.probe"),
        (*INNER, "app.services", "app.context", "app.storage", "app.sync", "app.membrane", "app.probe"),
    ),
    "app.probe": (*INNER, "app.membrane"),
    "app.context": (*INNER, "app.storage"),
    "app.handover": (*INNER, "app.sync.result"),
    "app.cli": ("app",),
    "ui": (
        *INNER, "app.services", "app.context", "app.handover", "app.storage", "app.sync.result", "app.sync.progress",
        "app.cli", "resources",
    ),
    "resources": (),
    **dict.fromkeys(GROUND, INNER),
}  # fmt: skip
# Finer rules: this target only from these places.
ONLY_FROM: dict[str, tuple[str, ...]] = {
    "app.cli": ("app.cli", "ui.main"),
    "app.sandbox": ("app.sandbox", "app.cli", "app.services.sync"),
    "ui": ("ui",),
}
# The window asks services; of storage it may name the values that services hand out, never what reads or writes.
STORED_VALUES = re.compile(r"(Row|Filter|Totals?|Changes|Step)$")
ONLY_LAZILY: dict[str, tuple[str, ...]] = {"app.services": ("app.membrane", "app.sandbox")}

# Each library has one home; `stint status` and the first paint stay free of the slow ones.
LIBRARY_HOMES: dict[str, tuple[str, ...]] = {
    "sqlite3": ("app.storage", "app.sandbox"),
    "httpx": ("app.membrane",),
    "httpcore": ("app.membrane",),
    "pydantic": ("app.membrane", "app.settings_form"),
    "keyring": ("app.secrets",),
    "platformdirs": ("app.paths",),
    "starlette": ("app.sandbox",),
    "uvicorn": ("app.sandbox",),
    "tzlocal": ("app.domain.spans",),
    "babel": ("app.documents",),
    "typst": ("app.documents.typesetter",),
    "rapidfuzz": ("app.services.likeness",),
    "PySide6": ("ui",),
    "jeepney": ("ui.session_bus", "ui.bus_link"),
    "shiboken6": ("ui",),
}
SQL = re.compile(
    r"\s*(select\b.+\bfrom\b|insert\s+(or\s+\w+\s+)?into\b|update\s+\w+\s+set\b|delete\s+from\b|pragma\s+\w"
    r"|create\s+(temp\s+)?(table|index|trigger|view)\b|begin\s+immediate\b)",
    re.IGNORECASE | re.DOTALL,
)
SQL_HOMES = ("app.storage", "app.sandbox")


def own_part(module: str) -> str | None:
    """The longest entry of the table that covers a module."""
    return max((part for part in MAY_IMPORT if within(module, (part,))), key=len, default=None)


def our_imports() -> list[Import]:
    return [found for found in imports(*PROGRAM) if within(found.target, PROGRAM)]


def library_of(found: Import) -> str:
    return found.target.partition(".")[0]


def report(offences: list[str]) -> None:
    assert not offences, "\n" + "\n".join(offences)


def test_every_module_has_a_place_in_the_table() -> None:
    bare = {source.path for source in sources(*PROGRAM) if own_part(source.module) is None and source.text.strip()}
    report([f"{path}: say in tests/test_architecture.py what it may import" for path in sorted(bare)])


def test_imports_point_inwards() -> None:
    offences = []
    for found in our_imports():
        part = own_part(found.source.module)
        if part is not None and not within(found.target, (part, *MAY_IMPORT[part])):
            offences.append(f"{found}; {part} may import {', '.join(MAY_IMPORT[part]) or 'nothing of ours'}")
    report(offences)


def test_some_parts_are_only_for_some() -> None:
    report([
        f"{found}; {target} is only for {', '.join(places)}"
        for found in our_imports()
        for target, places in ONLY_FROM.items()
        if within(found.target, (target,)) and not within(found.source.module, places)
    ])  # fmt: skip


def test_the_window_names_only_values_of_storage() -> None:
    report([
        f"{found}: {name or 'the whole module'}; the window asks a service"
        for found in our_imports()
        if within(found.source.module, ("ui",)) and within(found.target, ("app.storage",))
        for name in found.names or ("",)
        if not STORED_VALUES.search(name)
    ])  # fmt: skip


def test_some_imports_are_lazy() -> None:
    report([
        f"{found}; only inside a function, to keep start-up quick"
        for found in our_imports()
        for part, targets in ONLY_LAZILY.items()
        if within(found.source.module, (part,))
        and within(found.target, targets)
        and not (found.lazy or found.typing_only)
    ])  # fmt: skip


def test_libraries_stay_at_home() -> None:
    offences = []
    for found in imports(*PROGRAM):
        library = library_of(found)
        homes = LIBRARY_HOMES.get(library)
        if homes is not None and not within(found.source.module, homes):
            offences.append(f"{found}; that library is only for {', '.join(homes)}")
        if homes is None and library not in (*PROGRAM, *sys.stdlib_module_names):
            offences.append(f"{found}; give the library a home in tests/test_architecture.py")
    report(offences)


def test_only_storage_speaks_sql() -> None:
    report([
        f"{source.path}:{node.lineno} holds SQL: {node.value.strip()[:60]!r}"
        for source in sources(*PROGRAM)
        if not within(source.module, SQL_HOMES)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ])  # fmt: skip


def test_no_module_waits_for_itself() -> None:
    graph: dict[str, set[str]] = {source.module: set() for source in sources(*PROGRAM)}
    for found in our_imports():
        if not (found.lazy or found.typing_only) and found.target in graph:
            graph[found.source.module].add(found.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        report(["import cycle: " + " <- ".join(error.args[1])])
