"""Sizes, names and texts of the source files, and that none of them knows the machine it was written on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.source_tree import CODE, PROGRAM, ROOT, name_of, sources

MODULE_LINES = 400
CLASS_LINES = 300
NO_PLACES = {"utils.py", "util.py", "common.py", "helpers.py", "misc.py"}
# The one condition poller, and the check that must not depend on it.
SLEEPERS = {"tests/sandbox/process.py"}
TEXT_FOLDERS = (*CODE, ".ci")
TEXT_SUFFIXES = {
    "",
    ".py",
    ".sql",
    ".md",
    ".toml",
    ".lock",
    ".sh",
    ".json",
    ".mjs",
    ".yml",
    ".yaml",
    ".desktop",
    ".xml",
    ".txt",
}

# Put together here so that this file does not hold what it looks for.
MACHINE = re.compile(r"(?<![\w.])/(" + "(work|root)/|(home|Users)/[A-Za-z]" + r"[\w.-]*/|" + "t" + r"mp/\w)")
REGISTRY = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\.", "debian" + r"\.org", "pkg" + r"\.dev"))
    + "|" + "--" + "(extra-)?index-url|--" + "find-links|--" + "trusted-host",
    re.IGNORECASE,
)  # fmt: skip

PAGE = re.compile(r"`([\w/.-]+\.md)`")


def report(offences: list[str]) -> None:
    assert not offences, "\n" + "\n".join(offences)


def text_files() -> Iterator[tuple[str, str]]:
    """Path below the root and text of every file that we write, whether it is committed yet or not."""
    top = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".git")]
    below = [path for folder in TEXT_FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in sorted(top + below):
        if path.suffix in TEXT_SUFFIXES and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_modules_are_of_a_readable_size() -> None:
    report([
        f"{source.path} has {lines} lines; at most {MODULE_LINES}"
        for source in sources(*CODE)
        if (lines := len(source.text.splitlines())) > MODULE_LINES
    ])  # fmt: skip


def test_classes_are_of_a_readable_size() -> None:
    report([
        f"{source.path}: class {node.name} has {lines} lines; at most {CLASS_LINES}"
        for source in sources(*CODE)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and (lines := (node.end_lineno or 0) - node.lineno + 1) > CLASS_LINES
    ])  # fmt: skip


def test_no_module_is_a_drawer_for_everything() -> None:
    report(
        [
            f"{source.path}: name it after what it does"
            for source in sources(*CODE)
            if Path(source.path).name in NO_PLACES
        ]
    )


def test_modules_say_what_they_are() -> None:
    report([
        f"{source.path} has no docstring"
        for source in sources(*PROGRAM, "tests")
        if source.text.strip() and ast.get_docstring(source.tree) is None
    ])  # fmt: skip


def test_tests_do_not_sleep() -> None:
    report([
        f"{source.path}:{node.lineno} sleeps; wait for a condition (tests/sandbox/process.py)"
        for source in sources("tests")
        if source.path not in SLEEPERS
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and name_of(node.func) == "sleep"
    ])  # fmt: skip


def test_no_file_knows_a_machine_or_a_registry() -> None:
    offences = []
    for path, text in text_files():
        for number, line in enumerate(text.splitlines(), 1):
            for pattern, what in ((MACHINE, "a path of some machine"), (REGISTRY, "a package registry")):
                if found := pattern.search(line):
                    offences.append(f"{path}:{number} names {what}: {found.group()}")
    report(offences)


def test_pages_that_are_named_are_there() -> None:
    """A page in backticks is found from the root, or from the folder of the file that names it."""
    report(
        [
            f"{source.path} names {page}, which is not here"
            for source in sources("app", "tests")
            for page in PAGE.findall(source.text)
            if not any((folder / page).is_file() for folder in (ROOT, (ROOT / source.path).parent))
        ]
    )
