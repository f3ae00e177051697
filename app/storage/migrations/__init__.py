"""Numbered, self-contained steps from an empty file to today's schema; applied together with their record."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from app.errors import DatabaseNewer
from app.storage.database import Database

LATEST = 3
"""The schema this build knows; a file with a higher number is refused."""


def version(db: Database) -> int:
    """The file's schema number; 0 for an empty file."""
    row = db.one("pragma user_version")
    return int(row[0]) if row is not None else 0


def check_not_newer(db: Database) -> None:
    found = version(db)
    if found > LATEST:
        raise DatabaseNewer(
            f"The data was written by a newer version of Stint (format {found}, this one knows {LATEST}). "
            "Nothing was touched; install the newer version.",
            found=found,
        )


def migrate(db: Database, now: int) -> None:
    """Bring the file to `LATEST` in one transaction. The caller holds the sync lock and has made a backup."""
    with db.write():
        for number in range(version(db) + 1, LATEST + 1):
            for statement in statements(script(number)):
                db.run(statement)
            db.run(f"pragma user_version = {number}")
        db.run("create table if not exists migration (number integer primary key, at integer not null) strict")
        db.run("insert or ignore into migration (number, at) values (?, ?)", LATEST, now)


def script(number: int) -> str:
    """The SQL of one step."""
    from importlib import resources  # costs 5 ms, and files hardly ever need a step

    files = sorted(f.name for f in resources.files(__package__).iterdir() if f.name.startswith(f"{number:04d}_"))
    return resources.files(__package__).joinpath(files[0]).read_text(encoding="utf-8")


def statements(sql: str) -> Iterator[str]:
    """Single statements; a trigger's inner semicolons do not end it."""
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        yield pending
