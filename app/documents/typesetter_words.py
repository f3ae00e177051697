"""What the program and its typesetter say to each other: messages, each a line with its length in bytes, then itself.

Apart from the typesetter because that loads the compiler.
"""

from __future__ import annotations

from typing import IO

MODULE = "app.documents.typesetter"
WORD = "--typeset-documents"
"""What a frozen program is started with for this."""

_MAX_BYTES = 64 * 1024 * 1024


def read_message(stream: IO[bytes]) -> bytes | None:
    """The next message; None at the end, or where the other side is not what it should be."""
    line = stream.readline(32)
    if not line.strip().isdigit() or int(line) > _MAX_BYTES:
        return None
    length = int(line)
    body = stream.read(length)
    return body if len(body) == length else None


def write_message(stream: IO[bytes], body: bytes) -> None:
    """Send one message."""
    stream.write(b"%d\n" % len(body) + body)
    stream.flush()
