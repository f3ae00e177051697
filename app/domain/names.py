"""Finding a record by the name that a person typed: case and accents do not matter, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.folding import fold as fold
from app.domain.money import shown
from app.errors import Ambiguous, NotFound

Key = TypeVar("Key")

_LISTED = 8


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Key]):
    """Something that can be named: by its id, its `name`, or `owner/name` (a project's owner is its client)."""

    key: Key
    name: str
    owner: str | None = None

    @property
    def label(self) -> str:
        """What to show so that candidates of the same name can be told apart."""
        return f"{self.owner}/{self.name}" if self.owner else self.name


def find_name(wanted: str, candidates: Iterable[Candidate[Key]], *, what: str) -> Key | None:
    """The candidate of that id or name, None when there is none; raises `Ambiguous` with the candidates."""
    target = fold(wanted)
    hits: list[Candidate[Key]] = []
    for candidate in candidates:
        if candidate.key == wanted:
            return candidate.key
        if fold(candidate.name) == target or (candidate.owner and fold(candidate.label) == target):
            hits.append(candidate)
    if len(hits) > 1:
        labels = _listing([hit.label for hit in hits], [str(hit.key) for hit in hits])
        raise Ambiguous(
            f'Several {what}s are called "{shown(wanted)}": {labels}.', what=what, name=shown(wanted), field=what
        )
    return hits[0].key if hits else None


def match_name(wanted: str, candidates: Sequence[Candidate[Key]], *, what: str) -> Key:
    """As `find_name`, but an unknown name raises `NotFound` with the names that come near it."""
    found = find_name(wanted, candidates, what=what)
    if found is not None:
        return found
    near = _near(wanted, [candidate.label for candidate in candidates])
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise NotFound(f'There is no {what} "{shown(wanted)}".{hint}', what=what, name=shown(wanted), field=what)


def _listing(labels: list[str], keys: list[str]) -> str:
    """Labels, with the id beside those that are still alike."""
    texts = [
        f"{shown(label)} ({key})" if labels.count(label) > 1 else shown(label)
        for label, key in zip(labels[:_LISTED], keys, strict=False)
    ]
    more = len(labels) - len(texts)
    return ", ".join(texts) + (f" and {more} more" if more else "")


def _near(wanted: str, labels: Sequence[str]) -> list[str]:
    import difflib  # only for a name that failed

    folded = {fold(label): shown(label) for label in labels}
    target = fold(wanted)
    inside = [label for key, label in folded.items() if target and target in key]
    close = difflib.get_close_matches(target[:100], folded, n=3, cutoff=0.6)
    return list(dict.fromkeys([*inside[:3], *(folded[key] for key in close)]))[:3]
