"""Did the `membrane` command's own parser refuse the words it was given? Then nothing ran, and another grammar may be
tried (Membrane reference 5.1 and 9). Anything less certain than that is an answer, and is judged as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.membrane.printed import Printed

_PREFIX = r"^[\W_]*(?:(?:membrane|usage|\w*error)\b[^\w'\"`]*)*"
"""What may stand before the complaint: bullets, `Error:`, `CommanderError:`, the program's name."""

_NOT = r"(?:unknown|bad|illegal|unrecogni[sz]ed|invalid|unexpected|unsupported|no such|non-?existent)"
_NAMED = r"['\"`<\[]?-{0,2}(?:membrane )?(?P<word>[A-Za-z][\w-]*)"
_REST = r"['\"`]?(?: [\w-]+['\"`]?)?"
_COMPLAINTS = tuple(
    re.compile(_PREFIX + pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NOT} (?:sub-?)?command:? {_NAMED}",
        rf"{_NOT} (?:option|flag|argument|parameter)s?:? {_NAMED}",
        rf"(?:option |flag |argument )?(?=['\"`-]){_NAMED}{_REST}:? (?:is )?(?:an? )?"
        r"(?:unknown|unsupported|not (?:a )?(?:recogni[sz]ed|supported|valid|known))\b",
        rf"flag provided but not defined:? {_NAMED}",
        rf"(?:argument \w+: )?invalid choice:? {_NAMED}",
        rf"command:? {_NAMED}{_REST} (?:is )?(?:not found|not recogni[sz]ed|unknown|not available)\b",
        rf"{_NAMED}{_REST} is not an? (?:known |valid |\w+ )?command\b",
        rf"(?:the )?(?:command |option )?(?=['\"`-]){_NAMED}{_REST}(?: command| option)? (?:has been|was|is) removed\b",
        rf"(?:too many|unexpected) arguments?(?: for)?:? {_NAMED}",
    )
)
_MISSES = re.compile(
    _PREFIX
    + rf"(?:(?:missing required|not enough) (?:option|argument|flag)s?(?: for)?|required (?:option|argument|flag)|"
    rf"the following (?:option|argument)s are required):? {_NAMED}",
    re.IGNORECASE,
)
_ONE_OF = re.compile(
    _PREFIX + r"(?:exactly |at least )?(?:one of|either|(?:please |you must )?(?:provide|specify)) "
    r".{0,80}(?<![\w-])--[a-z]",
    re.IGNORECASE,
)
_MISSED = frozenset({
    "action", "actionid", "api", "appurl", "clientname", "code", "command", "connection", "connectionid",
    "connectionkey", "connectorkey", "id", "input", "integrationkey", "intent", "key", "name", "path", "query",
    "selector", "tenant", "tenantkey", "url", "workspacekey",
})  # fmt: skip
"""Parameters of the command itself: a server may miss others."""

_TOO_FEW = re.compile(_PREFIX + r"(?:not enough non-option arguments|missing \d+ required args?)\b", re.IGNORECASE)
_HELP = re.compile(r"^\s*(?:usage\b|commands:)", re.IGNORECASE | re.MULTILINE)
_LOOKED_AT = 4_000
"""Characters of its output: a parser complains at once."""


def refused_words(printed: Printed, arguments: Sequence[str], help_text: str = "", *, write: bool) -> str | None:
    """The parser's complaint about `arguments`, None if this is an answer of another kind.

    It must name a word of ours, or a parameter of the command that it misses: a server's words must never pass for it.
    A write counts as refused only by a failed run, or where the whole help and nothing else is shown; for a read, any
    help text will do.
    """
    if _is_answer(printed):
        return None
    if printed.code != 0 or not write:
        ours = _words(arguments)
        for line in _lines(printed):
            if _complains(line, ours):
                return line.strip()
    text = (printed.around + printed.err).strip()
    if help_text and _flat(text) == _flat(help_text):
        return "it shows its help"
    if not write and printed.body is not None and _HELP.search(text[:_LOOKED_AT]):
        return "it shows its help"
    return None


def _complains(line: str, ours: frozenset[str]) -> bool:
    if any((found := pattern.search(line)) is not None and found["word"].lower() in ours for pattern in _COMPLAINTS):
        return True
    if _TOO_FEW.search(line) or _ONE_OF.search(line):
        return True
    missed = _MISSES.search(line)
    return missed is not None and missed["word"].lower() in _MISSED | ours


def _is_answer(printed: Printed) -> bool:
    """An error of the command's own making may be JSON, but holds nothing that only a server says."""
    body = printed.body
    if isinstance(body, list):
        return True
    if not isinstance(body, Mapping):
        return False
    inner = body.get("error", body)
    told = inner if isinstance(inner, Mapping) else {}
    return bool(told.keys() & _SERVER_KEYS or body.keys() & _SERVER_KEYS) or not _message(body)


_SERVER_KEYS = frozenset({
    "type", "data", "status", "errors", "id", "items", "output", "causedByError", "actionRunId", "headers", "key",
})  # fmt: skip


def _message(body: Mapping[object, object]) -> str:
    error = body.get("error")
    told = error.get("message") if isinstance(error, Mapping) else error or body.get("message")
    return told if isinstance(told, str) else ""


def _lines(printed: Printed) -> Iterator[str]:
    if isinstance(printed.body, Mapping):
        yield from _message(printed.body).splitlines()
    for text in (printed.err, printed.around):
        yield from text[:_LOOKED_AT].splitlines()


def _words(arguments: Sequence[str]) -> frozenset[str]:
    """The command's name and its options, without their values: what its parser may complain about."""
    commands = {word.lower() for word in arguments[:2] if word[:1].isalpha()}
    return frozenset(commands | {word.lstrip("-").partition("=")[0].lower() for word in arguments if word[:1] == "-"})


def _flat(text: str) -> str:
    return " ".join(text.split())
