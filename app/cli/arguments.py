"""Command lines into values: flags anywhere, `--` ends them, and a flag's value may begin with a dash.

Each command declares its own flags, and a run looks at those of one command only. A line of nothing but global flags,
such as `stint status`, is read here; any other goes to the parser, which costs a fifth of such a run.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

GLOBAL_SWITCHES = ("--json", "--quiet", "--sandbox")
GLOBAL_VALUES = ("--data-dir",)

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


class Declared(NamedTuple):
    """A flag or positional as a command declares it, in argparse's terms. Of one `group` at most one may be given."""

    names: tuple[str, ...]
    options: Mapping[str, object]
    group: int | None = None
    group_required: bool = False


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
        self._command, self._summary = command, summary
        self._declared: list[Declared] = []
        self._valued: set[str] = set()
        self._known: set[str] = {"-h", "--help"}
        self._insists = False
        self.switch("--json", help="print one JSON document")
        self.switch("--quiet", help="print no messages")
        self.switch("--sandbox", help="use the sandbox")
        self.value("--data-dir", metavar="DIR", help="folder of the data (STINT_DATA_DIR)")

    def value(self, *names: str, metavar: str, help: str = "", repeated: bool = False, required: bool = False) -> None:
        """A flag with one value; the last one counts, or with `repeated` all of them."""
        self._valued.update(names)
        self._insists = self._insists or required
        action = "append" if repeated else "store"
        self._declare(names, metavar=metavar, help=help, action=action, required=required)

    def maybe(self, name: str, *, metavar: str, alone: str, help: str = "") -> None:
        """A flag whose value may be left out; then it has the value `alone`."""
        self._declare((name,), metavar=metavar, help=help, nargs="?", const=alone)

    def switch(self, *names: str, help: str = "") -> None:
        """A flag without a value."""
        self._declare(names, help=help, action="store_true")

    def either(self, *names: str, required: bool = False) -> None:
        """Flags without a value of which at most one may be given."""
        self._insists = self._insists or required
        self._known.update(names)
        group = len(self._declared)
        self._declared += [Declared((name,), {"action": "store_true"}, group, required) for name in names]

    def positional(self, name: str, *, metavar: str, help: str = "", count: str | None = None) -> None:
        """An argument by place; `count` is argparse's `?`, `*` or `+`."""
        self._insists = self._insists or count not in ("?", "*")
        self._declared.append(Declared((name,), {"metavar": metavar, "help": help, "nargs": count}))

    def _declare(self, names: tuple[str, ...], **options: object) -> None:
        self._known.update(names)
        self._declared.append(Declared(names, options))

    def read(self, arguments: Sequence[str]) -> Given:
        """The values of these arguments; raises `UsageError` and `HelpWanted`."""
        values = None if self._insists else _only_global(arguments)
        if values is None:
            from app.cli.parser import parse  # see above

            parsed = parse(f"stint {self._command}", self._summary, self._declared, self._marked(arguments))
            values = {name: _unmarked(value) for name, value in parsed.items()}
        return Given(values)

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


def _only_global(arguments: Sequence[str]) -> dict[str, object] | None:
    """The values of arguments that all are global flags in order; None of any others, which the parser is to judge."""
    values: dict[str, object] = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if argument in GLOBAL_SWITCHES:
            values[argument[2:].replace("-", "_")] = True
        elif name in GLOBAL_VALUES:
            given = value if equals else next(rest, "-")
            if not equals and given.startswith("-"):
                return None
            values[name[2:].replace("-", "_")] = given
        else:
            return None
    return values


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
