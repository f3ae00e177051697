"""SQL for finding operations in the sync log: by words, and by where they stand."""

from __future__ import annotations

from typing import NamedTuple

from app.storage.database import Database
from app.storage.synclog import SyncEvent

_LATEST = (
    "(s.operation_id = '' or not exists (select 1 from sync_log n where n.kind = s.kind"
    " and n.record_id = s.record_id and n.operation_id = s.operation_id and n.seq > s.seq))"
)
_STEP_SAYS = (
    "exists (select 1 from sync_log m where m.kind = s.kind and m.record_id = s.record_id"
    " and m.operation_id = s.operation_id and (m.seq = s.seq or s.operation_id <> '')"
    " and (m.remote_id = ? or m.detail like ? escape '\\'))"
)
_NAMED = (("entry", "title"), ("invoice", "number"), ("client", "name"), ("project", "name"), ("task", "title"))
"""Tables, and the column that people call their records by."""


class Wanted(NamedTuple):
    """Which operations: every one of `words` occurs in the record's name, a detail or is a remote id; the latest step
    is one of `events`, or none of `other_events`.
    """

    words: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    other_events: tuple[str, ...] = ()


def latest_steps(
    db: Database, wanted: Wanted, before: int | None, span: int, limit: int
) -> tuple[list[SyncEvent], int | None]:
    """The latest step of each operation that is wanted, newest first and at most `limit`, among the `span` steps before
    step number `before` (None: among the newest); and the number before which there may be more, None where there
    cannot.
    """
    newest = db.one("select max(seq) from sync_log")
    end = before if before is not None else (newest[0] or 0) + 1 if newest is not None else 1
    where = ["s.seq < ? and s.seq >= ?"]
    parameters: list[object] = [end, end - span]
    for events, kept in ((wanted.events, "in"), (wanted.other_events, "not in")):
        if events:
            where.append(f"s.event {kept} ({', '.join('?' * len(events))})")
            parameters += events
    where.append(_LATEST)
    for word in wanted.words:
        pattern = f"%{_escaped(word)}%"
        names = [f"exists (select 1 from {t} where id = s.record_id and {c} like ? escape '\\')" for t, c in _NAMED]
        where.append(f"({' or '.join([*names, _STEP_SAYS])})")
        parameters += [pattern] * len(_NAMED) + [word, pattern]
    rows = db.read(
        "select seq, operation_id, kind, record_id, event, at, remote_id, detail from sync_log s"
        f" where {' and '.join(where)} order by s.seq desc limit ?",
        *parameters,
        limit,
    )
    found = [SyncEvent(*row) for row in rows]
    if len(found) == limit:
        return found, found[-1].seq
    return found, end - span if end - span > 1 else None


def _escaped(word: str) -> str:
    return "".join(f"\\{character}" if character in "\\%_" else character for character in word)
