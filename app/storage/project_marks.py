"""What tells a project from others; read before the first paint, so apart from all else about projects."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.ids import ProjectId
from app.storage.database import Database


class ProjectMarkRow(NamedTuple):
    """What a project is known by, here and in any other data folder of the same account."""

    id: ProjectId
    client_id: str | None
    remote_id: str | None
    name: str


def project_marks(db: Database) -> list[ProjectMarkRow]:
    """Every project, whatever became of it."""
    rows = db.read(
        "select p.id, p.client_id, r.remote_id, p.name from project p left join remote_link r"
        " on r.kind = 'project' and r.local_id = p.id and r.state = 'linked'"
    )
    return [ProjectMarkRow(*row) for row in rows]
