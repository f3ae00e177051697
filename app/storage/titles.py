"""What was worked on before, as titles to choose from: small rows, at most as many as a list can rank at once."""

from typing import NamedTuple

from app.domain.ids import EntryId, ProjectId
from app.storage.database import Database
from app.storage.search import search_terms

_COLUMNS = "e.id, e.title, e.project_id, p.name, c.name, e.date"
_NAMES = " left join project p on p.id = e.project_id left join client c on c.id = p.client_id"
_MINE = "e.deleted_at is null and e.person is null and e.title <> ''"


class TitleRow(NamedTuple):
    """A title on a project, and the entry that had both."""

    entry_id: EntryId
    title: str
    project_id: ProjectId | None
    project_name: str | None
    client_name: str | None
    date: str
    """The entry's day, YYYY-MM-DD."""


def newest_titles(db: Database, limit: int) -> list[TitleRow]:
    """Those of my newest entries, newest first, repeated as they were."""
    rows = db.read(f"select {_COLUMNS} from entry e{_NAMES} where {_MINE} order by e.position desc limit ?", limit)
    return [TitleRow(*row) for row in rows]


def titles_with(db: Database, words: tuple[str, ...], limit: int, *, whole_words: bool = False) -> list[TitleRow]:
    """As `newest_titles`, where each word is in the title, the project's or the client's name; unless `whole_words` the
    last one may be the beginning of a word.
    """
    rows = db.read(
        f"select {_COLUMNS} from entry_search s join entry e on e.position = s.rowid{_NAMES}"
        f" where entry_search match ? and {_MINE} order by s.rowid desc limit ?",
        f"{{title place}} : ({search_terms(words, whole_words=whole_words)})",
        limit,
    )
    return [TitleRow(*row) for row in rows]


def titles_like(db: Database, beginnings: tuple[str, ...], limit: int) -> list[TitleRow]:
    """As `titles_with`, where some word of the title begins with one of these: what a slip may have been meant as."""
    some = " OR ".join(search_terms((start,)) for start in beginnings)
    rows = db.read(
        f"select {_COLUMNS} from entry_search s join entry e on e.position = s.rowid{_NAMES}"
        f" where entry_search match ? and {_MINE} order by s.rowid desc limit ?",
        f"{{title}} : ({some})",
        limit,
    )
    return [TitleRow(*row) for row in rows]
