"""Telling a parser's complaint about our words, after which nothing ran, from every other answer."""

from __future__ import annotations

import pytest

from app.membrane.cli_usage import refused_words
from app.membrane.printed import read_printed
from app.membrane.process import Finished

REQUEST = ("request", "c1", "/clients", "--method=POST", "--data={}")
HELP = "Usage: membrane <command>\n\nCommands:\n  action run <id>\n  act\n  connection list\n"


def complaint(out: str, err: str = "", code: int = 1, *, write: bool = True) -> str | None:
    printed = read_printed(Finished(code, out.encode(), err.encode()))
    return refused_words(printed, REQUEST, HELP, write=write)


@pytest.mark.parametrize(
    "err",
    [
        "error: unknown command 'request'",
        "error: unknown option '--method=POST'",
        "Unknown arguments: data, method",
        f"{HELP}\nUnknown command: request",
        'Unknown command: "membrane request"',
        " ›   Error: command request not found",
        " ›   Error: Nonexistent flag: --method\n ›   See more help with --help",
        " ›   Error: Missing 1 required arg:\n ›   path",
        "membrane: 'request' is not a membrane command. See 'membrane --help'.",
        "membrane: error: argument command: invalid choice: 'request' (choose from 'login')",
        "membrane: error: unrecognized arguments: --method=POST",
        'Error: No such command "request".',
        "error: missing required argument 'actionId'",
        "error: required option '--clientName <name>' not specified",
        "Missing required argument: clientName",
        "--method: unknown option",
        "The command failed.\nOption '--data' is not supported",
        "flag provided but not defined: -method",
        "Not enough non-option arguments: got 1, need at least 2",
        "Error: one of --connectorId and --connectionId is required",
        "The 'request' command has been removed. Use 'act' instead.",
        "Update available 1 -> 2\nerror: too many arguments for 'request'. Expected 1 but got 2.",
        "CommanderError: error: unknown option '--data'\n    at Command.run (index.js:1:1)",
    ],
)
def test_a_complaint_about_our_words(err: str) -> None:
    assert complaint("", err) is not None


@pytest.mark.parametrize(
    ("out", "code"),
    [
        ('{"error": "Unknown command: request"}', 1),
        ('{"error": {"code": "commander.unknownOption", "message": "error: unknown option \'--method=POST\'"}}', 1),
        (HELP, 0),
    ],
)
def test_a_complaint_on_standard_output(out: str, code: int) -> None:
    assert complaint(out, code=code) is not None


@pytest.mark.parametrize(
    ("out", "err"),
    [
        ("", "Error: Request failed with status code 422"),
        ("", "Error: action not found"),
        ("", "Error: request not found"),
        ("", "error: connection c1 not found"),
        ("", "Error: The request was removed"),
        ("", "Error: unknown option '--verbose'"),
        ("", "Error: Unknown argument: page_size"),
        ("", "Error: missing required argument: title"),
        ("", "DEPRECATED: request will be removed, use act"),
        ("", "Error: socket hang up"),
        ("", "Error: request is not supported for this connection"),
        ("", "Error: the answer named an unknown command 'request'"),
        ('{"type": "bad_request", "message": "unknown option --data"}', ""),
        ('{"errors": ["unknown command request"]}', "Error: Request failed with status 422"),
        ('{"error": {"message": "unknown command request", "data": {"response": {"status": 422}}}}', ""),
        ('{"error": "Unknown command: request", "id": 5}', ""),
        ('[{"message": "unknown command request"}]', ""),
        ("", ""),
    ],
)
def test_everything_else_is_an_answer(out: str, err: str) -> None:
    """For a write each of these may have come after it was done."""
    assert complaint(out, err) is None


def test_a_write_that_ended_well_is_never_a_complaint() -> None:
    said = "error: unknown option '--data'"
    assert complaint("", said, 0) is None
    assert complaint("", said, 0, write=False) is not None
    assert complaint("Usage: membrane request <id>", code=0) is None
    assert complaint("Usage: membrane request <id>", code=0, write=False) is not None
