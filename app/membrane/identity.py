"""Is the program called `membrane` the one we mean? Its vendor ships another command of the same name
(Membrane reference 5.4, "Name clash"), and anything may stand on the search path."""

from __future__ import annotations

import re

from app.errors import TransportUnavailable
from app.membrane.process import Finished

_OUR_COMMANDS = ("login", "search", "connect", "connection", "action", "request")
_OTHER_COMMANDS = ("catalog", "amazon", "connect complete", "connect <client>")
_VERSION = re.compile(r"\d+\.\d+")
_BARE_VERSION = re.compile(r"\s*(?:version\s*:?\s*)?v?\d+\.\d+[\w.+-]*(?:\s.*)?", re.IGNORECASE | re.DOTALL)
_CANNOT_EXECUTE = frozenset({126, 127})


def check_identity(version: Finished, help_text: Finished) -> None:
    """Raise `TransportUnavailable` unless the answers to `--version` and `--help` fit the Membrane command.

    Lenient where nothing speaks against it: neither output is documented.
    """
    for finished in (version, help_text):
        if finished.code < 0 or finished.code in _CANNOT_EXECUTE:
            raise TransportUnavailable(f"the membrane command crashes at its start: {_said(finished)}")
    shown, told = _text(help_text).lower(), _text(version)
    ours = sum(bool(re.search(rf"\b{name}\b", shown)) for name in _OUR_COMMANDS)
    if any(name in shown for name in _OTHER_COMMANDS) and not re.search(r"\b(?:action|request)\b", shown):
        raise TransportUnavailable("the membrane command found is another program of that name")
    if ours >= 2:
        return
    has_version = version.code == 0 and _VERSION.search(told) is not None
    if has_version and ("membrane" in told.lower() or _BARE_VERSION.fullmatch(told)):
        return
    raise TransportUnavailable(f"the membrane command found is another program or does not run: {_said(version)}")


def _text(finished: Finished) -> str:
    return (finished.out + b"\n" + finished.err).decode("utf-8", "replace").strip()


def _said(finished: Finished) -> str:
    return _text(finished)[-200:] or f"exit code {finished.code}"
