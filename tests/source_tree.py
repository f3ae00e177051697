"""The program's own source, read as syntax trees: for tests about its shape."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ("app", "ui", "resources")
CODE = (*PROGRAM, "tests", "packaging")


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its dotted module name, its path below the root, its text and tree."""

    module: str
    path: str
    text: str
    tree: ast.Module


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module. `names`: what `from` takes out of it; `lazy`: inside a function; `typing_only`: below
    `if TYPE_CHECKING`.
    """

    source: Source
    target: str
    names: tuple[str, ...]
    line: int
    lazy: bool
    typing_only: bool

    def __str__(self) -> str:
        return f"{self.source.path}:{self.line} imports {self.target}"


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """All Python files below those top-level folders, in order of path."""
    return tuple(source for folder in folders for source in _below(folder))


@cache
def _below(folder: str) -> tuple[Source, ...]:
    """Each file is read once. There is no rubbish in trees, and looking for it takes as long as making them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return tuple(_parsed(path) for path in sorted((ROOT / folder).rglob("*.py")))
    finally:
        if collecting:
            gc.enable()


def _parsed(path: Path) -> Source:
    relative = path.relative_to(ROOT)
    module = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
    text = path.read_text(encoding="utf-8")
    return Source(module, relative.as_posix(), text, ast.parse(text, str(relative)))


@cache
def imports(*folders: str) -> tuple[Import, ...]:
    """Every import in those folders. `from a import b` counts as `a.b` where that is a module."""
    known = frozenset(source.module for source in sources(*PROGRAM))
    return tuple(
        Import(source, target, names, node.lineno, lazy, typing_only)
        for source in sources(*folders)
        for node, lazy, typing_only in _import_nodes(source.tree)
        for target, names in _targets(node, known).items()
    )


def name_of(node: ast.expr) -> str:
    """The last word of `name` or `package.name`; empty for any other expression."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return str(name)
        case _:
            return ""


def _import_nodes(
    node: ast.AST, lazy: bool = False, typing_only: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, lazy, typing_only
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _import_nodes(child, True, typing_only)
        else:
            guard = isinstance(child, ast.If) and name_of(child.test) == "TYPE_CHECKING"
            yield from _import_nodes(child, lazy, typing_only or guard)


def _targets(node: ast.Import | ast.ImportFrom, known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Names taken out of each module; none where the module itself is imported."""
    if isinstance(node, ast.Import):
        return {alias.name: () for alias in node.names}
    module = "." * node.level + (node.module or "")
    modules: dict[str, tuple[str, ...]] = {
        name: () for alias in node.names if (name := f"{module}.{alias.name}") in known
    }
    names = tuple(alias.name for alias in node.names if f"{module}.{alias.name}" not in known)
    return {**modules, module: names} if names else modules


def within(module: str, packages: tuple[str, ...] | frozenset[str]) -> bool:
    """Whether the module is one of these packages or below one."""
    return any(module == package or module.startswith(package + ".") for package in packages)
