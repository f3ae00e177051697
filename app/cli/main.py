"""One run of the `stint` command: find the command, run it, print one result, say how it ended."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from app.cli import commands
from app.cli.arguments import Flags, HelpWanted, UsageError, split_command
from app.cli.messages import error_object, exit_code, sentence
from app.cli.outcome import DONE, INTERRUPTED, REFUSED, USAGE, Outcome, Session
from app.documents.typesetter_words import WORD as TYPESETTER
from app.errors import AppError, UserInputError

_BROKEN_PIPE = 141  # what a shell reports for a program that SIGPIPE ended


def main(arguments: Sequence[str]) -> int:
    """Run one command line (without the program's name) and return the exit code."""
    if list(arguments[:2]) == ["sandbox", "membrane"]:  # a frozen program is its sandbox's `membrane` command too
        from app.sandbox.__main__ import main as sandbox

        return sandbox(arguments[1:])
    if list(arguments) == [TYPESETTER]:
        from app.documents.typesetter import main as typeset

        return typeset()
    wants_json = _wants_json(arguments)
    try:
        code = _run(arguments, wants_json)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more can be said; stay quiet at exit
        return _BROKEN_PIPE
    except OSError as error:  # what was asked for is done by now, or was refused; only the answer is lost
        print(f"stint: The answer could not be written: {error.strerror}.", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    return code


def _run(arguments: Sequence[str], wants_json: bool) -> int:
    try:
        _check_text(arguments)
        name, rest = split_command(arguments)
        if name is None:
            return _without_command(rest)
        name, rest, command, summary = commands.find(name, rest)
        flags = Flags(name, summary)
        command.flags(flags)
        given = flags.read(rest)
        session = Session(data_dir=given.text("data_dir") or None, sandbox=given.on("sandbox"), quiet=given.on("quiet"))
        try:
            outcome = command.run(given, session)
            _print_outcome(outcome, wants_json)
            sys.stdout.flush()
            session.tidy_up()
        finally:
            session.close()
    except HelpWanted as help_wanted:
        print(help_wanted.text, end="")
        return DONE
    except UsageError as error:
        _print_json({"error": {"code": "usage", "message": error.message}} if wants_json else None)
        print(f"{error.usage.rstrip()}\nstint: {error.message}", file=sys.stderr)
        return USAGE
    except AppError as error:
        _print_json({"error": error_object(error)} if wants_json else None)
        print(f"stint: {sentence(error)}", file=sys.stderr)
        return exit_code(error)
    return outcome.exit


def _without_command(arguments: Sequence[str]) -> int:
    """Only global flags: help and version are answered, anything else lacks its command."""
    if "--version" in arguments:
        from importlib.metadata import version  # slow, and only needed here

        print(f"stint {version('stint')}")
        return DONE
    if "-h" in arguments or "--help" in arguments:
        raise HelpWanted(commands.overview())
    unknown = next((a for a in arguments if a.startswith("-") and a.partition("=")[0] not in commands.GLOBAL), None)
    raise UsageError(f"unknown flag {unknown}" if unknown else "a command is missing", commands.overview())


def _wants_json(arguments: Sequence[str]) -> bool:
    """Whether to answer in JSON even when the rest of the line is not understood."""
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in before


def _check_text(arguments: Sequence[str]) -> None:
    for argument in arguments:
        if any("\ud800" <= c <= "\udfff" for c in argument):
            raise UserInputError("An argument is not valid text in this terminal's encoding.", field="text")


def _print_outcome(outcome: Outcome, wants_json: bool) -> None:
    if wants_json:
        _print_json(outcome.result)
        return
    text = outcome.text()
    if text:
        _tolerant_stdout()
        print(text)


def _print_json(document: Mapping[str, object] | None) -> None:
    """One document, always UTF-8 whatever the terminal's encoding."""
    if document is None:
        return
    import json  # only where somebody asked for it

    try:
        text = json.dumps(document, ensure_ascii=False, indent=2)
    except TypeError:  # a server's own reply, with decimals that must stay digit for digit
        from app.membrane.exact_json import pretty

        text = pretty(document)
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()
    else:
        print(text)


def _tolerant_stdout() -> None:
    """A title that the terminal's encoding cannot show must not end the command."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
