"""Three-way merge of an entry and its hours record, field by field (`README.md`, *Merging*). Pure.

Both sides are compared with what they were when they last agreed: ours with ours, theirs with theirs. The server may
keep fewer decimals or cut a title; that is a difference between the sides, not a change of either.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from app.domain.hours_marks import with_mark
from app.membrane.wire import RemoteHours

FIELDS = ("title", "notes", "date", "seconds", "project")

_HOURS_SENT = Decimal("0.0001")
"""Four decimals keep every whole second apart; two would keep only whole minutes."""


@dataclass(frozen=True, slots=True)
class Hours:
    """An entry as Clientary can hold it. `project` is Clientary's id; `seconds` is exact here and rounded there.

    `mark` is the invoice that the line below the notes names; `remark` says that this save changes that line. Both are
    beside the merge: no field of the entry, and nothing that makes it another one.
    """

    title: str
    notes: str
    date: str
    seconds: int
    project: str
    mark: str | None = field(default=None, compare=False)
    remark: bool = field(default=False, compare=False)

    @property
    def description(self) -> str:
        """Notes and mark, as they are sent."""
        return with_mark(self.notes, self.mark)


@dataclass(frozen=True, slots=True)
class Theirs:
    """An hours record's own values; `hours` as the server wrote them."""

    title: str
    notes: str
    date: str
    hours: Decimal
    project: str

    @property
    def seconds(self) -> int:
        """Whole seconds, half up."""
        return int((self.hours * 3600).quantize(Decimal(1), ROUND_HALF_UP))

    def as_hours(self) -> Hours:
        return Hours(self.title, self.notes, self.date, self.seconds, self.project)


@dataclass(frozen=True, slots=True)
class Base:
    """What both sides last agreed on: our values then, and theirs."""

    ours: Hours
    theirs: Theirs

    def to_json(self) -> str:
        theirs = {"hours": str(self.theirs.hours)} | {name: getattr(self.theirs, name) for name in _TEXTS}
        return json.dumps({"ours": {name: getattr(self.ours, name) for name in FIELDS}, "theirs": theirs})

    @classmethod
    def from_json(cls, text: str) -> Base:
        data = json.loads(text)
        theirs = data["theirs"] | {"hours": Decimal(data["theirs"]["hours"])}
        return cls(Hours(**data["ours"]), Theirs(**theirs))


_TEXTS = ("title", "notes", "date", "project")


@dataclass(frozen=True, slots=True)
class Merged:
    """What to do: `take` goes into the entry, `send` to the server, `conflicts` waits for a person; `base` is the
    agreement afterwards, in which conflicting and unsent fields still stand as they were.
    """

    base: Base
    take: dict[str, object] = field(default_factory=dict)
    send: tuple[str, ...] = ()
    conflicts: dict[str, dict[str, object]] = field(default_factory=dict)


def theirs_of(record: RemoteHours) -> Theirs:
    """The record's values in the merge's terms."""
    return Theirs(record.title, record.description, record.date, record.hours, record.project_id or "")


def sent_hours(seconds: int) -> Decimal:
    """Decimal hours as they are sent: four decimals, half up."""
    return (Decimal(seconds) / 3600).quantize(_HOURS_SENT, ROUND_HALF_UP)


def changed_there(base: Base, theirs: Theirs) -> bool:
    """Whether the record differs from what it was when both agreed."""
    return theirs != base.theirs


def merge(base: Base, ours: Hours, theirs: Theirs) -> Merged:
    """Decide each field. Equal changes on both sides are an agreement."""
    take: dict[str, object] = {}
    send: list[str] = []
    conflicts: dict[str, dict[str, object]] = {}
    agreed_ours, agreed_theirs = _fields(base.ours), _raw(base.theirs)
    there_now, theirs_raw = _fields(theirs.as_hours()), _raw(theirs)
    for name, mine in _fields(ours).items():
        here = mine != agreed_ours[name]
        there = theirs_raw[name] != agreed_theirs[name]
        if here and there and not _same(name, mine, theirs):
            conflicts[name] = {"ours": mine, "theirs": there_now[name]}
        elif there:
            if not here:
                take[name] = there_now[name]
            agreed_ours[name] = mine if here else there_now[name]
            agreed_theirs[name] = theirs_raw[name]
        elif here:
            send.append(name)
    return Merged(_base(agreed_ours, agreed_theirs), take, tuple(send), conflicts)


def agree(sent: Hours, theirs: Theirs) -> Base:
    """The agreement after a write: what we sent, and how the server keeps it."""
    return Base(sent, theirs)


def agreed_on(base: Base, sent: Hours, theirs: Theirs, names: frozenset[str]) -> Base:
    """The agreement after an update that sent `names`: the other fields stand as they stood, conflicts included."""
    ours_then, theirs_then = _fields(base.ours), _raw(base.theirs)
    for name in names:
        ours_then[name], theirs_then[name] = _fields(sent)[name], _raw(theirs)[name]
    return _base(ours_then, theirs_then)


def accepted(base: Base, theirs: Theirs, names: frozenset[str]) -> Base:
    """Let our side win in `names`: their value counts as seen, so that ours is a change to be sent."""
    agreed_ours, agreed_theirs = _fields(base.ours), _raw(base.theirs)
    for name in names:
        agreed_theirs[name] = _raw(theirs)[name]
        agreed_ours[name] = _fields(theirs.as_hours())[name]
    return _base(agreed_ours, agreed_theirs)


def is_stranger(base: Base, theirs: Theirs, created_then: str | None, created_now: str | None) -> bool:
    """A reused id: project, date, title and creation time all differ from what we last saw."""
    if created_then and created_now and created_then == created_now:
        return False
    was = base.theirs
    return was.project != theirs.project and was.date != theirs.date and was.title != theirs.title


def _same(name: str, mine: object, theirs: Theirs) -> bool:
    if name == "seconds":
        return isinstance(mine, int) and abs(sent_hours(mine) - theirs.hours) <= _HOURS_SENT / 2
    return bool(mine == getattr(theirs, name))


def _fields(hours: Hours) -> dict[str, object]:
    return {name: getattr(hours, name) for name in FIELDS}


def _raw(theirs: Theirs) -> dict[str, object]:
    return {"seconds": theirs.hours} | {name: getattr(theirs, name) for name in _TEXTS}


def _base(ours: dict[str, object], theirs: dict[str, object]) -> Base:
    texts = {name: str(theirs[name]) for name in _TEXTS}
    return Base(
        Hours(str(ours["title"]), str(ours["notes"]), str(ours["date"]), _int(ours["seconds"]), str(ours["project"])),
        Theirs(**texts, hours=Decimal(str(theirs["seconds"]))),
    )


def _int(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value
