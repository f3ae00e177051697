"""Identifiers. Local records carry UUIDv7 (RFC 9562): unique without a server and sortable by creation."""

from __future__ import annotations

import os
import threading
import time
from typing import NewType

ClientId = NewType("ClientId", str)
ProjectId = NewType("ProjectId", str)
TaskId = NewType("TaskId", str)
EntryId = NewType("EntryId", str)
InvoiceId = NewType("InvoiceId", str)
OperationId = NewType("OperationId", str)

RemoteId = NewType("RemoteId", str)
"""Clientary's id as text; it may exceed 2^31 and may arrive as a number or as a numeric string."""

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A fresh UUIDv7; within this process each is greater than the one before, even when the clock steps back."""
    global _last  # noqa: PLW0603 - the sequence belongs to the process
    with _lock:
        stamp = max(time.time_ns() // 1_000_000 << 16, _last + (1 << 4))
        _last = stamp
    millis, sequence = stamp >> 16, (stamp >> 4) & 0xFFF
    tail = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    value = (millis & ((1 << 48) - 1)) << 80 | 0x7 << 76 | sequence << 64 | 0b10 << 62 | tail
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
