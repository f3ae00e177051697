"""What people search for, as expressions of the full-text index of entries (FTS5)."""

from __future__ import annotations

from collections.abc import Sequence

from app.storage.database import Database

_INDEXED = (2, 3)
"""Beginnings of so many characters have an index of their own (`prefix` of the table)."""
_MOST_WORDS = 16
_LAST = "\U0010ffff"
_VOCABULARY = "create virtual table if not exists temp.entry_vocabulary using fts5vocab(main, entry_search, instance)"
_BEGINNING_WITH = (
    "with recursive found (term) as ("
    " select * from (select term from entry_vocabulary where term >= ?1 and term < ?2 limit 1)"
    " union all select (select term from entry_vocabulary where term >= found.term || '0' and term < ?2 limit 1)"
    " from found where found.term is not null)"
    " select term from found where term is not null limit ?3"
)
"""Each word that is found leads to the next: its hits are not walked. No word continues with less than a zero."""


def search_terms(words: Sequence[str], *, whole_words: bool = False) -> str:
    """An expression in which every word is text, never syntax; the last one may be the beginning of a word."""
    quoted = [_quoted(word) for word in words]
    if not quoted:
        return '""'
    return " ".join(quoted) if whole_words else " ".join(quoted) + "*"


def newest_terms(db: Database, words: Sequence[str]) -> str:
    """As `search_terms`, for who wants the newest hits only: FTS5 gathers every hit of a beginning before it can tell
    the newest, but walks the hits of whole words from the newest on. So the words that begin so are named.
    """
    last = words[-1].lower() if words else ""
    plain = last.isascii() and last.isalnum() and all(any(map(str.isalnum, word)) for word in words)
    if not plain or len(last) in _INDEXED:  # else only the index knows how it folds and parts the word
        return search_terms(words)
    db.run(_VOCABULARY)
    found = [row["term"] for row in db.read(_BEGINNING_WITH, last, last + _LAST, _MOST_WORDS + 1)]
    if not 0 < len(found) <= _MOST_WORDS:
        return search_terms(words)
    beginning = " OR ".join(map(_quoted, found))
    return " AND ".join([*map(_quoted, words[:-1]), f"({beginning})"])


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""').replace("\0", " ") + '"'
