"""The guard: many records that would vanish or be overwritten at once are a question first."""

from __future__ import annotations

import logging
from collections import Counter

from app.storage.outbox import ENTRY
from app.storage.syncstate import HERE
from app.sync.cycle import Cycle

log = logging.getLogger(__name__)

GUARD_RECORDS = 20
GUARD_SHARE = 20
"""One in twenty: 5 %."""
GUARD_SHARE_AT_LEAST = 5

PREVIEWED = 500
"""Overwritten entries whose new values are kept with the question, so that a person can see them first."""

DELETIONS = "deletions"
"""The name of the question."""
ACCEPTED, KEPT = "deletions_accepted", "deletions_kept"
"""State: remote ids whose change a person let through, or refused; of records beside hours `KIND:REMOTE_ID`."""
RECORDS_ACCEPTED, RECORDS_KEPT = "deletions_accepted_records", "deletions_kept_records"
"""State: the same for records beside hours, which are listed completely only now and then."""


def too_many(cycle: Cycle, losses: list[str], kind: str = ENTRY) -> bool:
    """Whether that many records (by remote id) are more than a person does on the web without a second thought."""
    count = len(losses)
    if count < GUARD_SHARE_AT_LEAST:  # counting what is known reads all of it: not in every cycle
        return False
    return count > GUARD_RECORDS or count * GUARD_SHARE > cycle.links.count(kind)


def ask(cycle: Cycle, vanishing: list[str], overwrites: dict[str, dict[str, object]]) -> None:
    """Leave the one question open, with the hours it is about; a backup is made when it is first asked. `overwrites`:
    by remote id, the values that would take the place of ours.
    """
    losses = [*overwrites, *vanishing]
    log.warning("guard: %d entries would vanish or be overwritten; asking first", len(losses))
    _back_up_once(cycle)
    shown = dict(list(overwrites.items())[:PREVIEWED])
    _put(cycle, losses, _asked_records(cycle), len(overwrites), shown)


def ask_about_records(cycle: Cycle, kind: str, remote_ids: list[str]) -> None:
    """Leave the same question open about records of another kind that would vanish."""
    log.warning("guard: %d records of kind %s would vanish; asking first", len(remote_ids), kind)
    _back_up_once(cycle)
    others = [key for key in _asked_records(cycle) if not key.startswith(f"{kind}:")]
    hours, overwritten, changes = _asked_hours(cycle)
    _put(cycle, hours, others + [f"{kind}:{remote_id}" for remote_id in remote_ids], overwritten, changes)


def forget_records(cycle: Cycle, kind: str) -> None:
    """A complete list shows nothing to be asked about any more."""
    records, (hours, overwritten, changes) = _asked_records(cycle), _asked_hours(cycle)
    others = [key for key in records if not key.startswith(f"{kind}:")]
    if others != records:
        _put(cycle, hours, others, overwritten, changes)


def take_answers(cycle: Cycle) -> None:
    """Keep what was answered about records until their next complete list; those of hours last for one cycle."""
    for key, kept in ((ACCEPTED, RECORDS_ACCEPTED), (KEPT, RECORDS_KEPT)):
        fresh = {rid for rid in answers(cycle, key) if ":" in rid}
        if fresh:
            with cycle.db.write():
                cycle.state.put(HERE, kept, sorted(answers(cycle, kept) | fresh), cycle.now)
                cycle.state.put(HERE, key, sorted(answers(cycle, key) - fresh), cycle.now)


def was_answered(cycle: Cycle, kind: str) -> bool:
    """Whether a person let deletions of that kind through, which waits for a complete list."""
    return any(key.startswith(f"{kind}:") for key in answers(cycle, RECORDS_ACCEPTED))


def record_answers(cycle: Cycle, kind: str, missing: set[str]) -> tuple[set[str], set[str]]:
    """Remote ids of the missing records whose deletion was accepted, and of those to be kept; other answers are over.

    What is kept stays so for as long as it is missing: the same question is not asked every day.
    """
    found = []
    for key in (RECORDS_ACCEPTED, RECORDS_KEPT):
        stored = answers(cycle, key)
        over = {one for one in stored if one.startswith(f"{kind}:") and one.partition(":")[2] not in missing}
        if over:
            with cycle.db.write():
                cycle.state.put(HERE, key, sorted(stored - over), cycle.now)
        found.append({one.partition(":")[2] for one in stored - over if one.startswith(f"{kind}:")})
    return found[0], found[1]


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
            _put(cycle, [], _asked_records(cycle), 0, {})
        for key in (ACCEPTED, KEPT):
            if cycle.state.get(HERE, key) is not None:
                cycle.state.forget(HERE, key)


def _back_up_once(cycle: Cycle) -> None:
    """When the question is first asked: more would push older backups out."""
    if DELETIONS not in cycle.conflicts.questions():
        cycle.backups.make(cycle.db, "guard", cycle.now)


def _asked(cycle: Cycle) -> list[str]:
    listed = cycle.conflicts.questions().get(DELETIONS, {}).get("remote_ids")
    return [str(one) for one in listed] if isinstance(listed, list) else []


def _asked_records(cycle: Cycle) -> list[str]:
    """`KIND:REMOTE_ID` of what the open question is about beside hours."""
    return [one for one in _asked(cycle) if ":" in one]


def _asked_hours(cycle: Cycle) -> tuple[list[str], int, dict[str, dict[str, object]]]:
    """Remote ids of hours that the open question is about, how many of them would be overwritten, and by what."""
    question = cycle.conflicts.questions().get(DELETIONS, {})
    overwritten, changes = question.get("overwritten"), question.get("changes")
    hours = [one for one in _asked(cycle) if ":" not in one]
    return hours, overwritten if isinstance(overwritten, int) else 0, changes if isinstance(changes, dict) else {}


def _put(
    cycle: Cycle, hours: list[str], records: list[str], overwritten: int, changes: dict[str, dict[str, object]]
) -> None:
    """The question as it is now; it is withdrawn when it is about nothing."""
    with cycle.db.write():
        if not hours and not records:
            cycle.conflicts.answer(DELETIONS)
            return
        detail: dict[str, object] = {
            "vanished": len(hours) + len(records) - overwritten,
            "overwritten": overwritten,
            "kinds": dict(Counter([ENTRY] * len(hours) + [key.partition(":")[0] for key in records])),
            "remote_ids": hours + records,
            "changes": changes,
        }
        cycle.conflicts.ask(DELETIONS, detail, cycle.now)
