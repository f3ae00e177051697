"""How many digits of a quantity of hours this person and this connection allow (`billing.hours_as_quantity`)."""

from __future__ import annotations

from app.billing.quantities import EXACT_DECIMALS, HOURS_AS_QUANTITY, MOST_DECIMALS
from app.settings import Settings
from app.storage.database import Database
from app.storage.syncstate import HERE, SyncState


def quantity_decimals(db: Database, settings: Settings) -> int:
    """Two, or four where the setting says so and the connection did not turn out to round otherwise."""
    if not settings.billing_hours_as_quantity:
        return EXACT_DECIMALS
    connection = SyncState(db).get(HERE, "connection_id")
    known = SyncState(db).get(connection, HOURS_AS_QUANTITY) if isinstance(connection, str) else None
    return EXACT_DECIMALS if known is False else MOST_DECIMALS
