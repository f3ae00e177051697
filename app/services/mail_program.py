"""Handing an e-mail over to the person's own mail program, ready to be looked at and sent there."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

_STARTS_S = 20.0
_PROGRAM = "xdg-email"


def mail_address(recipients: Sequence[str], subject: str, body: str) -> str:
    """A `mailto:` address with everything but an attachment, which it has no way to name (RFC 6068)."""
    to = ",".join(quote(one, safe="@") for one in recipients)
    lines = body.replace("\r\n", "\n").replace("\n", "\r\n")
    return f"mailto:{to}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"


def compose_with_attachment(recipients: Sequence[str], subject: str, body: str, attachment: Path) -> bool:
    """Open the mail program with everything filled in; False where this desktop has no way to attach a file. Waits
    until it was told, at most 20 s; not for a GUI thread.
    """
    program = shutil.which(_PROGRAM)
    if program is None or os.name == "nt":
        return False
    words = [program, "--utf8", "--attach", str(attachment.absolute()), mail_address(recipients, subject, body)]
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_STARTS_S,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
