"""The look-alike of the `membrane` command, in the grammars and with the output that the dialect says (reference 5).

Standard library only and few imports (`dataclasses` alone costs a tenth of a call): it is started once per call, like
the real one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.sandbox.membrane_client import Api, Failure
from app.sandbox.membrane_command_calls import BY_NAME, POLL_S, Calls
from app.sandbox.membrane_command_line import Misuse, Parser, Words
from app.sandbox.membrane_command_output import Printer

VERSIONS = {"package": "@membranehq/cli 1.18.3 (sandbox)", "number": "1.18.3", "node": "membrane/1.18.3 node-v20.1.0"}
OTHER_VERSION = "membrane-ads 0.4.1"


def main(state: str, arguments: Sequence[str]) -> int:
    """Run with the words after the program's name; returns the exit code."""
    api: Api | None = None
    dialect: Mapping[str, Any] = {}
    stopped: Failure | None = None
    try:
        api = Api(state)
        dialect = api.call("GET", "/_sandbox/dialect")
    except Failure as failure:
        stopped = failure
    printer = Printer(dialect)
    try:
        words = Parser(dialect).parse(arguments)
        if not words.name:
            return _introduce(words, dialect)
        if api is None or stopped is not None:
            raise stopped or Failure("the sandbox is not running")
        printer.noise()
        _take_time(Path(state), dialect)
        return printer.answer(BY_NAME[words.name](Calls(api, printer, dialect), words))
    except Misuse as misuse:
        sys.stdout.write(misuse.out)
        sys.stderr.write(misuse.err)
        return misuse.code
    except Failure as failure:
        return printer.failure(failure)


def _introduce(words: Words, dialect: Mapping[str, Any]) -> int:
    parser = Parser(dialect)
    if "version" not in words.flags:
        print(parser.help_text(), end="")
        return 0
    if dialect.get("cli_grammar") == "other":
        print(OTHER_VERSION)
        return 0
    shown = VERSIONS.get(str(dialect.get("cli_version", "package")))
    if shown is None:
        raise parser.refuse("option", "version")
    print(shown)
    return 0


def _take_time(state: Path, dialect: Mapping[str, Any]) -> None:
    """A first run downloads something; another waits for ever."""
    seconds, done = dialect.get("cli_slow_start_s", 0), state / "command-was-run"
    if seconds and not done.exists():
        done.touch()
        time.sleep(seconds)
    while dialect.get("cli_hang"):
        time.sleep(POLL_S)
