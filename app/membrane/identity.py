"""Is the program called `membrane` the one we mean? Its vendor ships another command of the same name
(Membrane reference 5.4, "Name clash"), and anything may stand on the search path."""

from __future__ import annotations

import re

from app.errors import AuthRequired, Rejected, TransportError, TransportUnavailable
from app.membrane.catalogue import connections_page
from app.membrane.printed import Printed, membrane_answer
from app.membrane.process import Finished
from app.membrane.verdict import judge
from app.membrane.words import plain

_OUR_COMMANDS = ("login", "search", "connect", "connection", "action", "request", "act")
_OTHER_COMMANDS = ("catalog", "amazon", "connect complete", "connect <client>")
_VERSION = re.compile(
    r"^\s*(?:\S*membrane\S*[ /]|version\s*:?\s*)?v?\d+\.\d+\S*(?:\s.*)?$", re.IGNORECASE | re.MULTILINE
)
_CANNOT_EXECUTE = frozenset({126, 127})


def is_membrane(version: Finished, help_text: Finished) -> bool:
    """Whether the answers to `--version` and `--help` show the Membrane command. False: they do not say; neither
    output is documented. Raises `TransportUnavailable` if they show that it is something else or cannot run.
    """
    for finished in (version, help_text):
        if finished.code < 0 or finished.code in _CANNOT_EXECUTE:
            raise TransportUnavailable(f"the membrane command crashes at its start: {said(finished)}")
    shown = _text(help_text).lower()
    if any(name in shown for name in _OTHER_COMMANDS) and not re.search(r"\b(?:action|request)\b", shown):
        raise TransportUnavailable("the membrane command found is another program of that name")
    if sum(bool(re.search(rf"\b{name}\b", shown)) for name in _OUR_COMMANDS) >= 2:
        return True
    return bool(version_of(version))


def version_of(version: Finished) -> str:
    """The line that names the version, "" if none does."""
    found = _VERSION.search(_text(version)) if version.code == 0 else None
    return found.group().strip() if found is not None else ""


def answers_like_membrane(listing: Printed) -> bool:
    """Whether the answer to `connection list --json` can only be Membrane's: a list, or its way of refusing."""
    try:
        answer = membrane_answer(listing, write=False)
        judge(answer, write=False)
        connections_page(answer.body)
    except (AuthRequired, Rejected):
        return True
    except TransportError:
        return False
    return True


def begins(finished: Finished) -> str:
    """How the first line begins that it printed, for a message: what another program says may be long."""
    line = next((line for line in _text(finished).splitlines() if line.strip()), "")
    return plain(line[:80]).rstrip(". ") or f"exit code {finished.code}"


def said(finished: Finished) -> str:
    """The end of what it printed, for a message."""
    return plain(_text(finished)[-200:]) or f"exit code {finished.code}"


def _text(finished: Finished) -> str:
    return (finished.out + b"\n" + finished.err).decode("utf-8", "replace").strip()
