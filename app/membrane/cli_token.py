"""The token that the signed-in `membrane` command hands out, for the much quicker way by the API
(Membrane reference 5.2). It is read from standard output and goes nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, TransportError
from app.membrane.cli_command import Command
from app.membrane.printed import Printed, membrane_answer
from app.membrane.verdict import Unreadable

_NAMES = ("token", "access_token", "accessToken", "output", "data")
_JWT = re.compile(r"(?<![\w.-])eyJ[\w-]{5,}\.[\w-]+\.[\w-]+(?![\w.-])")
_OTHER = re.compile(r"[\w.~+/=-]{20,}")
"""Any other token (`pat-...`) stands alone on its line."""


def command_token(command: Path, home: Path, deadline: Deadline, cancel: CancelToken) -> str | None:
    """The token, None where the command hands none out: nobody is signed in, it does not know how, it is missing."""
    try:
        runner = Command(command, home)
        runner.identify(deadline, cancel)
        printed = runner.run(["token"], deadline, cancel, write=False)
        if printed.code != 0:
            return None
        membrane_answer(printed, write=False)  # only to see whether it says that nobody is signed in
    except (AuthRequired, TransportError):
        return None
    return _token_in(printed)


def _token_in(printed: Printed) -> str | None:
    body = printed.body
    for _ in range(3):
        if isinstance(body, Mapping):
            body = next((body[name] for name in _NAMES if name in body), None)
    text = body.text if isinstance(body, Unreadable) else body if isinstance(body, str) else printed.around
    found = _JWT.search(text)
    if found is not None:
        return found.group()
    lines = [line.strip() for line in text.splitlines()]
    alone = [line for line in lines if _OTHER.fullmatch(line)]
    return alone[-1] if len(alone) == 1 else None
