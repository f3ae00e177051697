"""Command lines into values: flags anywhere, `--` ends them, and a flag's value may begin with a dash.

Each command has a small parser of its own, so that a run builds only the one it needs.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import NoReturn

_LITERAL = "\0"
"""Marks arguments that are never flags; no argument of a process can hold it."""


class UsageError(Exception):
    """An unknown command or flag, or a missing argument; `usage` is what to show."""

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.message, self.usage = message, usage


class HelpWanted(Exception):
    """Somebody asked for help; `text` is it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message, self.format_usage())

    def print_help(self, file: object = None) -> NoReturn:  # noqa: ARG002 - argparse's signature
        raise HelpWanted(self.format_help())


class Given:
    """The values of one command line, typed where they are taken out."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = dict(values)

    def text(self, name: str) -> str | None:
        """The value of a flag or positional, None when it was not given (an empty one is "")."""
        value = self._values.get(name)
        return value if isinstance(value, str) else None

    def required(self, name: str) -> str:
        """A positional that the parser insists on."""
        value = self.text(name)
        if value is None:
            raise KeyError(name)
        return value

    def many(self, name: str) -> list[str] | None:
        """The values of a flag or positional that may come several times; None when it never came."""
        value = self._values.get(name)
        return [str(one) for one in value] if isinstance(value, list) else None

    def on(self, name: str) -> bool:
        """Whether a flag without value was given."""
        return self._values.get(name) is True

    def choice(self, yes: str, no: str) -> bool | None:
        """Of two opposite flags, True, False, or None when neither came."""
        return True if self.on(yes) else False if self.on(no) else None


class Flags:
    """Declares the flags and positionals of one command."""

    def __init__(self, command: str, summary: str) -> None:
        self.command = command
        self.parser = _Parser(prog=f"stint {command}".rstrip(), description=summary, allow_abbrev=False)
        self._valued: set[str] = set()
        self._known: set[str] = {"-h", "--help"}
        self.switch("--json", help="print one JSON document")
        self.switch("--quiet", help="print no messages")
        self.switch("--sandbox", help="use the sandbox")
        self.value("--data-dir", metavar="DIR", help="folder of the data (STINT_DATA_DIR)")

    def value(self, *names: str, metavar: str, help: str = "", repeated: bool = False, required: bool = False) -> None:
        """A flag with one value; the last one counts, or with `repeated` all of them."""
        self._valued.update(names)
        self._known.update(names)
        action = "append" if repeated else "store"
        self.parser.add_argument(*names, metavar=metavar, help=help, action=action, required=required)

    def switch(self, *names: str, help: str = "") -> None:
        """A flag without a value."""
        self._known.update(names)
        self.parser.add_argument(*names, help=help, action="store_true")

    def either(self, *names: str, required: bool = False) -> None:
        """Flags without a value of which at most one may be given."""
        group = self.parser.add_mutually_exclusive_group(required=required)
        self._known.update(names)
        for name in names:
            group.add_argument(name, action="store_true")

    def positional(self, name: str, *, metavar: str, help: str = "", count: str | None = None) -> None:
        """An argument by place; `count` is argparse's `?`, `*` or `+`."""
        self.parser.add_argument(name, metavar=metavar, help=help, nargs=count)

    def read(self, arguments: Sequence[str]) -> Given:
        """The values of these arguments; raises `UsageError` and `HelpWanted`."""
        parsed = vars(self.parser.parse_intermixed_args(self._marked(arguments)))
        return Given({name: _unmarked(value) for name, value in parsed.items()})

    def _marked(self, arguments: Sequence[str]) -> list[str]:
        """The same with what cannot be a flag marked: a flag's value, and everything after `--`."""
        marked: list[str] = []
        rest = iter(arguments)
        for argument in rest:
            if argument == "--":
                marked += [_LITERAL + literal for literal in rest]
            elif argument in self._valued:
                value = next(rest, None)
                marked.append(argument)
                if value is not None:
                    marked.append(value if value in self._known or value == "--" else _LITERAL + value)
            elif argument.startswith("-") and any(c.isspace() for c in argument):
                name, equals, value = argument.partition("=")
                is_flag = bool(equals) and name in self._known
                marked.append(f"{name}={_LITERAL}{value}" if is_flag else _LITERAL + argument)
            else:
                marked.append(argument)
        return marked


def _unmarked(value: object) -> object:
    if isinstance(value, list):
        return [_unmarked(one) for one in value]
    return value.removeprefix(_LITERAL) if isinstance(value, str) else value


GLOBAL_SWITCHES = ("--json", "--quiet", "--sandbox")
GLOBAL_VALUES = ("--data-dir",)


def split_command(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The command's name and everything else; global flags may stand before it. None when there is no command."""
    index = 0
    while index < len(arguments):
        argument = arguments[index]
        if argument in GLOBAL_VALUES:
            index += 2
        elif argument in GLOBAL_SWITCHES or argument.startswith(tuple(f"{name}=" for name in GLOBAL_VALUES)):
            index += 1
        elif argument.startswith("-"):
            return None, list(arguments)
        else:
            return argument, [*arguments[:index], *arguments[index + 1 :]]
    return None, list(arguments)
