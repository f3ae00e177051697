"""A data file that tells how it is read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.storage.database import Database


class PlannedDatabase(Database):
    """Notes how SQLite goes about each query."""

    def __init__(self, path: Path) -> None:
        self.plans: list[str] = []
        super().__init__(path)

    def run(self, sql: str, *values: object) -> sqlite3.Cursor:
        if sql.startswith("select"):
            self.plans += [row["detail"] for row in super().run(f"explain query plan {sql}", *values)]
        return super().run(sql, *values)
