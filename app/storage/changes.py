"""What a commit touched, for whoever shows it. Repositories note it, the commit hands it out."""

from operator import or_
from typing import NamedTuple


class Changes(NamedTuple):
    """Local ids by kind; `sync` when an operation, a conflict or the sync state changed.

    `everything`: another process committed, and nobody can say what; whatever is shown is to be read again.
    """

    entries: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    invoices: frozenset[str] = frozenset()
    sync: bool = False
    everything: bool = False

    def __or__(self, other: "Changes") -> "Changes":
        """Both together."""
        return Changes(*map(or_, self, other))

    def __bool__(self) -> bool:
        return any(self)

    def concern(self, *kinds: str) -> bool:
        """Whether what shows those kinds (names of fields above) has to be read again."""
        return self.everything or any(getattr(self, kind) for kind in kinds)
