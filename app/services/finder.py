"""Find anything by a few typed words: clients, projects and entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.domain.names import fold
from app.services.catalog import Catalog
from app.storage.database import Database
from app.storage.entries import EntryFilter, EntryRepository

HitKind = Literal["client", "project", "entry"]
_NAMED: tuple[HitKind, HitKind] = ("client", "project")
SHORTEST_SEARCH = 2
"""Letters from which entries are searched: the index has prefixes of that length, a single letter is a walk."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. `place`: the project's client, or an entry's project and client. `project_id` colours it;
    `day` (YYYY-MM-DD) and `seconds` are an entry's.
    """

    kind: HitKind
    id: str
    title: str
    place: str = ""
    project_id: str | None = None
    day: str | None = None
    seconds: int = 0
    running: bool = False
    current: bool = True


class Finder:
    """Made when a search begins: names are read and folded once, so that a keystroke costs little. Reads only."""

    def __init__(self, db: Database) -> None:
        self._db = db
        catalog = Catalog(db)
        self._named = _clients(catalog) + _projects(catalog)

    def find(self, text: str, limit: int = 8) -> list[Hit]:
        """At most `limit` of each kind: clients and projects by name, then the newest entries. Each word must occur."""
        words = fold(text).split()
        if not words:
            return []
        return [
            *self._by_name("client", words, limit),
            *self._by_name("project", words, limit),
            *self._entries(text, limit),
        ]

    def _by_name(self, kind: HitKind, words: list[str], limit: int) -> list[Hit]:
        """Names that begin with the first word come first, closed and archived ones last."""
        fits = [(named, hit) for named, hit in self._named if hit.kind == kind and all(word in named for word in words)]
        fits.sort(key=lambda fit: (not fit[1].current, not fit[0].startswith(words[0])))
        return [hit for _, hit in fits[:limit]]

    def _entries(self, text: str, limit: int) -> list[Hit]:
        words = tuple(text.split())
        if sum(len(word) for word in words) < SHORTEST_SEARCH:
            return []
        return [
            Hit(
                kind="entry",
                id=row.entry.id,
                title=row.entry.title,
                place=" · ".join(name for name in (row.project_name, row.client_name) if name),
                project_id=row.entry.project_id,
                day=row.entry.date,
                seconds=row.entry.seconds,
                running=row.entry.running,
            )
            for row in EntryRepository(self._db).page(EntryFilter(words=words), limit)
        ]


def _clients(catalog: Catalog) -> list[tuple[str, Hit]]:
    current = {row.client.id for row in catalog.clients()}
    return [
        (fold(row.client.name), Hit("client", row.client.id, row.client.name, current=row.client.id in current))
        for row in catalog.clients(everything=True)
    ]


def _projects(catalog: Catalog) -> list[tuple[str, Hit]]:
    current = {row.project.id for row in catalog.projects()}
    return [
        (
            fold(f"{row.project.name} {row.client_name or ''}"),
            Hit(
                "project", row.project.id, row.project.name, row.client_name or "", project_id=row.project.id,
                current=row.project.id in current,
            ),
        )
        for row in catalog.projects(everything=True)
    ]  # fmt: skip
