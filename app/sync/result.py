"""What a sync cycle did and how things stand after it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from app.domain.refusals import Refusal

PULLED = {
    "client": "clients", "project": "projects", "task": "tasks", "hours": "hours", "invoice": "invoices",
    "person": "staff", "payment": "payments", "expense": "expenses",
    "contact": "contacts", "estimate": "estimates", "recurring": "recurring",
}  # fmt: skip
"""Kinds as the engine counts them, and as the result names them."""


@dataclass(frozen=True, slots=True)
class SyncResult:
    """Counts are records, not fields. `state`: idle | offline | sign_in_needed | not_connected | error; `out_of_time`
    when work was left because the time was over. `refused`: awaited records by id, and why.
    `retry_after_s`: how long automatic cycles have to keep off, because the other side asked for it; 0: no time named.
    """

    state: str
    reason: str | None = None
    pulled: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PULLED.values(), 0))
    created: int = 0
    updated: int = 0
    deleted: int = 0
    adopted: int = 0
    waiting: int = 0
    checking: int = 0
    parked: int = 0
    conflicts: int = 0
    questions: int = 0
    mismatches: int = 0
    requests: int = 0
    seconds: float = 0.0
    out_of_time: bool = False
    problems: tuple[str, ...] = ()
    refused: dict[str, Refusal] = field(default_factory=dict)
    retry_after_s: int = 0


@dataclass(slots=True)
class Tally:
    """Counts while a cycle runs."""

    pulled: Counter[str] = field(default_factory=Counter)
    pushed: Counter[str] = field(default_factory=Counter)
    sends: int = 0
    """Requests that were about to leave: what was announced may have been done."""
    adopted: int = 0
    problems: list[str] = field(default_factory=list)
    refused: dict[str, Refusal] = field(default_factory=dict)
