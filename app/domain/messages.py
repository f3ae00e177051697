"""E-mails with an invoice, which Clientary sends when a person asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NewType

from app.domain.ids import InvoiceId

MessageId = NewType("MessageId", str)

_ADDRESS = re.compile(r"[^\s@<>,;\"()]+@[^\s@<>,;\"()]+")
"""What may be an address; whether it is one, only the mail's way shows."""
_SEPARATORS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class InvoiceMessage:
    """`sent_at` (UTC epoch seconds) is None until Clientary took it."""

    id: MessageId
    invoice_id: InvoiceId
    recipients: tuple[str, ...]
    subject: str = ""
    body: str = ""
    attach_pdf: bool = True
    send_copy: bool = False
    created_at: int = 0
    sent_at: int | None = None


def addresses_in(text: str) -> tuple[str, ...]:
    """The addresses of a text as people type it, separated by commas, semicolons or space; `Ann <ann@x.org>` too. Each
    once, whatever its case.
    """
    named = re.sub(r"[^,;<>]*<([^<>]*)>", r" \1 ", text)
    found: dict[str, str] = {}
    for part in _SEPARATORS.split(named.strip()):
        if part:
            found.setdefault(part.casefold(), part)
    return tuple(found.values())


def is_address(text: str) -> bool:
    """Whether it may be an e-mail address."""
    return _ADDRESS.fullmatch(text) is not None
