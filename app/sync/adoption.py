"""Which records are ours: settling creates of unknown outcome by reading back (`README.md`, *Creating*). Pure."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from app.membrane.wire import RemoteHours
from app.sync.merge import Hours, sent_hours

HOURS_TOLERANCE = Decimal("0.005")
MIN_PREFIX = 32
"""A shorter prefix of our text is a coincidence, not silent truncation."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Keeps:
    """How this server keeps what it is sent, as far as its answers have shown: hours may come back by `hours` off, and
    of titles the first `title` characters."""

    hours: Decimal = HOURS_TOLERANCE
    title: int | None = None


AS_USUAL = Keeps()
"""What is taken for granted of a server that has shown nothing yet."""


@dataclass(frozen=True, slots=True)
class Unsettled(Generic[Key]):
    """A create whose outcome is unknown: what was sent, and the ids that were there before."""

    key: Key
    sent: Hours
    known_ids: frozenset[str]


def adopt(
    creates: Sequence[Unsettled[Key]],
    unlinked: Iterable[RemoteHours],
    me: str | None,
    *,
    lossy: bool = False,
    keeps: Keeps = AS_USUAL,
) -> dict[Key, RemoteHours]:
    """Pair creates with records, each at most once: same notes first, then nearest hours, lowest id, oldest create."""
    records = list(unlinked)
    pairs = sorted(
        (
            (
                not may_be(create.sent.notes, record.description),
                abs(record.hours - sent_hours(create.sent.seconds)),
                _order(record.id),
                index,
                create,
                record,
            )
            for index, create in enumerate(creates)
            for record in records
            if is_ours(create, record, me, lossy=lossy, keeps=keeps)
        ),
        key=lambda pair: pair[:4],
    )
    adopted: dict[Key, RemoteHours] = {}
    taken: set[str] = set()
    for *_order_of_pairs, create, record in pairs:
        if create.key not in adopted and record.id not in taken:
            adopted[create.key] = record
            taken.add(record.id)
    return adopted


def is_ours(
    create: Unsettled[Key], record: RemoteHours, me: str | None, *, lossy: bool = False, keeps: Keeps = AS_USUAL
) -> bool:
    """Whether this unlinked record can be the one that we sent. `lossy`: it went by an action, which may have lost all
    of the notes on the way; to send such an entry again would double it."""
    sent = create.sent
    return (
        record.id not in create.known_ids
        and (me is None or record.user_id is None or record.user_id == me)
        and record.project_id == sent.project
        and record.date == sent.date
        and abs(record.hours - sent_hours(sent.seconds)) <= keeps.hours
        and may_be(sent.title, record.title, keeps.title)
        and (may_be(sent.notes, record.description) or (lossy and not record.description.strip()))
    )


def same_text(sent: str, kept: str) -> bool:
    """Equal after trimming and LF line ends, or silently cut to a long enough prefix of ours."""
    ours, theirs = _normal(sent), _normal(kept)
    return ours == theirs or (len(theirs) >= MIN_PREFIX and ours.startswith(theirs))


def may_be(sent: str, kept: str, cut: int | None = None) -> bool:
    """Whether a record that nobody here knows can hold the text that was sent: the same but for what servers do to a
    text without a word (blanks, composed letters, HTML's escapes), or its beginning. `cut`: a title of which so many
    characters are kept, or one fewer where a blank came last; shorter than that it is another one."""
    ours, theirs = _bare(sent), _bare(kept)
    shortest = MIN_PREFIX if cut is None else min(MIN_PREFIX, cut - 1)
    return ours == theirs or bool(theirs and len(kept) >= shortest and ours.startswith(theirs))


def _bare(text: str) -> str:
    """What is left whatever a server does; some drop the characters of four bytes, such as emoji."""
    plain = unicodedata.normalize("NFC", html.unescape(text))
    return " ".join("".join(letter for letter in plain if letter <= "\uffff").split())


def _normal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _order(remote_id: str) -> tuple[int, str]:
    return (int(remote_id), "") if remote_id.isdigit() else (1 << 70, remote_id)
