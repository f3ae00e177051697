"""Connections that a person makes in the browser, as the API lets them be watched (Membrane reference 4 and 6)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.cancel import CancelToken, Deadline
from app.errors import BadReply, NotConnected, Offline, OutcomeUnknown
from app.membrane.connecting import ConnectStep
from app.membrane.envelope import Object
from app.membrane.fields import as_id, canonical
from app.membrane.membrane_api import MembraneApi
from app.membrane.outgoing import safe_id
from app.membrane.words import plain

if TYPE_CHECKING:
    from app.membrane.connecting import Connector

_LOOKED_AT_S = 1.0
_ROUND_TRIP_S = 15.0


class ConnectionRequest:
    """A connection that is being made at the address of a connection request."""

    def __init__(self, api: MembraneApi, number: str, url: str) -> None:
        self._api, self._number, self._url = api, number, url
        self._look_at = 0.0

    def poll(self, wait_s: float, deadline: Deadline, cancel: CancelToken) -> ConnectStep:
        pause = min(self._look_at - time.monotonic(), wait_s)
        cancel.wait(max(0.0, pause))
        if time.monotonic() < self._look_at:
            return ConnectStep(self._url)
        self._look_at = time.monotonic() + _LOOKED_AT_S
        path = f"/connection-requests/{quote(safe_id(self._number, 'request'), safe='')}"
        try:
            told = fields_of(self._api.read(path, deadline.at_most(_ROUND_TRIP_S), cancel))
        except (Offline, BadReply):
            return ConnectStep(self._url)  # a person is at it; the next look may be answered
        status = str(told.get("status") or "").lower()
        if status == "success":
            made = as_id(told.get("result_connection_id", told.get("connection_id")))
            if made is None:
                raise OutcomeUnknown("the connection was made, but is not named", answered=1)
            return ConnectStep(self._url, made)
        if status == "cancelled":
            raise NotConnected(_reason(told), reason="cancelled")
        if status == "error":
            raise NotConnected(_reason(told), reason="failed")
        return ConnectStep(self._url)

    def close(self) -> None:
        """Nothing to close: Membrane ends the request by itself."""


def _reason(told: Object) -> str:
    error = told.get("result_error")
    words = error.get("message") if isinstance(error, Mapping) else error
    return plain(words) if isinstance(words, str) and words else "the connection was not made"


class ConnectionAnew:
    """An existing connection that is being connected anew at an address of its own; done when it can be used."""

    def __init__(self, connector: Connector, connection_id: str, url: str | None) -> None:
        self._connector, self._id, self._url = connector, connection_id, url
        self._look_at = 0.0

    def poll(self, wait_s: float, deadline: Deadline, cancel: CancelToken) -> ConnectStep:
        cancel.wait(max(0.0, min(self._look_at - time.monotonic(), wait_s)))
        if time.monotonic() < self._look_at:
            return ConnectStep(self._url)
        self._look_at = time.monotonic() + _LOOKED_AT_S
        try:
            connection = self._connector.connection(self._id, deadline.at_most(_ROUND_TRIP_S), cancel)
        except (Offline, BadReply):
            return ConnectStep(self._url)
        url = connection.client_action.url if connection.client_action is not None else None
        return ConnectStep(self._url or url, self._id if connection.usable else None)

    def close(self) -> None:
        """Nothing to close."""


def fields_of(value: object) -> dict[str, object]:
    """An object's fields by one spelling; of anything else none."""
    return {canonical(str(key)): part for key, part in value.items()} if isinstance(value, Mapping) else {}
