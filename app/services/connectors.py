"""Opens the way to Membrane that somebody wants to sign in by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.config import Config
from app.errors import TransportUnavailable

if TYPE_CHECKING:
    from app.membrane.connecting import Connector


def open_connector(config: Config, way: str) -> Connector:
    """The connector of `way` (cli or api); close it. Raises `TransportUnavailable` for a way that is not there."""
    raise TransportUnavailable(f"there is no way {way!r:.20} to sign in by in {config.folder.root}")
