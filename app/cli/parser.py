"""The parser proper: argparse, told what a command declared."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from app.cli.arguments import Declared, HelpWanted, UsageError

# While flags are declared argparse checks how each would look in the help, and asks for the terminal's size every time.
_ANY_WIDTH = partial(argparse.HelpFormatter, width=80)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message, self.format_usage())

    def print_help(self, file: object = None) -> NoReturn:  # noqa: ARG002 - argparse's signature
        raise HelpWanted(self.format_help())


def parse(prog: str, summary: str, declared: Sequence[Declared], arguments: Sequence[str]) -> Mapping[str, object]:
    """Values by name, defaults included; raises `UsageError` and `HelpWanted`."""
    parser = _Parser(prog=prog, description=summary, allow_abbrev=False, formatter_class=_ANY_WIDTH)
    groups: dict[int, argparse._MutuallyExclusiveGroup] = {}
    for names, given, group, required in declared:
        options: dict[str, Any] = dict(given)  # argparse checks them itself
        if group is None:
            parser.add_argument(*names, **options)
        else:
            if group not in groups:
                groups[group] = parser.add_mutually_exclusive_group(required=required)
            groups[group].add_argument(*names, **options)
    parser.formatter_class = argparse.HelpFormatter
    return vars(parser.parse_intermixed_args(arguments))
