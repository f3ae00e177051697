"""Files of every former format are brought to today's, with what is in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import StorageError
from app.storage.database import Database
from app.storage.migrations import LATEST, migrate, script, statements, version

NOW = 1_770_000_000

ROWS = {
    1: (
        "insert into client (id, name, number, currency) values ('c1', 'Acme', 'A-1', 'EUR')",
        "insert into project (id, client_id, name, rate) values ('p1', 'c1', 'Webshop', '90')",
        "insert into entry (position, id, title, project_id, date, timezone, seconds)"
        " values (1, 'e1', 'Address validation', 'p1', '2026-03-04', 'UTC', 3600)",
        "insert into invoice (id, client_id, number, date, due_date, currency, created_at)"
        " values ('i1', 'c1', '1007', '2026-03-04', '2026-03-18', 'EUR', 1)",
        "insert into outbox (id, kind, record_id, action, created_at) values ('o1', 'entry', 'e1', 'save', 1)",
    )
}
"""Rows that a file of that format may hold."""


def opened(path: Path, number: int) -> Database:
    """A file of a former format, with its rows."""
    db = Database(path)
    with db.write():
        for step in range(1, number + 1):
            for statement in statements(script(step)):
                db.run(statement)
            for row in ROWS.get(step, ()):
                db.run(row)
        db.run(f"pragma user_version = {number}")
    return db


def schema(db: Database) -> set[tuple[str, str, str]]:
    rows = db.read("select type, name, sql from sqlite_master where sql is not null and name not like 'entry_search_%'")
    return {(row["type"], row["name"], " ".join(row["sql"].split())) for row in rows}


def former_columns(db: Database) -> dict[str, str]:
    """By table what a former format keeps in it: later ones may add columns, never change these."""
    tables = [name for kind, name, _ in schema(db) if kind == "table" and name != "entry_search"]
    return {table: ", ".join(row["name"] for row in db.read(f"pragma table_info({table})")) for table in tables}


def kept(db: Database, columns: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    return {table: [tuple(row) for row in db.read(f"select {names} from {table}")] for table, names in columns.items()}


@pytest.mark.parametrize("number", range(1, LATEST))
def test_a_former_file_becomes_what_a_new_one_is(tmp_path: Path, number: int) -> None:
    former, new = opened(tmp_path / "former.sqlite3", number), Database(tmp_path / "new.sqlite3")
    try:
        columns = former_columns(former)
        before = kept(former, columns)
        migrate(former, NOW)
        migrate(new, NOW)
        assert version(former) == LATEST
        assert schema(former) == schema(new)
        assert kept(former, columns) == before
        assert [row["title"] for row in former.read("select title from entry_search('addr*')")] == [
            "Address validation"
        ]
        assert former.trouble() == ""
    finally:
        former.close()
        new.close()


def test_a_file_of_a_format_that_was_not_finished_yet_says_so(tmp_path: Path) -> None:
    db = opened(tmp_path / "early.sqlite3", LATEST)
    try:
        db.run("alter table outbox drop column refused_by")
        with pytest.raises(StorageError, match="never released"):
            db.read("select refused_by from outbox")
    finally:
        db.close()
