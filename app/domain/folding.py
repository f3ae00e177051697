"""The form in which two spellings of a name are equal."""

from __future__ import annotations


def fold(text: str) -> str:
    """No accents, no case, single spaces, none around slashes."""
    bare = text.casefold() if text.isascii() else _without_accents(text)
    return "/".join([" ".join(part.split()) for part in bare.split("/")])


def _without_accents(text: str) -> str:
    import unicodedata  # a megabyte that English names do not need

    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
