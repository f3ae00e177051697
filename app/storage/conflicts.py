"""SQL for conflicts and open questions: what a person has to decide."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.storage.changes import Changes
from app.storage.database import Database


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed the same fields. `fields`: name -> {"ours", "theirs"}; `theirs`: the whole remote record in
    our terms (JSON object), empty when it was deleted there.
    """

    kind: str
    record_id: str
    remote_id: str | None
    fields: dict[str, dict[str, object]]
    theirs: dict[str, object]
    opened_at: int


@dataclass(frozen=True, slots=True)
class ConflictRepository:
    """Reads and writes of conflicts and questions; writes belong inside `db.write()`."""

    db: Database

    def get(self, kind: str, record_id: str) -> Conflict | None:
        found = self._read("where kind = ? and record_id = ?", kind, record_id)
        return found[0] if found else None

    def all(self) -> list[Conflict]:
        return self._read("order by opened_at, record_id")

    def count(self) -> int:
        row = self.db.one("select count(*) from conflict")
        return int(row[0]) if row is not None else 0

    def save(self, conflict: Conflict) -> None:
        self.db.touch(Changes(sync=True))
        self.db.run(
            "insert into conflict (kind, record_id, remote_id, fields, theirs, opened_at) values (?, ?, ?, ?, ?, ?)"
            " on conflict (kind, record_id) do update set remote_id = excluded.remote_id, fields = excluded.fields,"
            " theirs = excluded.theirs",
            conflict.kind, conflict.record_id, conflict.remote_id, json.dumps(conflict.fields),
            json.dumps(conflict.theirs), conflict.opened_at,
        )  # fmt: skip

    def remove(self, kind: str, record_id: str) -> None:
        self.db.touch(Changes(sync=True))
        self.db.run("delete from conflict where kind = ? and record_id = ?", kind, record_id)

    def ask(self, name: str, detail: dict[str, object], now: int) -> None:
        """Leave a question open; asked again it keeps its first instant."""
        self.db.touch(Changes(sync=True))
        self.db.run(
            "insert into question (name, detail, opened_at) values (?, ?, ?)"
            " on conflict (name) do update set detail = excluded.detail",
            name, json.dumps(detail), now,
        )  # fmt: skip

    def questions(self) -> dict[str, dict[str, object]]:
        """Open questions by name."""
        return {row["name"]: json.loads(row["detail"]) for row in self.db.read("select * from question order by name")}

    def answer(self, name: str) -> None:
        self.db.touch(Changes(sync=True))
        self.db.run("delete from question where name = ?", name)

    def _read(self, condition: str, *values: object) -> list[Conflict]:
        rows = self.db.read(f"select * from conflict {condition}", *values)
        return [
            Conflict(
                row["kind"], row["record_id"], row["remote_id"], json.loads(row["fields"]), json.loads(row["theirs"]),
                row["opened_at"],
            )
            for row in rows
        ]  # fmt: skip
