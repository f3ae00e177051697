"""What a commit touched, for whoever shows it. Repositories note it, the commit hands it out."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Changes:
    """Local ids by kind; `sync` when an operation, a conflict or the sync state changed."""

    entries: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    invoices: frozenset[str] = frozenset()
    sync: bool = False

    def __or__(self, other: Changes) -> Changes:
        """Both together."""
        return Changes(*(getattr(self, f.name) | getattr(other, f.name) for f in fields(self)))

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self))
