"""The guard: many entries that would vanish or be overwritten at once are a question first (`sync.md` section 4)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.storage.outbox import ENTRY
from app.storage.syncstate import HERE
from app.sync.cycle import Cycle

log = logging.getLogger(__name__)

GUARD_RECORDS = 20
GUARD_SHARE = 20
"""One in twenty: 5 %."""
GUARD_SHARE_AT_LEAST = 5

DELETIONS = "deletions"
"""The name of the question."""
ACCEPTED, KEPT = "deletions_accepted", "deletions_kept"
"""State: remote ids whose change a person let through, or refused."""


def too_many(cycle: Cycle, losses: list[str]) -> bool:
    """Whether that many entries (by remote id) are more than a person does on the web without a second thought."""
    count, known = len(losses), cycle.links.count(ENTRY)
    return count > GUARD_RECORDS or (count >= GUARD_SHARE_AT_LEAST and count * GUARD_SHARE > known)


def ask(cycle: Cycle, vanishing: list[str], overwrites: list[str], backup: Callable[[], None]) -> None:
    """Leave the one question open, with what it is about; a backup is made when it is first asked."""
    losses = overwrites + vanishing
    log.warning("guard: %d entries would vanish or be overwritten; asking first", len(losses))
    if DELETIONS not in cycle.conflicts.questions():  # one is enough: more would push older backups out
        backup()
    detail: dict[str, object] = {
        "vanished": len(vanishing),
        "overwritten": len(overwrites),
        "remote_ids": losses,
    }
    with cycle.db.write():
        cycle.conflicts.ask(DELETIONS, detail, cycle.now)


def answers(cycle: Cycle, key: str) -> set[str]:
    """Remote ids under `ACCEPTED` or `KEPT`."""
    stored = cycle.state.get(HERE, key)
    return {str(rid) for rid in stored} if isinstance(stored, list) else set()


def forget_question(cycle: Cycle) -> None:
    """The question, if there was one, is done with, unless what it is about may be in what could not be read."""
    if cycle.listings_failed:
        return
    with cycle.db.write():
        if DELETIONS in cycle.conflicts.questions():
            cycle.conflicts.answer(DELETIONS)
        for key in (ACCEPTED, KEPT):
            if cycle.state.get(HERE, key) is not None:
                cycle.state.forget(HERE, key)
