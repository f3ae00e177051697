"""A data file with a million entries, made by bulk SQL instead of a million saves: ten years of a busy agency."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from app.domain.ids import new_id
from app.storage.database import Database
from app.storage.migrations import migrate
from app.storage.positions import bucket

DAYS = 3_650
LAST_DAY = date(2026, 6, 30)
CLIENTS, PROJECTS = 30, 120
UNBILLED_DAYS = 52
COMMON, RARE = "review", "zeppelin"
_RARE_EVERY = 20_011
_WORDS = (
    "draft",
    "call",
    "layout",
    "invoice",
    "address",
    "checkout",
    "contract",
    "photo",
    "layer",
    "migration",
    "plan",
)
_SLOT_S, _SPAN_S = 120, 100
_FIRST_START_S = 7 * 3600


def build(path: Path, entries: int) -> None:
    """Create the file; indexes, triggers and the search index are made once, at the end."""
    db = Database(path)
    migrate(db, 0)
    db.close()
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("pragma synchronous = off")
        connection.execute("pragma cache_size = -200000")
        connection.execute("begin")
        later = _set_aside(connection)
        projects = _fill_places(connection)
        connection.executemany(
            "insert into entry (position, id, title, project_id, date, started_at, ended_at, timezone, seconds,"
            " billed_there) values (?, ?, ?, ?, ?, ?, ?, 'UTC', ?, ?)",
            _rows(entries, projects),
        )
        connection.execute(
            "insert into remote_link (kind, remote_id, local_id, parent_id, seen_at)"
            " select 'entry', printf('%012d', rowid), id, project_id, 0 from entry order by position"
        )
        connection.execute(
            "insert into billing_ledger (id, entry_id, state, at)"
            " select printf('%012d', rowid), id, 'elsewhere', 0 from entry where billed_there = 1 and rowid % 2"
        )
        connection.execute(
            "insert into entry_search (rowid, title, notes, place) select e.position, e.title, e.notes,"
            " p.name || ' ' || c.name from entry e join project p on p.id = e.project_id"
            " join client c on c.id = p.client_id order by e.position"
        )
        for statement in later:
            connection.execute(statement)
        connection.execute("commit")
        connection.execute("pragma wal_checkpoint(truncate)")
    finally:
        connection.close()


def _set_aside(connection: sqlite3.Connection) -> list[str]:
    """Drop indexes and triggers of the big tables; returns the statements that make them again."""
    found = connection.execute(
        "select type, name, sql from sqlite_master where tbl_name in ('entry', 'remote_link') and sql is not null"
        " and type in ('index', 'trigger')"
    ).fetchall()
    for kind, name, _ in found:
        connection.execute(f"drop {kind} {name}")
    return [str(sql) for _, _, sql in found]


def _fill_places(connection: sqlite3.Connection) -> list[str]:
    clients, projects = [new_id() for _ in range(CLIENTS)], [new_id() for _ in range(PROJECTS)]
    connection.executemany(
        "insert into client (id, name, currency) values (?, ?, 'EUR')",
        [(client, f"Client {n}") for n, client in enumerate(clients)],
    )
    connection.executemany(
        "insert into project (id, client_id, name, rate, kind, status) values (?, ?, ?, '90', 0, 1)",
        [(project, clients[n % CLIENTS], f"Project {n}") for n, project in enumerate(projects)],
    )
    return projects


def _rows(entries: int, projects: list[str]) -> Iterator[tuple[object, ...]]:
    """Every day has as many entries as every other; only the newest days are unbilled; the
    ledger has every second of the others. Every third title is common."""
    per_day = -(-entries // DAYS)
    for number in range(entries):
        ago, slot = DAYS - 1 - number // per_day, number % per_day
        day = LAST_DAY - timedelta(days=ago)
        start = (day.toordinal() - date(1970, 1, 1).toordinal()) * 86_400 + _FIRST_START_S + slot * _SLOT_S
        word = COMMON if number % 3 == 0 else _WORDS[number % len(_WORDS)]
        rare = f" {RARE}" if number % _RARE_EVERY == 0 else ""
        title = f"{word} {_WORDS[number * 7 % len(_WORDS)]} {number % 997}{rare}"
        text = day.isoformat()
        yield (
            bucket(text, start), new_id(), title, projects[number * 31 % PROJECTS], text, start, start + _SPAN_S,
            _SPAN_S, int(ago >= UNBILLED_DAYS),
        )  # fmt: skip
