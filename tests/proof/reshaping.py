"""Acts that make two entries of one, or one of two, here and in what is meant. Undo does not reach past them."""

from __future__ import annotations

from itertools import combinations

from app.services.entry_changes import EntryChanges
from tests.proof.meant import Item
from tests.proof.player import Player

PART_S = 600


def split(player: Player, which: int) -> None:
    """Make the last ten minutes of an entry one of its own."""
    item = player.mine(which, lambda item: not item.changed_there and item.seconds > PART_S)
    if item is None or item.entry is None:
        return
    _first, second = _changes(player).split_off(item.entry, PART_S)
    item.seconds -= PART_S
    item.changed_here.add("seconds")
    part = Item(item.title, PART_S, item.project, item.notes, entry=second.entry.id)
    part.changed_here = {"new"}
    player.meant.items.append(part)
    player.done("split")


def merge(player: Player, which: int) -> None:
    """Make one of two entries alike: other titles and notes would be gathered, which the service's own tests see."""
    mine = player.all_mine(lambda item: not item.changed_there)
    pairs = [(a, b) for a, b in combinations(mine, 2) if _alike(a) == _alike(b)]
    if not pairs:
        return
    ids = {item.entry: item for item in pairs[which % len(pairs)]}
    kept = ids.pop(_changes(player).merge([entry for entry in ids if entry is not None]).entry.id)
    [gone] = ids.values()
    kept.seconds += gone.seconds
    kept.changed_here.add("seconds")
    gone.alive = False
    gone.changed_here.add("new")
    player.done("merged")


def _alike(item: Item) -> tuple[str, str, str]:
    return item.title, item.project, item.notes


def _changes(player: Player) -> EntryChanges:
    return EntryChanges(player.desk.context.db, player.desk.clock, "UTC")
