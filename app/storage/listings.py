"""SQL for listings that are kept: which records were there before a create was sent."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.ids import new_id
from app.storage.database import Database


@dataclass(frozen=True, slots=True)
class ListingRepository:
    """Ids of complete listings. A create of unknown outcome is looked for among what is not in the one before it."""

    db: Database

    def keep(self, kind: str, parent_id: str, remote_ids: Iterable[str], now: int, unseen: Decimal = Decimal(0)) -> str:
        """Store the ids of a complete listing for the creates sent after it; returns its id.

        `unseen`: hours that the parent's own total has beyond what was listed.
        """
        listing_id = new_id()
        self.db.run(
            "insert into listing (id, kind, parent_id, remote_ids, unseen_hours, at) values (?, ?, ?, ?, ?, ?)",
            listing_id, kind, parent_id, json.dumps(sorted(remote_ids)), str(unseen), now,
        )  # fmt: skip
        return listing_id

    def ids(self, listing_id: str | None) -> frozenset[str]:
        """The ids that were there before the send."""
        row = self.db.one("select remote_ids from listing where id = ?", listing_id)
        return frozenset() if row is None else frozenset(json.loads(row["remote_ids"]))

    def unseen_hours(self, listing_id: str | None) -> Decimal:
        """What the parent's total had beyond the listing before the send."""
        row = self.db.one("select unseen_hours from listing where id = ?", listing_id)
        return Decimal(0) if row is None else Decimal(row["unseen_hours"])

    def drop_unused(self) -> None:
        """Forget listings that no unsettled operation refers to."""
        self.db.run("delete from listing where id not in (select listing_id from outbox where listing_id is not null)")
