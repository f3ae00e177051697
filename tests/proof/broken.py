"""Deliberately broken engines: one rule of `app/sync/README.md` is taken out of each. The campaigns have to notice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from app.errors import OutcomeUnknown
from app.membrane.rest import Listing
from app.membrane.wire import RemoteHours
from app.storage.outbox import Operation
from app.sync import apply, hours, push
from app.sync.adoption import Unsettled, adopt
from app.sync.confirm import confirm_create
from app.sync.cycle import Cycle

PAGE = 30


def blind_retry(patch: pytest.MonkeyPatch) -> None:
    """What got no answer is sent again, without looking (*Creating*)."""

    def unknown(cycle: Cycle, operation: Operation, error: OutcomeUnknown) -> None:
        with cycle.db.write():
            current = cycle.outbox.get(operation.id)
            if current is not None:
                cycle.outbox.requeue(current, cycle.now, error.detail)

    patch.setattr(push, "_unknown", unknown)


def adoption_of_what_was_there(patch: pytest.MonkeyPatch) -> None:
    """A create of unknown outcome takes any record that looks like it, known before the send or not (*Creating*)."""
    careful = hours.take_listing

    def careless(cycle: Cycle, pid: str, listing: Listing[RemoteHours], asked_at: int) -> None:
        operations = {operation.id: operation for operation in hours._unsettled_creates(cycle, pid)}
        creates = [Unsettled(key, hours.sent_values(one), frozenset()) for key, one in operations.items()]
        for key, record in adopt(creates, listing.records, cycle.me).items():
            confirm_create(cycle, operations[key], record, event="adopted")
        careful(cycle, pid, listing, asked_at)

    patch.setattr(hours, "take_listing", careless)


def truncated_listing(patch: pytest.MonkeyPatch) -> None:
    """The first page of a list is taken for all there are, and what is not among them for deleted (*Deletions*)."""
    whole = hours.take_listing

    def cut(cycle: Cycle, pid: str, listing: Listing[RemoteHours], asked_at: int) -> None:
        before = len(cycle.missing_hours)
        whole(cycle, pid, replace(listing, records=listing.records[:PAGE], complete=True), asked_at)
        cycle.missing_hours[before:] = [(remote_id, True) for remote_id, _vouched in cycle.missing_hours[before:]]

    patch.setattr(hours, "take_listing", cut)
    patch.setattr(apply, "too_many", lambda _cycle, _losses: False)


BROKEN: Mapping[str, tuple[Callable[[pytest.MonkeyPatch], None], str, tuple[str, ...]]] = {
    "blind retry": (blind_retry, "as documented", ("doubled:", "extra:")),
    "adoption without the known ids": (adoption_of_what_was_there, "as documented", ("lost:",)),
    "a truncated listing believed": (truncated_listing, "silent paging", ("here: gone:",)),
}
"""Each with the dialect in which it does harm, and that harm, as a reckoning begins to tell of it: a record too many
(under the name that it had then), one too few, an entry that is still there taken away here.
"""
